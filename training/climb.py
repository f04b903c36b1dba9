"""Finds the values of a table [tuned] one after another, and puts them into its file with its comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


def climb(by: dict[str, float], steps: Mapping[str, Sequence[float]], mean: Callable[[], float]) -> dict[str, float]:
    """Return `by`, changed in place: of each name's `steps` a value is kept if it makes `mean`, which reads `by`, better."""
    best = mean()
    print(f"before: {best:.2f}")
    for name, values in steps.items():
        for value in values:
            old = by[name]
            if value != old:
                by[name] = value
                if (now := mean()) > best + 0.01:
                    best = now
                    print(f"{name} {old:g} -> {value:g}: {best:.2f}")
                else:
                    by[name] = old
    return by


def table(file: Path, by: Mapping[str, float]) -> str:
    """Return the [tuned] table of a file, comments and all, with these values."""
    block = file.read_text("utf-8").partition("[tuned]")[2].partition("\n\n")[0]
    for name, value in by.items():
        block = re.sub(rf"(?m)^{name} = \S+", f"{name} = {value!r}", block)
    return f"[tuned]{block}"


def write(file: Path, by: Mapping[str, float]) -> None:
    """Write these values into the [tuned] table of a file."""
    file.write_text(file.read_text("utf-8").replace(table(file, {}), table(file, by)), "utf-8")
