"""A layout in the manner of ACLED, 31 columns (those since March 2023), for tools that expect them. This is not ACLED data.

Types and kinds of actor are our codes, mapped by `acled_like.toml`, which anybody can review; ids begin with "reportedly:". Only
events that happened and that a rule of the table fits have a row: most of diplomacy has none. An event here is what one report
tells, not a happening checked against many. `notes` is a statement in our words of who says what; `tags` keeps what else would be
lost of status: hedged, historical, contested, and that nobody outside the actor's side vouches. `fatalities` is the least of the
event's own figures and empty, never 0, where none is told. `region` is a sub-region of UN M49. Who says
so, evidence and figures stand in `notes` alone, in words. Lost: contexts, victim classes, weapon, clock time, effects, offsets and
quotations, later mentions, confidence, coordinates and codes of all places but one, the upper ends of figures, address and headline of
the report. Always empty: admin2, admin3, source_scale, timestamp. Not read back.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from reportedly.export.columns import Column, countries, main_place, point, toll
from reportedly.export.csv import once
from reportedly.export.package import File, Format
from reportedly.export.statement import statement
from reportedly.records import Entity, Event, Place, When

CIVILIANS = frozenset("CVL JRN MED REF SOC EDU REL LAB PRE AGR".split())
CLASSES = frozenset({"civilian", "child", "aid worker", "journalist", "medic", "detainee"})
SAYS = {
    "event_id_cnty": "Our id of the event, after \"reportedly:\".", "event_date": "First day.", "year": "Its year.",
    "time_precision": "1 a day, 2 within a week, 3 longer.", "disorder_type": "By acled_like.toml.", "event_type": "By acled_like.toml.",
    "sub_event_type": "By acled_like.toml.", "actor1": "First actor.", "assoc_actor_1": "The other actors.", "inter1": "Kind of the first actor, by acled_like.toml.",
    "actor2": "First recipient; of two sides that fight, the second; of force against protesters, who uses it.", "assoc_actor_2": "The other recipients.", "inter2": "Kind of actor2.", "interaction": "Both kinds.",
    "civilian_targeting": "\"Civilian targeting\" where a recipient of violence is a civilian.", "iso": "ISO 3166 numeric of the country.", "region": "UN M49 sub-region.",
    "country": "Country by name.", "admin1": "First-level region.", "admin2": "Always empty.", "admin3": "Always empty.", "location": "The place by name.",
    "latitude": "Only of a point.", "longitude": "Only of a point.", "geo_precision": "1 a place, 2 a district, 3 a region or country.", "source": "Publisher.",
    "source_scale": "Always empty.", "notes": "What the event says and who says so, in our words.", "fatalities": "Least killed by the event's own figures; empty where none is told.",
    "tags": "hedged; historical; contested; only claimed (nobody but its actor vouches).", "timestamp": "Always empty.",
}  # fmt: skip
INTEGERS = {"year", "time_precision", "geo_precision", "fatalities"}
NUMBERS = {"latitude", "longitude"}
COLUMNS = tuple(Column(n, "integer" if n in INTEGERS else "number" if n in NUMBERS else "string", s) for n, s in SAYS.items())


@functools.cache
def table() -> dict[str, Any]:
    """Return acled_like.toml."""
    return tomllib.loads(files("reportedly.export").joinpath("acled_like.toml").read_text(encoding="utf-8"))


def civilian(e: Entity) -> bool:
    """Return whether somebody is a civilian by class or sector."""
    return e.class_ in CLASSES or (e.class_ is None and not CIVILIANS.isdisjoint(e.sectors))


def kind(e: Entity | None, event: Event, home: str | None = None) -> str | None:
    """Return the kind of an actor; state forces abroad are external, people in a protest are protesters or rioters."""
    if e is None:
        return None
    if civilian(e) and (event.type == "PROTEST" or "crowd-control" in event.modes):
        return "Rioters" if "riot" in event.modes else "Protesters"
    found = next((k for k, sectors in table()["kinds"].items() if not set(sectors).isdisjoint(e.sectors)), None)
    if found == "State forces" and home and e.country and e.country != home:
        return "External/Other forces"
    return found or ("Civilians" if civilian(e) else None)


def types(event: Event) -> list[str] | None:
    """Return event type and sub-event type, or None if no rule of the table fits."""
    facts = {
        "victims": any(civilian(r) for r in event.recipients),
        "both": len(event.actors) > 1 and not event.recipients and not any(a.alternative for a in event.actors),
        "actor": kind(event.actors[0] if event.actors else None, event),
    }
    for rule in table()["rules"]:
        if (
            rule["type"] == event.type
            and ("mode" not in rule or not set(rule["mode"]).isdisjoint(event.modes))
            and ("context" not in rule or not set(rule["context"]).isdisjoint(event.contexts))
            and all(facts[f] == rule[f] for f in facts if f in rule)
        ):
            to: list[str] = rule["to"]
            return to
    return None


def time_precision(when: When | None) -> int | None:
    """Return 1 for a day, 2 within a week, 3 for longer or one end open."""
    if when is None or not (when.from_ or when.to):
        return None
    if not (when.from_ and when.to):
        return 3
    days = (dt.date.fromisoformat(when.to) - dt.date.fromisoformat(when.from_)).days
    return 1 if days == 0 else 2 if days < 7 else 3


def tags(e: Event, place: Place | None) -> str:
    """Return what else would be lost of the event's status."""
    claimed = e.attribution and all(a.stance == "claims_own" for a in e.attribution if "occurrence" in a.about)
    says = (("hedged", e.hedged), ("historical", e.historical), ("contested", place and place.contested), ("only claimed", claimed))
    return once(tag for tag, so in says if so)


def _names(side: Sequence[Entity]) -> str:
    return once(a.name or a.text for a in side)


def rows(e: Event) -> Iterator[list[Any]]:
    """Yield the event as one row, if it happened and a rule fits."""
    to = types(e) if e.status == "happened" else None
    if to is None:
        return
    place = main_place(e)
    land = countries().get(place.country or "") if place else None
    home = place.country if place else None
    one, two = list(e.actors), list(e.recipients)
    if len(one) > 1 and not two and to[0] == "Battles":
        one, two = one[:1], one[1:]
    elif e.type == "ASSAULT" and to[0] == "Protests":  # there the protesters come first
        one, two = two, one
    kinds = [kind(side[0] if side else None, e, home) for side in (one, two)]
    violent = e.type == "ASSAULT" and any(civilian(r) for r in e.recipients)
    day = e.when and e.when.from_
    yield [
        f"reportedly:{e.id}", day, day and day[:4], time_precision(e.when), table()["disorder"][to[0]], *to,
        _names(one[:1]), _names(one[1:]), kinds[0], _names(two[:1]), _names(two[1:]), kinds[1], "-".join(k for k in kinds if k),
        "Civilian targeting" if violent else None, land and land.numeric, land and land.region, land and land.name,
        place and place.admin1, None, None, place and (place.name or place.text), *point(place),
        {"place": 1, "admin2": 2, "admin1": 3, "country": 3}.get(place.precision or "") if place else None,
        e.report.publisher, None, statement(e), toll(e.counts, "killed")[0], tags(e, place), None,
    ]  # fmt: skip


EVENTS = File("acled_like.csv", "Events, one a row.", COLUMNS, rows, ",", key="event_id_cnty")
FORMAT = Format("acled-like", "Reported events in an ACLED-like layout (not ACLED data)", (EVENTS,))
