"""Names from wikigold, CrossNER politics and re3d, mapped to PER, ORG, LOC."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

from training.corpora import unscored
from training.data import Example

MAP = {
    "PER": "PER", "ORG": "ORG", "LOC": "LOC", "person": "PER", "politician": "PER", "politicalparty": "ORG", "organisation": "ORG",
    "country": "LOC", "location": "LOC", "Person": "PER", "Organisation": "ORG", "Location": "LOC",
}  # fmt: skip


def conll(path: Path) -> Iterator[Example]:
    """Sentences of a two-column file (IOB1 or IOB2), words joined by spaces."""
    words: list[str] = []
    tags: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as f:
        for line in [*f, "\n"]:
            if line.strip():
                w, t = line.split()
                words.append(w)
                tags.append(t)
                continue
            if words:
                ex, at, last = Example([" ".join(words)], {"tag_name": []}), 0, "O"
                spans: list[list[int | str]] = []
                for w, t in zip(words, tags, strict=True):
                    kind = t[2:]
                    if t != "O" and (t[0] == "B" or last == "O" or last[2:] != kind):
                        spans.append([at, at + len(w), kind])
                    elif t != "O":
                        spans[-1][1] = at + len(w)
                    last, at = t, at + len(w) + 1
                ex.tags["tag_name"] = [((0, int(a), int(b)), MAP[str(k)]) for a, b, k in spans if k in MAP]
                yield ex
            words, tags = [], []


def re3d(folder: Path) -> Iterator[Example]:
    """Paragraph-sized pieces of re3d's documents; only capitalised entities are names, of nested ones the longest."""
    for part in sorted(p for p in folder.iterdir() if p.is_dir()):
        docs = [json.loads(line) for line in (part / "documents.json").read_text(encoding="utf-8").splitlines()]
        marks: dict[str, list[tuple[int, int, str]]] = {}
        for line in (part / "entities.json").read_text(encoding="utf-8").splitlines():
            e = json.loads(line)
            if e["type"] in MAP and any(w[:1].isupper() for w in e["value"].split()) and not e["value"][:1].islower():
                marks.setdefault(e["documentId"], []).append((e["begin"], e["end"], MAP[e["type"]]))
        for d in docs:
            text, at = d["text"], 0
            spans = sorted(marks.get(d["_id"], []), key=lambda s: s[0] - s[1])
            for line in text.split("\n"):
                if line.strip():
                    inside = [(0, a - at, b - at) for a, b, _ in spans if at <= a and b <= at + len(line)]
                    kinds = [k for a, b, k in spans if at <= a and b <= at + len(line)]
                    if len(line) < 1500:
                        yield Example([line], {"tag_name": list(zip(inside, kinds, strict=True))})
                at += len(line) + 1


class source:
    """wikigold, CrossNER politics (train and dev) and re3d but for what is in plover_real."""

    labels: dict[str, list[str]] = {}

    def __init__(self, folder: Path) -> None:
        self.all = [*conll(folder / "wikigold/wikigold.conll.txt.gz"), *re3d(folder / "re3d")]
        for split in ("train", "dev"):
            self.all += conll(folder / f"crossner_politics/{split}.txt.gz")
        self.all = unscored(self.all, folder)

    def examples(self, rng: random.Random) -> list[Example]:
        return self.all
