"""Outputs on disk: one line a report with ids, offsets and codes, never its text.

    outputs/<system>-<version>/<set>.jsonl      the first line names system, set, digest of the set, state of the system

Words that stand in the report are written as the offsets `[start, end]`; reading puts them back from the report.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from evaluation.item import Item, digest_of, replace
from reportedly.errors import UsageError
from reportedly.records import Report, digest

HERE = Path("outputs")
KEPT = Path(__file__).parent / "kept-outputs"  # answers of a peer whose model takes long to make, packed
WORDS = frozenset({"name", "qualifier", "said_at"})  # free words, kept as offsets where the report has them
DROPPED = frozenset({"report", "because", "findings"})


def bare(record: Any, text: str) -> Any:
    """Return built-in values of a record without any words of `text`."""
    if isinstance(record, list | tuple):
        return [bare(r, text) for r in record]
    if not isinstance(record, dict):
        return record
    out = {}
    for key, value in record.items():
        if key in DROPPED or (key == "text" and "start" in record):
            continue
        if key in WORDS and isinstance(value, str) and (at := text.find(value)) >= 0:
            value = [at, at + len(value)]
        out[key] = bare(value, text)
    return out


def whole(value: Any, report: Report) -> Any:
    """Return what `bare` took the words from, with them."""
    if isinstance(value, list):
        return [whole(v, report) for v in value]
    if not isinstance(value, dict):
        return value
    out = {
        k: report.text[slice(*v)] if k in WORDS and isinstance(v, list) else whole(v, report) for k, v in value.items()
    }
    if "start" in out:
        out["text"] = None if out["start"] is None else report.text[out["start"] : out["end"]]
    if "trigger" in out:
        out["report"] = {"id": report.id, "source_id": report.source_id}
    return out


def path(system: str, set_name: str, folder: Path = HERE) -> Path:
    """Return where the output of a system (`name-version`) on a set lies."""
    return folder / system / f"{set_name}.jsonl"


def stamp(*paths: Path) -> str:
    """Return a digest of files, and of the code and data files below folders: it changes when a system does."""
    files = sorted({f for p in paths for f in (p.rglob("*") if p.is_dir() else [p]) if f.is_file() and "__pycache__" not in f.parts})
    return digest(*(hashlib.sha256(f.read_bytes()).hexdigest() for f in files))


def lines_of(file: Path) -> list[str]:
    """Return the lines of an output, packed or not."""
    raw = file.read_bytes()
    return (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode().splitlines()


def keep(system: str, folder: Path = HERE, to: Path = KEPT) -> list[Path]:
    """Pack all outputs of a system where every clone has them; return the files."""
    (to / system).mkdir(parents=True, exist_ok=True)
    files = []
    for file in sorted((folder / system).glob("*.jsonl")):
        files.append(to / system / f"{file.name}.gz")
        files[-1].write_bytes(gzip.compress(file.read_bytes(), mtime=0))
    return files


def at_hand(system: str, set_name: str) -> Path:
    """Return where the output of a system on a set lies: the one made here, else the one that is kept."""
    made, kept = path(system, set_name), KEPT / system / f"{set_name}.jsonl.gz"
    return kept if kept.exists() and not made.exists() else made


def head(file: Path) -> dict[str, str]:
    """Return what the first line of an output says of it; nothing if there is no output."""
    if not file.exists():
        return {}
    return dict(json.loads(lines_of(file)[0]))


def write(to: Path, golds: Sequence[Item], answers: Iterable[Item], **about: str) -> None:
    """Write the answers of a system to a set, whole or not at all."""
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(json.dumps(about | {"digest": digest_of(golds)}) + "\n")
        for gold, answer in zip(golds, answers, strict=True):
            plain = msgspec.to_builtins(replace(answer, header={}, sentences=(), pair=None))
            file.write(json.dumps(bare(plain, gold.report.text)) + "\n")
    part.replace(to)


def read(file: Path, golds: Sequence[Item]) -> list[Item]:
    """Return the answers in a file in the order of `golds`; UsageError if they are not of this set."""
    if not file.exists():
        raise UsageError(f"{file}: no such output; write it with python -m evaluation.run")
    lines = lines_of(file)
    if json.loads(lines[0])["digest"] != digest_of(golds):
        raise UsageError(f"{file}: the set has changed since; run it again")
    rows = {row["id"]: row for row in map(json.loads, lines[1:])}
    out = []
    for gold in golds:
        row = whole(rows[gold.id], gold.report)
        row["coding"]["report"] = msgspec.to_builtins(gold.report)
        out.append(msgspec.convert(row, Item))
    return out
