"""What the store answers: incidents by type, place, time, support and words; one incident with every report's words; how it
came to stand so; what was decided about it; how well an area is covered; what changed after a change number."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, column, func, literal_column, or_, select
from sqlalchemy import text as sql

from reportedly.coding.incidents import history
from reportedly.coding.matching import EARTH, Match
from reportedly.errors import UsageError
from reportedly.records import Event, Incident, Report, Standing, from_json
from reportedly.store import Store, schema, unpack
from reportedly.store.corrections import Log, apply
from reportedly.store.writing import countries_of, current_events, events_of, fold, follow, held, voices

KM = math.radians(1) * EARTH  # of one degree of latitude
IN_ORDER: ColumnElement[str] = literal_column("+incident.id")  # the plus has SQLite walk the list in its order, and not look up each id that fits


class Area(NamedTuple):
    """An area asked about: a country, a circle (a line of one point, in degrees), or a strip of `km` to both sides of lines of (lat, lon)."""

    country: str | None = None
    lines: tuple[tuple[tuple[float, float], ...], ...] = ()
    km: float = 0.0

    def __bool__(self) -> bool:
        return bool(self.country or self.lines)


ANYWHERE = Area()


class Coverage(NamedTuple):
    """How well an area or time is watched: sources polled, the last success of each, reports that name it, the newest.

    Of an earlier time (`as_of`) no sources are told: a store keeps the last poll of each alone. Where nothing was asked for
    (`whole`) the reports are all that the store has.
    """

    sources: tuple[tuple[str, str | None], ...]
    reports: int
    newest: str | None
    as_of: str | None = None
    whole: bool = False

    def line(self, now: str) -> str:
        """Return the coverage in a line.

        >>> Coverage((), 0, None).line("2025-05-15T12:00:00+00:00")
        'Coverage: no source is polled; the store holds no report on what was asked.'
        """
        polled = "no source is polled" if self.as_of is None else "how sources were polled then is not kept"
        if self.sources:
            last = ", ".join(f"{name} ({'last success ' + at[:16] if at else 'never reached'})" for name, at in self.sources[:12])
            more = f" and {len(self.sources) - 12} more" if len(self.sources) > 12 else ""
            polled = f"{len(self.sources)} sources polled: {last}{more}"
        held = "holds" if self.as_of is None else "then held"
        told = f"the store {held} {self.reports or 'no'} report{'s' * (self.reports > 1)}{'' if self.whole else ' on what was asked'}"
        told += f", the newest of {age(self.newest, now)}" if self.reports else ""
        return f"Coverage: {polled}; {told}."


EMPTY = "No reports found. This is not evidence of safety."


def age(then: str | None, now: str) -> str:
    """Return how long ago something was, with its date.

    >>> age("2025-05-14T10:00:00+00:00", "2025-05-15T12:00:00+00:00"), age("2025-05-15", "2025-05-15T12:00:00+00:00")
    ('2025-05-14 (1 day ago)', '2025-05-15 (today)')
    """
    from reportedly.store import ordinal

    one, two = ordinal(then), ordinal(now)
    if one is None or two is None or then is None:
        return "unknown date"
    days = two - one
    ago = "today" if days <= 0 else "1 day ago" if days == 1 else f"{days} days ago"
    return f"{then[:10]} ({ago})"


def change_at(store: Store, as_of: str | None) -> int | None:
    """Return the last change at a time (ISO 8601, UTC unless it says otherwise), `None` for now."""
    if as_of is None:
        return None
    from datetime import UTC, datetime

    try:
        at = datetime.fromisoformat(as_of)
    except ValueError:
        raise UsageError(f"the time {as_of!r} is not ISO 8601; write it like 2025-05-15 or 2025-05-15T08:20+03:00") from None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    with store.reading() as c:
        last = c.execute(select(func.max(schema.change.c.n)).where(schema.change.c.at <= at.astimezone(UTC).isoformat(timespec="seconds")))
        return last.scalar() or 0


def incidents(
    store: Store, *, area: Area = ANYWHERE, type: str | None = None, since: str | None = None, support: str | None = None,
    contested: bool = False, text: str | None = None, story: str | None = None, as_of: str | None = None, limit: int = 50,
) -> list[Incident]:  # fmt: skip
    """Return the incidents asked for, last reported first. Coordinates are asked of places, never of countries.

    As of an earlier time, what has changed since is computed from what held then; the rest is as it is kept.
    """
    i = schema.incident.c
    n = change_at(store, as_of)
    with store.reading() as c:
        all_ = select(i.id, i.record).where(_shown(c, n))
        all_ = all_.where(i.story == story) if story else all_
        all_ = all_.where(IN_ORDER.in_(_with_words(text, n))) if text else all_
        query = all_.where(i.last_reported.is_not(None))
        query = query.where(IN_ORDER.in_(_in_area(c, area))) if area else query
        query = query.where(i.type == type) if type else query
        query = query.where(i.support == support) if support else query
        query = query.where(i.contested == 1) if contested else query
        query = query.where(i.last_reported >= since) if since else query
        query = query.where(i.changed <= n) if n is not None else query
        def asked(v: Incident) -> bool:
            return bool(
                v.events and (not type or v.type == type) and (not since or (v.last_reported or "") >= since)
                and (not support or _support(v) == support) and (not contested or any(s.contested_by for s in v.standing))
                and (not area.lines or any(_inside(area, p.lat, p.lon) for p in v.places if p.precision != "country"))
            )  # fmt: skip

        rows = c.execute(query.order_by(i.last_reported.desc(), i.id.desc()))
        out = [*islice(filter(asked, (unpack(Incident, row.record) for row in rows)), limit)]
        if n is not None:
            changed = [row.id for row in c.execute(all_.where(i.minted <= n, i.changed > n))]
            then = events_of(c, changed, n)
            past = (fold(store, c, id_, es) for id_, es in then.items() if not area.country or area.country in countries_of(es))
            out += filter(asked, past)
    return sorted(out, key=lambda v: (v.last_reported or "", v.id), reverse=True)[:limit]


def _support(v: Incident) -> str | None:
    return v.standing[0].support if v.standing else None


def _shown(c: Connection, n: int | None) -> ColumnElement[bool]:
    """What no analyst has hidden."""
    return schema.incident.c.id.not_in(_hidden(c, n))


def _hidden(c: Connection, n: int | None) -> list[str]:
    """The incidents that an analyst has hidden (at change `n`)."""
    k = schema.correction.c
    undone, hidden = select(k.subject).where(k.kind == "undo"), select(k.n, k.subject).where(k.kind == "hide", k.report.is_(None))
    if n is not None:
        undone, hidden = undone.where(k.n <= n), hidden.where(k.n <= n)
    gone = {int(s) for (s,) in c.execute(undone)}
    return [row.subject for row in c.execute(hidden) if row.n not in gone]


def _in_area(c: Connection, area: Area) -> Any:
    """A query for the incidents that have to do with a country, or of which an event has a place beside a line."""
    k, m = schema.incident_country.c, schema.member.c
    if area.country:
        return select(k.incident).where(k.country == area.country)
    return select(m.incident).where(m.event.in_(_beside(c, area)))


def _beside(c: Connection, area: Area) -> Any:
    """A query for the events of which a place lies beside one of the lines: found by a box around each piece of a line."""
    p = schema.event_place.c
    pieces = [piece for line in area.lines for piece in (pairwise(line) if len(line) > 1 else [line])]
    box = func.json_each(json.dumps([_box(piece, area.km) for piece in pieces])).table_valued("key", "value")
    south, north, west, east = (func.json_extract(box.c.value, f"$[{n}]") for n in range(4))
    spots = c.execute(select(box.c.key, p.event, p.lat, p.lon).where(p.lat.between(south, north), p.lon.between(west, east)))
    found = {x.event for x in spots if off_line((x.lat, x.lon), pieces[x.key]) <= area.km}
    return select(func.json_each(json.dumps(sorted(found))).table_valued("value").c.value)


def _box(piece: Sequence[tuple[float, float]], km: float) -> tuple[float, float, float, float]:
    """Return degrees south, north, west and east around a piece of a line; all around the Earth where it crosses 180°."""
    lats, lons = zip(*piece, strict=True)
    south, north = min(lats) - km / KM, max(lats) + km / KM
    dx = km / KM / max(math.cos(math.radians(min(max(-south, north), 90))), 0.01)
    west, east = min(lons) - dx, max(lons) + dx
    return (south, north, west, east) if west >= -180 and east <= 180 and max(lons) - min(lons) <= 180 else (south, north, -180, 180)


def _inside(area: Area, lat: float | None, lon: float | None) -> bool:
    return lat is not None and lon is not None and any(off_line((lat, lon), line) <= area.km for line in area.lines)


def turned(degrees: float) -> float:
    """Return a difference of longitudes as the shorter way around the Earth, -180 to 180 degrees.

    >>> turned(359.0), turned(-190.0)
    (-1.0, 170.0)
    """
    return (degrees + 180) % 360 - 180


def off_line(point: tuple[float, float], line: Sequence[tuple[float, float]]) -> float:
    """Return how many km a point (lat, lon) lies off a line of such points; planar, good to 1 % within some 500 km.

    >>> round(off_line((50.0, 30.0), [(50.0, 30.0)])), round(off_line((51.0, 30.5), [(50.0, 30.0), (50.0, 31.0)]))
    (0, 111)
    >>> round(off_line((0.0, 0.0), [(0.0, 170.0), (0.0, -170.0)]), -3)  # a line on the far side of the Earth
    19000.0
    """
    scale = math.cos(math.radians(point[0])) * KM
    spots = [(turned(lon - point[1]) * scale, (lat - point[0]) * KM) for lat, lon in line]
    best = min(math.hypot(x, y) for x, y in spots)
    for (ax, ay), (p, q) in zip(spots, pairwise(line), strict=False):
        dx, dy = turned(q[1] - p[1]) * scale, (q[0] - p[0]) * KM
        if length := dx * dx + dy * dy:
            t = min(1.0, max(0.0, -(ax * dx + ay * dy) / length))
            best = min(best, math.hypot(ax + t * dx, ay + t * dy))
    return best


def _words(text: str) -> str:
    """A full-text query for reports that hold all of the words."""
    words = [w.replace('"', "") for w in text.split()]
    return " ".join(f'"{w}"' for w in words if w)


def _with_words(text: str, n: int | None = None) -> Any:
    """A query for the incidents of which a report (at change `n`) holds all of the words."""
    query = _words(text)
    if not query:
        raise UsageError("--text needs words")
    at_n = {x: f"{x}.until IS NULL" if n is None else f"{x}.since <= {n} AND ({x}.until IS NULL OR {x}.until > {n})" for x in "em"}
    return sql(
        f"SELECT m.incident FROM report_text t JOIN report r ON r.row = t.rowid JOIN event e ON e.report = r.id AND {at_n['e']} "
        f"JOIN member m ON m.event = e.id AND {at_n['m']} WHERE report_text MATCH :words").bindparams(words=query).columns(column("incident"))  # fmt: skip


def coverage(
    store: Store, area: Area = ANYWHERE, since: str | None = None, text: str | None = None, as_of: str | None = None
) -> Coverage:
    """Return how well an area or time is watched; as of an earlier time, which reports there were."""
    s, r, e = (t.c for t in (schema.source, schema.report, schema.event))
    n = change_at(store, as_of)
    with store.reading() as c:
        polled = c.execute(select(s.name, s.url, s.succeeded).where(s.polled.is_not(None)).order_by(s.succeeded.desc())).all()
        query = select(func.count(), func.max(r.published)).where(held(r, n))
        if area and n is not None:
            rows = c.execute(select(e.report, e.record).where(held(e, n)))
            query = query.where(r.id.in_({row.report for row in rows if _names(area, unpack(Event, row.record))}))
        elif area.country:
            query = query.where(r.id.in_(_reports_of(area.country)))
        elif area.lines:
            query = query.where(r.id.in_(select(e.report).where(e.id.in_(_beside(c, area)), e.until.is_(None))))
        query = query.where(or_(r.published >= since, r.published.is_(None))) if since else query
        if text and _words(text):
            found = sql("SELECT rowid FROM report_text WHERE report_text MATCH :words").bindparams(words=_words(text))
            query = query.where(r.row.in_(found.columns(column("rowid"))))
        count, newest = c.execute(query).one()
    return Coverage(tuple((row.name or row.url, row.succeeded) for row in polled if n is None), count, newest, as_of, not (area or since or text))


def _reports_of(country: str) -> Any:
    """A query for the reports of incidents that have to do with a country."""
    e, m, k = (t.c for t in (schema.event, schema.member, schema.incident_country))
    events = select(m.event).join(schema.incident_country, k.incident == m.incident).where(k.country == country, m.until.is_(None))
    return select(e.report).where(e.id.in_(events))


def _names(area: Area, event: Event) -> bool:
    """Whether an event has to do with an area."""
    if area.country:
        return area.country in countries_of([event])
    return any(_inside(area, p.lat, p.lon) for p in event.places if p.precision != "country")


class Telling(NamedTuple):
    """One event of an incident with its report, what the log says of it, and what its report was changed into or from.

    `copy_of` is the report whose voice a copy speaks with; `match` says why the event was put here, `None` where an analyst or
    an earlier version of the report did; `moved` is the incident that it belongs to now, if to another.
    """

    event: Event
    report: Report
    corrections: tuple[Any, ...]
    fate: str | None
    diff: str | None
    copy_of: Report | None = None
    match: Match | None = None
    moved: str | None = None


class Page(NamedTuple):
    """An incident with all that is told of it, its standing as it came to be, and what was decided about it.

    `past` are tellings that no longer count: of reports withdrawn or superseded, and hidden events.
    """

    incident: Incident
    address: str
    story: str | None
    tellings: tuple[Telling, ...]
    past: tuple[Telling, ...]
    history: tuple[tuple[str, Standing], ...]
    decisions: tuple[Any, ...]


def page(store: Store, id_: str, as_of: str | None = None) -> Page:
    """Return all about the incident that an id leads to; an event's id leads to its incident, with `event:` before it also where
    an incident has that id. Raises UsageError if there is none."""
    n = change_at(store, as_of)
    m, e, k = schema.member.c, schema.event.c, schema.correction.c
    with store.reading() as c:
        event = id_.removeprefix("event:")
        at = c.execute(select(m.incident).where(m.event == event, m.since <= (n or 2**62)).order_by(m.since.desc())).scalar()
        home = (follow(c, id_, n) if event == id_ else None) or follow(c, str(at), n)
        if home is None:
            raise UsageError(f"no incident or event {id_} in this store")
        events = current_events(c, home, n)
        made = fold(store, c, home, events)
        stand = [*_tellings(c, home, events, n)]
        ids = {v.id for v in events}
        rows = c.execute(
            select(e.record).join(schema.member, and_(m.event == e.id, m.since == e.since)).where(m.incident == home, m.since <= (n or 2**62))
        )
        gone = {v.id: v for v in (unpack(Event, row.record) for row in rows) if v.id not in ids}
        past = [*_tellings(c, home, [*gone.values()], n)]
        told = tuple(history(events, voices(store, c, {v.report.id for v in events}))) if events else ()
        notes = c.execute(select(schema.correction).where(k.kind.in_(("split", "merge", "hide")), or_(k.subject == home, k.value == home)))
        story = c.execute(select(schema.incident.c.story).where(schema.incident.c.id == home)).scalar()
        return Page(made, home, story, tuple(stand), tuple(past), told, tuple(notes.all()))


def _tellings(c: Connection, home: str, events: Sequence[Event], n: int | None) -> Iterator[Telling]:
    r, k, m = schema.report.c, schema.correction.c, schema.member.c
    for event in events:
        row = c.execute(select(r.id, r.record, r.fate, r.successor, r.until, r.root).where(r.id == event.report.id)).one()
        root = c.execute(select(r.record).where(r.id == row.root)).scalar_one() if row.root != row.id else None
        why = c.execute(select(m.why).where(m.event == event.id, m.incident == home).order_by(m.since.desc())).scalar()
        log = c.execute(select(schema.correction).where(k.report == event.report.id, k.n <= (n or 2**62)).order_by(k.n)).all()
        undone = {int(s) for (s,) in c.execute(select(k.subject).where(k.kind == "undo"))}
        about = tuple(x for x in log if x.n not in undone and x.subject in (event.id, event.report.id))
        fate = row.fate if n is None or (row.until and row.until <= n) else None
        changed = diff(c, row.record, row.successor) if fate and row.successor else None
        now = c.execute(select(m.incident).where(m.event == event.id, held(m, n))).scalar()
        yield Telling(
            event, unpack(Report, row.record), about, fate, changed, unpack(Report, root) if root else None,
            from_json(Match, why) if why else None, now if now != home else None,
        )  # fmt: skip


def diff(c: Connection, old: bytes, successor: str) -> str:
    """Return what changed from a superseded report to the one after it, line by line."""
    new = c.execute(select(schema.report.c.record).where(schema.report.c.id == successor)).scalar_one()
    one, two = unpack(Report, old), unpack(Report, new)
    lines = difflib.unified_diff(one.text.splitlines(), two.text.splitlines(), one.id, two.id, lineterm="", n=0)
    return "\n".join(lines)


def event_as_shown(store: Store, id_: str) -> Event | None:
    """Return an event as corrected, `None` if it is not current."""
    e = schema.event.c
    with store.reading() as c:
        row = c.execute(select(e.record).where(e.id == id_, e.until.is_(None))).first()
        if row is None:
            return None
        event = unpack(Event, row.record)
        return apply(event, Log.of(c, [event.report.id]))


def events(store: Store, batch: int = 1000) -> Iterator[Event]:
    """Yield every current event as the store shows it, corrected and without what is hidden, in the order of publication.

    All is read in one state; `batch` events are held at a time.
    """
    e, m, r = (t.c for t in (schema.event, schema.member, schema.report))
    with store.reading() as c:
        hidden = _hidden(c, None)
        query = select(e.record, m.incident).join(schema.member, and_(m.event == e.id, m.until.is_(None))).join(schema.report, r.id == e.report)
        rows = c.execution_options(yield_per=batch).execute(query.where(e.until.is_(None)).order_by(r.published, r.row, e.id))
        for part in rows.partitions():
            told = [unpack(Event, row.record) for row in part if row.incident not in hidden]
            log = Log.of(c, [v.report.id for v in told])
            yield from (apply(v, log) for v in told if not log.hidden(v))


def shown(store: Store, batch: int = 1000) -> Iterator[Incident]:
    """Yield every incident that has events and is not hidden, in the order of its id, from one state."""
    i = schema.incident.c
    with store.reading() as c:
        query = select(i.record).where(_shown(c, None), i.last_reported.is_not(None)).order_by(i.id)
        for row in c.execution_options(yield_per=batch).execute(query):
            yield unpack(Incident, row.record)


def reports_by_day(store: Store) -> dict[str, int]:
    """Return how many current reports were published each day, under an empty name those without a date."""
    r = schema.report.c
    day = func.coalesce(func.substr(r.published, 1, 10), "")
    with store.reading() as c:
        return {row[0]: row[1] for row in c.execute(select(day, func.count()).where(r.until.is_(None)).group_by(day))}


def corrections(store: Store) -> list[Any]:
    """Return the whole log, oldest first: number, time, kind, subject, field, value, reason."""
    with store.reading() as c:
        return list(c.execute(select(schema.correction).order_by(schema.correction.c.n)).all())


def changes(store: Store, after: int, limit: int = 1000) -> tuple[int, list[tuple[int, str, str]]]:
    """Return the newest change number and what changed after `after`: number, kind and id, in order."""
    t = schema.touched.c
    with store.reading() as c:
        last = c.execute(select(func.max(schema.change.c.n))).scalar() or 0
        rows = c.execute(select(t.n, t.kind, t.id).where(t.n > after).order_by(t.n, t.kind, t.id).limit(limit))
        return last, [(row.n, row.kind, row.id) for row in rows]


def volume(store: Store, source: str | None = None) -> list[tuple[str, str, int]]:
    """Return how many reports each source published a day, so that counts of events can be read against attention."""
    v = schema.volume.c
    query = select(v.source, v.day, v.reports).order_by(v.source, v.day)
    with store.reading() as c:
        return [tuple(row) for row in c.execute(query.where(v.source == source) if source else query)]
