"""What is given out: feeds, GeoJSON, CSV and JSON-LD, for a story and for every query."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import Response, StreamingResponse

from reportedly.export.columns import short
from reportedly.export.csv import EVENTS, ROW, row
from reportedly.export.geojson import features
from reportedly.export.package import cell
from reportedly.records import Event
from reportedly.store import queries, views
from reportedly.store.writing import events_of
from reportedly.web import answers as a
from reportedly.web import feeds, jsonld, shapes
from reportedly.web.api import elsewhere, lost, moved
from reportedly.web.asked import Filters
from reportedly.web.pages import KINDS, base
from reportedly.web.plain_text import plain
from reportedly.web.service import Service

if TYPE_CHECKING:
    from sqlalchemy import Connection

FEED = 50  # incidents in a feed
TITLE = "What is reported"
NAMES = {"feed.rss": "rss", "feed.atom": "atom", "feed.json": "json", "events.geojson": "geojson", "events.csv": "csv", "page.jsonld": "jsonld"}


def routes(desk: Service) -> APIRouter:
    """Return the routes of everything that is given out."""
    out = APIRouter(default_response_class=Response, tags=["given out"])
    store = desk.store

    def shown(c: Connection, n: int, wanted: views.Filter) -> tuple[a.IncidentItem, ...]:
        return shapes.items(c, views.page(c, wanted, FEED)[0])

    def feed(c: Connection, n: int, name: str, request: Request, wanted: views.Filter, title: str, page: str) -> Any:
        items, own = shown(c, n, wanted), str(request.url)
        if name == "feed.json":
            return feeds.json_feed(title, items, page, own, base(request))
        if name == "page.jsonld":
            return jsonld.query(items, page, base(request))
        return feeds.xml(NAMES[name], title, items, page, own, base(request))

    def events(wanted: views.Filter) -> Iterator[Event]:
        with store.reading() as c:
            batch: list[str] = []
            for one in views.rows(c, wanted):
                batch.append(one.id)
                if len(batch) == views.BATCH:
                    yield from _events(c, batch)
                    batch = []
            yield from _events(c, batch)

    def many(name: str, wanted: views.Filter) -> Response:
        lines = as_csv(events(wanted)) if name == "events.csv" else as_geojson(events(wanted))
        kind = "text/csv; charset=utf-8" if name == "events.csv" else "application/geo+json"
        return StreamingResponse(lines, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})

    def answered(request: Request, name: str, make: Callable[[Connection, int], Any]) -> Response:
        return desk.answer(request, make, f"{KINDS[NAMES[name]][0]}; charset=utf-8")

    def of_story(name: str) -> Any:
        def give(request: Request, id: str) -> Response:
            with store.reading() as c:
                home = views.story_of(c, id)
            if home is None:
                raise HTTPException(404, f"no story {id} in this store")
            if home != id:
                return elsewhere(request, id, home)
            wanted = views.Filter(story=(id,))
            if name in ("events.csv", "events.geojson"):
                return many(name, wanted)

            def make(c: Connection, n: int) -> Any:
                with lost():
                    told = shapes.story(c, store, id, n)
                if name == "page.jsonld":
                    return jsonld.story(told, shown(c, n, wanted), base(request))
                return feed(c, n, name, request, wanted, told.title, f"{base(request)}{told.url}")

            return answered(request, name, make)

        return give

    def of_query(name: str) -> Any:
        def give(request: Request, asked: Annotated[Filters, Query()]) -> Response:
            wanted = asked.wanted()
            if name in ("events.csv", "events.geojson"):
                return many(name, wanted)
            page = f"{base(request)}/{shapes.query_string(wanted)}"
            return answered(request, name, lambda c, n: feed(c, n, name, request, wanted, TITLE, page))

        return give

    for name in NAMES:
        kind = KINDS[NAMES[name]]
        about: dict[str, Any] = {"responses": {200: {"content": {kind[0]: {}}}}, "summary": f"As {kind[1]}"}
        out.get(f"/story/{{id}}/{name}", name=f"story {name}", **about)(of_story(name))
        out.get(f"/{name}", name=f"query {name}", **about)(of_query(name))

    @out.get("/incident/{id}/page.jsonld")
    def incident(request: Request, id: str) -> Response:
        """An incident, and what every voice says of it, as JSON-LD."""

        def make(c: Connection, n: int) -> Any:
            if gone := moved(c, id, request):
                return gone
            with lost():
                return jsonld.incident(shapes.incident(c, store, queries.page(store, id), n, None, desk.full_text), base(request))

        return answered(request, "page.jsonld", make)

    @out.get("/report/{id}/page.jsonld")
    def report(request: Request, id: str) -> Response:
        """A report, without its text, as JSON-LD."""

        def make(c: Connection, n: int) -> Any:
            with lost():
                return jsonld.report(shapes.report(c, views.file(c, id), n, desk.full_text), base(request))

        return answered(request, "page.jsonld", make)

    return out


def _events(c: Connection, incidents: list[str]) -> Iterator[Event]:
    told = events_of(c, incidents)
    for id_ in incidents:
        yield from (short(e) for e in told.get(id_, ()))


def as_csv(events: Iterator[Event]) -> Iterator[str]:
    """Yield events as the lines of events.csv, in the columns of `reportedly export --format csv`."""
    sink = io.StringIO()
    rows = csv.writer(sink, lineterminator="\n")

    def line(cells: list[Any]) -> str:
        rows.writerow(cells)
        text = sink.getvalue()
        sink.seek(0)
        sink.truncate()
        return text

    yield line([c.name for c in ROW])
    for event in events:
        yield line([cell(plain(v) if isinstance(v, str) else v, EVENTS) for v in row(event)])


def as_geojson(events: Iterator[Event]) -> Iterator[bytes]:
    """Yield events as a FeatureCollection; what is no point has no geometry."""
    yield b'{"type":"FeatureCollection","features":['
    between = b"\n"
    for event in events:
        for feature in features(event):
            yield between + msgspec.json.encode(feature)
            between = b",\n"
    yield b"\n]}\n"
