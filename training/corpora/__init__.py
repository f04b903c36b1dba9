"""The sets the engine is trained on; each folder reads one set from its original files (SHEET.md says what it is)."""

from __future__ import annotations

import importlib
import random
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # training.data needs torch; evaluation reads plover_real without it
    from training.data import Example


class Source(Protocol):
    """`labels` names heads beyond the released ones; `examples(rng)` gives one epoch's examples."""

    labels: dict[str, list[str]]

    def examples(self, rng: random.Random) -> list[Example]: ...


NAMES = ("reportedly", "plain", "plover_real", "ewt", "names", "geneva", "ngec")


def source(name: str, folder: Path, without: int | None = None) -> Source:
    """Return the set `name` from its original files under `folder`; `without` leaves out a fold of plover_real."""
    if name not in NAMES:
        raise SystemExit(f"no set named {name!r}; there are {', '.join(NAMES)}")
    make = importlib.import_module(f"training.corpora.{'reportedly' if name == 'plain' else name}.prepare").source
    if name == "plover_real":
        return make(folder, without)  # type: ignore[no-any-return]
    return make(folder, plain=True) if name == "plain" else make(folder)  # type: ignore[no-any-return]
