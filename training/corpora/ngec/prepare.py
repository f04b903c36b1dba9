"""NGEC's machine-written stories: weak, since a story carries only the type that its prompt asked for."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from pathlib import Path

from training.data import Example

BOILERPLATE = re.compile(r"(Copyright|All rights reserved|\(?(Reuters|AP|AFP)\)?\s*[-–—]+|Reporting by|Editing by).*")


class source:
    """The first two paragraphs of each story, at most 700 characters, with the type of its prompt."""

    labels: dict[str, list[str]] = {}

    def __init__(self, folder: Path) -> None:
        csv.field_size_limit(10**7)
        with zipfile.ZipFile(next((folder / "ngec_synthetic").glob("*.zip"))) as z, z.open(z.namelist()[0]) as f:
            rows = list(csv.DictReader(io.TextIOWrapper(f, encoding="utf-8")))
        self.all = []
        for r in rows:
            text = "\n".join(BOILERPLATE.sub("", p) for p in r["text"].split("\n\n")[:2])
            text = text[:700].rpartition(".")[0]
            if len(text) > 100 and r["label"]:
                self.all.append(Example([text], story=r["label"]))

    def examples(self, rng: random.Random) -> list[Example]:
        return self.all
