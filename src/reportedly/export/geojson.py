"""GeoJSON (RFC 7946): one feature for each place of an event, or one for an event without any; the flat event row as properties.

Only a place that is a point has a geometry; an event known to a district, region or country has `null` and is never drawn as a
point. A feature's id is the event's id, with its place's number where there are several. Lost: all but the summary of actors,
recipients, targets, attribution, evidence and figures; effects; mentions. Spans are quoted in at most 120 characters. Not read back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from reportedly.export.columns import Column, cells, columns, parts, point
from reportedly.export.csv import EVENT, ROW, summary
from reportedly.export.package import File, Format, Put
from reportedly.records import Event, Place

PLACE = parts(Place)
OF_PLACE = tuple(Column("place_" + c.name, c.type, c.says) for c in columns(PLACE) if c.name not in ("lat", "lon"))
SKIPPED = frozenset({"place", "admin1", "country", "lat", "lon", "precision"})  # the feature's own place says so
PROPERTIES = (*(c for c in ROW if c.name not in SKIPPED), *OF_PLACE)


def features(e: Event) -> Iterator[dict[str, Any]]:
    """Yield the features of an event."""
    own = [*cells(e, EVENT), *summary(e)]
    row = {c.name: v if v != "" else None for c, v in zip(ROW, own, strict=True) if c.name not in SKIPPED}
    for n, place in enumerate(e.places or (None,)):
        lat, lon = point(place)
        at = {"type": "Point", "coordinates": [lon, lat]} if lon is not None else None
        its = {c.name: v for c, v in zip(columns(PLACE), cells(place, PLACE), strict=True)} if place else {}
        about = {c.name: its.get(c.name.removeprefix("place_")) for c in OF_PLACE}
        yield {"type": "Feature", "id": e.id if len(e.places) < 2 else f"{e.id}-{n}", "geometry": at, "properties": row | about}


@contextmanager
def opened(folder: Path) -> Iterator[Put]:
    """Give a function that writes an event's features; the collection is closed at the end."""
    with (folder / "events.geojson").open("wb") as f:
        between = b'{"type":"FeatureCollection","features":[\n'

        def put(event: Event) -> bool:
            nonlocal between
            for feature in features(event):
                f.write(between + msgspec.json.encode(feature))
                between = b",\n"
            return True

        yield put
        f.write((b"\n" if between == b",\n" else between) + b"]}\n")


EVENTS = File("events.geojson", "Features, one a place of an event.", PROPERTIES, features)
FORMAT = Format("geojson", "Events with attribution, as GeoJSON features", (EVENTS,), opened)
