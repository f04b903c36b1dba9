"""Our own corpus, its training part; passages are cut anew each epoch so that the model sees many contexts."""

from __future__ import annotations

import random
from pathlib import Path

from corpus.parse import Gold, load
from corpus.grid import WRITERS
from training.data import Example, from_coding


class source:  # noqa: N801
    """The writers of the training part."""

    labels: dict[str, list[str]] = {}

    def __init__(self, folder: Path) -> None:
        self.golds = [g for g in load() if WRITERS[g.id.split("-")[0]] == "train"]

    def examples(self, rng: random.Random) -> list[Example]:
        return varied(self.golds, rng)


def varied(golds: list[Gold], rng: random.Random) -> list[Example]:
    """Examples of gold codings with passages of a limit drawn for each, 350 to 900 characters."""
    return [from_coding(g.coding, g.sentences, rng.randint(350, 900)) for g in golds]
