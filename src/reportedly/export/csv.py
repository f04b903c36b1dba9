"""Events as CSV, one row an event; several values of a field are joined by "; ". What does not fit a row stays in JSON:
spans beyond trigger and sentence, the content and medium of attributions, holders of evidence."""

from __future__ import annotations

import csv
from typing import Any, TextIO

from reportedly.export import Writer
from reportedly.records import Coding, Event

KINDS = ("killed", "injured", "missing", "abducted", "arrested", "displaced", "launched", "intercepted")


def row(e: Event) -> dict[str, Any]:
    """Return an event as one flat row; figures are the lowest and highest that any voice gives for the event itself."""
    join = lambda values: "; ".join(str(v) for v in values if v)  # noqa: E731
    place, when = (e.places or (None,))[0], e.when
    out: dict[str, Any] = {
        "id": e.id, "report_id": e.report.id, "source_id": e.report.source_id, "publisher": e.report.publisher,
        "published": e.report.published, "url": e.report.url, "title": e.report.title,
        "type": e.type, "modes": join(e.modes), "contexts": join(e.contexts), "quad": e.quad, "scale": e.scale, "cameo_root": e.cameo_root,
        "actors": join(a.name or a.text for a in e.actors), "actor_countries": join(a.country for a in e.actors),
        "actor_sectors": join(s for a in e.actors for s in a.sectors),
        "recipients": join(a.name or a.text for a in e.recipients), "recipient_countries": join(a.country for a in e.recipients),
        "recipient_sectors": join(s for a in e.recipients for s in a.sectors), "targets": join(t.text for t in e.targets),
        "weapon": e.weapon.text if e.weapon else None,
        "place": place and (place.name or place.text), "place_role": place and place.role, "place_qualifier": place and place.qualifier,
        "admin1": place and place.admin1, "country": place and place.country, "contested": place and place.contested,
        "lat": place and place.lat, "lon": place and place.lon, "geonameid": place and place.geonameid, "precision": place and place.precision,
        "from": when and when.from_, "to": when and when.to, "time": when and when.time, "date_basis": when and when.basis,
        "historical": e.historical, "status": e.status, "hedged": e.hedged,
        "attribution": join(f"{a.source.name or a.source.text or 'unnamed'} {a.stance} {'+'.join(a.about)}" for a in e.attribution),
        "evidence": join(f"{v.kind} {v.verification or 'verification not stated'}" for v in e.evidence),
    }  # fmt: skip
    for kind in KINDS:
        mine = [c for c in e.counts if c.what == kind and c.scope == "event"]
        out[f"{kind}_low"] = min((c.low for c in mine if c.low is not None), default=None)
        out[f"{kind}_high"] = (
            None
            if any(c.high is None for c in mine)
            else max((c.high for c in mine if c.high is not None), default=None)
        )
    return out | {
        "trigger": e.trigger.text,
        "start": e.trigger.start,
        "end": e.trigger.end,
        "sentence": e.sentence.text,
        "confidence": e.confidence,
    }


def writer(sink: TextIO, explain: bool) -> Writer:
    """Return a writer of rows under one header; with `explain` a column `because`."""
    rows: csv.DictWriter[str] | None = None

    def write(coding: Coding) -> None:
        nonlocal rows
        for event in coding.events:
            cells = row(event)
            if explain:
                cells["because"] = "; ".join(f"{k}: {v}" for k, v in coding.because.get(event.id, {}).items())
            if rows is None:
                rows = csv.DictWriter(sink, list(cells), lineterminator="\n")
                rows.writeheader()
            rows.writerow(cells)

    return write
