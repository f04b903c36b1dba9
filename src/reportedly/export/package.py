"""Exports: a folder with the events in one of the open formats, and a `datapackage.json` (Frictionless) that says what is in it.

A folder is written under a temporary name and takes its own when all is there, so that an export that breaks off leaves
nothing that looks whole. Events are written as they come, in their order; the same events give the same bytes. What every
format keeps of a report are ids, links, offsets and quotations of at most 120 characters (`columns.short`), never its text.

    from reportedly.export.package import export
    export(events, "polecat", Path("out"))
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from reportedly.errors import FormatError, RecordError, UsageError
from reportedly.export.columns import Column, short
from reportedly.records import Coder, Event

NAMES = ("plover", "polecat", "acled-like", "gdelt-like", "csv", "parquet", "geojson", "ninjs")
Put = Callable[[Event], bool]  # writes one event; False if the format has no place for it
DESCRIPTOR = "datapackage.json"
UNQUOTED = str.maketrans({"\t": " ", "\n": " ", "\r": " ", '"': "'"})
FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]")  # what a spreadsheet would run, with the apostrophes that guard it
SOURCES = (
    ("Coder", "Apache-2.0", "reportedly {reportedly}, the Reportedly authors"),
    ("Model", "CC BY-SA 4.0", "{model}; the sets it was trained on are credited in the NOTICE of the package reportedly"),
    ("Codebook", "Apache-2.0", "{codebook}; follows PLOVER by the Open Event Data Alliance (CC BY-SA 4.0) in words of our own"),
    ("Gazetteer", "CC BY 4.0", "places, coordinates and country codes derived from GeoNames, https://www.geonames.org"),
    ("Reports", "rights stay with their publishers", "quoted in at most 120 characters a span, with address where known"),
)  # fmt: skip


@dataclass(frozen=True)
class File:
    """One file of a format: its rows an event gives, and the columns (or members) they have.

    With `delimiter` the rows are sequences of cells, else JSON objects, one a line. `plain` is for readers that know no
    quoting: tabs, line ends and double quotes within cells give way. `missing` stands for what is not there.
    """

    path: str
    says: str
    columns: tuple[Column, ...]
    rows: Callable[[Event], Iterable[Any]]
    delimiter: str | None = None
    header: bool = True
    plain: bool = False
    missing: str = ""
    key: str | None = None
    refers: tuple[str, str] | None = None  # our column, path of the file whose key it holds

    @property
    def name(self) -> str:
        return self.path.partition(".")[0].partition("/")[0].replace("_", "-")


@dataclass(frozen=True)
class Format:
    """A format: its files, and how it is opened and read back where the files alone do not say."""

    name: str
    title: str
    files: tuple[File, ...]
    opened: Callable[[Path], AbstractContextManager[Put]] | None = None
    read: Callable[[Path], Iterator[Event]] | None = None


def load(name: str) -> Format:
    """Return a format by its name; raises UsageError if there is none, or if what it needs is not installed."""
    if name not in NAMES:
        raise UsageError(f"{name!r} is no format; there are {', '.join(NAMES)}")
    try:
        format: Format = import_module(f"reportedly.export.{name.replace('-', '_')}").FORMAT
    except ImportError as e:
        raise UsageError(f"the format {name} needs {e.name}: pip install 'reportedly[{name}]'") from None
    return format


def export(
    events: Iterable[Event], format: str, out: Path, *, replace: bool = False, step: Callable[[], None] = lambda: None
) -> tuple[int, int]:
    """Write events as a folder `out` and return how many were written and how many have no place in the format.

    `out` must not be there yet, or be an earlier export and `replace` true. `step` is called after each event.
    """
    form, out = load(format), out.absolute()
    _free(out, replace)
    done = left = 0
    last = ""
    coders: dict[Coder, None] = {}
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent))
        earlier = part.with_suffix(".earlier")
    except OSError as e:
        raise FormatError(str(out), f"cannot be written: {e.strerror or e}") from None
    try:
        with (form.opened(part) if form.opened else _opened(form.files, part)) as put:
            for event in events:
                if event.id == last:
                    raise RecordError(event.id, "comes twice in a row; strike doubles, an export holds each event once")
                last = event.id
                if put(short(event)):
                    done += 1
                    if event.coder:
                        coders.setdefault(event.coder)
                else:
                    left += 1
                step()
        text = json.dumps(_descriptor(form, part, list(coders), done, left), indent=2, ensure_ascii=False)
        (part / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")
        part.chmod(0o755)
        if out.exists():
            out.rename(earlier)
        part.rename(out)
    except OSError as e:
        raise FormatError(str(out), f"cannot be written: {e.strerror or e}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(earlier, ignore_errors=True)
    return done, left


def _free(out: Path, replace: bool) -> None:
    if out.suffix in (".csv", ".tsv", ".jsonl", ".json", ".geojson", ".parquet", ".txt"):
        raise UsageError(f"{out}: an export is a folder; give a name without {out.suffix}")
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (replace and ours(out)):
        raise UsageError(f"{out} is there already; give another name" + (", or --replace" if ours(out) else ""))


def ours(folder: Path) -> dict[str, Any] | None:
    """Return the descriptor of a folder if it is an export of ours."""
    try:
        found = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "reportedly:format" in found else None


@contextmanager
def _opened(files: Sequence[File], folder: Path) -> Iterator[Put]:
    """Give a function that writes one event into every file; the first file's rows say whether it has a place."""
    with ExitStack() as stack:
        sinks = [(f.rows, stack.enter_context(_sink(f, folder))) for f in files]

        def put(event: Event) -> bool:
            placed = False
            for n, (rows, write) in enumerate(sinks):
                for row in rows(event):
                    write(row)
                    placed = True
                if n == 0 and not placed:
                    return False
            return True

        yield put


@contextmanager
def _sink(file: File, folder: Path) -> Iterator[Callable[[Any], object]]:
    between = file.delimiter
    with (folder / file.path).open("w", encoding="utf-8", newline="") as f:
        if between is None:
            yield lambda row: f.write(msgspec.json.encode(row).decode() + "\n")
            return
        line: Callable[[list[str]], object] = csv.writer(f, delimiter=between, lineterminator="\n").writerow
        if file.plain:
            line = lambda row: f.write(between.join(row) + "\n")  # noqa: E731
        if file.header:
            line([c.name for c in file.columns])
        yield lambda row: line([cell(v, file) for v in row])


def cell(value: Any, file: File) -> str:
    """Return a value as the text of a cell."""
    if value is None or value == "":
        return file.missing
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    return guard(value.translate(UNQUOTED) if file.plain else value)


def guard(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet would take it for a formula.

    >>> guard("=1+1"), guard("'tis"), unguard(guard("'=1+1"))
    ("'=1+1", "'tis", "'=1+1")
    """
    return "'" + text if FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Return the text that `guard` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def _descriptor(form: Format, folder: Path, coders: list[Coder], done: int, left: int) -> dict[str, Any]:
    """The package's datapackage.json, by the Data Package profile of Frictionless; no clock, so that it is reproducible."""
    used = [{n: getattr(c, n) or "not stated" for n in Coder.__struct_fields__} for c in coders or [Coder("", None, "")]]
    sources = dict.fromkeys((of, licence, cite.format(**c)) for of, licence, cite in SOURCES for c in used)
    return {
        "profile": "data-package",
        "name": f"reportedly-{form.name}",
        "title": form.title,
        "description": " ".join(lost(form.name).split()),
        "reportedly:format": form.name,
        "reportedly:events": done,
        "reportedly:left_out": left,
        "contributors": [{"title": "The Reportedly authors", "role": "author of the coder"}],
        "sources": [{"title": f"{of}: {cite}", "reportedly:licence": licence} for of, licence, cite in sources],
        "resources": list(chain.from_iterable(_resources(f, form, folder) for f in form.files)),
    }  # fmt: skip


def lost(name: str) -> str:
    """Return what a format is and what is lost in it: the docstring of its writer."""
    return import_module(f"reportedly.export.{name.replace('-', '_')}").__doc__ or ""


def _resources(file: File, form: Format, folder: Path) -> Iterator[dict[str, Any]]:
    """The descriptions of one file of a format, or of each of those that a pattern names."""
    found = sorted(p for p in folder.glob(file.path) if p.is_file())
    for n, path in enumerate(found):
        out: dict[str, Any] = {"profile": "tabular-data-resource" if file.delimiter else "data-resource"}
        out |= {"name": file.name if len(found) == 1 else f"{file.name}-{n}", "path": path.relative_to(folder).as_posix()}
        out |= {"description": file.says, "format": "csv" if file.delimiter else path.suffix[1:], "encoding": "utf-8"}
        out |= {"bytes": path.stat().st_size, "hash": f"sha256:{checksum(path)}"}
        schema: dict[str, Any] = {
            "fields": [{"name": c.name, "type": c.type, "description": c.says} for c in file.columns]
        }
        if file.delimiter:
            schema["missingValues"] = [file.missing]
            if file.key:
                schema["primaryKey"] = [file.key]
            if file.refers:
                target = next(f for f in form.files if f.path == file.refers[1])
                reference = {"resource": target.name, "fields": [target.key]}
                schema["foreignKeys"] = [{"fields": [file.refers[0]], "reference": reference}]
            out["dialect"] = {"delimiter": file.delimiter, "header": file.header, "lineTerminator": "\n"}
        yield out | {"schema": schema}


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def read(path: Path) -> Iterator[Event]:
    """Yield the events of a file or folder of ours: JSON lines of events, or an export whose format can be read back.

    Raises FormatError naming the file and the line if it is not ours, or was written only in part.
    """
    from reportedly.export import jsonl

    if path.is_file() or str(path) == "-":
        about = ours(path.parent)
        if about is None or path.name not in (DESCRIPTOR, *(r["path"] for r in about["resources"])):
            yield from jsonl.read(path)
            return
        path = path.parent
    if not path.is_dir():
        raise FormatError(str(path), "no such file or folder", "give JSON lines of events or a folder that export wrote")
    descriptor = ours(path)
    if descriptor is None:
        raise FormatError(str(path), f"no {DESCRIPTOR} of ours in it", "give a folder that `reportedly export` wrote")
    form = load(descriptor["reportedly:format"])
    if form.read is None:
        raise FormatError(str(path), f"the format {form.name} does not hold enough to read events back", "keep the JSON lines")
    for resource in descriptor["resources"]:
        there = path / resource["path"]
        if not there.is_file() or ("hash" in resource and f"sha256:{checksum(there)}" != resource["hash"]):
            advice = f"export anew, or strike its hash from {DESCRIPTOR} if you changed it yourself"
            raise FormatError(str(there), "missing, changed or written only in part", advice)
    yield from form.read(path)

