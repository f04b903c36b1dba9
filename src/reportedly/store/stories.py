"""Stories: runs of related incidents, joined by who takes part, where and when; each is computed from its incidents."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct
from sqlalchemy import func, select

from reportedly.errors import UsageError
from reportedly.records import Incident
from reportedly.store import Store, schema
from reportedly.store.queries import incidents


class Story(Struct, frozen=True):
    """A running story: its id (that of its first incident), title, first and last day, key actors, places, incidents."""

    id: str
    title: str
    first: str | None
    last: str | None
    actors: tuple[str, ...]
    places: tuple[str, ...]
    incidents: tuple[str, ...]


def stories(store: Store, *, country: str | None = None, since: str | None = None, least: int = 2, limit: int = 30) -> list[Story]:
    """Return the stories of at least so many incidents, the most recent first."""
    i, k = schema.incident.c, schema.incident_country.c
    query = select(i.story, func.max(i.last_reported).label("last")).where(i.story.is_not(None), i.last_reported.is_not(None))
    if country:
        query = query.where(i.id.in_(select(k.incident).where(k.country == country)))
    query = query.group_by(i.story).order_by(func.max(i.last_reported).desc())
    with store.reading() as c:
        counts = {row[0]: row[1] for row in c.execute(select(i.story, func.count()).where(i.last_reported.is_not(None)).group_by(i.story))}
        ids = [row.story for row in c.execute(query) if counts[row.story] >= least and (not since or row.last >= since)][:limit]
    return [story(store, id_) for id_ in ids]


def story(store: Store, id_: str) -> Story:
    """Return a story by its id or by that of one of its incidents; raises UsageError if there is none."""
    i = schema.incident.c
    with store.reading() as c:
        home = c.execute(select(i.story).where(i.id == id_)).scalar()
    told = incidents(store, story=home, limit=10_000) if home else []
    if not told:
        raise UsageError(f"no story {id_} in this store")
    told.sort(key=lambda v: (v.when.to or v.when.from_ or "" if v.when else v.first_reported or "", v.id))
    actors = Counter(e.name for v in told for e in (*v.actors, *v.recipients) if e.name)
    places = Counter(p.name for v in told for p in v.places if p.name and p.precision != "country")
    days = [d for v in told if v.when for d in (v.when.from_, v.when.to) if d]
    who = [name for name, _ in actors.most_common(6)]
    where = [name for name, _ in places.most_common(4)]
    title = ", ".join(filter(None, [" and ".join(who[:2]), where[0] if where else ""])) or title_of(told[0])
    return Story(str(home), title, min(days, default=None), max(days, default=None), tuple(who), tuple(where), tuple(v.id for v in told))


def title_of(made: Incident) -> str:
    """Return an incident in a line: what, by whom, to whom, where, when.

    >>> title_of(Incident("i", ("e",), type="ASSAULT", modes=("drone",)))
    'ASSAULT/drone'
    """
    kind = "/".join(filter(None, (made.type, ",".join(made.modes))))
    names = [", ".join(e.name or e.text or "?" for e in side) for side in (made.actors, made.recipients)]
    who = " > ".join(names) if names[1] else names[0]
    where = ", ".join(p.name or p.text or "?" for p in made.places)
    days = [d for d in ((made.when.from_, made.when.to) if made.when else ()) if d]
    when = "..".join(dict.fromkeys(days))
    return " · ".join(filter(None, (kind, who, where, when)))
