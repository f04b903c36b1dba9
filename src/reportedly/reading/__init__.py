"""Reading: from files, addresses and feeds to captures, from captures to reports.

    >>> import io
    >>> [report] = read("-", published="2025-09-05", stdin=io.BytesIO(b"Shelling near Osek\\n\\nMortars hit it."))
    >>> report.title, report.published
    ('Shelling near Osek', '2025-09-05')
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportedly.errors import FormatError, ReadingError, ReportedlyError
from reportedly.records import Capture, Report

__all__ = ["read", "reports"]


def read(source: str, *, published: str | None = None, publisher: str | None = None, title: str | None = None,
         stdin: Any = None, timeout: float = 20.0, allow_private: bool = False) -> Iterator[Report | ReportedlyError]:
    """Yield the reports that `source` holds and, in its place, a ReadingError for whatever in it could not be read.

    `source` is a text, HTML, JSON-lines, RSS, Atom, JSON Feed, WARC or chat-export file, a directory, a glob, an http
    address of any of them, or `-` for `stdin` (bytes; standard input by default). `published`, `publisher` and `title`
    are used where the source does not state them; for plain text a given title goes before its first line.
    """
    from reportedly.reading.extract import Given, moment
    from reportedly.reading.feeds import DATE_ADVICE
    from reportedly.reading.files import captures

    day = moment(published)
    if published and not day:
        yield FormatError(source, f"the given publication date {published!r} is not a date", DATE_ADVICE)
        return
    given = Given(day, publisher or None, title or None)
    for found in captures(source, stdin=stdin, timeout=timeout, allow_private=allow_private):
        if isinstance(found, ReadingError):
            yield found
        else:
            yield from reports(found, given)


def reports(capture: Capture, given: Any) -> Iterator[Report | ReportedlyError]:
    """Yield the reports of one capture, whose media type says how it is read, and errors as values."""
    from reportedly.reading import feeds, files, pages

    readers = {files.TEXT: plain, files.HTML: pages.page, files.FEED: feeds.feed, files.JSON_FEED: feeds.json_feed,
               files.TELEGRAM: feeds.telegram, files.LINES: feeds.line}
    try:
        yield from readers[(capture.media_type or files.TEXT).partition(";")[0]](capture, given)
    except ReadingError as e:
        yield e


def plain(capture: Capture, given: Any) -> Iterator[Report | ReadingError]:
    """Yield the report of a plain text, or of a live page pasted as text its head and its entries."""
    from reportedly.reading.extract import compose, decode, paragraphs
    from reportedly.reading.live import live_reports, split_clocks

    lines = paragraphs(decode(capture))
    lead, entries = split_clocks(lines) or (lines, [])
    alone = lead[0] if entries and len(lead) == 1 else None  # a headline with nothing but entries under it
    head = compose(capture, given, lead, given.title or alone, find_title=True)
    if head is None and not entries:
        yield FormatError(capture.source, "holds no text but page furniture", "leave it out")
    if head:
        yield head
    yield from live_reports(capture, given, entries, head)
