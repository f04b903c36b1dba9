"""PLOVER JSON lines by the names of the PLOVER manual; what PLOVER has no name for is in members that begin with `x_`.

The status of an event is given twice: as `x_status`, and as PLOVER's auxiliary modes (planned: future; possible: hypothetical;
not_happened: negation; background: historical). The mode `capture`, which is ours, stands in `x_modes` alone. `date` is the first
day, or null where only the latest is known; `event_loc` is one place, with coordinates only where it is a point; `sector` is the
first of `x_sectors`; `size` gives the least of the event's own figures. Of the report's text there are quotations of at most 120
characters, and `text` is left out. Read back from the `x_` members, everything returns but what is cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from reportedly.errors import FormatError
from reportedly.export import jsonl
from reportedly.export.columns import Column, event_from, main_place, point, said, toll
from reportedly.export.package import File, Format
from reportedly.records import Coder, Entity, Event, Place

QUADS = {"VC": 1, "MC": 2, "VX": 3, "MX": 4}
AUXILIARY = {"planned": "future", "possible": "hypothetical", "not_happened": "negation"}
OURS = frozenset({"capture"})
OWN = ("start", "end", "name", "sectors", "class", "alternative", "id")  # of an Entity, beside PLOVER's own
X = tuple(  # of an Event
    n for n in Event.__struct_fields__ if n not in ("id", "type", "contexts", "scale", "quad", "actors", "recipients")
)
COLUMNS = (
    Column("id", "string", said(Event, "id")),
    Column("has_event", "boolean", "Always true."),
    Column("date", "string", "First day, or null where only the latest is known."),
    Column("enddate", "string", "Last day, where it is another."),
    Column("time", "string", "Clock time as told."),
    Column("actor", "array", "Actors: code, sector, entity_text, identifier_text; ours: " + ", ".join("x_" + n for n in OWN) + "."),
    Column("recipient", "array", "Recipients, likewise."),
    Column("event", "array", "The type, alone in a list."),
    Column("mode", "array", "Modes of PLOVER and auxiliary modes."),
    Column("context", "array", said(Event, "contexts")),
    Column("quad_code", "integer", "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."),
    Column("event_scale", "number", said(Event, "scale")),
    Column("event_loc", "object", "The place: extracted_place, resolved_place, geonameid, lat, lon, province, country_code, feature_code, resolution (5 within a city or apart from one, 4 city, 3 district, 2 province, 1 country)."),
    Column("event_text", "array", "The trigger."),
    Column("size", "object", "Least dead, injured, arrested."),
    Column("text_info", "object", "Sequence number of the sentence; start and end of the quotation."),
    Column("cite_info", "object", "url, title, language, publication, coder, codebook, version."),
    Column("coder", "string", "What coded the event."),
    *(Column("x_" + n, "any", said(Event, n)) for n in X),
)  # fmt: skip


def bare(record: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON object without the members that say nothing."""
    return {k: v for k, v in record.items() if v is not None and v != [] and v != {}}


def entity(e: Entity) -> dict[str, Any]:
    """Return an actor or recipient as PLOVER's entity."""
    own: dict[str, Any] = msgspec.to_builtins(e)
    out = {"code": e.country, "sector": e.sectors[0] if e.sectors else None, "entity_text": e.text, "identifier_text": e.name}
    return bare(out | {"x_" + n: own[n] for n in OWN})


def location(p: Place | None) -> dict[str, Any] | None:
    """Return a place as PLOVER's location."""
    if p is None:
        return None
    lat, lon = point(p)
    city = 4 if (p.feature or "").startswith("P") else 5
    resolution = {"place": city, "admin2": 3, "admin1": 2, "country": 1}.get(p.precision or "")
    return bare({"extracted_place": p.text, "resolved_place": p.name, "geonameid": p.geonameid, "lat": lat, "lon": lon,
                 "province": p.admin1, "country_code": p.country, "feature_code": p.feature, "resolution": resolution})  # fmt: skip


def record(e: Event) -> Iterator[dict[str, Any]]:
    """Yield the event as one PLOVER record."""
    own: dict[str, Any] = msgspec.to_builtins(e)
    by = e.coder or Coder("", None, "")
    auxiliary = [m for m in (AUXILIARY.get(e.status), "historical" if e.historical else None) if m]
    when = e.when
    start = when and when.from_
    yield {
        "id": e.id, "has_event": True, "date": start, "enddate": when.to if when and when.to != start else None, "time": when and when.time,
        "actor": [entity(a) for a in e.actors], "recipient": [entity(a) for a in e.recipients], "event": [e.type],
        "mode": [m for m in e.modes if m not in OURS] + auxiliary, "context": list(e.contexts), "quad_code": QUADS.get(e.quad or ""),
        "event_scale": e.scale, "event_loc": location(main_place(e)), "event_text": [e.trigger.text],
        "size": bare({a: toll(e.counts, b)[0] for a, b in (("dead", "killed"), ("injured", "injured"), ("arrested", "arrested"))}) or None,
        "text_info": bare({"sequence": e.sentence.index, "start": e.sentence.start, "end": e.sentence.end}),
        "cite_info": bare({"url": e.report.url, "title": e.report.title, "language": e.report.language,
                           "publication": e.report.publisher, "coder": by.model, "codebook": by.codebook or None}),
        "coder": f"reportedly {by.reportedly}" if e.coder else None,
        **{"x_" + n: own[n] for n in X},
    }  # fmt: skip


def event(data: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON form of the event that a PLOVER record of ours holds."""
    quads = {n: quad for quad, n in QUADS.items()}
    out: dict[str, Any] = {"id": data["id"], "type": data["event"][0], "contexts": data.get("context", []), "scale": data.get("event_scale"),
                           "quad": quads.get(data.get("quad_code", 0))}  # fmt: skip
    for side in ("actor", "recipient"):
        out[side + "s"] = [
            bare({"text": a.get("entity_text"), "country": a.get("code")} | {n: a.get("x_" + n) for n in OWN})
            for a in data.get(side, [])
        ]
    return out | {n[2:]: v for n, v in data.items() if n.startswith("x_")}


def read(path: Path) -> Iterator[Event]:
    """Yield the events of a PLOVER file of ours, or of the folder that holds it."""
    for where, line in jsonl.lines(path / "events.jsonl" if path.is_dir() else path):
        try:
            data = msgspec.json.decode(line)
            form = event(data)
        except msgspec.DecodeError as e:
            raise FormatError(where, f"not JSON: {e}", "the file may be written only in part") from None
        except (KeyError, TypeError, AttributeError, IndexError):
            raise FormatError(where, "not a PLOVER record of ours") from None
        yield event_from(form, where)


FORMAT = Format(
    "plover", "Events as PLOVER records", (File("events.jsonl", "PLOVER records, one a line.", COLUMNS, record),), read=read
)
