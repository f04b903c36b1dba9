"""Web archives: each answered HTML page of a WARC file is a capture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from reportedly.errors import FormatError, ReadingError
from reportedly.reading.fetch import SIZE_LIMIT
from reportedly.records import Capture, digest

PAGES = ("text/html", "application/xhtml+xml")
ADVICE = "fetch the archive again; its other records are read"


def records(stream: io.BufferedReader, source: str) -> Iterator[Capture | ReadingError]:
    """Yield a capture for each 200 answer of HTML, an error for each damaged record, and go on after it.

    After damage the next record is looked for by its first bytes, which needs a stream that can seek.
    """
    magic = b"\x1f\x8b\x08" if stream.peek(2)[:2] == b"\x1f\x8b" else b"WARC/1."
    start: int | None = 0
    pages = bad = 0
    moved = True
    while start is not None:
        last = start
        try:
            for record in walk(stream, start):
                last, moved = start + record.stream_pos, True
                try:
                    page = capture(record, source)
                except FormatError as e:
                    bad += 1
                    yield e
                else:
                    if page:
                        pages += 1
                        yield page
            break
        except OSError as e:
            if moved:  # else we are still looking for where the file goes on
                bad += 1
                yield FormatError(source, f"a damaged record after byte {last} ({e})", ADVICE)
            moved = False
            start = following(stream, last + 1, magic) if stream.seekable() else None
    if not pages and not bad:
        yield FormatError(source, "holds no HTML page answered with 200", "check that it is an archive of pages")


def walk(stream: io.BufferedReader, start: int) -> Iterator[Any]:
    """Return the records of the archive from byte `start` on."""
    from fastwarc.warc import ArchiveIterator

    if stream.seekable():
        stream.seek(start)
    return iter(ArchiveIterator(stream, parse_http=True, auto_decode="all"))


def capture(record: Any, source: str) -> Capture | None:
    """Return the capture of an HTML answer, None for any other record; raises FormatError if it is damaged."""
    from fastwarc.warc import WarcRecordType

    url = record.headers.get("WARC-Target-URI")
    where = f"{source} ({url or record.record_id or 'record without address'})"
    if record.record_type == WarcRecordType.unknown or record.record_type == WarcRecordType.no_type:
        raise FormatError(where, "a record of no known type", ADVICE)
    if record.record_type != WarcRecordType.response:
        return None
    if record.http_headers is None or record.http_headers.status_code is None:
        raise FormatError(where, "a response without HTTP headers", ADVICE)
    kind = (record.http_content_type or "").lower()
    if record.http_headers.status_code != 200 or kind not in PAGES:
        return None
    try:
        content = record.reader.read(SIZE_LIMIT + 1)
    except OSError as e:
        raise FormatError(where, f"its content is damaged ({e})", "fetch the archive again") from e
    if len(content) > SIZE_LIMIT:
        raise FormatError(where, f"is larger than {SIZE_LIMIT // 1_000_000} MB", "no report is that long; leave it out")
    charset = f"; charset={record.http_charset}" if record.http_charset else ""
    date = record.record_date.isoformat() if record.record_date else None
    return Capture(digest(url, content), where, date, "text/html" + charset, content, url)


def following(stream: io.BufferedReader, start: int, magic: bytes) -> int | None:
    """Return the byte at which `magic` next stands at or after `start`, or None."""
    stream.seek(start)
    tail = b""
    while block := stream.read(1 << 20):
        if (i := (tail + block).find(magic)) >= 0:
            return start - len(tail) + i
        tail, start = (tail + block)[-len(magic) + 1:], start + len(block)
    return None
