"""Stories: runs of related incidents, joined by who takes part, where and when; each is computed from its incidents."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from msgspec import Struct
from sqlalchemy import func, select

from reportedly import codebook
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
    places = Counter(p.name for v in told for p in v.places if p.name and p.precision != "country")
    where = tuple(name for name, _ in places.most_common(4))
    days = [d for v in told if v.when for d in (v.when.from_, v.when.to) if d]
    first, last = min(days, default=None), max(days, default=None)
    return Story(str(home), heading(told), first, last, _key_actors(told)[:6], where, tuple(v.id for v in told))


@cache
def _headings() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("reportedly.codebooks").joinpath("plover-2/headings.toml").read_text(encoding="utf-8"))


def heading(told: Sequence[Incident]) -> str:
    """Return what heads a run of incidents: what they mostly are, where, who takes part, when. What is as frequent as half of
    the most frequent comes second; deeds go before words, and who has a name before who has none.

    >>> from reportedly.records import Entity, Place, When
    >>> struck = {"type": "ASSAULT", "modes": ("drone",), "places": (Place(name="Odesa"),), "when": When(from_="2025-05-01", to="2025-05-01")}
    >>> heading([Incident("i", ("e",), actors=(Entity(name="Russian army"),), **struck)])
    'Drone strikes in Odesa: Russian army (1 May 2025)'
    """
    book = codebook.load()
    kinds: Counter[str] = Counter()
    for v in sorted(told, key=lambda v: v.type in book.types and book.quad(v.type)[0] != "M"):
        words = _headings().get(v.type, {"any": v.type or "events"})
        kinds[next((words[m] for m in v.modes if m in words), words["any"])] += 1
    what = " and ".join(_leading(kinds))
    exact = Counter(p for v in told for p in {p.name for p in v.places if p.name and p.precision != "country"})
    lands = Counter(c for v in told for c in {p.country for p in v.places if p.country})
    where = " and ".join(_leading(exact) or [book.countries.get(c, c) for c in _leading(lands)])
    who = ", ".join(_key_actors(told)[:2])
    days = [d for v in told if v.when for d in (v.when.from_, v.when.to) if d]
    when = span_of_days(min(days), max(days)) if days else ""
    head = what[:1].upper() + what[1:] + (f" in {where}" if where else "")
    return head + (f": {who}" if who else "") + (f" ({when})" if when else "")


def _leading(counted: Counter[str]) -> list[str]:
    """The most frequent, and the next one if it is at least half as frequent."""
    top = counted.most_common(2)
    return [name for name, n in top if 2 * n >= top[0][1]]


def _key_actors(told: Sequence[Incident]) -> tuple[str, ...]:
    """Who takes part in most of the incidents; first those that have a name, not "the crowd" or "Protesters"."""
    sides = [{e.name: e for e in (*v.actors, *v.recipients) if e.name} for v in told]
    counted = Counter(name for side in sides for name in side)
    named = {name for side in sides for name, e in side.items() if e.id or (" " in name and any(w[:1].isupper() for w in name.split()))}
    return tuple(sorted(counted, key=lambda name: (name not in named, -counted[name])))


def span_of_days(first: str, last: str) -> str:
    """Return two ISO days as a reader writes them.

    >>> span_of_days("2025-03-10", "2025-03-13"), span_of_days("2025-03-30", "2025-04-02"), span_of_days("2024-12-31", "2025-01-01")
    ('10–13 March 2025', '30 March – 2 April 2025', '31 December 2024 – 1 January 2025')
    """
    one, two = (date.fromisoformat(d[:10]) for d in (first, last))
    end = f"{two.day} {two:%B %Y}"
    if one == two:
        return end
    if (one.year, one.month) == (two.year, two.month):
        return f"{one.day}–{end}"
    return f"{one.day} {one:%B}{f' {one.year}' * (one.year != two.year)} – {end}"


def title_of(made: Incident) -> str:
    """Return an incident in a line: what, by whom, to whom, where, when.

    >>> title_of(Incident("i", ("e",), type="ASSAULT", modes=("drone",)))
    'ASSAULT/drone'
    """
    kind = "/".join(filter(None, (made.type, ",".join(made.modes))))
    names = [", ".join(e.name or e.text or "?" for e in side) for side in (made.actors, made.recipients)]
    who = f"{names[0] or '?'} > {names[1]}" if names[1] else names[0]
    where = ", ".join(dict.fromkeys(p.name or p.text or "?" for p in made.places))
    days = [d for d in ((made.when.from_, made.when.to) if made.when else ()) if d]
    when = "..".join(dict.fromkeys(days))
    return " · ".join(filter(None, (kind, who, where, when)))
