"""Rows for spreadsheets and statistics: `events.csv`, one row an event, and tables for all that an event has several of.

`events.csv` has the event's own fields and, for a quick look, its first place, its participants and its tolls in one row; the
tables hold every actor, recipient, target, place, attribution, figure, piece of evidence, effect and later mention, each with
the id of its event and its number there. They follow the order of `events.csv`. Read back, everything returns but what is cut:
a quotation has at most 120 characters, the sentence is given as words round the trigger, and a field that is there but empty is
read as not there. Text that a spreadsheet would run as a formula, because it begins with = + - or @, has an apostrophe before it in all
our tables; import takes it away.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from msgspec import Struct

from reportedly.errors import FormatError
from reportedly.export import Writer
from reportedly.export.columns import LIST, Column, cells, columns, event_from, main_place, parts, plain, point, toll
from reportedly.export.package import File, Format, cell, unguard
from reportedly.records import Attribution, Coding, Count, Effect, Entity, Event, Evidence, Mention, Place, Target

KINDS = ("killed", "injured", "missing", "abducted", "arrested", "displaced", "launched", "intercepted")
EVENT = parts(Event)
SUMMARY = (
    Column("actors", "string", 'Actors by name, else in the report\'s words, joined by "; ".'),
    Column("actor_countries", "string", "Countries of the actors, each once."),
    Column("actor_sectors", "string", "Sectors of the actors, each once."),
    Column("recipients", "string", "Recipients by name, else in the report's words."),
    Column("recipient_countries", "string", "Countries of the recipients, each once."),
    Column("recipient_sectors", "string", "Sectors of the recipients, each once."),
    Column("targets", "string", "Struck objects, in the report's words."),
    Column("place", "string", "The place: first site, venue or target, else the first; by name, else in the report's words."),
    Column("admin1", "string", "Its first-level region."),
    Column("country", "string", "Its country, ISO 3166 alpha-3."),
    Column("lat", "number", "Its latitude, only where it is a point."),
    Column("lon", "number", "Its longitude, only where it is a point."),
    Column("precision", "string", "How exact it is: place, admin2, admin1 or country."),
    Column("voices", "string", "Who vouches, with stance and for what: name stance part+part."),
    Column("evidence", "string", "Kinds of evidence with their verification."),
    *(
        Column(f"{kind}_{end}", "integer", f"{'Least' if end == 'low' else 'Most'} {kind} that the event's own figures allow.")
        for kind in KINDS
        for end in ("low", "high")
    ),
)  # fmt: skip


def once(values: Iterable[str | None]) -> str:
    """Return the values that are there, each once, joined."""
    return LIST.join(dict.fromkeys(v for v in values if v))


def summary(e: Event) -> list[Any]:
    """Return the cells of SUMMARY."""
    place = main_place(e)
    tolls = [toll(e.counts, kind) for kind in KINDS] if e.counts else [(None, None)] * len(KINDS)
    return [
        once(a.name or a.text for a in e.actors), once(a.country for a in e.actors), once(s for a in e.actors for s in a.sectors),
        once(a.name or a.text for a in e.recipients), once(a.country for a in e.recipients),
        once(s for a in e.recipients for s in a.sectors), once(t.text for t in e.targets),
        place and (place.name or place.text), place and place.admin1, place and place.country, *point(place), place and place.precision,
        once(f"{a.source.name or a.source.text or 'unnamed'} {a.stance} {'+'.join(a.about)}" for a in e.attribution),
        once(f"{v.kind} {v.verification or 'verification not stated'}" for v in e.evidence),
        *(n for pair in tolls for n in pair),
    ]  # fmt: skip


ROW = (*columns(EVENT), *SUMMARY)


def row(e: Event) -> list[Any]:
    """Return the cells of an event under the columns ROW."""
    return [*cells(e, EVENT), *summary(e)]


class Companion(Struct, frozen=True):
    """A table of what an event has several of: the kind of record, and the (field, count, records) of an event."""

    name: str
    kind: type[Struct]
    says: str
    lead: tuple[Column, ...]
    of: Callable[[Event], Iterator[tuple[Any, tuple[Any, ...]]]]

    def rows(self, event: Event) -> Iterator[list[Any]]:
        for lead, records in self.of(event):
            for n, record in enumerate(records):
                yield [event.id, *lead, n, *cells(record, parts(self.kind))]

    def file(self) -> File:
        own = (Column("event", "string", "Id of the event."), *self.lead, Column("n", "integer", "Its number there, from 0."))
        return File(f"{self.name}.csv", self.says, (*own, *columns(parts(self.kind))), self.rows, ",", refers=("event", "events.csv"))


def _field(name: str) -> Callable[[Event], Iterator[tuple[Any, tuple[Any, ...]]]]:
    return lambda e: iter([((), getattr(e, name))])


def _sides(e: Event) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    yield ("actor",), e.actors
    yield ("recipient",), e.recipients


def _voices(e: Event) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    yield (None,), e.attribution
    for n, count in enumerate(e.counts):
        yield (n,), count.attribution


COMPANIONS = (
    Companion("actors", Entity, "Actors and recipients.", (Column("side", "string", "actor or recipient."),), _sides),
    Companion("targets", Target, "Struck objects.", (), _field("targets")),
    Companion("places", Place, "Places.", (), _field("places")),
    Companion("counts", Count, "Figures.", (), _field("counts")),
    Companion("attribution", Attribution, "Who vouches for what.", (Column("count", "integer", "Number of the figure it is about; missing where it is about the event."),), _voices),
    Companion("evidence", Evidence, "What backs the events.", (), _field("evidence")),
    Companion("effects", Effect, "What the events are said to have caused.", (), _field("effects")),
    Companion("mentions", Mention, "Later mentions of the events.", (), _field("mentions")),
)  # fmt: skip
EVENTS = File("events.csv", "Events, one a row.", ROW, lambda e: [row(e)], ",", key="id")


class _Table:
    """A companion read beside events.csv: what it has for one event after the other, in their order."""

    def __init__(self, folder: Path, companion: Companion) -> None:
        self.companion, self.path = companion, folder / f"{companion.name}.csv"
        self.lines = _rows(self.path, companion.file().columns)
        self.next = next(self.lines, None)

    def take(self, event: str) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
        """Yield the rows of an event: the cells before the record, and the record's JSON form."""
        while self.next and self.next[1]["event"] == event:
            at, cells_ = self.next
            try:
                yield cells_, plain(cells_, parts(self.companion.kind))
            except ValueError as e:
                raise FormatError(f"{self.path}: line {at}", str(e)) from None
            self.next = next(self.lines, None)


def _rows(path: Path, wanted: tuple[Column, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells by column name; raises FormatError where a column or a cell is missing."""
    if not path.is_file():
        raise FormatError(str(path), "no such file", "give the whole folder that export wrote")
    with path.open(encoding="utf-8-sig", newline="") as f:
        lines = csv.reader(f)
        header = next(lines, [])
        if missing := [c.name for c in wanted if c.name not in header]:
            raise FormatError(str(path), f"has no column {', '.join(missing)}", "it is not an export of ours")
        for line in lines:
            if len(line) != len(header):
                raise FormatError(f"{path}: line {lines.line_num}", f"{len(line)} cells under {len(header)} columns", "the file is damaged or written only in part")
            yield lines.line_num, dict(zip(header, map(unguard, line), strict=True))


def read(folder: Path) -> Iterator[Event]:
    """Yield the events of a folder of ours; the tables are read beside one another, so memory stays flat."""
    tables = {c.name: _Table(folder, c) for c in COMPANIONS}
    for at, line in _rows(folder / "events.csv", tuple(columns(EVENT))):
        where = f"{folder / 'events.csv'}: line {at}"
        try:
            data = plain(line, EVENT)
        except ValueError as e:
            raise FormatError(where, str(e)) from None
        sides = [(lead["side"], record) for lead, record in tables["actors"].take(data["id"])]
        data["actors"] = [r for side, r in sides if side == "actor"]
        data["recipients"] = [r for side, r in sides if side == "recipient"]
        for name in ("targets", "places", "counts", "evidence", "effects", "mentions"):
            data[name] = [record for _, record in tables[name].take(data["id"])]
        data["attribution"] = []
        for lead, record in tables["attribution"].take(data["id"]):
            n = int(lead["count"] or -1)
            if n >= len(data["counts"]):
                raise FormatError(where, f"no figure {n}, though attribution.csv names it")
            (data["counts"][n].setdefault("attribution", []) if n >= 0 else data["attribution"]).append(record)
        yield event_from(data, where)
    for table in tables.values():
        if table.next:
            raise FormatError(f"{table.path}: line {table.next[0]}", f"event {table.next[1]['event']} is not in events.csv, or not in this order")


FORMAT = Format("csv", "Events with attribution, as CSV tables", (EVENTS, *(c.file() for c in COMPANIONS)), read=read)


def writer(sink: TextIO, explain: bool) -> Writer:
    """Return a writer of the rows of `events.csv` alone, under one header; with `explain` a column `because`."""
    rows = csv.writer(sink, lineterminator="\n")
    rows.writerow([c.name for c in ROW] + ["because"] * explain)

    def write(coding: Coding) -> None:
        for event in coding.events:
            because = "; ".join(f"{k}: {v}" for k, v in coding.because.get(event.id, {}).items())
            rows.writerow([cell(v, EVENTS) for v in row(event)] + [because] * explain)

    return write
