"""PolNeAR: sources, cues and contents in political news, event or none."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from evaluation.item import Item, item
from reportedly.records import Attribution, Entity, Span


def _pieces(text: str, where: str) -> list[Span]:
    """The spans of one annotation; pieces with nothing but blanks or quotation marks between them are one span."""
    out: list[tuple[int, int]] = []
    for a, b in sorted(tuple(map(int, piece.split())) for piece in where.split(";")):
        if out and not text[out[-1][1] : a].strip(" \n\t“”\"'‘’,"):
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return [Span(text[a:b], a, b) for a, b in out]


def _hull(spans: list[Span], text: str) -> Span | None:
    if not spans:
        return None
    a, b = spans[0].start, spans[-1].end
    return Span(text[a:b], a, b)


def _voices(text: str, notes: str) -> Iterator[Attribution]:
    spans, kinds = {}, {}
    for line in notes.splitlines():
        if line.startswith("T"):
            id_, what, _ = line.split("\t", 2)
            kind, where = what.split(" ", 1)
            spans[id_], kinds[id_] = _pieces(text, where), kind
    for line in notes.splitlines():
        if line.startswith("E"):
            parts: dict[str, list[Span]] = {"Source": [], "Cue": [], "Content": []}
            for slot in line.split("\t")[1].split():
                role, _, id_ = slot.partition(":")
                if (role := role.rstrip("0123456789")) in parts:
                    parts[role] += spans[id_]
            source = _hull(sorted(parts["Source"], key=lambda s: s.start or 0), text) or Span()
            cue = _hull(sorted(parts["Cue"], key=lambda s: s.start or 0), text)
            for content in parts["Content"] or [None]:
                yield Attribution(Entity(source.text, source.start, source.end, source.text), cue, content)


def polnear(folder: Path) -> Iterator[Item]:
    """Yield an article an item with its attributions, one for each connected piece of content."""
    with (folder / "docs.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            text = (folder / f"text/{row['doc']}.txt").read_text(encoding="utf-8")
            voices = tuple(_voices(text, (folder / f"ann/{row['doc']}.ann").read_text(encoding="utf-8")))
            header = {"publisher": row["publisher"]}
            coding = {"attributions": voices}
            yield item(text, row["doc"], published=row["publication_date"], header=header, coding=coding)
