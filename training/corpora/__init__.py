"""The sets the engine is trained on; each folder reads one set from its original files (SHEET.md says what it is)."""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from training.data import Example


class Source(Protocol):
    """`labels` names heads beyond the released ones; `examples(rng)` gives one epoch's examples."""

    labels: dict[str, list[str]]

    def examples(self, rng: random.Random) -> list[Example]: ...


def _late(module: str) -> Callable[[Path], Source]:
    return lambda folder: importlib.import_module(f"training.corpora.{module}.prepare").source(folder)  # type: ignore[no-any-return]


SOURCES: dict[str, Callable[[Path], Source]] = {
    name: _late(name) for name in ("reportedly", "plover_real", "ewt", "names", "geneva", "ngec")
}
