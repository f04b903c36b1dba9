"""Feeds of incidents: RSS 2.0 and Atom by feedgenerator, JSON Feed 1.1. An item is an incident; it changes with it, its id stays."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Sequence
from typing import Any

from reportedly.web import answers as a
from reportedly.web.plain_text import plain, tidy

VERSION = "https://jsonfeed.org/version/1.1"


def headline(one: a.IncidentItem) -> str:
    """Return a title that no reader takes for markup."""
    return plain(one.title).replace("<", "‹").replace(">", "›")


def content(one: a.IncidentItem) -> str:
    """Return what is said of an incident as HTML: its standing, its tolls and who reports it, all escaped."""
    lines = [f.phrase for f in one.standing if f.phrase]
    lines += [f"{t.what}{f' ({t.who})' if t.who else ''}: {t.text}, {t.voice_name}" for t in one.tolls]
    lines += [f"Reported by {', '.join(one.publishers)}"] if one.publishers else []
    return "".join(f"<p>{html.escape(plain(line))}</p>" for line in lines)


def moment(text: str | None) -> dt.datetime | None:
    """Return an ISO date or date and time with its zone, UTC if it has none; `None` for anything else."""
    try:
        at = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def xml(kind: str, title: str, items: Sequence[a.IncidentItem], page: str, own: str, base: str) -> str:
    """Return incidents as RSS ("rss") or Atom ("atom"): title, the page they are from, the feed's own address."""
    from feedgenerator import Atom1Feed, Rss201rev2Feed

    about = "What is reported, who says so, and what is disputed."
    feed = (Rss201rev2Feed if kind == "rss" else Atom1Feed)(plain(title), page, about, language="en", feed_url=own, feed_guid=own)
    for one in items:
        first, last = moment(one.first_reported), moment(one.last_reported)
        known = first or last or dt.datetime.fromtimestamp(0, dt.UTC)
        feed.add_item(
            headline(one), f"{base}{one.url}", content(one), pubdate=known, updateddate=last or known, unique_id=f"{base}{one.url}",
            unique_id_is_permalink=True, author_name=plain(", ".join(one.publishers)) or None, categories=[one.type],
        )  # fmt: skip
    text: str = feed.writeString("utf-8")
    return text


def json_feed(title: str, items: Sequence[a.IncidentItem], page: str, own: str, base: str) -> dict[str, Any]:
    """Return incidents as JSON Feed 1.1."""
    found = []
    for one in items:
        first, last = moment(one.first_reported), moment(one.last_reported)
        found.append({
            "id": f"{base}{one.url}", "url": f"{base}{one.url}", "title": headline(one), "content_html": content(one),
            "date_published": first and first.isoformat(), "date_modified": last and last.isoformat(), "tags": [one.type, *one.modes],
            "authors": [{"name": p} for p in one.publishers],
        })  # fmt: skip
    head = {"version": VERSION, "title": plain(title), "home_page_url": page, "feed_url": own, "language": "en"}
    return {**head, "items": tidy(found)}
