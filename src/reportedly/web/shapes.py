"""Answers made from what the store says: one function a shape. All take an open connection, so that an answer is of one state."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, fields

from reportedly import __version__, codebook
from reportedly.coding.incidents import Part, Way, phrase, said
from reportedly.coding.segment import sentences as cut_sentences
from reportedly.export import account
from reportedly.export.columns import QUOTATION, point, short
from reportedly.export.statement import name, statement
from reportedly.records import Assertion, Coding, Entity, Event, Place, Quotation, ReportRef, Sentence, Span, Standing
from reportedly.records import Incident as Made
from reportedly.records import Report as Kept
from reportedly.store import queries, stories, unpack, views
from reportedly.store.corrections import FIXED
from reportedly.store.writing import events_of, voices
from reportedly.web import answers as a

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reportedly.store import Store

FACETS = ("occurrence", "responsibility", "toll")
REF = ReportRef.__struct_fields__


@cache
def labels() -> dict[str, dict[str, str]]:
    """Return labels.toml."""
    return tomllib.loads(files("reportedly.web").joinpath("labels.toml").read_text(encoding="utf-8"))


def ref(report: Kept) -> ReportRef:
    """Return what an event keeps of a report."""
    return ReportRef(**{f: getattr(report, f) for f in REF})


def codes() -> a.Codebook:
    """Return what codes are called, and which fields of an event can be corrected."""
    book, words = codebook.load(), labels()
    types = tuple(
        a.TypeCode(t, words["types"][t], v.quad, tuple(a.Code(m, account.label(t, (m,))) for m in v.modes)) for t, v in book.types.items()
    )
    open_ = tuple(f.encode_name for f in fields(Event) if f.encode_name not in FIXED)
    return a.Codebook(book.version, types, **{k: v for k, v in words.items() if k != "types"}, correctable=open_)


def meta(n: int, store: Store, **given: Any) -> a.Meta:
    """Return what the page needs to know first."""
    return a.Meta(n, __version__, store.path.name, codebook=codes(), **given)


def query_string(wanted: views.Filter) -> str:
    """Return a filter as the parameters of an address, with its question mark; nothing if all are asked for."""
    pairs: list[tuple[str, str]] = []
    for field in fields(views.Filter):
        value, parameter = getattr(wanted, field.name), {"first": "from", "last": "to"}.get(field.name, field.name)
        if value is None or value == field.default:
            continue
        pairs += [(parameter, str(v).lower() if isinstance(v, bool) else str(v)) for v in (value if isinstance(value, tuple) else (value,))]
    return "?" + urlencode(pairs) if pairs else ""


def given(wanted: views.Filter) -> a.Given:
    """Return where what fits a filter is given out: under the story's own address, if a story alone is asked for."""
    if wanted == views.Filter(story=wanted.story) and len(wanted.story) == 1:
        return given_under(f"/story/{wanted.story[0]}/", "")
    return given_under("/", query_string(wanted))


def given_under(base: str, more: str) -> a.Given:
    """Return the addresses of the formats."""
    rss, atom, json, geo, csv, ld = (
        f"{base}{name}{more}" for name in ("feed.rss", "feed.atom", "feed.json", "events.geojson", "events.csv", "page.jsonld")
    )
    return a.Given(ld, rss, atom, json, geo, csv)


def coverage(store: Store, wanted: views.Filter = views.ALL, empty: bool = False) -> a.Coverage:
    """Return how well what is asked about is watched, by country, time and words."""
    area = queries.Area(country=wanted.country[0]) if len(wanted.country) == 1 else queries.ANYWHERE
    text = wanted.q if wanted.q and wanted.q.strip() else None
    found = queries.coverage(store, area, wanted.first, text)
    sources = tuple({"name": name, "succeeded": at} for name, at in found.sources)
    return a.Coverage(found.line(store.now()), sources, found.reports, found.newest, queries.EMPTY if empty else None)


# Incidents --------------------------------------------------------------------------------------------------------
def items(c: Connection, rows: Sequence[views.Row]) -> tuple[a.IncidentItem, ...]:
    """Return incidents as a list shows them."""
    told = events_of(c, [row.id for row in rows]) if rows else {}
    return tuple(a.IncidentItem(**item(row, told.get(row.id, []))) for row in rows)


def item(row: views.Row, events: Sequence[Event]) -> dict[str, Any]:
    """Return the fields of IncidentItem."""
    made = row.incident
    names = account.voice_names(made)
    support = made.standing[0].support if made.standing else None
    contested = any(s.contested_by for s in made.standing)
    return {
        "id": made.id, "url": f"/incident/{made.id}", "story": row.story, "title": account.title(made, row.status, events),
        "type": made.type, "label": account.label(made.type, made.modes), "modes": made.modes, "quad": quad(made.type),
        "status": row.status, "hedged": bool(events) and all(e.hedged for e in events), "actors": made.actors, "recipients": made.recipients,
        "targets": tuple(dict.fromkeys(t.text or t.kind or "" for e in events for t in e.targets)), "places": tuple(map(place, made.places)),
        "when": made.when, "first_reported": made.first_reported, "last_reported": made.last_reported, "minted": row.minted, "changed": row.changed,
        "standing": tuple(map(facet, made.standing)), "support": support, "contested": contested, "voices": tuple(voices_of(made)),
        "tolls": tuple(toll(t, names) for t in made.tolls), "reports": made.reports, "events": made.events, "publishers": row.publishers,
    }  # fmt: skip


def quad(type: str) -> str | None:
    """Return the quad of a type, `None` for an incident without events."""
    book = codebook.load()
    return book.quad(type) if type in book.types else None


def place(one: Place) -> a.PlaceShown:
    """Return a place, marked as an area unless it is a point."""
    return a.PlaceShown(**asdict(one), area=point(one) == (None, None))


def facet(one: Standing) -> a.Facet:
    """Return a standing with its words."""
    said = one.support or one.contested_by
    return a.Facet(one.facet, one.support, phrase(one) if said else None, one.because, one.contested_by)


def voices_of(made: Made) -> Iterator[a.Voice]:
    """Yield the voices of an incident that vouch for or contest something, each with its first line's name and side."""
    seen = set()
    for line in (x for s in made.standing for x in (*s.because, *s.contested_by)):
        if line.voice not in seen:
            seen.add(line.voice)
            yield a.Voice(line.voice, line.source or account.voice_name(line.voice, {}), line.alignment, line.known)


def toll(one: Any, names: dict[str, str]) -> a.TollShown:
    """Return a toll with its words."""
    return a.TollShown(**asdict(one), voice_name=account.voice_name(one.voice, names), text=account.amount(one.low, one.high))


def correction(row: Any, undone: Collection[int]) -> a.Correction:
    """Return an entry of the log."""
    gone = row.n in undone
    return a.Correction(row.n, row.at, row.kind, row.subject, row.field, row.value, row.because, gone, row.kind in ("correct", "hide") and not gone)


def incident(c: Connection, store: Store, page: queries.Page, n: int, as_of: str | None, full_text: bool) -> a.Incident:
    """Return an incident with all that is told of it."""
    row, hidden = views.one(c, page.address)
    now = page.incident
    if as_of:
        row.incident = now
    events = [t.event for t in page.tellings]
    undone = views.undone(c)
    reports = {t.report.id: t.report for t in (*page.tellings, *page.past)}
    country = next((p.country for p in now.places if p.country), None)
    wanted = views.Filter(country=(country,)) if country else views.ALL
    return a.Incident(
        **item(row, events), n=n, address=page.address, as_of=as_of, hidden=hidden, coverage=coverage(store, wanted, not events),
        given=a.Given(f"/incident/{page.address}/page.jsonld"), ledger=ledger(c, store, now, page.tellings, full_text),
        tellings=tuple(telling(t, page.address, counted, undone, full_text) for ts, counted in ((page.tellings, True), (page.past, False)) for t in ts),
        history=tuple(a.Step(at or None, s.facet, s.support, phrase(s), tuple(dict.fromkeys(x.report for x in s.because))) for at, s in page.history),
        decisions=tuple(correction(x, undone) for x in page.decisions if x.kind != "undo" and (not as_of or reports)),
    )  # fmt: skip


def telling(one: queries.Telling, home: str, counted: bool, undone: Collection[int], full_text: bool) -> a.Told:
    """Return one event of an incident."""
    hidden = not counted and one.fate is None
    return a.Told(
        one.event if full_text else short(one.event), home, statement(one.event), ref(one.report), one.fate, counted, hidden,
        tuple(correction(x, undone) for x in one.corrections if x.kind != "undo"), one.diff if full_text else None,
    )  # fmt: skip


def ledger(c: Connection, store: Store, made: Made, tellings: Sequence[queries.Telling], full_text: bool) -> a.Ledger:
    """Return who says what of an incident, with the words. Of what a voice says at one time, what contests comes last."""
    events = [t.event for t in tellings]
    by_id = {e.id: e for e in events}
    sentences = {t.report.id: cut_sentences(t.report.text, t.report.title) for t in tellings} if full_text else {}
    voice_of = voices(store, c, {e.report.id for e in events})
    found: dict[tuple[str, Part], list[a.Line]] = {}
    known: dict[str, a.Voice] = {}
    told: list[tuple[Part, Way, Assertion]] = [x for event in events for x in said(event, voice_of)]
    told += [(s.facet, "for", line) for s in made.standing for line in s.because if s.support == "verified" and line.stance == "confirms"]
    for part, way, line in told:
        event = by_id[line.event]
        mine = found.setdefault((line.voice, part), [])
        one = a.Line(
            line.since, line.stance, way, line.source, line.event, line.report, event.report.publisher, cut(line.words, full_text),
            around(line.words, sentences.get(line.report, ())), event.hedged,
            tuple(a.Proof(v.kind, v.verification, who(v.verified_by), who(v.holder), cut(v, full_text)) for v in event.evidence),
        )  # fmt: skip
        if one not in mine:
            mine.append(one)
        known.setdefault(line.voice, a.Voice(line.voice, line.source or account.voice_name(line.voice, {}), line.alignment, line.known))
    cells = []
    for (voice, facet_), lines in found.items():
        lines.sort(key=lambda x: (x.at or "", x.way == "against"))
        last = lines[-1]
        since = next(x.at for x in lines if (x.stance, x.way) == (last.stance, last.way))
        cells.append(a.Cell(voice, facet_, last.way, last.stance, since, tuple(lines)))
    order = {v: i for i, v in enumerate(known)}
    cells.sort(key=lambda x: (FACETS.index(x.facet), order[x.voice]))
    names = {v.id: v.name for v in known.values()}
    return a.Ledger(FACETS, tuple(known.values()), tuple(cells), tuple(toll_rows(made, by_id, names, full_text)))


def who(entity: Entity | None) -> str | None:
    """Return what somebody is called."""
    return name(entity) if entity else None


def toll_rows(made: Made, events: dict[str, Event], names: dict[str, str], full_text: bool) -> Iterator[a.TollRow]:
    """Yield the figures by kind of harm."""
    rows: dict[tuple[str, str | None, str], list[Any]] = {}
    for one in made.tolls:
        rows.setdefault((one.what, one.who, one.scope), []).append(one)
    for (what, who, scope), found in rows.items():
        lows, highs = [t.low for t in found if t.low is not None], [t.high for t in found]
        low, high = min(lows, default=None), None if None in highs else max(highs)
        yield a.TollRow(what, who, scope, low, high, account.amount(low, high), tuple(
            a.VoiceToll(t.voice, account.voice_name(t.voice, names), t.alignment, t.low, t.high, account.amount(t.low, t.high), t.vague, t.hedged, t.since,
                        t.event, events[t.event].report.id, cut(t.words, full_text)) for t in found
        ))  # fmt: skip


def cut(span: Span, full_text: bool) -> Span:
    """Return the words of a span: all, or without full text as many as may be quoted."""
    text = span.text
    if full_text or text is None or len(text) <= QUOTATION:
        return Span(text, span.start, span.end)
    text = text[:QUOTATION].rpartition(" ")[0] or text[:QUOTATION]
    return Span(text, span.start, span.start + len(text) if span.start is not None else None)


def around(words: Span, sentences: Sequence[Sentence]) -> str | None:
    """Return the sentence that words begin in, `None` if it is not to be shown."""
    start = words.start if words.start is not None else -1
    return next((s.text for s in sentences if (s.start or 0) <= start < (s.end or 0)), None)


# Stories ----------------------------------------------------------------------------------------------------------
def story_item(store: Store, facts: views.StoryFacts) -> dict[str, Any]:
    """Return the fields of StoryItem."""
    one = stories.story(store, facts.id)
    return {
        "id": one.id, "url": f"/story/{one.id}", "title": one.title, "first": one.first, "last": one.last, "last_reported": facts.last_reported,
        "actors": one.actors, "places": one.places, "incidents": facts.incidents, "contested": facts.contested, "reports": facts.reports,
        "changed": facts.changed,
    }  # fmt: skip


def story(c: Connection, store: Store, id_: str, n: int) -> a.Story:
    """Return a story with the sentences that say how it stands."""
    wanted = views.Filter(story=(id_,))
    rows = [*views.rows(c, wanted)]
    facts = views.story_facts(c, id_)
    publishers = tuple(dict.fromkeys(p for row in rows for p in row.publishers))
    countries = tuple(dict.fromkeys(x for row in rows for x in sorted(row.countries)))
    return a.Story(
        **story_item(store, facts), n=n, countries=countries, publishers=publishers, state=tuple(state(c, rows, publishers)),
        coverage=coverage(store, views.Filter(country=countries[:1])), given=given(wanted),
    )  # fmt: skip


def state(c: Connection, rows: Sequence[views.Row], publishers: Sequence[str]) -> Iterator[a.Said]:
    """Yield the sentences that say how a story stands."""
    by_id = {row.id: row for row in rows}
    chosen = account.choose((row.incident, row.status) for row in rows)
    told = events_of(c, [id_ for _, id_ in chosen])
    yield a.Said(*account.scope([row.incident for row in rows], publishers))
    for kind, id_ in chosen:
        yield a.Said(*account.sentence(kind, by_id[id_].incident, by_id[id_].status, told.get(id_, [])))


# Reports ----------------------------------------------------------------------------------------------------------
def report_items(c: Connection, found: Iterable[Any]) -> Iterator[a.ReportItem]:
    """Yield reports as a list shows them."""
    rows = [*found]
    homes = views.homes(c, [row.id for row in rows])
    for row in rows:
        report, own = unpack(Kept, row.record), homes.get(row.id, {})
        yield a.ReportItem(
            **{f: getattr(report, f) for f in REF}, current=row.until is None, fate=row.fate, incidents=tuple(dict.fromkeys(i for i, _ in own.values())),
            events=len(own), views=report.views, comments=report.comments, updated=report.updated,
        )  # fmt: skip


def report(c: Connection, file: views.File, n: int, full_text: bool) -> a.Report:
    """Return a report with what was coded from it."""
    undone = views.undone(c)
    events = tuple(event(x, undone, full_text) for x in file.events)
    versions = tuple(
        a.VersionShown(v.report.id, v.report.published, v.report.title, v.at, v.fate, v.current, v.report.id == file.report.id,
                       tuple(a.DiffLine(op, line if full_text else None) for op, line in v.diff))  # type: ignore[arg-type]
        for v in file.versions
    )  # fmt: skip
    copies = tuple(a.Copy(r.id, r.publisher, r.published, r.title, first) for r, first in file.copies)
    return _report(
        file.report, n, full_text, events=events, quotations=file.quotations, findings=file.findings, versions=versions, copies=copies,
        fetched=file.fetched, current=file.current, fate=file.fate, hidden=file.hidden, stored=True,
    )  # fmt: skip


def tried(coding: Coding, n: int) -> a.Report:
    """Return what was coded from a text that is not kept."""
    events = tuple(event(views.Coded(e, e, None, (), False), (), True) for e in coding.events)
    return _report(
        coding.report, n, True, events=events, quotations=coding.quotations, findings=coding.findings, versions=(), copies=(), fetched=None,
        current=True, fate=None, hidden=False, stored=False,
    )  # fmt: skip


def _report(report: Kept, n: int, full_text: bool, *, quotations: Sequence[Quotation], findings: Sequence[Any], **rest: Any) -> a.Report:
    own = {f: getattr(report, f) for f in ("id", "title", "publisher", "agency", "published", "updated", "language", "category", "views", "comments", "page")}
    sentences = tuple(
        a.SentenceShown(s.index, s.start or 0, s.end or 0, s.text if full_text else None) for s in cut_sentences(report.text, report.title)
    )
    if not full_text:
        findings = tuple(msgspec.structs.replace(f, **{"text": cut(f, False).text, "end": cut(f, False).end}) for f in findings)
    return a.Report(
        **own, n=n, url=f"/report/{report.id}", source_url=report.url, full_text=full_text, text=report.text if full_text else None,
        sentences=sentences, quotations=tuple(quotations), findings=tuple(findings), **rest,
    )  # fmt: skip


def event(one: views.Coded, undone: Collection[int], full_text: bool) -> a.EventShown:
    """Return an event as it shows, with its words."""
    shown, before = ((one.event, one.coded) if full_text else (short(one.event), short(one.coded)))
    marks = tuple(
        a.Marked(role, field, span.start, span.end, span.text, label)
        for role, field, span, label in account.spans(shown) if span.start is not None and span.end is not None
    )  # fmt: skip
    return a.EventShown(
        shown.id, one.incident, statement(one.event), shown, before if before != shown else None, one.hidden,
        tuple(correction(x, undone) for x in one.corrections), marks,
    )  # fmt: skip


def quotes(c: Connection, found: Sequence[tuple[Quotation, Kept]]) -> tuple[a.Quote, ...]:
    """Return quotations with their reports and the stories that these are in."""
    homes = views.homes(c, {r.id for _, r in found})
    return tuple(
        a.Quote(**asdict(q), report=ref(r), stories=tuple(dict.fromkeys(s for _, s in homes.get(r.id, {}).values() if s))) for q, r in found
    )


# Sums -------------------------------------------------------------------------------------------------------------
def daily(c: Connection, wanted: views.Filter, n: int) -> a.Daily:
    """Return incidents of each day by quad, beside the reports that came out."""
    import datetime as dt

    counts: dict[str, dict[str, int]] = {}
    undated = 0
    for row in islice(views.rows(c, wanted), views.COUNTED):
        when, kind = row.incident.when, quad(row.incident.type)
        day = when and (when.from_ or when.to)
        if not day or not kind:
            undated += 1
            continue
        of = counts.setdefault(day, {})
        of[kind] = of.get(kind, 0) + 1
    low, high = wanted.first or "", wanted.last or "9999"
    reports = {d: k for d, k in views.report_days(c, wanted.story).items() if d and low <= d <= high}
    days = [d for d in {*counts, *reports} if _is_day(d)]
    if not days:
        return a.Daily(n, (), undated)
    start, end = dt.date.fromisoformat(min(days)), dt.date.fromisoformat(max(days))
    every = [(start + dt.timedelta(days=x)).isoformat() for x in range((end - start).days + 1)]
    if len(every) > SPAN:  # a lone report of long ago makes no chart of ten thousand empty days
        every = sorted(days)
    return a.Daily(n, tuple(a.Day(d, **counts.get(d, {}), reports=reports.get(d, 0)) for d in every), undated)


SPAN = 1000  # days


def _is_day(text: str) -> bool:
    import datetime as dt

    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def facets(c: Connection, wanted: views.Filter, n: int) -> a.Facets:
    """Return what can be filtered by, most frequent first, at most 100 values each."""
    found, contested, total = views.facets(c, wanted)
    words = labels()
    names = codebook.load().countries | codebook.load().special_countries
    of = {"type": words["types"], "status": words["statuses"], "support": words["supports"], "country": names}
    shown = {
        f: tuple(a.FacetValue(v, of.get(f, {}).get(v, v), k) for v, k in sorted(counts.items(), key=lambda x: (-x[1], x[0]))[:100])
        for f, counts in found.items()
    }
    return a.Facets(n, **shown, contested=contested, total=total)


def map_(c: Connection, wanted: views.Filter, n: int) -> a.Map:
    """Return the places of incidents as GeoJSON; what is no point has no geometry."""
    out = []
    for row in islice(views.rows(c, wanted), views.COUNTED):
        made = row.incident
        for i, p in enumerate(made.places):
            lat, lon = point(p)
            at = {"type": "Point", "coordinates": [lon, lat]} if lon is not None else None
            about = a.MapProperties(
                made.id, account.title(made, row.status), made.type, account.label(made.type, made.modes), quad(made.type), row.status, row.support,
                row.contested, made.when, p.name or p.text, p.admin1, p.country, p.precision, p.role, at is None, p.contested, row.changed,
            )  # fmt: skip
            out.append(a.MapFeature(f"{made.id}-{i}", at, about))
    return a.Map(n, tuple(out))


def kinds() -> list[type[Struct]]:
    """Return every record that answers are made of, for the OpenAPI document."""
    return [v for v in vars(a).values() if isinstance(v, type) and issubclass(v, Struct) and v is not Struct]
