"""Sentences with one marked pair: its PLOVER type (plv_dev), its spans (cameo_spans_dev)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from evaluation.gold.words import join
from evaluation.item import Item, item
from reportedly.records import Entity, Event, ReportRef, Sentence, Span


def _event(text: str, actors: list[Span], recipients: list[Span], type_: str = "") -> Event:
    whole = Sentence(text, 0, len(text), 0)
    people = (tuple(Entity(s.text, s.start, s.end, s.text) for s in each) for each in (actors, recipients))
    a, r = people
    return Event(id="0", report=ReportRef(""), type=type_, actors=a, recipients=r, trigger=Span(), sentence=whole)


def _given(text: str, marks: list[int] | None, words: str) -> Span:
    """The marked span; where the marks are missing, the first place with the same words."""
    a, b = marks[:2] if marks and len(marks) > 1 else (text.find(words), text.find(words) + len(words))
    return Span(text[a:b], a, b) if a >= 0 else Span()


def plv(path: Path) -> Iterator[Item]:
    """Yield a sentence and its given pair a row; gold has 15 types, YIELD being CONCEDE and RETREAT together."""
    with path.open(encoding="utf-8", newline="") as file:
        for n, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)):
            text, found = "", {}
            for piece in re.split(r"(</?[st]>)", row["marked_sentence"]):
                if mark := re.fullmatch(r"<(/?)([st])>", piece):
                    found.setdefault(mark[2], []).append(len(text))
                else:
                    text += piece
            source, target = (
                _given(text, found.get(mark), row[name]) for mark, name in (("s", "source"), ("t", "target"))
            )
            event = _event(text, [source], [target], row["gold_root"])
            yield item(text, str(n), coding={"events": (event,)}, pair=(source, target))


def cameo(path: Path) -> Iterator[Item]:
    """Yield a sentence with one event without trigger or type: S and R spans are its actors, T spans its recipients."""
    for n, block in enumerate(path.read_text(encoding="utf-8").strip().split("\n\n")):
        rows = [line.rsplit(" ", 1) for line in block.splitlines() if " " in line]
        text, at = join([word for word, _ in rows])
        spans: dict[str, list[Span]] = {"S": [], "T": [], "R": []}
        for i, (_, tag) in enumerate(rows):
            if tag.startswith("B-") or (tag.startswith("I-") and (i == 0 or rows[i - 1][1][2:] != tag[2:])):
                j = i + 1
                while j < len(rows) and rows[j][1] == f"I-{tag[2:]}":
                    j += 1
                spans[tag[2:]].append(Span(text[at[i][0] : at[j - 1][1]], at[i][0], at[j - 1][1]))
        event = _event(text, sorted(spans["S"] + spans["R"], key=lambda s: s.start or 0), spans["T"])
        yield item(text, str(n), coding={"events": (event,)})
