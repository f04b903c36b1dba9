"""The 40 columns of POLECAT: tab-separated, with a header, "None" where nothing is, several values joined by "; ".

Only events that the report presents as having happened, for no column could say that the others did not. Lost: who says so,
hedges, background, evidence, figures, victim classes, struck objects, weapon, effects, all places but one, the last day of a range,
clock time, the mode `capture`, later mentions, confidence, offsets and quotations, address and headline of the report. Always "None": titles, Wikipedia ids, city and district where we have none, the people, bodies and places of the whole
story. COW numbers are those of today's states. Coordinates are given only where the place is a point. Quotation marks within a
cell are single, so that readers with and without quoting agree. Not read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportedly.export.columns import LIST, Column, countries, main_place, point
from reportedly.export.csv import once
from reportedly.export.package import File, Format
from reportedly.export.plover import OURS
from reportedly.records import Entity, Event

QUADS = {"VC": "VERBAL COOPERATION", "MC": "MATERIAL COOPERATION", "VX": "VERBAL CONFLICT", "MX": "MATERIAL CONFLICT"}


def _side(name: str) -> list[Column]:
    raw = f"{name} Name Raw"
    return [
        Column(f"{name} Name", "string", f"{name}s by name."), Column(f"{name} Country", "string", "Their countries, ISO 3166 alpha-3 or IGO, NGO and the like."),
        Column(f"{name} COW", "string", "Correlates of War number of each of the countries, None for one without."), Column(f"Primary {name} Sector", "string", "First sector."),
        Column(f"{name} Sectors", "string", "All sectors."), Column(f"{name} Title", "string", "Always None."),
        Column(raw, "string", "In the report's words."), Column(f"Wikipedia {name} ID", "string", "Always None."),
    ]  # fmt: skip


COLUMNS = (
    Column("Event ID", "string", "Our id of the event."), Column("Event Date", "string", "First day."), Column("Event Type", "string", "Type."),
    Column("Event Mode", "string", "Modes."), Column("Intensity", "number", "Scale."), Column("Quad Code", "string", "Quad in words."),
    Column("Contexts", "string", "Contexts."), *_side("Actor"), *_side("Recipient"),
    Column("Placename", "string", "The place by name."), Column("City", "string", "Its name, where it is a town."), Column("District", "string", "Its name, where it is a district."),
    Column("Province", "string", "First-level region."), Column("Country", "string", "Country, ISO 3166 alpha-3."), Column("Latitude", "number", "Only of a point."),
    Column("Longitude", "number", "Only of a point."), Column("GeoNames ID", "integer", "GeoNames id."), Column("Raw Placename", "string", "In the report's words."),
    Column("Feature Type", "string", "GeoNames feature."), Column("Source", "string", "Publisher."), Column("Publication Date", "string", "Day of publication."),
    Column("Story People", "string", "Always None."), Column("Story Organizations", "string", "Always None."), Column("Story Locations", "string", "Always None."),
    Column("Language", "string", "ISO 639-1."), Column("Version", "string", "Coder and codebook."),
)  # fmt: skip


def _who(side: Sequence[Entity]) -> list[Any]:
    known = countries()
    home = list(dict.fromkeys(a.country for a in side if a.country))
    sectors = list(dict.fromkeys(s for a in side for s in a.sectors))
    return [
        once(a.name or a.text for a in side), LIST.join(home), LIST.join((known[c].cow if c in known else "") or "None" for c in home), sectors[0] if sectors else None,
        LIST.join(sectors), None, once(a.text for a in side), None,
    ]  # fmt: skip


def rows(e: Event) -> Iterator[list[Any]]:
    """Yield the event as one row, if it happened."""
    if e.status != "happened":
        return
    p = main_place(e)
    yield [
        e.id, e.when and e.when.from_, e.type, once(m for m in e.modes if m not in OURS), e.scale, QUADS.get(e.quad or ""), LIST.join(e.contexts),
        *_who(e.actors), *_who(e.recipients),
        p and p.name, p and p.name if p and (p.feature or "").startswith("P") else None, p and p.name if p and p.precision == "admin2" else None,
        p and p.admin1, p and p.country, *point(p), p and p.geonameid, p and p.text, p and p.feature,
        e.report.publisher, (e.report.published or "")[:10], None, None, None, e.report.language,
        e.coder and f"reportedly {e.coder.reportedly} {e.coder.model} {e.coder.codebook}",
    ]  # fmt: skip


EVENTS = File("events.txt", "Events, one a row.", COLUMNS, rows, "\t", plain=True, missing="None", key="Event ID")
FORMAT = Format("polecat", "Events in the columns of POLECAT", (EVENTS,))
