"""Captures that hold many reports: RSS and Atom, JSON Feed, chat exports; and a line of JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from reportedly.errors import FormatError, ReadingError
from reportedly.reading.extract import (
    Given,
    agency,
    compose,
    cut_end,
    decode,
    join_url,
    language,
    looks_like_title,
    moment,
    number,
    paragraphs,
    tag_language,
)
from reportedly.reading.markup import html_lines, listed
from reportedly.records import Capture, Report

EMPTY = "there is nothing to read in it"


def feed(capture: Capture, given: Given) -> Iterator[Report | ReadingError]:
    """Yield a report for each entry of an RSS or Atom feed with a text, and an error where the feed is damaged."""
    import feedparser

    headers = {"content-type": capture.media_type or "", "content-location": capture.url or ""}
    try:
        parsed = feedparser.parse(capture.content, response_headers=headers)
    except (ValueError, LookupError) as e:  # its own decoding of what claims to be XML
        raise FormatError(capture.source, f"a malformed feed ({e})", "fetch it again") from e
    channel = parsed.feed
    for i, entry in enumerate(parsed.entries, 1):
        get = dict(entry).get  # that of feedparser makes up `updated`
        content = (get("content") or [{}])[0].get("value") or get("summary") or ""
        published, updated = moment(get("published")), moment(get("updated"))
        if not published and get("published_parsed"):
            published = datetime(*(get("published_parsed") or ())[:6]).replace(tzinfo=UTC).isoformat()
        tags = [t.get("term") for t in get("tags") or () if t.get("term")]
        report = compose(
            capture, given._replace(title=None), html_lines(content), " ".join(html_lines(get("title") or "")),
            credits=[a.get("name") or "" for a in get("authors") or ()], source_id=get("id"),
            url=join_url(capture.url, get("link")), published=published or updated, updated=updated,
            publisher=(get("source") or {}).get("title") or channel.get("title"),
            language=tag_language(channel.get("language")), category=tags[0] if tags else None,
            comments=number(get("slash_comments")))
        yield report or FormatError(f"{capture.source} entry {i}", "has neither title nor text", EMPTY)
    whole = capture.content.rstrip().lower().endswith((b"</rss>", b"</feed>", b"</rdf:rdf>", b"-->"))
    if parsed.bozo and (not parsed.entries or not whole):
        reason = str(parsed.get("bozo_exception", "")).rpartition(": ")[2]
        yield FormatError(capture.source, f"a malformed feed ({reason})",
                          f"fetch it again; {len(parsed.entries)} of its entries could be read")
    elif not parsed.entries:
        yield FormatError(capture.source, "a feed without entries" if parsed.version else "XML that is no feed",
                          "give an RSS or Atom feed, or an HTML page")


def json_feed(capture: Capture, given: Given) -> Iterator[Report | ReadingError]:
    """Yield a report for each item of a JSON Feed (version 1 or 1.1) with a text."""
    channel = document(capture)
    items = channel.get("items")
    if not isinstance(items, list) or not items:
        yield FormatError(capture.source, "a JSON feed without items", EMPTY)
        return
    for i, item in enumerate(items, 1):
        item = item if isinstance(item, dict) else {}
        text, markup = item.get("content_text"), item.get("content_html")
        lines = html_lines(str(markup)) if markup else paragraphs(str(text or item.get("summary") or ""))
        authors = item.get("authors") or [item.get("author")]
        tags = item.get("tags") or [None]
        report = compose(
            capture, given._replace(title=None), lines, str(item.get("title") or ""),
            credits=[str(a["name"]) for a in authors if isinstance(a, dict) and a.get("name")],
            source_id=text_or_none(item.get("id")),
            url=join_url(capture.url, item.get("url")),
            published=moment(item.get("date_published")), updated=moment(item.get("date_modified")),
            publisher=channel.get("title"), language=tag_language(item.get("language") or channel.get("language")),
            category=tags[0])
        yield report or FormatError(f"{capture.source} item {i}", "has neither title nor text", EMPTY)


def telegram(capture: Capture, given: Given) -> Iterator[Report | ReadingError]:
    """Yield a report for each post with text of a chat export (`result.json` of Telegram Desktop), dates in UTC."""
    export = document(capture)
    chats = export["chats"]["list"] if isinstance(export.get("chats"), dict) else [export]
    count = 0
    for chat in chats:
        for post in chat.get("messages") or ():
            if not isinstance(post, dict) or post.get("type") != "message":
                continue
            parts = listed(post.get("text"))
            text = "".join(str(p.get("text", "")) if isinstance(p, dict) else str(p or "") for p in parts)
            report = compose(
                capture, given._replace(title=None), paragraphs(text), publisher=chat.get("name") or None,
                source_id=text_or_none(post.get("id")), updated=unix(post.get("edited_unixtime")),
                published=unix(post.get("date_unixtime")) or moment(post.get("date")), views=number(post.get("views")))
            if report:
                count += 1
                yield report
    if not count:
        yield FormatError(capture.source, "a chat export without posts that have text", EMPTY)


def line(capture: Capture, given: Given) -> Iterator[Report | ReadingError]:
    """Yield the report of one line of JSON lines.

    A line whose `id` is the digest of its own content was written by us and is taken as it stands. In any other line
    `id` becomes `source_id`, and `text` keeps every character but furniture at its end; a title that does not stand
    above it already, followed by a blank line, is put there.
    """
    try:
        item = msgspec.json.decode(capture.content)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as e:
        yield FormatError(capture.source, f"not JSON ({e})", "write one object a line, in UTF-8")
        return
    text = item.get("text") if isinstance(item, dict) else None
    if not isinstance(text, str) or not text.strip():
        found = f"a {type(item).__name__}, not an object" if not isinstance(item, dict) else "no text"
        yield FormatError(capture.source, found, 'give each line a "text"')
        return
    try:
        whole = msgspec.convert({"id": "", **item}, Report)
        told = {key: getattr(whole, key) for key in ("published", "publisher", "url", "source_id")}
        if whole.id == Report.of(text, **told).id:
            yield whole
            return
    except msgspec.ValidationError:
        pass
    yield from foreign(capture, given, item, text)


def foreign(capture: Capture, given: Given, item: dict[str, Any], text: str) -> Iterator[Report | ReadingError]:
    """Yield the report of a line that others wrote."""
    fields: dict[str, Any] = {}
    for key in ("published", "updated"):
        fields[key] = moment(item.get(key))
        if item.get(key) and not (isinstance(item[key], str) and fields[key]):
            yield FormatError(capture.source, f"{key} {item[key]!r} is not a date", DATE_ADVICE)
            return
    for key in ("title", "publisher", "agency", "url", "language", "category", "page"):
        fields[key] = item.get(key) or None
        if not isinstance(fields[key], str | None):
            yield FormatError(capture.source, f"{key} {item[key]!r} is not text", "put it in quotes or leave it out")
            return
    text = text.replace("\r\n", "\n").rstrip()
    lines = text.split("\n")
    kept, found = cut_end(lines)
    kept = kept or len(lines)
    text = "\n".join(lines[:kept]).rstrip()
    title = " ".join((fields.pop("title") or "").split()) or None
    first, _, rest = text.partition("\n")
    if title is None and rest.startswith("\n") and looks_like_title(first, [rest]):
        title = first
    body = text
    if title and (text == title or text.startswith(title + "\n")):
        body = text[len(title):].removeprefix("\n").removeprefix("\n")
    fields["published"] = fields["published"] or found.get("published") or given.published
    fields["publisher"] = fields["publisher"] or given.publisher
    fields["agency"] = fields["agency"] or agency(body.split("\n"), lines[kept:])
    fields["language"] = fields["language"] or language(text)
    fields["category"] = fields["category"] or found.get("category")
    for key in ("views", "comments"):
        fields[key] = number(item[key]) if item.get(key) is not None else found.get(key)
    fields["source_id"] = text_or_none(item.get("id", item.get("source_id")))
    yield Report.of(body, title, capture=capture.id, **fields)


DATE_ADVICE = "write it as 2025-05-31 or 2025-05-31T14:30+03:00"


def document(capture: Capture) -> dict[str, Any]:
    """Return the one JSON object of a capture; raises FormatError if it is none."""
    try:
        found = msgspec.json.decode(decode(capture))
    except (msgspec.DecodeError, UnicodeError, RecursionError) as e:
        raise FormatError(capture.source, f"not whole JSON ({e})", "fetch or export it again") from e
    if not isinstance(found, dict):
        raise FormatError(capture.source, "JSON of no known form", "give a JSON Feed, a chat export or JSON lines")
    return found


def text_or_none(value: object) -> str | None:
    """Return an identifier as text, or None where there is none."""
    return None if value is None else str(value)


def unix(value: object) -> str | None:
    """Return a count of seconds since 1970 as ISO 8601 in UTC, or None."""
    seconds = number(value)
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds else None
    except (ValueError, OverflowError, OSError):
        return None
