"""Writers: one format a file. Each takes codings as they come, so that what was finished stays whole when one stops."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from reportedly.errors import FormatError
from reportedly.records import Coding, ReportRef, to_json

Writer = Callable[[Coding], None]


@contextmanager
def opened(path: Path | None) -> Iterator[TextIO]:
    """Give a text sink: the file `path`, flushed line by line, or standard output."""
    if path is None:
        yield sys.stdout
        return
    with path.open("w", encoding="utf-8", buffering=1) as f:
        yield f


@contextmanager
def whole(path: Path | None) -> Iterator[TextIO]:
    """Give a text sink that becomes the file `path` only when all is written, or standard output."""
    if path is None:
        yield sys.stdout
        return
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as f:
            yield f
        part.replace(path)
    except OSError as e:
        raise FormatError(str(path), f"cannot be written: {e.strerror or e}") from None
    finally:
        part.unlink(missing_ok=True)


def writer(format: str, sink: TextIO, *, explain: bool = False) -> Writer:
    """Return the writer of a format: jsonl, csv or table."""
    if format == "jsonl":
        from reportedly.export import jsonl

        return jsonl.writer(sink, explain)
    if format == "csv":
        from reportedly.export import csv

        return csv.writer(sink, explain)
    from reportedly.export import table

    return table.writer(sink, explain)


def side_lines(coding: Coding, kind: str) -> Iterator[str]:
    """Yield a coding's quotations or findings as JSON lines, each with its report's id, title and date."""
    import json

    ref = ReportRef(**{f: getattr(coding.report, f) for f in ReportRef.__struct_fields__})
    for item in getattr(coding, kind):
        yield json.dumps({"report": json.loads(to_json(ref)), **json.loads(to_json(item))}, ensure_ascii=False) + "\n"
