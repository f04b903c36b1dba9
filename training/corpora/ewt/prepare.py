"""UD_English-EWT sentences with three layers: names (UNER), predicate arguments (PropBank), factuality (UDS-IH2)."""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from training.corpora import unscored
from training.data import AUXILIARY, PREDICATE_ROLES, Example

NAMES = {"PER", "ORG", "LOC"}


def _blocks(path: Path) -> Iterator[tuple[dict[str, str], list[list[str]]]]:
    """Comment fields and token rows of each sentence of a CoNLL file."""
    meta: dict[str, str] = {}
    rows: list[list[str]] = []
    with gzip.open(path, "rt", encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("# ") and " = " in line:
                key, _, value = line[2:].partition(" = ")
                meta[key] = value
            elif line:
                rows.append(line.split("\t"))
            elif rows:
                yield meta, rows
                meta, rows = {}, []


def _offsets(text: str, words: list[str]) -> list[tuple[int, int]] | None:
    out, at = [], 0
    for w in words:
        at = text.find(w, at)
        if at < 0:
            return None
        out.append((at, at + len(w)))
        at += len(w)
    return out


def _predicates(folder: Path, split: str) -> dict[str, list[tuple[int, list[tuple[int, int, str]]]]]:
    """For each UD sentence: predicates (word, arguments (first word, last word, role))."""
    with gzip.open(folder / "alignment.tsv.gz", "rt") as f:
        ids = {
            (r["propbank_doc"], r["sent_index"]): r["ud_sent_id"]
            for r in csv.DictReader(f, delimiter="\t")
            if r["match"] in ("tags", "length")
        }
    out: dict[str, list[tuple[int, list[tuple[int, int, str]]]]] = {}
    rows: list[list[str]] = []
    with gzip.open(folder / f"ewt.{split}.gold_skel.gz", "rt") as f:
        for line in [*f, "\n"]:
            if line.strip():
                rows.append(line.split())
                continue
            if rows and (key := ids.get((rows[0][0], rows[0][1]))):
                for column in range(8, len(rows[0])):
                    verb, args, open_ = None, [], None
                    for i, row in enumerate(rows):
                        cell = row[column]
                        if m := re.search(r"\(([^()*]+)\*", cell):
                            open_ = (i, m[1].removeprefix("ARGM-"))
                        if cell.endswith(")") and open_:
                            a, role = open_
                            verb = a if role == "V" else verb
                            if role in PREDICATE_ROLES:
                                args.append((a, i, role))
                            open_ = None
                    if verb is not None:
                        out.setdefault(key, []).append((verb, args))
            rows = []
    return out


def load(folder: Path, split: str = "train") -> Iterator[Example]:
    """Yield the sentences of a split with the layers they have."""
    with gzip.open(folder / f"uds_ih2/{split}.jsonl.gz", "rt") as f:
        facts = {d["text"]: d["targets"] for d in map(json.loads, f)}
    predicates = _predicates(folder / "propbank_ewt", split)
    for meta, rows in _blocks(folder / f"uner_ewt/en_ewt-ud-{split}.iob2.gz"):
        rows = [r for r in rows if r[0].isdigit()]
        text, words = meta["text"], [r[1] for r in rows]
        at = _offsets(text, words)
        if at is None:
            continue
        ex = Example([text], {"tag_name": []})
        begin, kind = None, ""
        for i, tag in enumerate([r[2] for r in rows] + ["O"]):
            if begin is not None and not tag.startswith("I-"):
                if kind in NAMES:
                    ex.tags["tag_name"].append(((0, at[begin][0], at[i - 1][1]), kind))
                begin = None
            if tag.startswith("B-"):
                begin, kind = i, tag[2:]
        for verb, args in predicates.get(meta["sent_id"], []):
            if verb < len(at):
                parts = [((0, at[a][0], at[b][1]), role) for a, b, role in args if b < len(at)]
                ex.frames.append(("frame_predicate", (0, *at[verb]), parts))
        for t in facts.get(" ".join(words), []):
            a, b = t["span1"]
            ex.pools.append(("pool_factuality", (0, at[a][0], at[b - 1][1]), float(t["label"]) / 3))
        yield ex


class source:
    """Train split but for what is in plover_real; every sentence is one example."""

    labels = dict(AUXILIARY)

    def __init__(self, folder: Path) -> None:
        self.all = unscored(load(folder), folder)

    def examples(self, rng: random.Random) -> list[Example]:
        return self.all
