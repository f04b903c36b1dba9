"""Live pages: the timestamped entries that a page or a pasted text holds, each to be a report of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from reportedly.reading.extract import CLOCK, Given, at, bare, compose, join_url, moment, same
from reportedly.reading.markup import html_lines, listed, name_of, surrounding
from reportedly.records import Capture, Report

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FLAT = {*HEADINGS, "p", "time", "strong", "b", "span", "dt"}
CLOCK_LINE = re.compile(rf"[\[(]?{CLOCK}[\])]?\s*[-–—|:.]?\s*(?P<rest>.*)")


class Entry(NamedTuple):
    """One timestamped entry of a live page, before it becomes a report."""

    lines: list[str]
    title: str | None = None
    published: str | None = None
    clock: dict[str, str | None] | None = None
    url: str | None = None
    updated: str | None = None
    credits: tuple[str, ...] = ()


def live_reports(capture: Capture, given: Given, entries: list[Entry], head: Report | None) -> Iterator[Report]:
    """Yield a report for each entry of a live page, under `head`, the report of the page itself."""
    published = head.published if head else given.published
    for entry, told in zip(entries, entry_times(entries, published), strict=True):
        report = compose(capture, given._replace(published=None), entry.lines, entry.title, credits=entry.credits,
                         published=entry.published or told, updated=entry.updated,
                         publisher=head.publisher if head else None, language=head.language if head else None,
                         category=head.category if head else None, url=entry.url or (head.url if head else capture.url),
                         page=head.id if head else capture.id)
        if report:
            yield report


def live_entries(tree: Any, post: dict[str, Any], main: list[str], base: str | None) -> list[Entry]:
    """Return the entries of a live page from JSON-LD or from its markup, whichever tells more of them."""
    updates = [u for u in listed(post.get("liveBlogUpdate")) if isinstance(u, dict)]
    linked = [Entry(html_lines(str(u.get("articleBody") or u.get("description") or u.get("text") or "")),
                    name_of(u.get("headline")), moment(u.get("datePublished")), None, join_url(base, u.get("url")),
                    moment(u.get("dateModified")), tuple(c for c in map(name_of, listed(u.get("author"))) if c))
              for u in updates]
    marked = marked_entries(tree, main, base)
    return marked if len(marked) > len(linked) else linked


def marked_entries(tree: Any, main: list[str], base: str | None) -> list[Entry]:
    """Return the entries that the markup shows: three or more like siblings, each with a time of its own.

    Comments, lists of links and short chronologies have that form too; they are left out by their names, because
    trafilatura does not take them for main text, or because most of the main text stands elsewhere.
    """
    groups: dict[tuple[Any, ...], dict[Any, Any]] = {}
    for mark in tree.iter():
        if not isinstance(mark.tag, str) or not is_clock(mark):
            continue
        node = mark
        while (parent := node.getparent()) is not None:
            key = (parent, node.tag, tuple((node.get("class") or "").split()[:1]))
            groups.setdefault(key, {}).setdefault(node, mark)
            node = parent
    known = {bare(line) for line in main}
    best: list[Entry] = []
    for (parent, tag, _), holders in groups.items():
        if len(holders) < 3 or len(holders) <= len(best) or surrounding(parent):
            continue
        found = [entry(node, mark, holders, tag in FLAT, base) for node, mark in holders.items()]
        lines = [line for e in found for line in e.lines]
        shared = [line for line in lines if bare(line) in known]
        size = sum(map(len, shared))
        if all(e.lines for e in found) and 2 * size >= max(sum(map(len, lines)), sum(map(len, main))):
            best = found
    return best


def is_clock(element: Any) -> bool:
    """Return whether an element states a time of day: a time element or one whose whole text is a clock."""
    if element.tag == "time":
        return True
    text = (element.text or "").strip()
    return len(element) == 0 and len(text) < 30 and bool(re.fullmatch(CLOCK, text))


def entry(node: Any, mark: Any, holders: dict[Any, Any], flat: bool, base: str | None) -> Entry:
    """Return the entry that `node` holds, with what follows it up to the next holder if the page is flat."""
    boxes = [node]
    for sibling in node.itersiblings() if flat else ():
        if sibling in holders:
            break
        boxes.append(sibling)
    lines = [line for box in boxes for line in html_lines(box, without=mark)]
    heads = [" ".join(html_lines(h, without=mark)) for box in boxes for h in box.iter(*HEADINGS)]
    title = heads[0] if heads and lines and same(lines[0], heads[0]) else None
    lines = lines[1:] if title else lines
    stamp, text = moment(mark.get("datetime")), " ".join(mark.text_content().split())
    clock = re.search(CLOCK, text) or re.search(CLOCK, mark.get("datetime") or "")
    id_ = node.get("id")
    return Entry(lines, title, stamp if stamp and "T" in stamp else None, clock.groupdict() if clock else None,
                 f"{base.partition('#')[0]}#{id_}" if base and id_ else None)


def split_clocks(lines: list[str]) -> tuple[list[str], list[Entry]] | None:
    """Return the lines before the first clock and the entries that clocks at the start of lines open, or None.

    That takes three clocks that run one way (but for one midnight), and most of the text under them.
    """
    opened = [(i, m) for i, line in enumerate(lines) if (m := CLOCK_LINE.fullmatch(line))]
    minutes = [minute_of(m.groupdict()) for _, m in opened]
    steps = [b - a for a, b in pairwise(minutes)]
    if len(opened) < 3 or min(sum(s < 0 for s in steps), sum(s > 0 for s in steps)) > 1:
        return None
    under = lines[opened[0][0]:]
    if 2 * sum(map(len, under)) < sum(map(len, lines)):
        return None
    ends = [i for i, _ in opened[1:]] + [len(lines)]
    entries = []
    for (i, m), end in zip(opened, ends, strict=True):
        body = [line for line in (m["rest"], *lines[i + 1:end]) if line]
        if not body:
            return None
        entries.append(Entry(body, clock={key: m[key] for key in ("hour", "minute", "half", "zone")}))
    *others, last = [sum(map(len, e.lines)) for e in entries]
    if last * len(others) > 4 * sum(others):  # a chronology inside an article, which goes on after it
        return None
    return lines[:opened[0][0]], entries


def minute_of(clock: dict[str, str | None]) -> int:
    """Return the minute of the day of a clock."""
    hour = int(clock["hour"] or 0)
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"] in "Pp" else 0)
    return 60 * hour + int(clock["minute"] or 0)


def without_entries(lines: list[str], entries: list[Entry]) -> list[str]:
    """Return the lines of a page that stand in none of its entries."""
    known = {bare(line) for e in entries for line in (*e.lines, e.title or "")}
    known |= {bare(" ".join([e.title or "", *e.lines])) for e in entries}  # an item of a list comes as one line
    return [line for line in lines if bare(line) not in known and not re.fullmatch(CLOCK, line)]


def entry_times(entries: list[Entry], published: str | None) -> list[str | None]:
    """Return when each entry was published: its clock on the page's date, a day later after each midnight passed."""
    told: list[str | None] = [None] * len(entries)
    if not published:
        return told
    minutes = [minute_of(e.clock) if e.clock else None for e in entries]
    seen = [m for m in minutes if m is not None]
    falling = sum(b < a for a, b in pairwise(seen))
    order = range(len(entries) - 1, -1, -1) if 2 * falling > len(seen) - 1 else range(len(entries))
    day, before = date.fromisoformat(published[:10]), None
    zone = m[0] if (m := re.search(r"[+-]\d\d:\d\d$", published[10:])) else None
    for i in order:
        if (clock := entries[i].clock) and (minute := minutes[i]) is not None:
            if before is not None and minute < before:
                day += timedelta(days=1)
            before = minute
            told[i] = at(day, clock, zone)
    return told
