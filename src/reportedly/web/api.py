"""The JSON API: what is told, who says so, what changed; docs/api.md shows every answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from fastapi import APIRouter, Header, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from reportedly import filing
from reportedly.errors import UsageError
from reportedly.store import queries, views
from reportedly.web import answers as a
from reportedly.web import shapes
from reportedly.web.asked import (
    After,
    Asked,
    Filters,
    ListedAsked,
    ListedIncidents,
    ListedStories,
    Paged,
    behind,
    cursor,
)
from reportedly.web.live import Hub
from reportedly.web.secure import TOKEN, same_origin
from reportedly.web.service import Service

if TYPE_CHECKING:
    from sqlalchemy import Connection

LONGEST = 100_000  # characters of a text to try


@contextmanager
def lost() -> Iterator[None]:
    """Turn what the store does not have into 404."""
    try:
        yield
    except UsageError as e:
        raise HTTPException(404, str(e)) from None


def moved(c: Connection, id_: str, request: Request) -> Response | None:
    """Return a redirect if an id leads to an incident of another id, `None` if it is the incident's own; 404 if it leads nowhere."""
    home = views.home(c, id_)
    if home is None:
        raise HTTPException(404, f"no incident or event {id_} in this store")
    return None if home == id_ else elsewhere(request, id_, home)


def elsewhere(request: Request, id_: str, home: str) -> Response:
    """Return a redirect to the same address with another id."""
    parts = [home if p == id_ else p for p in request.url.path.split("/")]
    return RedirectResponse("/".join(parts) + (f"?{request.url.query}" if request.url.query else ""), 308)


def shape(kind: type[Any]) -> dict[int | str, dict[str, Any]]:
    """Return how OpenAPI tells the form of an answer."""
    return {200: {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}}}}


def routes(desk: Service, hub: Hub) -> APIRouter:
    """Return the routes under /api."""
    api = APIRouter(prefix="/api", default_response_class=Response)
    store = desk.store

    @api.get("/meta", responses=shape(a.Meta))
    def meta(request: Request) -> Response:
        """What the page needs to know first."""
        about = {"full_text": desk.full_text, "can_write": desk.can_write, "token": desk.token, "watching": desk.watching}
        return desk.answer(request, lambda c, n: shapes.meta(n, store, **about))

    @api.get("/stories", responses=shape(a.Stories))
    def stories(request: Request, asked: Annotated[ListedStories, Query()]) -> Response:
        """Running stories, the most recently reported first."""

        def make(c: Connection, n: int) -> a.Stories:
            found, more = views.stories(
                c, country=asked.country, first=asked.from_, q=asked.q, least=asked.least, limit=asked.limit, after=behind(asked.cursor)
            )
            return a.Stories(n, tuple(a.StoryItem(**shapes.story_item(store, f)) for f in found), cursor(more))

        return desk.answer(request, make)

    @api.get("/stories/{id}", responses=shape(a.Story))
    def story(request: Request, id: str) -> Response:
        """A story, with the sentences that say how it stands."""

        def make(c: Connection, n: int) -> Any:
            home = views.story_of(c, id)
            if home is None:
                raise HTTPException(404, f"no story {id} in this store")
            with lost():
                return shapes.story(c, store, home, n) if home == id else elsewhere(request, id, home)

        return desk.answer(request, make)

    @api.get("/incidents", responses=shape(a.Incidents))
    def incidents(request: Request, asked: Annotated[ListedIncidents, Query()]) -> Response:
        """Incidents that fit a filter."""

        def make(c: Connection, n: int) -> a.Incidents:
            wanted = asked.wanted()
            found, more = views.page(c, wanted, asked.limit, behind(asked.cursor))
            return a.Incidents(n, shapes.items(c, found), shapes.coverage(store, wanted, not found), shapes.given(wanted), cursor(more))

        return desk.answer(request, make)

    @api.get("/incidents/{id}", responses=shape(a.Incident))
    def incident(request: Request, id: str, as_of: str | None = None) -> Response:
        """An incident with all that is told of it."""

        def make(c: Connection, n: int) -> Any:
            if gone := moved(c, id, request):
                return gone
            queries.change_at(store, as_of)  # a time that is none is a wrong question, not a thing that is not there
            with lost():
                return shapes.incident(c, store, queries.page(store, id, as_of), n, as_of, desk.full_text)

        return desk.answer(request, make)

    @api.get("/reports", responses=shape(a.Reports))
    def reports(request: Request, asked: Annotated[ListedAsked, Query()]) -> Response:
        """Reports, newest first."""

        def make(c: Connection, n: int) -> a.Reports:
            found, more = views.reports(c, asked.wanted(), asked.limit, behind(asked.cursor, int))
            return a.Reports(n, tuple(shapes.report_items(c, found)), cursor(more))

        return desk.answer(request, make)

    @api.get("/reports/{id}", responses=shape(a.Report))
    def report(request: Request, id: str) -> Response:
        """A report with what was coded from it."""

        def make(c: Connection, n: int) -> a.Report:
            with lost():
                return shapes.report(c, views.file(c, id), n, desk.full_text)

        return desk.answer(request, make)

    @api.get("/events/{id}", responses=shape(a.OneEvent))
    def event(request: Request, id: str) -> Response:
        """One event, as it shows and as it was coded."""

        def make(c: Connection, n: int) -> a.OneEvent:
            with lost():
                found = views.event(c, id)
            shown = shapes.event(found, views.undone(c), desk.full_text)
            return a.OneEvent(**{f: getattr(shown, f) for f in shown.__struct_fields__}, n=n, report=found.event.report.id)

        return desk.answer(request, make)

    @api.get("/quotes", responses=shape(a.Quotes))
    def quotes(request: Request, asked: Annotated[ListedAsked, Query()]) -> Response:
        """Quotations, newest report first."""

        def make(c: Connection, n: int) -> a.Quotes:
            found, more = views.quotes(c, asked.wanted(), asked.limit, behind(asked.cursor, int))
            return a.Quotes(n, shapes.quotes(c, found), cursor(more))

        return desk.answer(request, make)

    @api.get("/speakers", responses=shape(a.Speakers))
    def speakers(request: Request, asked: Annotated[Asked, Query()]) -> Response:
        """Who is quoted, most often first."""
        return desk.answer(request, lambda c, n: a.Speakers(n, tuple(a.Speaker(*x) for x in views.speakers(c, asked.wanted()))))

    @api.get("/daily", responses=shape(a.Daily))
    def daily(request: Request, asked: Annotated[Filters, Query()]) -> Response:
        """Incidents of each day by quad, beside the reports that came out."""
        return desk.answer(request, lambda c, n: shapes.daily(c, asked.wanted(), n))

    @api.get("/facets", responses=shape(a.Facets))
    def facets(request: Request, asked: Annotated[Filters, Query()]) -> Response:
        """What can be filtered by."""
        return desk.answer(request, lambda c, n: shapes.facets(c, asked.wanted(), n))

    @api.get("/map", responses=shape(a.Map))
    def map_(request: Request, asked: Annotated[Filters, Query()]) -> Response:
        """The places of incidents as GeoJSON."""
        return desk.answer(request, lambda c, n: shapes.map_(c, asked.wanted(), n), "application/geo+json")

    @api.get("/corrections", responses=shape(a.Log))
    def corrections(request: Request, asked: Annotated[Paged, Query()]) -> Response:
        """The log of decisions, newest first."""

        def make(c: Connection, n: int) -> a.Log:
            at: Any = behind(asked.cursor, int)
            found = views.log(c, asked.limit + 1, at and at[1])
            undone = views.undone(c)
            more = ("", found[asked.limit - 1].n) if len(found) > asked.limit else None
            return a.Log(n, tuple(shapes.correction(x, undone) for x in found[: asked.limit]), cursor(more))

        return desk.answer(request, make)

    @api.get("/changes", responses=shape(a.Changes))
    def changes(asked: Annotated[After, Query()]) -> Response:
        """What changed after a number, in order."""
        with store.reading() as c:
            found = tuple(views.changes(c, asked.after, asked.limit))
            newest = views.newest(c)
            last = found[-1].n if len(found) == asked.limit else max(newest, asked.after)
            return Response(msgspec.json.encode(a.Changes(newest, asked.after, last, found)), media_type="application/json")

    @api.get("/live", response_class=StreamingResponse, responses={200: {"content": {"text/event-stream": {}}}})
    async def live(after: Annotated[int | None, Query(ge=0, le=2**62)] = None, last_event_id: Annotated[str | None, Header()] = None) -> StreamingResponse:
        """Changes as they happen, as server-sent events."""
        begin = int(last_event_id) if last_event_id and last_event_id.isdecimal() and len(last_event_id) < 19 else after
        return StreamingResponse(hub.follow(begin), media_type="text/event-stream", headers={"cache-control": "no-store", "x-accel-buffering": "no"})

    async def body(request: Request, kind: Any, write: bool = True) -> Any:
        """The record that a request brings, if it may bring one."""
        if write and not desk.can_write:
            raise HTTPException(403, "nothing can be changed here: this server listens beyond its own machine")
        if not same_origin(request.headers):
            raise HTTPException(403, "this comes from a page of another site")
        if request.headers.get(TOKEN) != desk.token:
            raise HTTPException(403, "the token is missing or old; load the page again")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPException(400, "send JSON, with Content-Type: application/json")
        try:
            return msgspec.json.decode(await request.body(), type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as e:
            raise HTTPException(400, f"not what is asked for: {e}") from None

    async def noted(kind: str, subject: str, because: str, field: str | None = None, value: str | None = None) -> Response:
        from starlette.concurrency import run_in_threadpool

        def note() -> a.Noted:
            try:
                n = filing.decide(store, kind, subject, because, field, value)
            except UsageError as e:
                raise HTTPException(422, str(e)) from None
            with store.reading() as c:
                entry = next(x for x in views.log(c, 1, n + 1))
                return a.Noted(n, shapes.correction(entry, views.undone(c)))

        return Response(msgspec.json.encode(await run_in_threadpool(note)), 201, media_type="application/json")

    @api.post("/corrections", status_code=201, responses={201: shape(a.Noted)[200]}, openapi_extra=wants("Correct", "Hide"))
    async def decide(request: Request) -> Response:
        """Correct a field of an event, or hide an event, a report or an incident."""
        given = await body(request, a.Correct | a.Hide)
        if isinstance(given, a.Hide):
            return await noted("hide", given.subject, given.because)
        return await noted("correct", given.subject, given.because, given.field, json.dumps(given.value, ensure_ascii=False))

    @api.post("/corrections/{n}/undo", status_code=201, responses={201: shape(a.Noted)[200]}, openapi_extra=wants("Undo"))
    async def undo(request: Request, n: int) -> Response:
        """Undo a correction or hiding; both stay in the log."""
        return await noted("undo", str(n), (await body(request, a.Undo)).because)

    @api.post("/try", responses=shape(a.Report), openapi_extra=wants("Try"))
    async def try_(request: Request) -> Response:
        """Code a text that is not kept."""
        from starlette.concurrency import run_in_threadpool

        given = await body(request, a.Try, write=False)
        if len(given.text) > LONGEST:
            raise HTTPException(413, f"{len(given.text):,} characters; {LONGEST:,} at most")
        if not desk.trying.acquire(blocking=False):
            raise HTTPException(429, "another text is being coded; try again in a moment")

        def code() -> bytes:
            with store.reading() as c:
                n = views.newest(c)
            coding = filing.pasted(desk.coder, given.text, title=given.title, published=given.published, publisher=given.publisher)
            return msgspec.json.encode(shapes.tried(coding, n))

        try:
            return Response(await run_in_threadpool(code), media_type="application/json")
        except UsageError as e:
            raise HTTPException(400, str(e)) from None
        finally:
            desk.trying.release()

    return api


def wants(*kinds: str) -> dict[str, Any]:
    """Return how OpenAPI tells what a request brings."""
    refs = [{"$ref": f"#/components/schemas/{kind}"} for kind in kinds]
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": refs[0] if len(refs) == 1 else {"oneOf": refs}}}}}
