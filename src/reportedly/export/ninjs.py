"""ninjs 3.1 (IPTC), one news object of type `event` a line, for newsroom systems.

`title` and the description are statements in our words; who vouches stands under `infoSources`, with stance and parts as its role;
codes are subjects with `urn:reportedly:` addresses, so status, hedges and type can be searched. Days are given as expected start and
end, the only dates of ninjs without a clock time. A place has coordinates only where it is a point. Figures, whose
they are, and evidence stand but as words of the statement. Lost: the most of a range and victim classes of figures, weapon, effects,
clock time, later mentions, offsets and quotations, the content that is vouched for. Not read back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from reportedly.export.columns import Column, point
from reportedly.export.package import File, Format
from reportedly.export.plover import bare
from reportedly.export.statement import name, statement
from reportedly.records import Entity, Event, Place

COLUMNS = (
    Column("standard", "object", "ninjs 3.1."), Column("uri", "string", "urn:reportedly:event: and our id."), Column("type", "string", "event."),
    Column("profile", "string", "reportedly-event."), Column("language", "string", "Language of the statements: en."), Column("firstCreated", "string", "When the report was published, UTC, where it has a time."),
    Column("title", "string", "First sentence of the statement."), Column("descriptions", "array", "The statement: what the event says, who says so, what is not stated."),
    Column("subjects", "array", "Type, modes, contexts, status, hedged, historical."), Column("organisations", "array", "Actors and recipients; `literal` is country and sectors."),
    Column("places", "array", "Places with role, GeoNames address and point."), Column("eventDetails", "object", "First and last day."),
    Column("infoSources", "array", "Publisher, agency, and who vouches."), Column("associations", "array", "The report: its address and headline."),
    Column("by", "string", "What coded the event."),
)  # fmt: skip


def subject(kind: str, code: str, sure: float | None = None) -> dict[str, Any]:
    """Return a code as a subject."""
    return bare({"name": code, "rel": kind, "uri": f"urn:reportedly:{kind}:{code.replace(' ', '-')}",
                 "confidence": None if sure is None else round(100 * sure)})  # fmt: skip


def who(e: Entity, rel: str) -> dict[str, Any]:
    """Return an actor or recipient."""
    return bare({"name": name(e), "rel": rel, "literal": " ".join(filter(None, (e.country, *e.sectors, e.class_))) or None})


def where(p: Place) -> dict[str, Any]:
    """Return a place."""
    lat, lon = point(p)
    return bare({
        "name": p.name or p.text, "rel": p.role, "uri": f"https://sws.geonames.org/{p.geonameid}/" if p.geonameid else None,
        "literal": ", ".join(x for x in (p.qualifier, p.admin1, p.country, "contested" if p.contested else None) if x) or None,
        "geoJSON": {"type": "Point", "coordinates": [lon, lat]} if lon is not None else None,
    })  # fmt: skip


def moment(published: str | None) -> str | None:
    """Return a publication time in UTC, `None` for a mere day or a time without a zone."""
    try:
        at = datetime.fromisoformat(published or "")
    except ValueError:
        return None
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at.tzinfo else None


def item(e: Event) -> Iterator[dict[str, Any]]:
    """Yield the event as one ninjs object."""
    said = statement(e)
    codes = [("type", e.type), *(("mode", m) for m in e.modes), *(("context", c) for c in e.contexts), ("status", e.status)]
    codes += [("told", what) for what, so in (("hedged", e.hedged), ("historical", e.historical)) if so]
    dates = bare({"expectedStartDate": e.when and e.when.from_, "expectedEndDate": e.when and e.when.to})
    sources = [bare({"name": n, "role": role}) for n, role in ((e.report.publisher, "publisher"), (e.report.agency, "agency")) if n]
    sources += [{"name": name(a.source), "role": f"{a.stance} {'+'.join(a.about)}"} for a in e.attribution]
    yield bare({
        "standard": {"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"},
        "uri": f"urn:reportedly:event:{e.id}", "type": "event", "profile": "reportedly-event", "language": "en",
        "firstCreated": moment(e.report.published), "title": said.partition(". ")[0].removesuffix(".") + ".",
        "descriptions": [{"role": "statement", "contentType": "text/plain", "value": said}],
        "subjects": [subject(kind, code, e.confidence if kind == "type" else None) for kind, code in codes],
        "organisations": [*(who(a, "actor") for a in e.actors), *(who(r, "recipient") for r in e.recipients)],
        "places": [where(p) for p in e.places], "eventDetails": bare({"dates": dates}), "infoSources": sources,
        "associations": [bare({"name": "report", "rel": "told by", "uri": e.report.url or f"urn:reportedly:report:{e.report.id}", "title": e.report.title})],
        "by": f"reportedly {e.coder.reportedly}, model {e.coder.model}, codebook {e.coder.codebook}" if e.coder else None,
    })  # fmt: skip


EVENTS = File("events.jsonl", "ninjs objects, one a line.", COLUMNS, item)
FORMAT = Format("ninjs", "Events with attribution, as ninjs news objects", (EVENTS,))
