"""Counts of events by place, time, code and side, with the report volume beside them.

An event is what one report tells: a happening that five reports tell is five events, and its dead are summed five times. `reports`
says how many reports stand behind a cell, `reports_in_period` how many reports of the same period (by publication) have any event at
all, whatever the filters, so that more reporting is not taken for more happening.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

from reportedly.errors import UsageError
from reportedly.export.columns import main_place, toll
from reportedly.export.csv import KINDS
from reportedly.records import Entity, Event

Key = tuple[str, ...]


def _period(day: str | None, by: str) -> str:
    """A day as the year, month, ISO week or day that it lies in; an empty string for none."""
    if not day:
        return ""
    if by == "week":
        year, week, _ = dt.date.fromisoformat(day[:10]).isocalendar()
        return f"{year}-W{week:02}"
    return day[: {"year": 4, "month": 7, "day": 10}[by]]


def _when(by: str) -> Callable[[Event], list[str]]:
    return lambda e: [_period(e.when.from_ if e.when else None, by)]


def _lands(side: tuple[Entity, ...]) -> list[str]:
    return list(dict.fromkeys(a.country or "" for a in side)) or [""]


def _place(name: str) -> Callable[[Event], list[str]]:
    return lambda e: [getattr(main_place(e), name, None) or ""]


PERIODS = ("year", "month", "week", "day")
DIMENSIONS: dict[str, Callable[[Event], list[str]]] = {
    "country": _place("country"), "admin1": _place("admin1"), **{p: _when(p) for p in PERIODS},
    "type": lambda e: [e.type], "mode": lambda e: list(e.modes) or [""], "quad": lambda e: [e.quad or ""], "status": lambda e: [e.status],
    "actor_country": lambda e: _lands(e.actors), "recipient_country": lambda e: _lands(e.recipients),
    "publisher": lambda e: [e.report.publisher or ""],
}  # fmt: skip
DYAD = ("actor_country", "recipient_country")
TOLLS = {"fatalities": "killed", **{kind: kind for kind in KINDS}}
MEASURES = ("events", "hedged", "scale", *(f"{name}_{end}" for name in TOLLS for end in ("low", "high")))


def names(asked: str, known: Iterable[str], what: str) -> list[str]:
    """Return the names in a list joined by commas; raises UsageError for one that is not known."""
    given, known = [n.strip() for n in asked.split(",") if n.strip()], list(known)
    if not given:
        raise UsageError(f"no {what} given; there are {', '.join(known)}")
    for name in given:
        if name not in known:
            raise UsageError(f"{name!r} is no {what}; there are {', '.join(known)}")
    return list(dict.fromkeys(given))


def _amount(event: Event, measure: str) -> float | None:
    if measure in ("events", "hedged"):
        return 1 if measure == "events" or event.hedged else 0
    if measure == "scale":
        return event.scale
    name, _, end = measure.rpartition("_")
    low, high = toll(event, TOLLS[name])
    return low if end == "low" or high is None else high


def aggregate(
    events: Iterable[Event], by: str, measures: str = "events", keep: Callable[[Event], bool] = lambda e: True
) -> Iterator[list[Any]]:
    """Yield a header and a row for each cell that has an event, in order of the cells.

    `by` and `measures` are lists joined by commas; `dyad` stands for actor_country,recipient_country. `events` and `hedged` are
    counted, `scale` is the mean, tolls are summed over the events that have one: `low` the least, `high` the most, and where the
    most is open the least. An event with several countries on a side, or several modes, counts in each of their cells. A cell
    without a figure is empty, not 0; an unknown place or time is an empty name. Only what `keep` lets through is counted.
    """
    dimensions = [d for n in names(by, [*DIMENSIONS, "dyad"], "dimension") for d in (DYAD if n == "dyad" else (n,))]
    dimensions = list(dict.fromkeys(dimensions))
    asked = names(measures, MEASURES, "measure")
    time = next((p for p in PERIODS if p in dimensions), None)
    sums: dict[Key, list[list[float]]] = {}  # a cell: for each measure the sum and how many there were
    told: dict[Key, set[str]] = {}
    volume: dict[str, set[str]] = {}
    for e in events:
        volume.setdefault(_period(e.report.published, time) if time else "", set()).add(e.report.id)
        if not keep(e):
            continue
        amounts = [_amount(e, m) for m in asked]
        for key in product(*(DIMENSIONS[d](e) for d in dimensions)):
            cell = sums.setdefault(key, [[0, 0] for _ in asked])
            told.setdefault(key, set()).add(e.report.id)
            for total, amount in zip(cell, amounts, strict=True):
                if amount is not None:
                    total[0] += amount
                    total[1] += 1
    yield [*dimensions, *asked, "reports", "reports_in_period"]
    at = dimensions.index(time) if time else None
    for key in sorted(sums):
        cells = [(round(s / n, 4) if m == "scale" else s) if n else None for m, (s, n) in zip(asked, sums[key], strict=True)]
        yield [*key, *cells, len(told[key]), len(volume.get(key[at] if at is not None else "", ()))]
