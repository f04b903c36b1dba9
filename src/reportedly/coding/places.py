"""Where an event happened: the words that name its places resolved to entries of a gazetteer (codebook §4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from reportedly.coding.view import Reasons, View
from reportedly.records import Event, Place

NAME = re.compile(r"[^\W\d_a-z][\w’'.-]*(?:[ -](?:(?:of|the|de|del|da|do|al|el|and|la|le|on|upon|sur) )*[^\W\d_a-z][\w’'-]*)*")


class Entry(Struct, frozen=True):
    """One row of the gazetteer, and by which kind of its names it was found."""

    name: str
    country: str | None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None
    feature: str = "P"
    precision: Literal["place", "admin2", "admin1", "country"] = "place"
    population: int = 0
    contested: bool = False
    via: Literal["name", "alternate", "demonym"] = "name"


class Gazetteer(Protocol):
    """Knows places by name; `lookup.gazetteer.Gazetteer` reads the file of the package, tests use a small table."""

    def find(self, name: str) -> Sequence[Entry]:
        """Return every entry that bears the name, in any spelling, the most populous first."""
        ...


class Atlas:
    """The places that one report speaks of, gathered once."""

    def __init__(self, view: View, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer


def names(text: str) -> Iterator[str]:
    """Yield the proper names in a noun phrase, the longest first."""
    found = [m.group() for m in NAME.finditer(text)]
    yield from sorted(found, key=len, reverse=True)


def locate(event: Event, view: View, atlas: Atlas) -> tuple[Event, Reasons]:
    """Return the event with its places resolved as far as the gazetteer knows them."""
    reasons: Reasons = {}
    places = []
    for place in event.places:
        entry = next((e for n in names(place.text or "") for e in atlas.gazetteer.find(n)), None)
        places.append(_filled(place, entry) if entry else place)
        reasons["places"] = "gazetteer: most populous" if entry else "gazetteer: no entry"
    return replace(event, places=tuple(places)), reasons


def _filled(place: Place, entry: Entry) -> Place:
    return replace(
        place,
        name=entry.name,
        admin1=entry.admin1,
        country=entry.country,
        contested=entry.contested,
        lat=entry.lat,
        lon=entry.lon,
        geonameid=entry.geonameid,
        feature=entry.feature,
        precision=entry.precision,
    )
