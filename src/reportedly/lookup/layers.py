"""What users lay over the roster and the gazetteer of the package, and where it lies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from reportedly.errors import UsageError

What = Literal["roster", "gazetteer"]
SUFFIX = {"roster": ".tsv", "gazetteer": ".sqlite"}


def folder(what: What) -> Path:
    """Return the folder in which the user's tables or imported places are kept; it need not be there yet."""
    import platformdirs

    return platformdirs.user_data_path("reportedly", appauthor=False) / what


def layers(what: What) -> tuple[Path, ...]:
    """Return the files laid over ours, the first before the next: those that REPORTEDLY_ROSTER or REPORTEDLY_GAZETTEER
    names (files or folders; empty for none), else those in the user's folder. Raises UsageError where one is missing."""
    given = os.environ.get(f"REPORTEDLY_{what.upper()}")
    if given is None:
        return _files(folder(what), what)
    out: list[Path] = []
    for path in (Path(p) for p in given.split(os.pathsep) if p):
        if not path.exists():
            raise UsageError(f"REPORTEDLY_{what.upper()} names {path}, which is not there")
        out += _files(path, what) if path.is_dir() else [path]
    return tuple(out)


def _files(at: Path, what: What) -> tuple[Path, ...]:
    return tuple(sorted(at.glob(f"*{SUFFIX[what]}"))) if at.is_dir() else ()


def stamp() -> str:
    """Return what tells one state of all layers from another, empty without layers: names, sizes and times of change."""
    return " ".join(
        f"{p.name}:{s.st_size}:{s.st_mtime_ns}" for p in (*layers("roster"), *layers("gazetteer")) for s in [p.stat()]
    )
