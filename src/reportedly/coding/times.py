"""When an event happened: time words resolved against the publication date (codebook §5)."""

from __future__ import annotations

import datetime as dt
import re

from msgspec.structs import replace

from reportedly.coding.view import Reasons, View
from reportedly.records import Event, When

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def anchor(event: Event, view: View) -> tuple[Event, Reasons]:
    """Return the event with the dates that its time words, or else the date of publication, give."""
    published = view.report.published
    if not published:
        return event, {"when": "no publication date"}
    day = dt.date.fromisoformat(published[:10])
    when = event.when
    if when and when.text and (m := re.search(rf"\b({'|'.join(WEEKDAYS)})[a-z]*", when.text.lower())):
        back = (day.weekday() - WEEKDAYS.index(m[1])) % 7
        told = (day - dt.timedelta(back)).isoformat()
        return replace(event, when=replace(when, from_=told, to=told, basis="text")), {"when": "rule: weekday"}
    start = None if event.historical else day.isoformat()
    words = (when.text, when.start, when.end) if when else (None, None, None)
    assumed = When(*words, from_=start, to=day.isoformat(), basis="assumed")
    return replace(event, when=assumed), {"when": "no words: publication date"}
