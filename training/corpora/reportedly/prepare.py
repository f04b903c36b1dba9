"""Our own corpus, its training part; passages are cut anew each epoch so that the model sees many contexts."""

from __future__ import annotations

import random
from pathlib import Path

from corpus.grid import PLAIN, WRITERS
from corpus.parse import HERE, Gold, load
from training.data import Example, from_coding


class source:
    """The writers of the training part: those of news, or (`plain`) those of releases, reference works and weblogs."""

    labels: dict[str, list[str]] = {}

    def __init__(self, folder: Path, plain: bool = False) -> None:
        writers = [w for w, part in WRITERS.items() if part == "train" and (w in PLAIN) == plain]
        self.golds = [g for w in writers for g in load(HERE / "reports" / w)]

    def examples(self, rng: random.Random) -> list[Example]:
        return varied(self.golds, rng)


def varied(golds: list[Gold], rng: random.Random) -> list[Example]:
    """Examples of gold codings with passages of a limit drawn for each, 350 to 900 characters."""
    return [from_coding(g.coding, g.sentences, rng.randint(350, 900)) for g in golds]
