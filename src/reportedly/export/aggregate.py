"""Counts of events by place, time, code and side, with the report volume beside them.

An event is what one report tells: a happening that five reports tell is five events, and its dead are summed five times; an incident of
a store counts once. `reports`
says how many reports stand behind a cell, `reports_in_period` how many reports of the same period (by publication) have any event at
all, whatever the filters, so that more reporting is not taken for more happening.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from reportedly import codebook
from reportedly.errors import UsageError
from reportedly.export.columns import main_place, toll
from reportedly.export.csv import KINDS
from reportedly.records import Entity, Event, Incident

Key = tuple[str, ...]
Dimensions = dict[str, Callable[[Any], list[str]]]  # the values that an event or incident has of each


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
DIMENSIONS: Dimensions = {
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


def _support(v: Incident) -> str:
    return (v.standing[0].support if v.standing else None) or ""


INCIDENT_DIMENSIONS: Dimensions = {
    **{d: DIMENSIONS[d] for d in ("country", "admin1", *PERIODS, "type", "mode", "actor_country", "recipient_country")},
    "quad": lambda v: [codebook.load().quad(v.type)], "support": lambda v: [_support(v)],
    "contested": lambda v: ["yes" if _contested(v) else "no"],
}  # fmt: skip
INCIDENT_MEASURES = ("incidents", "contested", "scale", *(f"{name}_{end}" for name in TOLLS for end in ("low", "high")))


def _amount(event: Event | Incident, measure: str) -> float | None:
    if measure in ("events", "incidents"):
        return 1
    if measure == "hedged":
        return int(isinstance(event, Event) and event.hedged)
    if measure == "contested":
        return int(isinstance(event, Incident) and _contested(event))
    if measure == "scale":
        return codebook.load().scale(event.type, event.modes) if isinstance(event, Incident) else event.scale
    name, _, end = measure.rpartition("_")
    low, high = toll(event.tolls if isinstance(event, Incident) else event.counts, TOLLS[name])
    return low if end == "low" or high is None else high


def _contested(made: Incident) -> bool:
    return any(s.contested_by for s in made.standing)


class Cells:
    """Sums by cell, with the reports behind each."""

    def __init__(self, by: str, measures: str, dimensions: Dimensions, known: Sequence[str]) -> None:
        asked = [d for n in names(by, [*dimensions, "dyad"], "dimension") for d in (DYAD if n == "dyad" else (n,))]
        self.by, self.dimensions = list(dict.fromkeys(asked)), dimensions
        self.asked = names(measures, known, "measure")
        self.time = next((p for p in PERIODS if p in self.by), None)
        self.sums: dict[Key, list[list[float]]] = {}  # a cell: for each measure the sum and how many there were
        self.told: dict[Key, set[str]] = {}

    def add(self, one: Any, reports: Iterable[str]) -> None:
        """Count an event or incident in each of its cells."""
        amounts = [_amount(one, m) for m in self.asked]
        for key in product(*(self.dimensions[d](one) for d in self.by)):
            cell = self.sums.setdefault(key, [[0, 0] for _ in self.asked])
            self.told.setdefault(key, set()).update(reports)
            for total, amount in zip(cell, amounts, strict=True):
                if amount is not None:
                    total[0] += amount
                    total[1] += 1

    def period(self, published: str | None) -> str:
        """The period of a day of publication, an empty string where none is asked for."""
        return _period(published, self.time) if self.time else ""

    def rows(self, volume: Mapping[str, int]) -> Iterator[list[Any]]:
        """Yield the header and the rows; `volume` says how many reports each period has."""
        yield [*self.by, *self.asked, "reports", "reports_in_period"]
        at = self.by.index(self.time) if self.time else None
        for key in sorted(self.sums):
            cells = [(round(s / n, 4) if m == "scale" else s) if n else None for m, (s, n) in zip(self.asked, self.sums[key], strict=True)]
            yield [*key, *cells, len(self.told[key]), volume.get(key[at] if at is not None else "", 0)]


def aggregate(
    events: Iterable[Event], by: str, measures: str = "events", keep: Callable[[Event], bool] = lambda e: True
) -> Iterator[list[Any]]:
    """Yield a header and a row for each cell that has an event, in order of the cells.

    `by` and `measures` are lists joined by commas; `dyad` stands for actor_country,recipient_country. `events` and `hedged` are
    counted, `scale` is the mean, tolls are summed over the events that have one: `low` the least, `high` the most, and where the
    most is open the least. An event with several countries on a side, or several modes, counts in each of their cells. A cell
    without a figure is empty, not 0; an unknown place or time is an empty name. Only what `keep` lets through is counted.
    """
    cells = Cells(by, measures, DIMENSIONS, MEASURES)
    volume: dict[str, set[str]] = {}
    for e in events:
        volume.setdefault(cells.period(e.report.published), set()).add(e.report.id)
        if keep(e):
            cells.add(e, [e.report.id])
    yield from cells.rows({period: len(ids) for period, ids in volume.items()})


def aggregate_incidents(
    incidents: Iterable[Incident], by: str, measures: str = "incidents", reports_by_day: Mapping[str, int] | None = None,
    keep: Callable[[Incident], bool] = lambda v: True,
) -> Iterator[list[Any]]:  # fmt: skip
    """Yield a header and a row for each cell that has an incident: a happening counts once, however many reports tell it.

    As `aggregate`, with `support` and `contested` among the dimensions and `incidents` and `contested` among the measures; a toll
    is the range of all voices. `reports` are those behind the cell, `reports_in_period` all of the period by `reports_by_day`.
    """
    cells = Cells(by, measures, INCIDENT_DIMENSIONS, INCIDENT_MEASURES)
    for v in incidents:
        if keep(v):
            cells.add(v, v.reports)
    volume: Counter[str] = Counter()
    for day, n in (reports_by_day or {}).items():
        volume[cells.period(day)] += n
    yield from cells.rows(volume)
