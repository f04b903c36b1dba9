"""Pages that need no script: for search engines, print, and whoever has none. The built front end mounts over them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from reportedly import __version__, codebook
from reportedly.store import queries, views
from reportedly.web import answers as a
from reportedly.web import jsonld, shapes
from reportedly.web.api import elsewhere, lost, moved
from reportedly.web.asked import ListedAsked, ListedIncidents, Paged, behind, cursor
from reportedly.web.plain_text import plain
from reportedly.web.service import Service

if TYPE_CHECKING:
    from sqlalchemy import Connection

KINDS = {
    "rss": ("application/rss+xml", "RSS"), "atom": ("application/atom+xml", "Atom"), "json": ("application/feed+json", "JSON Feed"),
    "geojson": ("application/geo+json", "GeoJSON"), "csv": ("text/csv", "CSV"), "jsonld": ("application/ld+json", "JSON-LD"),
}  # fmt: skip


class Piece(NamedTuple):
    """A stretch of a report that the same spans cover."""

    text: str
    roles: tuple[str, ...]
    label: str
    ids: tuple[str, ...]


def pieces(report: a.Report) -> list[list[Piece]]:
    """Return the text of a report, paragraph by paragraph, cut wherever words that stand for something begin or end."""
    text = report.text or ""
    marks = [m for e in report.events for m in e.spans]
    whole: tuple[Any, ...] = (*report.sentences, *report.quotations, *(e.event.sentence for e in report.events))
    spans = {(m.start, m.end) for m in marks} | {(s.start, s.end) for s in whole if s.start is not None}
    edges = sorted({0, len(text), *(x for pair in spans for x in pair if x is not None)})
    out: list[list[Piece]] = [[]]
    for start, end in pairwise(edges):
        over = [m for m in marks if m.start <= start and end <= m.end and m.role not in ("content", "mention")]
        roles = tuple(dict.fromkeys(m.role for m in over))
        label = "; ".join(dict.fromkeys(f"{m.role} {m.label}".strip() for m in over))
        ids = tuple(f"c{x}-{y}" for x, y in sorted(spans, key=str) if x == start)
        for n, line in enumerate(text[start:end].split("\n")):
            if n:
                out.append([])
            if line or (ids and not n):
                out[-1].append(Piece(line, roles, label, () if n else ids))
    return [line for line in out if line]


def link(url: str | None) -> str | None:
    """Return an address that may stand in a link: of the web, never a script.

    >>> link("https://a.example/x"), link("javascript:alert(1)"), link("JAVASCRIPT://x")
    ('https://a.example/x', None, None)
    """
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
    except ValueError:
        return None


class Pages:
    """The pages of a desk."""

    def __init__(self, desk: Service) -> None:
        self.desk = desk
        self.env = Environment(loader=PackageLoader("reportedly.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
                               finalize=lambda x: plain(x) if isinstance(x, str) and not isinstance(x, Markup) else "" if x is None else x)  # fmt: skip

    def render(self, template: str, title: str, n: int = 0, **given: Any) -> str:
        """Return a page."""
        static = self.desk.static
        around: dict[str, Any] = {
            "description": None, "canonical": None, "alternates": (), "jsonld": None, "coverage": None, "more": None, "n": n, "title": title,
            "token": self.desk.token, "version": __version__, "codebook": codebook.load().version, "words": shapes.labels(),
            "app_js": (static / "app.js").is_file(), "app_css": (static / "app.css").is_file(),
        }  # fmt: skip
        return self.env.get_template(template).render(around | given)

    def answer(self, request: Request, make: Any) -> Response:
        """Return a page of the store's present state."""
        return self.desk.answer(request, make, "text/html; charset=utf-8")

    def refuse(self, scope: Mapping[str, Any], status: int, message: str, advice: str | None) -> Response:
        """Return an error: as JSON, or as a page to whoever asks for one."""
        accept = dict(scope.get("headers", ())).get(b"accept", b"").decode("latin-1")
        fault = a.Fault(status, message, advice)
        if "text/html" in accept and not scope["path"].startswith("/api"):
            return HTMLResponse(self.render("error.html", str(status), fault=fault), status)
        return Response(msgspec.json.encode(a.Error(fault)), status, media_type="application/json")

    def routes(self) -> APIRouter:
        """Return the routes of the pages."""
        desk, store = self.desk, self.desk.store
        web = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

        def listed(c: Connection, request: Request, asked: ListedIncidents, n: int, story: str | None = None) -> dict[str, Any]:
            wanted = asked.wanted(story)
            found, more = views.page(c, wanted, asked.limit, behind(asked.cursor))
            items = a.Incidents(n, shapes.items(c, found), shapes.coverage(store, wanted, not found), shapes.given(wanted), cursor(more))
            return {
                "asked": wanted, "all": views.ALL, "found": items, "facets": msgspec.to_builtins(shapes.facets(c, wanted, n)),
                "more": following(request, items.next), "alternates": alternates(items.given), "coverage": items.coverage,
            }  # fmt: skip

        @web.get("/")
        def index(request: Request, asked: Annotated[ListedIncidents, Query()]) -> Response:
            """Running stories and incidents."""

            def make(c: Connection, n: int) -> str:
                found, _ = views.stories(c, limit=12)
                told = a.Stories(n, tuple(a.StoryItem(**shapes.story_item(store, f)) for f in found))
                return self.render("index.html", "What is reported", n, stories=told, canonical="/", **listed(c, request, asked, n))

            return self.answer(request, make)

        @web.get("/story/{id}")
        def story(request: Request, id: str, asked: Annotated[ListedIncidents, Query()]) -> Response:
            """A story."""

            def make(c: Connection, n: int) -> Any:
                home = views.story_of(c, id)
                if home is None:
                    raise HTTPException(404, f"no story {id} in this store")
                if home != id:
                    return elsewhere(request, id, home)
                with lost():
                    told = shapes.story(c, store, id, n)
                about = listed(c, request, asked, n, id) | {"canonical": told.url, "description": " ".join(s.text for s in told.state[:2])}
                if about["asked"] == views.Filter(story=(id,)):
                    about |= {"jsonld": script(jsonld.story(told, about["found"].items, base(request)))}
                return self.render("story.html", told.title, n, story=told, **about)

            return self.answer(request, make)

        @web.get("/incident/{id}")
        def incident(request: Request, id: str, as_of: str | None = None) -> Response:
            """An incident."""

            def make(c: Connection, n: int) -> Any:
                if gone := moved(c, id, request):
                    return gone
                queries.change_at(store, as_of)
                with lost():
                    one = shapes.incident(c, store, queries.page(store, id, as_of), n, as_of, desk.full_text)
                about = {"canonical": one.url, "coverage": one.coverage, "alternates": alternates(one.given), "description": one.title}
                return self.render("incident.html", one.title, n, one=one, jsonld=script(jsonld.incident(one, base(request))), **about)

            return self.answer(request, make)

        @web.get("/report/{id}")
        def report(request: Request, id: str) -> Response:
            """A report."""

            def make(c: Connection, n: int) -> str:
                with lost():
                    one = shapes.report(c, views.file(c, id), n, desk.full_text)
                data = script(jsonld.report(one, base(request)))
                about = {"canonical": one.url, "alternates": alternates(a.Given(f"{one.url}/page.jsonld")), "jsonld": data}
                return self.render("report.html", one.title or "Report", n, one=one, lines=pieces(one), link=link(one.source_url), **about)

            return self.answer(request, make)

        @web.get("/quotes")
        def quotes(request: Request, asked: Annotated[ListedAsked, Query()]) -> Response:
            """Quotations by speaker."""

            def make(c: Connection, n: int) -> str:
                found, more = views.quotes(c, asked.wanted(), asked.limit, behind(asked.cursor, int))
                who = [a.Speaker(*x) for x in views.speakers(c, msgspec.structs.replace(asked.wanted(), speaker=None))]
                told = a.Quotes(n, shapes.quotes(c, found), cursor(more))
                return self.render("quotes.html", "Quotes", n, found=told, speakers=who, speaker=asked.speaker, more=following(request, told.next))

            return self.answer(request, make)

        @web.get("/map")
        def map_(request: Request, asked: Annotated[ListedIncidents, Query()]) -> Response:
            """Places, as a list."""

            def make(c: Connection, n: int) -> str:
                wanted = asked.wanted()
                names = codebook.load().countries | codebook.load().special_countries
                by: dict[str, list[a.MapFeature]] = {}
                for f in shapes.map_(c, wanted, n).features:
                    code = f.properties.country
                    by.setdefault(names.get(code or "", code or "unknown country"), []).append(f)
                about = {"alternates": alternates(shapes.given(wanted)), "coverage": shapes.coverage(store, wanted, not by)}
                return self.render("map.html", "Places", n, found=sorted(by.items()), **about)

            return self.answer(request, make)

        @web.get("/try")
        def try_(request: Request) -> Response:
            """Where a text can be pasted."""
            return self.answer(request, lambda c, n: self.render("try.html", "Try a text", n))

        @web.get("/log")
        def log(request: Request, asked: Annotated[Paged, Query()]) -> Response:
            """Decisions of analysts."""

            def make(c: Connection, n: int) -> str:
                at: Any = behind(asked.cursor, int)
                rows, undone = views.log(c, asked.limit + 1, at and at[1]), views.undone(c)
                more = ("", rows[asked.limit - 1].n) if len(rows) > asked.limit else None
                told = a.Log(n, tuple(shapes.correction(x, undone) for x in rows[: asked.limit]), cursor(more))
                return self.render("log.html", "Decisions", n, found=told, more=following(request, told.next))

            return self.answer(request, make)

        return web


def following(request: Request, at: str | None) -> str | None:
    """Return the address of the next page of the same list."""
    return f"{request.url.path}?{request.url.include_query_params(cursor=at).query}" if at else None


def alternates(given: a.Given) -> list[tuple[str, str, str]]:
    """Return media type, name and address of each format that a page is given out in."""
    return [(*KINDS[f], href) for f in KINDS if (href := getattr(given, f))]


def base(request: Request) -> str:
    """Return the address that this server was reached by, without a slash at its end."""
    return str(request.base_url).rstrip("/")


def script(data: Any) -> Markup:
    """Return JSON that can stand in a page: nothing in it ends the element or begins another."""
    text = msgspec.json.encode(data).decode()
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)

