"""What changes the store: reports added, recoded, superseded and withdrawn; corrections, splits, merges. Each is one
transaction and one change number."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from reportedly.coding.incidents import Origin, VoiceOf, incident, party
from reportedly.coding.matching import Match, apart, days, match, match_all
from reportedly.errors import UsageError
from reportedly.records import Capture, Coding, Event, Incident, Report, ReportRef, to_json
from reportedly.store import Store, copies, ordinal, pack, schema, unpack
from reportedly.store.corrections import Log, apply, check

COPY_WINDOW = 14  # days between a text and its copies
NEAR = 10  # days between an event and an incident that may be the same
MOST = 60  # incidents that an event is compared with, the nearest in time
STORY_GAP = 14  # days without a report after which a story is over


class Added(NamedTuple):
    """What adding a report did, and the incidents it touched."""

    did: Literal["new", "known", "recoded", "update"]
    incidents: tuple[str, ...] = ()


def version_key(report: Report) -> str | None:
    """Return what all versions of a report share, `None` where nothing identifies it: its address, for an entry of a live
    page with the time it was posted, else publisher and the id the publisher gives it."""
    if report.url:
        return f"{report.url} {report.published}" if report.page else report.url
    if report.publisher and report.source_id:
        return f"{report.publisher} {report.source_id}"
    return None


def coder_of(coding: Coding) -> str:
    """Return which coder made a coding, as the store notes it."""
    ref = next((e.coder for e in coding.events if e.coder), None)
    return " ".join(filter(None, (ref.reportedly, ref.model, ref.codebook))) if ref else ""


def knows(store: Store, report_id: str, coder: str | None = None) -> bool:
    """Return whether a report is stored (as coded by this coder)."""
    r = schema.report.c
    with store.reading() as c:
        found = c.execute(select(r.coder).where(r.id == report_id)).first()
    return found is not None and (coder is None or found.coder == coder)


def add(store: Store, coding: Coding, capture: Capture | None = None, coder: str | None = None) -> Added:
    """Put a coded report into the store, match its events, and return what that did.

    A report that is there, coded by the same coder, changes nothing; one coded by another is recoded, and what was decided
    about its events stays decided. A report with the address of another supersedes that.
    """
    coder = coder_of(coding) if coder is None else coder
    r = schema.report.c
    with store.reading() as c:
        known = c.execute(select(r.coder).where(r.id == coding.report.id)).first()
    if known and known.coder == coder:
        return Added("known")
    with store.writing() as c:
        known = c.execute(select(r.coder, r.until).where(r.id == coding.report.id)).first()
        if known and known.coder == coder:  # another process was faster
            return Added("known")
        w = Work(store, c)
        if capture:
            values = {
                "id": capture.id, "source": capture.source, "fetched": capture.fetched, "media_type": capture.media_type,
                "url": capture.url, "content": zlib.compress(capture.content, 6),
            }  # fmt: skip
            c.execute(upsert(schema.capture).values(values).on_conflict_do_nothing())
        did: Literal["new", "recoded", "update"] = "recoded" if known else "new"
        homes: Homes = {}
        nearby = w.nearby(coding.events)  # with what an earlier version of the report told
        if known:
            homes = w.close_events(coding.report.id)
            c.execute(update(schema.report).where(r.id == coding.report.id).values(coder=coder))
        else:
            older = w.predecessor(coding.report)
            w.insert_report(coding.report, coder, capture)
            if older:
                did = "update"
                homes = w.close_events(older)
                w.close_report(older, "superseded", coding.report.id)
        w.insert_said(coding)
        if known is None or known.until is None:
            w.insert_events(coding, homes, nearby)
        w.finish()
        return Added(did, tuple(sorted(w.incidents)))


def withdraw(store: Store, report_ids: Iterable[str]) -> list[str]:
    """Mark reports as withdrawn by their publishers; they are kept, and their events leave their incidents."""
    r = schema.report.c
    done = []
    with store.writing() as c:
        w = Work(store, c)
        for id_ in report_ids:
            if c.execute(select(r.id).where(r.id == id_, r.until.is_(None))).first():
                w.close_events(id_)
                w.close_report(id_, "withdrawn", None)
                done.append(id_)
        w.finish()
    return done


def missing_entries(store: Store, present: Sequence[Report]) -> list[str]:
    """Return the current entries of a live page that its newest capture, with the entries `present`, no longer shows.

    A page is known by its address, whatever addresses its entries have. An entry older than all that the page shows has
    scrolled out, which withdraws nothing.
    """
    keys, pages = {version_key(p) for p in present}, {p.page for p in present if p.page}
    oldest = min((p.published for p in present if p.page and p.published), default=None)
    if oldest is None:
        return []
    r, cap = schema.report.c, schema.capture.c
    with store.reading() as c:
        addresses = select(r.key).where(r.id.in_(pages), r.key.is_not(None))
        sources = select(cap.source).where(cap.id.in_(pages))  # of a page without a text of its own
        same = or_(r.page.in_(pages), r.page.in_(select(r.id).where(r.key.in_(addresses))), r.page.in_(select(cap.id).where(cap.source.in_(sources))))
        rows = c.execute(select(r.id, r.key, r.published).where(r.until.is_(None), same)).all()
    return [row.id for row in rows if row.key not in keys and row.published and row.published >= oldest]


def correct(store: Store, subject: str, field: str, value: str, because: str) -> int:
    """Note that a field of an event should read otherwise, and return the number of the correction.

    `field` is a name of the event's JSON form ("type", "status", "places.0.country"), `value` JSON or plain words. The coded
    event stays as it is; what shows is the corrected one. Raises UsageError for a value that an event cannot have.
    """
    return _note(store, "correct", subject, because, field, value)


def hide(store: Store, subject: str, because: str) -> int:
    """Note that an event, a report or an incident should not show, and return the number of the correction.

    An incident has the id of its first event: such an id hides the incident, `event:` before it the event alone.
    """
    return _note(store, "hide", subject, because)


def undo(store: Store, number: int, because: str) -> int:
    """Note that a correction, split or merge no longer holds, and return the number of this note."""
    k = schema.correction.c
    with store.reading() as c:
        row = c.execute(select(k.kind).where(k.n == number)).first()
        undone = c.execute(select(k.n).where(k.kind == "undo", k.subject == str(number))).first()
    if row is None or row.kind == "undo":
        raise UsageError(f"there is no correction {number}; `reportedly corrections` lists them")
    if undone:
        raise UsageError(f"correction {number} is undone already, by {undone.n}")
    if row.kind in ("split", "merge"):
        raise UsageError(f"{number} is a {row.kind}; bring the events together or apart again with merge or split")
    return _note(store, "undo", str(number), because)


def _note(store: Store, kind: str, subject: str, because: str, field: str | None = None, value: str | None = None) -> int:
    if not because.strip():
        raise UsageError("a correction needs a reason: --because TEXT")
    k = schema.correction
    with store.writing() as c:
        w = Work(store, c)
        subject, single = subject.removeprefix("event:"), subject.startswith("event:") or kind == "correct"
        about = subject
        if kind == "undo":
            about, report = c.execute(select(k.c.subject, k.c.report).where(k.c.n == int(subject))).one()
            single = report is not None
        at, events = w.about(about, single)
        if kind == "correct":
            if len(events) != 1 or events[0].id != about:
                raise UsageError(f"{subject} is no event; only events can be corrected")
            check(events[0], field or "", value or "")
        c.execute(
            insert(k).values(
                n=w.n, at=w.at, kind=kind, subject=subject, field=field, value=value, because=because.strip(), **at
            )
        )
        w.touch_all_of(events, about)
        if single:
            w.refit(about, int(subject) if kind == "undo" else None)
        w.finish()
        return w.n


def split(store: Store, id_: str, events: Sequence[str], because: str) -> str:
    """Take events out of an incident into one of their own, for good, and return its id."""
    with store.writing() as c:
        w = Work(store, c)
        home = w.resolve(id_)
        members = w.members(home)
        if not events or not set(events) < {e.id for e in members}:
            raise UsageError(f"{', '.join(events)}: not some, but not all, of the events of incident {home}")
        new = w.mint(next(e.id for e in members if e.id in events))
        for member in members:
            if member.id in events:
                w.move(member.id, new, pinned=True)
            else:
                w.pin(member.id)
        w.note("split", home, ",".join(sorted(events)), because)
        w.finish()
        return new


def merge(store: Store, first: str, second: str, because: str) -> str:
    """Make two incidents one, for good, and return its id; the address of the second leads there."""
    with store.writing() as c:
        w = Work(store, c)
        one, two = w.resolve(first), w.resolve(second)
        if one == two:
            raise UsageError(f"{first} and {second} are one incident already")
        for event in w.members(one):
            w.pin(event.id)
        for event in w.members(two):
            w.move(event.id, one, pinned=True)
        c.execute(insert(schema.redirect).values(old=two, new=one, since=w.n))
        w.note("merge", one, two, because)
        w.incidents |= {one, two}
        w.finish()
        return one


Homes = dict[tuple[str, str], list[tuple[str, bool]]]  # type and trigger -> incidents of such events, and whether pinned


def _words(event: Event) -> tuple[str, str]:
    return event.type, (event.trigger.text or "").casefold()


class Work:
    """One transaction: its change number, and the incidents to be computed again at its end."""

    def __init__(self, store: Store, c: Connection) -> None:
        self.store, self.c, self.at = store, c, store.now()
        self.n = int(c.execute(insert(schema.change).values(at=self.at)).inserted_primary_key[0])  # type: ignore[index]
        self.incidents: set[str] = set()
        self.things: set[tuple[str, str]] = set()

    # Reports ------------------------------------------------------------------------------------------------------
    def predecessor(self, report: Report) -> str | None:
        """The current report that this one is a later version of."""
        key, r = version_key(report), schema.report.c
        if key is None:
            return None
        row = self.c.execute(select(r.id, r.published).where(r.key == key, r.until.is_(None)).order_by(r.row.desc())).first()
        return row.id if row and (report.published or "") >= (row.published or "")[: len(report.published or "")] else None

    def insert_report(self, report: Report, coder: str, capture: Capture | None) -> None:
        signed = copies.signature(report.text)
        likely = self.store.signatures.near(self.c, ordinal(report.published), COPY_WINDOW, signed, copies.LIKELY)
        texts = self.c.execute(select(schema.report.c.id, schema.report.c.record).where(schema.report.c.id.in_(likely))).all()
        near = [row.id for row in texts if copies.copied(report.text, unpack(Report, row.record).text)]
        row = self.c.execute(
            insert(schema.report).values(
                id=report.id, key=version_key(report), page=report.page, publisher=report.publisher, published=report.published,
                capture=capture.id if capture else report.capture, coder=coder, record=pack(report), signature=signed,
                root=report.id, since=self.n,
            )
        )  # fmt: skip
        number = row.inserted_primary_key[0]  # type: ignore[index]
        self.c.exec_driver_sql("INSERT INTO report_text(rowid, text) VALUES (?, ?)", (number, report.text))
        self.things.add(("report", report.id))
        if near:
            self._join_copies(report.id, near)
        day = (report.published or self.at)[:10]
        values = {"source": report.publisher or "", "day": day, "reports": 1}
        v = schema.volume.c
        self.c.execute(
            upsert(schema.volume).values(values).on_conflict_do_update(index_elements=[v.source, v.day], set_={"reports": v.reports + 1})
        )

    def insert_said(self, coding: Coding) -> None:
        """Store the quotations and findings of a report in place of those it had."""
        id_ = coding.report.id
        for table in (schema.quotation, schema.finding):
            self.c.execute(delete(table).where(table.c.report == id_))
        for i, q in enumerate(coding.quotations):
            who = q.speaker
            values = {"speaker": who and (who.name or who.text), "country": who and who.country}
            self.c.execute(insert(schema.quotation).values(report=id_, i=i, record=pack(q), **values))
        for i, found in enumerate(coding.findings):
            self.c.execute(insert(schema.finding).values(report=id_, i=i, record=pack(found)))

    def _join_copies(self, id_: str, near: Sequence[str]) -> None:
        """All copies rest on one report: the first one with an agency's credit, else the first."""
        r = schema.report.c
        roots = select(r.root).where(r.id.in_(near))
        rows = self.c.execute(select(r.id, r.record, r.root).where(r.root.in_(roots) | (r.id == id_))).all()
        reports = [unpack(Report, row.record) for row in rows]
        root = min(reports, key=lambda p: (p.agency is None, p.published or "9999", p.id)).id
        moved = [row.id for row in rows if row.root != root]
        self.c.execute(update(schema.report).where(r.id.in_(moved)).values(root=root))
        self._touch_incidents_of(moved)

    def _touch_incidents_of(self, reports: Sequence[str]) -> None:
        e, m = schema.event.c, schema.member.c
        rows = select(m.incident).join(schema.event, and_(e.id == m.event, e.until.is_(None)))
        self.incidents |= {i for (i,) in self.c.execute(rows.where(m.until.is_(None), e.report.in_(reports)))}

    def close_report(self, id_: str, fate: str, successor: str | None) -> None:
        values = {"until": self.n, "fate": fate, "successor": successor}
        self.c.execute(update(schema.report).where(schema.report.c.id == id_).values(values))
        self.things.add(("report", id_))

    def close_events(self, report: str) -> Homes:
        """End the current events of a report; return where they belonged."""
        e, m = schema.event, schema.member
        homes: Homes = {}
        log = Log.of(self.c, [report])
        for row in self.c.execute(select(e.c.id, e.c.record).where(e.c.report == report, e.c.until.is_(None))).all():
            at = self.c.execute(select(m.c.incident, m.c.pinned).where(m.c.event == row.id, m.c.until.is_(None))).first()
            if at:
                self.incidents.add(at.incident)
                homes.setdefault(_words(apply(unpack(Event, row.record), log)), []).append((at.incident, bool(at.pinned)))
            for table in (e, m):
                by = table.c.id if table is e else table.c.event
                self.c.execute(update(table).where(by == row.id, table.c.until.is_(None)).values(until=self.n))
            self.c.execute(delete(schema.event_place).where(schema.event_place.c.event == row.id))
            self.things.add(("event", row.id))
        return homes

    # Events -------------------------------------------------------------------------------------------------------
    def insert_events(self, coding: Coding, homes: Homes, nearby: list[tuple[str, list[Event]]]) -> None:
        """Store the events of a report: those told in the words of before stay where they were, the others are matched."""
        report = coding.report
        log = Log.of(self.c, [report.id])
        free: list[Event] = []
        taken: set[str] = set()
        for event in coding.events:
            self.c.execute(insert(schema.event).values(id=event.id, since=self.n, report=report.id, record=pack(event)))
            shown = apply(event, log)
            self._insert_places(shown)
            self.things.add(("event", event.id))
            before = homes.get(_words(shown))
            if before:
                home, pinned = before.pop(0)
                taken.add(home)
                self._put(event.id, self.resolve(home), pinned=pinned)
            else:
                free.append(shown)
        for id_, found in match_all(free, [n for n in nearby if n[0] not in taken]).items():
            self._put(id_, found.incident or self.mint(id_), pinned=False, why=found)

    def _insert_places(self, event: Event) -> None:
        self.c.execute(delete(schema.event_place).where(schema.event_place.c.event == event.id))
        for i, place in enumerate(event.places):
            exact = place.precision != "country"
            self.c.execute(
                upsert(schema.event_place).values(
                    event=event.id, i=i, name=place.name or place.text, country=place.country,
                    lat=place.lat if exact else None, lon=place.lon if exact else None,
                ).on_conflict_do_nothing()
            )  # fmt: skip

    def _put(self, event: str, home: str, *, pinned: bool, why: Match | None = None) -> None:
        told = to_json(why).decode() if why else None
        self.c.execute(insert(schema.member).values(event=event, since=self.n, incident=home, pinned=int(pinned), why=told))
        self.incidents.add(home)

    def move(self, event: str, home: str, *, pinned: bool, why: Match | None = None) -> None:
        """Move an event to another incident."""
        m = schema.member.c
        current = and_(m.event == event, m.until.is_(None))
        row = self.c.execute(select(m.incident, m.since).where(current)).one()
        self.incidents.add(row.incident)
        if row.since == self.n:
            self.c.execute(delete(schema.member).where(current))
        else:
            self.c.execute(update(schema.member).where(current).values(until=self.n))
        self._put(event, home, pinned=pinned, why=why)

    def pin(self, event: str) -> None:
        """Keep an event in its incident whatever later matching says."""
        m = schema.member.c
        self.c.execute(update(schema.member).where(m.event == event, m.until.is_(None)).values(pinned=1))

    def refit(self, id_: str, undone: int | None = None) -> None:
        """See that an event is among its like, now that it is corrected or the correction `undone` is not.

        From an incident whose other events have another type or lie too far away it goes back to where it was before the
        correction, if it fits there, else it is matched anew. Alone it stays, and so it does where an analyst put it.
        """
        e, m = schema.event.c, schema.member.c
        record = self.c.execute(select(e.record).where(e.id == id_, e.until.is_(None))).scalar()
        if record is None:
            return
        coded = unpack(Event, record)
        event = apply(coded, Log.of(self.c, [coded.report.id]))
        self._insert_places(event)
        at = self.c.execute(select(m.incident, m.pinned).where(m.event == id_, m.until.is_(None))).one()
        before = self.c.execute(select(m.incident).where(m.event == id_, m.until == undone)).scalar() if undone else None
        home, why = follow(self.c, before) if before else None, None
        if at.pinned:
            return
        if home is None or home == at.incident or not self._fits(event, home):
            if self._fits(event, at.incident):
                return
            why = match(event, [n for n in self.nearby([event]) if n[0] != at.incident])
            home = why.incident or self.mint(id_)
        self.move(id_, home, pinned=False, why=why)
        if not self.c.execute(select(m.event).where(m.incident == at.incident, m.until.is_(None))).first():
            self.c.execute(insert(schema.redirect).values(old=at.incident, new=home, since=self.n))

    def _fits(self, event: Event, incident: str) -> bool:
        """Whether an incident holds no other event, or one of the same type that may lie where this one does."""
        others = [v for v in self.members(incident) if v.id != event.id]
        return not others or any(v.type == event.type and not apart(v, event) for v in others)

    def nearby(self, events: Sequence[Event]) -> list[tuple[str, list[Event]]]:
        """The incidents that these events could belong to: of their type and countries, near in time, the nearest first."""
        k = schema.incident_country.c
        found: set[str] = set()
        for event in events:
            span = days(event)
            countries = countries_of([event])
            rows = select(k.incident).where(k.type == event.type)
            rows = rows.where(k.country.in_({*countries, ""})) if countries else rows
            if span:
                low, high = (str(d + dt.timedelta(days=x)) for d, x in zip(span, (-NEAR, NEAR), strict=True))
                rows = rows.where(k.last_day >= low, k.first_day <= high)
                rows = rows.order_by(func.abs(func.julianday(k.last_day) - func.julianday(str(span[1]))))
            found |= {row.incident for row in self.c.execute(rows.distinct().limit(MOST))}
        return sorted(events_of(self.c, found).items())

    # Incidents ----------------------------------------------------------------------------------------------------
    def mint(self, id_: str) -> str:
        """Make a new incident and return its id: that of its first event, which is never given to another incident."""
        id_ = f"{id_}-{self.n}" if self.exists(id_) else id_
        empty = pack(Incident(id_, ()))
        self.c.execute(insert(schema.incident).values(id=id_, minted=self.n, changed=self.n, contested=0, record=empty))
        return id_

    def exists(self, id_: str) -> bool:
        i, old = schema.incident.c.id, schema.redirect.c.old
        return any(self.c.execute(select(col).where(col == id_)).first() for col in (i, old))

    def resolve(self, id_: str) -> str:
        """The incident that an id leads to; raises UsageError if there is none."""
        found = follow(self.c, id_)
        if found is None:
            raise UsageError(f"no incident {id_} in this store")
        return found

    def members(self, id_: str) -> list[Event]:
        """The current, corrected events of an incident that are not hidden."""
        return current_events(self.c, id_)

    def touch_all_of(self, events: Sequence[Event], subject: str) -> None:
        """Have the incidents of these events, or the incident of this id, computed again."""
        m = schema.member.c
        ids = [e.id for e in events]
        self.incidents |= {i for (i,) in self.c.execute(select(m.incident).where(m.event.in_(ids), m.until.is_(None)))}
        self.things |= {("event", e) for e in ids}
        if found := follow(self.c, subject):
            self.incidents.add(found)

    def about(self, subject: str, single: bool) -> tuple[dict[str, Any], list[Event]]:
        """Where the subject of a correction stands (report and trigger, for an event) and its events as coded; an id that an
        incident shares with its first event means that event if `single`."""
        if not single and follow(self.c, subject):
            return {}, []
        e = schema.event.c
        rows = self.c.execute(select(e.record, e.until).where((e.id == subject) | (e.report == subject)).order_by(e.since)).all()
        latest = {(v := unpack(Event, row.record)).id: v for row in rows}
        if subject in latest:
            event = latest[subject]
            return {"report": event.report.id, "start": event.trigger.start, "end": event.trigger.end}, [event]
        known = self.c.execute(select(schema.report.c.id).where(schema.report.c.id == subject)).first()
        if known:
            return {"report": subject}, list(latest.values())
        raise UsageError(f"nothing in this store has the id {subject}")

    def note(self, kind: str, subject: str, value: str, because: str) -> None:
        """Write a decision of an analyst into the log."""
        if not because.strip():
            raise UsageError("a decision needs a reason: --because TEXT")
        self.c.execute(
            insert(schema.correction).values(n=self.n, at=self.at, kind=kind, subject=subject, value=value, because=because.strip())
        )

    def finish(self) -> None:
        """Compute every touched incident again and note what changed under this change number."""
        for id_ in sorted(self.incidents):
            self._fold(id_)
            self.things.add(("incident", id_))
        rows = [{"n": self.n, "kind": kind, "id": id_} for kind, id_ in sorted(self.things)]
        if rows:
            self.c.execute(insert(schema.touched), rows)

    def _fold(self, id_: str) -> None:
        i, k = schema.incident, schema.incident_country
        events = self.members(id_)
        made = fold(self.store, self.c, id_, events)
        spans = [s for e in events if (s := days(e))]
        first, last = (str(min(s[0] for s in spans)), str(max(s[1] for s in spans))) if spans else (None, None)
        countries = countries_of(events)
        before = self.c.execute(select(i.c.story).where(i.c.id == id_)).scalar()
        story = self._story(made, countries, first, last, before) if events else before
        occurrence = made.standing[0] if made.standing else None
        self.c.execute(
            update(i).where(i.c.id == id_).values(
                changed=self.n, type=made.type or None, first_day=first, last_day=last, last_reported=made.last_reported,
                support=occurrence.support if occurrence else None, story=story, record=pack(made),
                contested=int(any(s.contested_by for s in made.standing)),
            )
        )  # fmt: skip
        self.c.execute(delete(k).where(k.c.incident == id_))
        if events:
            rows = [{"country": c, "type": made.type, "last_day": last or "", "first_day": first or "", "incident": id_}
                    for c in countries or {""}]  # fmt: skip
            self.c.execute(insert(k), rows)

    def _story(self, made: Incident, countries: set[str], first: str | None, last: str | None, before: str | None) -> str:
        """The story that an incident continues, its own id if it begins one.

        It continues the story with which it shares most participants and places, within a fortnight; two of them are needed,
        or one that is not a mere country. Once in a story it stays; another with which it comes to share a participant by name, a place and
        one thing more becomes one with it, under the id of the older.
        """
        own = before or made.id
        if not first or not last:
            return own
        i, k = schema.incident.c, schema.incident_country.c
        low, high = (str(dt.date.fromisoformat(d) + dt.timedelta(days=x)) for d, x in ((first, -STORY_GAP), (last, STORY_GAP)))
        near = select(k.incident).where(k.country.in_(countries), k.last_day >= low, k.first_day <= high)
        rows = self.c.execute(
            select(i.story, i.record).where(i.id.in_(near), i.id != made.id, i.story.is_not(None)).order_by(i.changed.desc()).limit(MOST)
        ).all()
        mine = traits(made)
        shared: dict[str, set[str]] = {}
        for row in rows:
            common = mine & traits(unpack(Incident, row.record))
            shared[row.story] = max(shared.get(row.story, set()), common, key=len)
        if before is None:
            best = max(sorted(shared), key=lambda s: len(shared[s]), default=made.id)
            own = best if len(shared.get(best, ())) >= 2 else made.id
        joined = {s for s, common in shared.items() if s != own and len(common) >= 3 and {"name", "place"} <= {t.partition(":")[0] for t in common}}
        return self._join_stories({own, *joined}) if joined else own

    def _join_stories(self, ids: set[str]) -> str:
        """Make several stories one and return its id, that of the oldest; the others' incidents lead there."""
        i = schema.incident.c
        minted = {row.id: row.minted for row in self.c.execute(select(i.id, i.minted).where(i.id.in_(ids)))}
        oldest = min(ids, key=lambda s: (minted.get(s, self.n), s))
        moved = self.c.execute(select(i.id).where(i.story.in_(ids - {oldest}))).scalars().all()
        self.c.execute(update(schema.incident).where(i.id.in_(moved)).values(story=oldest))
        self.things |= {("incident", id_) for id_ in moved} | {("story", s) for s in ids}
        return oldest


def countries_of(events: Iterable[Event]) -> set[str]:
    """Return the countries of the participants and places of events."""
    who = {x.country for e in events for x in (*e.actors, *e.recipients) if x.country}
    return who | {p.country for e in events for p in e.places if p.country}


def traits(made: Incident) -> set[str]:
    """Return who takes part in an incident, by name and side, and where: what incidents of one story share."""
    who = {party(e) for e in (*made.actors, *made.recipients) if e.name or e.country}
    names = {f"name:{(e.name or '').casefold()}" for e in (*made.actors, *made.recipients) if e.name}
    return who | names | {f"place:{(p.name or '').casefold()}" for p in made.places if p.name and p.precision != "country"}


def follow(c: Connection, id_: str, n: int | None = None) -> str | None:
    """Return the incident that an id leads to (at change `n`), `None` if there is none."""
    d, i = schema.redirect.c, schema.incident.c
    while True:
        step = select(d.new).where(d.old == id_)
        new = c.execute(step.where(d.since <= n) if n is not None else step).scalar()
        if new is None:
            break
        id_ = new
    made = select(i.id).where(i.id == id_)
    return c.execute(made.where(i.minted <= n) if n is not None else made).scalar()


def current_events(c: Connection, id_: str, n: int | None = None) -> list[Event]:
    """Return the events of an incident (at change `n`), corrected, without hidden ones, in the order of publication."""
    return events_of(c, [id_], n).get(id_, [])


def held(of: Any, n: int | None) -> Any:
    """Return the condition that a row of a table (its columns are `of`) held at change `n`, or holds now."""
    return of.until.is_(None) if n is None else and_(of.since <= n, of.until.is_(None) | (of.until > n))


def events_of(c: Connection, ids: Iterable[str], n: int | None = None) -> dict[str, list[Event]]:
    """Return the events of many incidents, as `current_events` does of one; an incident without any is left out."""
    e, m = schema.event.c, schema.member.c
    query = select(m.incident, e.record).join(schema.member, and_(m.event == e.id, held(m, n), held(e, n)))
    rows = [(row.incident, unpack(Event, row.record)) for row in c.execute(query.where(m.incident.in_([*ids])))]
    log = Log.of(c, [event.report.id for _, event in rows], n)
    out: dict[str, list[Event]] = {}
    for home, event in sorted(rows, key=lambda row: (row[1].report.published or "", row[1].id)):
        if not log.hidden(event):
            out.setdefault(home, []).append(apply(event, log))
    return out


def voices(store: Store, c: Connection, reports: set[str]) -> VoiceOf:
    """Return whose voice the own words of these reports are: each speaks with that of the report that it copies."""
    r = schema.report.c
    roots = {row.id: row.root for row in c.execute(select(r.id, r.root).where(r.id.in_(reports), r.root != r.id))}
    texts = c.execute(select(r.id, r.record).where(r.id.in_({*roots.values()}))).all() if roots else ()
    originals = {row.id: unpack(Report, row.record) for row in texts}

    def voice_of(report: ReportRef) -> Origin:
        root = originals.get(roots.get(report.id, ""))
        return store.voice_of(ReportRef(root.id, publisher=root.publisher, agency=root.agency, url=root.url) if root else report)

    return voice_of


def fold(store: Store, c: Connection, id_: str, events: Sequence[Event]) -> Incident:
    """Return an incident computed from its events."""
    return incident(id_, events, voices(store, c, {e.report.id for e in events})) if events else Incident(id_, ())
