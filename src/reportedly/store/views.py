"""What the live page asks of a store: incidents that fit a filter, what can be filtered by, days, quotations, one report with its
versions, changes by number. Each question is put to an open connection, so that an answer sees one state throughout."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import groupby, islice
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, String, and_, cast, func, or_, select

from reportedly.errors import UsageError
from reportedly.records import Event, Finding, Incident, Quotation, Report, Status
from reportedly.store import schema, unpack
from reportedly.store.corrections import Log, apply
from reportedly.store.queries import _shown, _with_words, _words
from reportedly.store.writing import events_of, follow

BATCH = 400  # incidents unpacked at a time
COUNTED = 10_000  # incidents, the last reported, that sums and maps are made of
AHEAD, NOT_DONE = "anticipated", "not_reported_done"


class Filter(Struct, frozen=True):
    """Which incidents are asked for: any of the values of a field, and all of the fields that have some."""

    story: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    contested: bool | None = None
    first: str | None = None
    last: str | None = None
    q: str | None = None
    changed_after: int | None = None
    sort: str = "reported"


ALL = Filter()
FACETS = ("type", "actor", "country", "status", "support", "publisher")


class _Named(Struct, frozen=True):
    name: str | None = None


class _Slim(Struct, frozen=True):
    """What a filter asks of an incident's record; reading no more of it takes a quarter of the time."""

    modes: tuple[str, ...] = ()
    actors: tuple[_Named, ...] = ()
    recipients: tuple[_Named, ...] = ()


class Row:
    """An incident as a list shows it: with the changes that made and last touched it, and what it can be filtered by."""

    def __init__(self, found: Any, status: Status, countries: Iterable[str], publishers: Iterable[str]) -> None:
        self.id, self.story, self.minted, self.changed = found.id, found.story, found.minted, found.changed
        self.type, self.support, self.contested = found.type or "", found.support, bool(found.contested)
        self.status, self.countries, self.publishers, self.record = status, frozenset(countries), tuple(publishers), found.record

    @cached_property
    def incident(self) -> Incident:
        """The incident itself."""
        return unpack(Incident, self.record)

    @cached_property
    def slim(self) -> _Slim:
        """The part of it that filters ask of."""
        return unpack(_Slim, self.record)

    @property
    def names(self) -> tuple[str, ...]:
        """Who takes part in it, by name."""
        return tuple(dict.fromkeys(e.name for e in (*self.slim.actors, *self.slim.recipients) if e.name))

    def values(self, facet: str) -> tuple[str, ...]:
        """What it has under a name of FACETS."""
        if facet == "actor":
            return self.names
        if facet == "country":
            return tuple(sorted(self.countries))
        return self.publishers if facet == "publisher" else tuple(filter(None, (getattr(self, facet),)))

    def fits(self, wanted: Filter, but: str = "") -> bool:
        """Whether it is asked for, the field `but` aside."""
        for facet in FACETS:
            asked = getattr(wanted, facet)
            if asked and facet != but and not {*map(str.casefold, asked)} & {*map(str.casefold, self.values(facet))}:
                return False
        if wanted.mode and not {*wanted.mode} & {*self.slim.modes}:
            return False
        return wanted.contested is None or but == "contested" or wanted.contested == self.contested


def newest(c: Connection) -> int:
    """Return the newest change number."""
    return c.execute(select(func.max(schema.change.c.n))).scalar() or 0


def mark(c: Connection) -> tuple[int, str | None]:
    """Return what differs whenever an answer may: the newest change number and the last poll of a source."""
    return newest(c), c.execute(select(func.max(schema.source.c.polled))).scalar()


def rows(c: Connection, wanted: Filter = ALL, after: tuple[str, str] | None = None, batch: int = BATCH) -> Iterator[Row]:
    """Yield the incidents asked for in their order, beginning behind `after`, the sort key and id of one; `batch` are read at first."""
    i, k, m, e, r = (t.c for t in (schema.incident, schema.incident_country, schema.member, schema.event, schema.report))
    key = func.coalesce(i.last_day, "") if wanted.sort == "happened" else i.last_reported
    query = select(*_columns(), key.label("at")).where(_shown(c, None), i.last_reported.is_not(None))
    for column, values in ((i.story, wanted.story), (i.type, wanted.type), (i.support, wanted.support)):
        query = query.where(column.in_(values)) if values else query
    if wanted.country:
        query = query.where(i.id.in_(select(k.incident).where(k.country.in_(wanted.country))))
    if wanted.publisher:
        told = select(m.incident).join(schema.event, and_(e.id == m.event, e.until.is_(None))).join(schema.report, r.id == e.report)
        query = query.where(i.id.in_(told.where(m.until.is_(None), r.publisher.in_(wanted.publisher))))
    if wanted.status and "happened" not in wanted.status:
        query = query.where(i.support.in_((AHEAD, NOT_DONE)))
    query = query.where(i.last_day >= wanted.first) if wanted.first else query
    query = query.where(i.first_day <= wanted.last) if wanted.last else query
    query = query.where(i.changed > wanted.changed_after) if wanted.changed_after is not None else query
    query = query.where(i.contested == int(wanted.contested)) if wanted.contested is not None else query
    query = query.where(i.id.in_(_with_words(wanted.q))) if wanted.q and wanted.q.strip() else query
    query = query.order_by(key.desc(), i.id.desc())
    while True:
        part = query.where(or_(key < after[0], and_(key == after[0], i.id < after[1]))) if after else query
        found = c.execute(part.limit(batch)).all()
        for row in traits(c, found):
            if row.fits(wanted):
                yield row
        if len(found) < batch:
            return
        after, batch = (found[-1].at, found[-1].id), min(2 * batch, BATCH)


def traits(c: Connection, found: Collection[Any]) -> Iterator[Row]:
    """Yield rows of the incident table as `Row`s."""
    ids = [row.id for row in found]
    k, m, e, r = (t.c for t in (schema.incident_country, schema.member, schema.event, schema.report))
    countries: dict[str, set[str]] = {}
    for id_, country in c.execute(select(k.incident, k.country).where(k.incident.in_(ids), k.country != "")):
        countries.setdefault(id_, set()).add(country)
    told = select(m.incident, r.publisher).join(schema.event, and_(e.id == m.event, e.until.is_(None))).join(schema.report, r.id == e.report)
    publishers: dict[str, dict[str, None]] = {}
    for id_, publisher in c.execute(told.where(m.until.is_(None), m.incident.in_(ids), r.publisher.is_not(None)).order_by(r.published, r.id)):
        publishers.setdefault(id_, {})[publisher] = None
    ahead = [row.id for row in found if row.support == AHEAD]
    said = {id_: Counter(e.status for e in events) for id_, events in (events_of(c, ahead) if ahead else {}).items()}
    for row in found:
        status: Status = "not_happened" if row.support == NOT_DONE else "happened"
        if row.support == AHEAD:
            status = max(("planned", "possible"), key=said.get(row.id, Counter()).__getitem__)
        yield Row(row, status, countries.get(row.id, ()), publishers.get(row.id, ()))


def _columns() -> tuple[Any, ...]:
    i = schema.incident.c
    return i.id, i.minted, i.changed, i.story, i.type, i.support, i.contested, i.record


def one(c: Connection, id_: str) -> tuple[Row, bool]:
    """Return one incident as a row, and whether an analyst hid it; raises UsageError if there is none."""
    i = schema.incident.c
    found = c.execute(select(*_columns()).where(i.id == id_)).all()
    if not found:
        raise UsageError(f"no incident {id_} in this store")
    shown = c.execute(select(i.id).where(i.id == id_, _shown(c, None))).first()
    return next(traits(c, found)), shown is None


def page(c: Connection, wanted: Filter, limit: int, after: tuple[str, str] | None = None) -> tuple[list[Row], tuple[str, str] | None]:
    """Return the incidents of one page, and where the next begins, `None` at the end."""
    out: list[Row] = []
    for row in rows(c, wanted, after, limit + 1):
        if len(out) == limit:
            i = schema.incident.c
            key = func.coalesce(i.last_day, "") if wanted.sort == "happened" else i.last_reported
            return out, (c.execute(select(key).where(i.id == out[-1].id)).scalar() or "", out[-1].id)
        out.append(row)
    return out, None


def facets(c: Connection, wanted: Filter) -> tuple[dict[str, Counter[str]], int, int]:
    """Return for each name of FACETS how many incidents have which value, the filter of that name set aside; then how many
    are contested, and how many fit all of the filter. Of more than COUNTED the last reported are counted."""
    wide = replace(wanted, contested=None, **dict.fromkeys(FACETS, ()))
    out: dict[str, Counter[str]] = {f: Counter() for f in FACETS}
    contested = total = 0
    for row in islice(rows(c, wide), COUNTED):
        for facet in FACETS:
            if row.fits(wanted, facet):
                out[facet].update(row.values(facet))
        contested += row.contested and row.fits(wanted, "contested")
        total += row.fits(wanted)
    return out, contested, total


def report_days(c: Connection, stories: Collection[str] = ()) -> dict[str, int]:
    """Return how many reports came out on each day: of some stories, or of the whole store."""
    if not stories:
        v = schema.volume.c
        return dict(c.execute(select(v.day, func.sum(v.reports)).group_by(v.day)).all())
    r = schema.report.c
    day = func.substr(r.published, 1, 10)
    found = c.execute(select(day, func.count()).where(r.id.in_(_reports_of(stories)), r.published.is_not(None)).group_by(day))
    return dict(found.all())


def _reports_of(stories: Collection[str]) -> Any:
    """A query for the current reports of some stories."""
    i, m, e = schema.incident.c, schema.member.c, schema.event.c
    told = select(e.report).join(schema.member, and_(m.event == e.id, m.until.is_(None))).join(schema.incident, i.id == m.incident)
    return told.where(e.until.is_(None), i.story.in_(stories))


def _hidden_reports(c: Connection) -> list[str]:
    k = schema.correction.c
    undone = select(k.subject).where(k.kind == "undo")
    return [*c.execute(select(k.subject).where(k.kind == "hide", k.report == k.subject, cast(k.n, String).not_in(undone))).scalars()]


class Ask(Struct, frozen=True):
    """Which quotations or reports are asked for."""

    story: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    speaker: str | None = None
    first: str | None = None
    last: str | None = None
    q: str | None = None


def _of_reports(c: Connection, query: Any, wanted: Ask) -> Any:
    r = schema.report.c
    query = query.where(r.id.not_in(_hidden_reports(c)))
    query = query.where(r.id.in_(_reports_of(wanted.story))) if wanted.story else query
    query = query.where(r.publisher.in_(wanted.publisher)) if wanted.publisher else query
    query = query.where(r.published >= wanted.first) if wanted.first else query
    query = query.where(func.substr(r.published, 1, 10) <= wanted.last) if wanted.last else query
    if wanted.q and _words(wanted.q):
        found = c.exec_driver_sql("SELECT rowid FROM report_text WHERE report_text MATCH ? LIMIT 20000", (_words(wanted.q),)).scalars()
        query = query.where(r.row.in_([*found]))
    return query


def _newer(query: Any, after: tuple[str, int] | None, limit: int) -> Any:
    r = schema.report.c
    at = func.coalesce(r.published, "")
    if after:
        query = query.where(or_(at < after[0], and_(at == after[0], r.row < after[1])))
    return query.order_by(at.desc(), r.row.desc()).limit(limit)


def reports(c: Connection, wanted: Ask, limit: int, after: tuple[str, int] | None = None) -> tuple[list[Any], tuple[str, int] | None]:
    """Return reports, newest first, as rows (record, until, fate, row, published), and where the next page begins."""
    r = schema.report.c
    query = _of_reports(c, select(r.id, r.record, r.until, r.fate, r.row, r.published), wanted)
    found = [*c.execute(_newer(query, after, limit + 1))]
    more = (found[limit - 1].published or "", found[limit - 1].row) if len(found) > limit else None
    return found[:limit], more


def homes(c: Connection, report_ids: Collection[str]) -> dict[str, dict[str, tuple[str, str | None]]]:
    """Return for each report its current events with the incident and the story of each."""
    i, m, e = schema.incident.c, schema.member.c, schema.event.c
    query = select(e.report, e.id, m.incident, i.story).join(schema.member, and_(m.event == e.id, m.until.is_(None)))
    out: dict[str, dict[str, tuple[str, str | None]]] = {}
    for row in c.execute(query.join(schema.incident, i.id == m.incident).where(e.until.is_(None), e.report.in_(report_ids))):
        out.setdefault(row.report, {})[row.id] = (row.incident, row.story)
    return out


def _quoted(c: Connection, columns: Any, wanted: Ask) -> Any:
    k, r = schema.quotation.c, schema.report.c
    query = _of_reports(c, columns.join(schema.report, r.id == k.report).where(r.until.is_(None)), wanted)
    query = query.where(k.country.in_(wanted.country)) if wanted.country else query
    return query.where(k.speaker == wanted.speaker) if wanted.speaker else query


def quotes(c: Connection, wanted: Ask, limit: int, after: tuple[str, int] | None = None) -> tuple[list[tuple[Quotation, Report]], tuple[str, int] | None]:
    """Return quotations with their reports, newest report first, and where the next page begins; a report is never cut in two,
    so that a page may have a few more than `limit`."""
    k, r = schema.quotation.c, schema.report.c
    out: list[tuple[Quotation, Report]] = []
    while True:
        own = _quoted(c, select(r.id, r.row, r.published, r.record).select_from(schema.quotation), wanted).distinct()
        found = [*c.execute(_newer(own, after, limit))]
        for row in found:
            said = select(k.record).where(k.report == row.id).order_by(k.i)
            said = said.where(k.speaker == wanted.speaker) if wanted.speaker else said
            said = said.where(k.country.in_(wanted.country)) if wanted.country else said
            report = unpack(Report, row.record)
            out += [(unpack(Quotation, x), report) for x in c.execute(said).scalars()]
            after = (row.published or "", row.row)
            if len(out) >= limit:
                return out, after
        if len(found) < limit:
            return out, None


def speakers(c: Connection, wanted: Ask) -> list[tuple[str | None, str | None, int, str | None]]:
    """Return who is quoted: name, country, how often, last when; most often first."""
    k, r = schema.quotation.c, schema.report.c
    query = _quoted(c, select(k.speaker, func.max(k.country), func.count(), func.max(r.published)).select_from(schema.quotation), wanted)
    return [tuple(row) for row in c.execute(query.group_by(k.speaker).order_by(func.count().desc(), k.speaker).limit(500))]


class Version(NamedTuple):
    """A version of a report, when it was filed, what became of it, and how its lines differ from the version before."""

    report: Report
    at: str
    fate: str | None
    current: bool
    diff: tuple[tuple[str, str], ...]


class Coded(NamedTuple):
    """An event of a report as it shows and as it was coded, its incident, what the log says of it, and whether it is hidden."""

    event: Event
    coded: Event
    incident: str | None
    corrections: tuple[Any, ...]
    hidden: bool


class File(NamedTuple):
    """All that the store has of one report."""

    report: Report
    fetched: str | None
    current: bool
    fate: str | None
    events: tuple[Coded, ...]
    quotations: tuple[Quotation, ...]
    findings: tuple[Finding, ...]
    versions: tuple[Version, ...]
    copies: tuple[tuple[Report, bool], ...]
    hidden: bool


def file(c: Connection, id_: str) -> File:
    """Return all about one report; raises UsageError if there is none."""
    r, e, cap, q, f = (t.c for t in (schema.report, schema.event, schema.capture, schema.quotation, schema.finding))
    row = c.execute(select(schema.report).where(r.id == id_)).first()
    if row is None:
        raise UsageError(f"no report {id_} in this store")
    events = c.execute(select(e.record).where(e.report == id_, e.until.is_(None) if row.until is None else e.until == row.until)).scalars()
    fetched = c.execute(select(cap.fetched).where(cap.id == row.capture)).scalar()
    same = c.execute(select(r.record, r.id, r.fate, r.until, r.since).where(r.key == row.key).order_by(r.row)).all() if row.key else []
    return File(
        unpack(Report, row.record), fetched, row.until is None, row.fate, tuple(coded(c, [unpack(Event, x) for x in events])),
        tuple(unpack(Quotation, x) for x in c.execute(select(q.record).where(q.report == id_).order_by(q.i)).scalars()),
        tuple(unpack(Finding, x) for x in c.execute(select(f.record).where(f.report == id_).order_by(f.i)).scalars()),
        tuple(_versions(c, same)),
        tuple(
            (unpack(Report, x.record), x.id == row.root)
            for x in c.execute(select(r.record, r.id).where(r.root == row.root, r.id != id_, r.until.is_(None)).order_by(r.published, r.id))
        ),
        id_ in _hidden_reports(c),
    )  # fmt: skip


def _versions(c: Connection, found: Collection[Any]) -> Iterator[Version]:
    before: list[str] = []
    g = schema.change.c
    at = dict(c.execute(select(g.n, g.at).where(g.n.in_([x.since for x in found]))).all())
    for n, row in enumerate(found):
        report = unpack(Report, row.record)
        lines = report.text.splitlines()
        yield Version(report, at[row.since], row.fate, row.until is None, tuple(diff(before, lines)) if n else ())
        before = lines


def diff(one: list[str], two: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the lines of two texts, each "same", "removed" or "added".

    >>> [*diff(["a", "b"], ["a", "c"])]
    [('same', 'a'), ('removed', 'b'), ('added', 'c')]
    """
    for op, a, b, x, y in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if op == "equal":
            yield from (("same", line) for line in one[a:b])
        else:
            yield from (("removed", line) for line in one[a:b])
            yield from (("added", line) for line in two[x:y])


def coded(c: Connection, events: Collection[Event]) -> Iterator[Coded]:
    """Yield events as they show, in the order of their words."""
    m, k = schema.member.c, schema.correction.c
    ids = [event.id for event in events]
    at = {x.event: x.incident for x in c.execute(select(m.event, m.incident).where(m.event.in_(ids)).order_by(m.since))}
    log = Log.of(c, [event.report.id for event in events])
    entries = c.execute(select(schema.correction).where(k.report.in_({event.report.id for event in events})).order_by(k.n)).all()
    for event in sorted(events, key=lambda v: (v.trigger.start or 0, v.id)):
        own = {x.n for x in log.about(event)}
        about = tuple(x for x in entries if x.n in own or (x.kind in ("correct", "hide") and x.subject in (event.id, event.report.id)))
        yield Coded(apply(event, log), event, at.get(event.id), about, log.hidden(event))


def event(c: Connection, id_: str) -> Coded:
    """Return one event, current or the last of its id; raises UsageError if there is none."""
    e = schema.event.c
    found = c.execute(select(e.record).where(e.id == id_).order_by(e.since.desc())).scalars().first()
    if found is None:
        raise UsageError(f"no event {id_} in this store")
    return next(coded(c, [unpack(Event, found)]))


def undone(c: Connection) -> set[int]:
    """Return the numbers of the corrections that were undone."""
    k = schema.correction.c
    return {int(s) for s in c.execute(select(k.subject).where(k.kind == "undo")).scalars()}


def log(c: Connection, limit: int, before: int | None = None) -> list[Any]:
    """Return the log of decisions, newest first."""
    k = schema.correction.c
    query = select(schema.correction).order_by(k.n.desc()).limit(limit)
    return [*c.execute(query.where(k.n < before) if before is not None else query)]


class Change(Struct, frozen=True):
    """All that one change number touched; `incidents` has id, story, type and whether the incident was new then."""

    n: int
    at: str
    reports: tuple[str, ...]
    events: tuple[str, ...]
    incidents: tuple[ChangedIncident, ...]


class ChangedIncident(Struct, frozen=True):
    """An incident that a change touched."""

    id: str
    story: str | None
    type: str | None
    new: bool


def changes(c: Connection, after: int, limit: int) -> list[Change]:
    """Return the next changes after a number, in order, at most `limit` of them."""
    t, g, i = schema.touched.c, schema.change.c, schema.incident.c
    last = select(g.n).where(g.n > after).order_by(g.n).limit(limit).subquery()
    numbers = select(last.c.n)
    rows = c.execute(
        select(g.n, g.at, t.kind, t.id, i.story, i.type, i.minted)
        .join_from(schema.change, schema.touched, t.n == g.n, isouter=True)
        .join(schema.incident, and_(t.kind == "incident", i.id == t.id), isouter=True)
        .where(g.n.in_(numbers)).order_by(g.n, t.kind, t.id)
    )  # fmt: skip
    out = []
    for (n, at), group in groupby(rows, key=lambda row: (row.n, row.at)):
        own = [*group]
        made = tuple(ChangedIncident(x.id, x.story, x.type, x.minted == n) for x in own if x.kind == "incident")
        reports, events = (tuple(x.id for x in own if x.kind == kind) for kind in ("report", "event"))
        out.append(Change(n, at, reports, events, made))
    return out


class StoryFacts(NamedTuple):
    """What a list of stories shows beside their titles."""

    id: str
    last_reported: str
    incidents: int
    contested: int
    changed: int
    reports: int


def stories(
    c: Connection, *, country: Collection[str] = (), first: str | None = None, q: str | None = None, least: int = 2, limit: int = 50,
    after: tuple[str, str] | None = None,
) -> tuple[list[StoryFacts], tuple[str, str] | None]:  # fmt: skip
    """Return running stories, the most recently reported first, and where the next page begins."""
    i, k = schema.incident.c, schema.incident_country.c
    at = func.max(i.last_reported)
    query = select(i.story, at, func.count(), func.sum(i.contested), func.max(i.changed))
    query = query.where(i.story.is_not(None), i.last_reported.is_not(None), _shown(c, None)).group_by(i.story).having(func.count() >= least)
    if country:
        query = query.where(i.story.in_(select(i.story).where(i.id.in_(select(k.incident).where(k.country.in_(country))))))
    if q and q.strip():
        query = query.where(i.story.in_(select(i.story).where(i.id.in_(_with_words(q)))))
    query = query.having(at >= first) if first else query
    query = query.having(or_(at < after[0], and_(at == after[0], i.story < after[1]))) if after else query
    found = c.execute(query.order_by(at.desc(), i.story.desc()).limit(limit + 1)).all()
    reports = _report_counts(c, [row[0] for row in found[:limit]])
    out = [StoryFacts(x[0], x[1], x[2], x[3], x[4], reports.get(x[0], 0)) for x in found[:limit]]
    return out, (out[-1].last_reported, out[-1].id) if len(found) > limit else None


def story_facts(c: Connection, id_: str) -> StoryFacts:
    """Return the facts of one story; raises UsageError if nothing of it shows."""
    i = schema.incident.c
    query = select(func.max(i.last_reported), func.count(), func.sum(i.contested), func.max(i.changed))
    at, incidents, contested, changed = c.execute(query.where(i.story == id_, i.last_reported.is_not(None), _shown(c, None))).one()
    if not incidents:
        raise UsageError(f"no story {id_} in this store")
    return StoryFacts(id_, at, incidents, contested, changed, _report_counts(c, [id_]).get(id_, 0))


def _report_counts(c: Connection, stories: Collection[str]) -> dict[str, int]:
    i, m, e = schema.incident.c, schema.member.c, schema.event.c
    told = select(i.story, func.count(e.report.distinct())).join(schema.member, m.incident == i.id).join(schema.event, e.id == m.event)
    return dict(c.execute(told.where(i.story.in_(stories), m.until.is_(None), e.until.is_(None)).group_by(i.story)).all())


def story_of(c: Connection, id_: str) -> str | None:
    """Return the story that an id, of it or of one of its incidents, leads to; `None` if there is none."""
    i = schema.incident.c
    home = follow(c, id_)
    return c.execute(select(i.story).where(i.id == home)).scalar() if home else None


def home(c: Connection, id_: str) -> str | None:
    """Return the incident that an id leads to: its own, one merged into another, or that of one of its events; else `None`."""
    m = schema.member.c
    found = follow(c, id_)
    if found is None:
        at = c.execute(select(m.incident).where(m.event == id_).order_by(m.since.desc())).scalar()
        found = follow(c, at) if at else None
    return found
