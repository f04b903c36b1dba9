"""Reports annotated under our own codebook: the corpus, and plover_real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.grid import WRITERS
from corpus.parse import HERE, Gold, load
from evaluation.item import Item
from training.corpora.plover_real import prepare


def as_item(gold: Gold, lacks: tuple[str, ...] = (), **header: str) -> Item:
    """Return a corpus report as an item."""
    return Item(
        id=gold.id,
        coding=gold.coding,
        sentences=gold.sentences,
        header=gold.header | header,
        sides=gold.sides,
        lacks=lacks,
    )


def corpus(part: str, folder: Path = HERE / "reports") -> Iterator[Item]:
    """Yield the corpus reports whose writer wrote for `part`: train, dev or test."""
    for writer in (w for w, p in WRITERS.items() if p == part):
        for gold in load(folder / writer):
            yield as_item(gold, writer=writer)


def plover_real(folder: Path) -> Iterator[Item]:
    """Yield plover_real; `header["fold"]` is the fold of the report. Dates and contexts are not annotated there."""
    golds = list(prepare.load(folder))
    folds = prepare.folds(golds)
    for gold in golds:
        yield as_item(gold, lacks=("date", "contexts"), fold=str(folds[gold.id]))
