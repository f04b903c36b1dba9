"""From what the user names to captures: files, directories, globs, addresses and standard input.

The kind of a capture is its media type, told from its first bytes and, where they do not tell, from its name or the
server's header. Files that hold many reports line by line or record by record are read as streams, one capture each.
"""

from __future__ import annotations

import glob
import io
import os
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from reportedly.errors import FetchError, FormatError, ReadingError
from reportedly.reading.fetch import SIZE_LIMIT, fetch
from reportedly.records import Capture, digest

TEXT, HTML, FEED, JSON_FEED = "text/plain", "text/html", "application/rss+xml", "application/feed+json"
TELEGRAM, LINES, WARC = "application/x-telegram-export+json", "application/x-ndjson", "application/warc"
SUFFIXES = {".txt": TEXT, ".text": TEXT, ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".xml": FEED, ".rss": FEED,
            ".atom": FEED, ".json": LINES, ".jsonl": LINES, ".ndjson": LINES, ".warc": WARC, ".warc.gz": WARC}
HEADERS = {"text/html": HTML, "application/xhtml+xml": HTML, "text/plain": TEXT, "application/rss+xml": FEED,
           "application/atom+xml": FEED, "application/xml": FEED, "text/xml": FEED, "application/json": LINES,
           "application/x-ndjson": LINES}
EXPORT_LIMIT = 500_000_000  # bytes of a chat export, which is one JSON document however long the channel
MAGIC = {b"%PDF": "a PDF", b"PK\x03\x04": "a ZIP or office document", b"\x89PNG": "an image",
         b"\xff\xd8\xff": "an image", b"GIF8": "an image", b"\x1f\x8b": "compressed with gzip",
         b"\xd0\xcf\x11\xe0": "an office document"}
FORMS = "give text, HTML, JSON lines, a feed or a WARC file"


def captures(source: str, *, stdin: Any = None, timeout: float = 20.0,
             allow_private: bool = False) -> Iterator[Capture | ReadingError]:
    """Yield the captures that `source` holds, each with its kind as media type, and an error for each bad input."""
    try:
        if source == "-":
            stream: Any = stdin if stdin is not None else sys.stdin
            stream = getattr(stream, "buffer", stream)
            yield from opened(stream if hasattr(stream, "peek") else io.BufferedReader(stream), "standard input")
        elif re.match(r"https?://", source, re.I):
            page = fetch(source, timeout=timeout, allow_private=allow_private)
            yield from opened(io.BufferedReader(io.BytesIO(page.content)), source, page)
        elif scheme := re.match(r"([a-z][a-z0-9+.-]+)://", source, re.I):
            yield FetchError(source, f"{scheme[1]}: is not fetched", "give an http or https address, or a file")
        elif os.path.isdir(source):
            yield from directory(source)
        elif not os.path.exists(source) and glob.has_magic(source):
            matches = sorted(glob.glob(source, recursive=True))
            if not matches:
                yield ReadingError(source, "matches no file", "check the pattern and quote it")
            for match in matches:
                yield from directory(match) if os.path.isdir(match) else file(match)
        else:
            yield from file(source)
    except ReadingError as e:
        yield e


def directory(folder: str) -> Iterator[Capture | ReadingError]:
    """Yield the captures of all files of a known kind under `folder`, in order of path, hidden ones left out."""
    readable = False
    for path in sorted(Path(parent) / name for parent, _, names in os.walk(folder) for name in names):
        inside = path.relative_to(folder).parts
        if path.name.lower().endswith(tuple(SUFFIXES)) and not any(part.startswith(".") for part in inside):
            readable = True
            yield from file(str(path))
    if not readable:
        yield ReadingError(folder, "holds no file of a known kind", f"known are {' '.join(SUFFIXES)}")


def file(path: str) -> Iterator[Capture | ReadingError]:
    """Yield the captures of one file."""
    try:
        with open(path, "rb", buffering=1 << 16) as stream:
            yield from opened(stream, path)
    except FileNotFoundError:
        yield ReadingError(path, "no such file", "check the name, or put - to read standard input")
    except (OSError, ValueError) as e:
        yield ReadingError(path, f"cannot be opened ({getattr(e, 'strerror', None) or e})", "check name and rights")
    except ReadingError as e:
        yield e


def opened(stream: Any, source: str, page: Capture | None = None) -> Iterator[Capture | ReadingError]:
    """Yield the captures in an open stream; `page` is what was fetched, where it was. Raises FormatError on no kind."""
    head = stream.peek(1 << 16)[: 1 << 16]
    if not head.strip():
        raise FormatError(source, "is empty", "nothing to read; leave it out")
    header = (page.media_type or "").partition(";")[0].strip().lower() if page else ""
    name = (page.url or source).partition("?")[0] if page else source
    hint = HEADERS.get(header) or next((kind for end, kind in SUFFIXES.items() if name.lower().endswith(end)), None)
    kind = sniff(head, hint, source)
    if kind == LINES:
        yield from lines(stream, source)
    elif kind == WARC:
        from reportedly.reading.warc import records

        yield from records(stream, source)
    else:
        limit = EXPORT_LIMIT if kind == TELEGRAM else SIZE_LIMIT
        content = page.content if page else stream.read(limit + 1)
        if len(content) > limit:
            raise FormatError(source, f"is larger than {limit // 1_000_000} MB", "no report is that long; cut it")
        charset = re.search(r";\s*charset=[^;]+", page.media_type or "", re.I) if page else None
        yield Capture(id=page.id if page else digest(content), source=source, fetched=page.fetched if page else None,
                      media_type=kind + (charset[0] if charset else ""), content=content,
                      url=page.url if page else None)


def sniff(head: bytes, hint: str | None, source: str = "") -> str:
    """Return the media type of content that begins with `head`; raises FormatError if it is binary.

    >>> sniff(b"<!doctype html><p>Hi", None), sniff(b'{"text": "Shells hit Sumy."}', None)
    ('text/html', 'application/x-ndjson')
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"\x1f\x8b"):
        try:
            if zlib.decompressobj(31).decompress(head, 64).startswith(b"WARC/"):
                return WARC
        except zlib.error:
            pass
    if head.startswith(b"WARC/"):
        return WARC
    form = next((name for magic, name in MAGIC.items() if head.startswith(magic)), None)
    if form or b"\0" in head or len(re.findall(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]", head)) > len(head) / 50:
        raise FormatError(source, f"is {form or 'a binary file'}, not text", FORMS)
    if head[:1] == b"<":
        start = re.sub(rb"<!--.*?-->", b"", head, flags=re.S)[:4096]
        if re.search(rb"<(?:rss|feed|rdf:RDF|channel)\b", start):
            return FEED
        if re.search(rb"<(?:!doctype html|html|head|body|main|article|section|div|p|title|meta|h1)\b", start, re.I):
            return HTML
        return FEED if start.startswith(b"<?xml") else hint or HTML
    if head[:1] in (b"{", b"["):
        if re.search(rb'"version"\s*:\s*"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org', head):
            return JSON_FEED
        return TELEGRAM if re.search(rb'"messages"\s*:\s*\[', head) else LINES
    return hint if hint in (HTML, FEED, LINES) else TEXT


def lines(stream: BinaryIO, source: str) -> Iterator[Capture | ReadingError]:
    """Yield a capture for each line of JSON lines that is not blank, named by its number."""
    for i, line in enumerate(iter(lambda: stream.readline(SIZE_LIMIT + 1), b""), 1):
        where = f"{source} line {i}"
        if len(line) > SIZE_LIMIT:
            yield FormatError(where, f"is longer than {SIZE_LIMIT // 1_000_000} MB", "write one report a line")
            return
        bare = line.removeprefix(b"\xef\xbb\xbf").strip()
        if i == 1 and bare in (b"{", b"["):
            yield FormatError(source, "is JSON spread over many lines", "write one object a line")
            return
        if bare:
            yield Capture(digest(bare), where, None, LINES, bare)
