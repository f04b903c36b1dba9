"""The sets the engine is trained on; each folder reads one set from its original files (SHEET.md says what it is)."""

from __future__ import annotations

import functools
import importlib
import json
import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # training.data needs torch; evaluation reads plover_real without it
    from training.data import Example


class Source(Protocol):
    """`labels` names heads beyond the released ones; `examples(rng)` gives one epoch's examples."""

    labels: dict[str, list[str]]

    def examples(self, rng: random.Random) -> list[Example]: ...


NAMES = ("reportedly", "plain", "plover_real", "real_more", "briefs", "passages", "registers", "ewt", "names", "geneva", "ngec")


def source(name: str, folder: Path, without: int | None = None) -> Source:
    """Return the set `name` from its original files under `folder`; `without` leaves out a fold of plover_real (of real_more the
    documents that the fold is from)."""
    if name not in NAMES:
        raise SystemExit(f"no set named {name!r}; there are {', '.join(NAMES)}")
    room = {"plain": "reportedly", "passages": "briefs", "registers": "briefs"}.get(name, name)
    make = importlib.import_module(f"training.corpora.{room}.prepare").source
    if name in ("plover_real", "real_more"):
        return make(folder, without)  # type: ignore[no-any-return]
    if name in ("passages", "registers"):
        return make(folder, name)  # type: ignore[no-any-return]
    return make(folder, plain=True) if name == "plain" else make(folder)  # type: ignore[no-any-return]


def plain_letters(text: str) -> str:
    """Return the letters and digits of `text`, lower case: what two copies of a sentence have in common."""
    return re.sub(r"[\W_]+", "", text.lower())


@functools.cache
def _scored(folder: Path) -> frozenset[str]:
    lines = (folder / "plover_real/reports.jsonl").read_text(encoding="utf-8").splitlines()
    sentences = [plain_letters(s) for line in lines for s in json.loads(line)["sentences"]]
    return frozenset(s for s in sentences if len(s) >= 40)


def unscored(examples: Iterable[Example], folder: Path) -> list[Example]:
    """Return the examples that share no sentence with plover_real, by which the model is cross-validated.

    re3d and EWT are where its reports come from: without this the encoder would have read them under other labels.
    """
    scored = _scored(folder)
    return [ex for ex in examples if not any(s in t for t in map(plain_letters, ex.passages) for s in scored)]
