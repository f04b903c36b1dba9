"""Finds a released model and proves that its files are the ones its meta.toml names."""

from __future__ import annotations

import hashlib
import os
import tomllib
from pathlib import Path
from typing import Any

from msgspec import Struct

from reportedly.errors import EngineError

DEFAULT = "en-1"


class Release(Struct, frozen=True):
    """A released model: where it lies, its labels by head, and the thresholds tuned for it (on what: meta.toml)."""

    name: str
    folder: Path
    labels: dict[str, list[str]]
    tuned: dict[str, float]
    meta: dict[str, Any]


def homes() -> list[Path]:
    """Return the folders that may hold models: inside the wheel, or beside src/ in a checkout."""
    package = Path(__file__).resolve().parent.parent
    return [package / "models", package.parent.parent / "models"]


def find(folder: Path | None = None) -> Release:
    """Return the release in `folder` (else REPORTEDLY_MODEL, else the one that comes with the package).

    Raises EngineError if it is missing or a file's SHA-256 is not the one in meta.toml.
    """
    if chosen := folder or os.environ.get("REPORTEDLY_MODEL"):
        folder = Path(chosen)
    else:
        folder = next((h / DEFAULT for h in homes() if (h / DEFAULT / "meta.toml").exists()), homes()[0] / DEFAULT)
    meta_path = folder / "meta.toml"
    if not meta_path.exists():
        raise EngineError(str(folder), "no model here (meta.toml is missing)")
    meta = tomllib.loads(meta_path.read_text(encoding="utf-8"))
    for name, expected in meta["files"].items():
        path = folder / name
        if not path.exists():
            raise EngineError(str(path), "the file is missing")
        with path.open("rb") as f:
            found = hashlib.file_digest(f, "sha256").hexdigest()
        if found != expected:
            raise EngineError(str(path), f"the file is damaged: SHA-256 {found[:12]}… instead of {expected[:12]}…")
    return Release(meta["name"], folder, meta["labels"], meta["tuned"], meta)
