"""What keeps the desk to itself, and what hostile reports cannot do."""

import asyncio
import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from desk_made import application, client, filled
from msgspec.structs import replace
from starlette.routing import Mount
from store_made import coding

from reportedly.records import Attribution, Effect, Entity, Evidence, Finding, Place, Quotation, Span, Target, When
from reportedly.store import writing
from reportedly.web.pages import link
from reportedly.web.plain_text import UNFIT
from reportedly.web.secure import HEADERS, answers_to

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "</title></head><body onload=alert(1)>",
    "<!--<script>--><iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x</a>",
    "{{ 7*7 }} {% raw %} ${7*7} <%= 7*7 %>",
    "]]><script>alert(1)</script><![CDATA[",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202etxet \u2066hidden\u2069 \u200f",
    "nul\x00 bell\x07 escape\x1b[31m",
    "=HYPERLINK(\"http://evil.example\")",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "<plaintext><textarea><style>*{display:none}</style>",
    "\u2028\u2029</ScRiPt ><base href=//evil.example>",
]  # fmt: skip
ATOM = "{http://www.w3.org/2005/Atom}"
LINKS = ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "//evil.example/\"><script>"]


def hostile(n, words, url=None):
    """Report number `n`, all of whose fields are these words, and what is coded from it."""
    text = f"{words} and shells hit {words} market, {words} said."
    who, span = Entity(words, 0, len(words), words, "SDN", ("MIL",)), Span(words, 0, len(words))
    where = Place(name=words, text=words, country="SDN", admin1=words, lat=2.0 * n - 60, lon=5.0 * n - 90, precision="place")
    day = str(dt.date(2024, 1, 1) + dt.timedelta(days=30 * n))  # each a story of its own
    made = coding(
        text, "hit", publisher=words, url=url or f"javascript:alert({n})", agency=words, actors=(who,), recipients=(replace(who, name=words + "!"),), places=(where,),
        targets=(Target(words, 0, len(words), "market"),), attribution=[Attribution(who, span, span, "denies")], hedged=True, hedge=span,
        evidence=(Evidence(words, 0, len(words), "video", who, "javascript:alert(1)", "verified", who),), effects=(Effect(words, 0, len(words)),),
        day=day, when=When(words, 0, len(words), day, day, None, "text"), source_id=str(n),
    )  # fmt: skip
    report = replace(made.report, title=words, category=words)
    event = replace(made.events[0], report=replace(made.events[0].report, title=words, category=words))
    quoted = (Quotation(words, 0, len(words), who, span, 0),)
    return replace(made, report=report, events=(event,), quotations=quoted, findings=(Finding(words, 0, len(words), "finding", words, event.id),))


class Outline(HTMLParser):
    """The elements of a page with the names of their attributes, and every address in it."""

    def __init__(self, text):
        super().__init__()
        self.found, self.addresses = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, *sorted(name for name, _ in attrs)))
        self.addresses += [value for name, value in attrs if name in ("href", "src", "action", "formaction", "srcdoc")]


def ids(desk):
    one = desk.get("/api/incidents?limit=1").json()["items"][0]
    return one["id"], one["story"], one["reports"][0]


def decided(store, made, words):
    """Have an analyst's words be hostile as well."""
    writing.correct(store, made.events[0].id, "targets.0.text", json.dumps(words), words)
    writing.undo(store, writing.hide(store, made.report.id, words), words)


@pytest.fixture(scope="module")
def desks(tmp_path_factory):
    """One desk with harmless reports, and one with hostile ones, as alike as can be; and what they were filled with."""
    out = []
    for name, all_words in (("plain", [f"plain words {n}" for n in range(len(HOSTILE))]), ("hostile", HOSTILE)):
        made = [hostile(n, words) for n, words in enumerate(all_words)]
        store = filled(tmp_path_factory.mktemp(name) / "s.sqlite", made)
        for one, words in zip(made, all_words, strict=True):
            decided(store, one, words)
        out.append((client(store), made))
    return out


def checked(answer):
    """The outline of a page in which nothing is amiss."""
    assert answer.status_code == 200
    outline = Outline(answer.text)
    assert all(re.match(r"[/#](?!/)|http://127\.0\.0\.1", a) for a in outline.addresses), answer.url
    assert not UNFIT.search(answer.text.replace("\n", "")), answer.url
    for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.S):
        assert "<" not in data
        assert json.loads(data)["@context"] == "https://schema.org"
    return outline.found


LISTS = ["/", "/quotes", "/map", "/log"]


@pytest.fixture(scope="module")
def ours(desks):
    """The elements, with the names of their attributes, that pages of harmless reports have."""
    desk, made = desks[0]
    one = made[0]
    paths = [*LISTS, *(f"/{kind}/{one.events[0].id}" for kind in ("incident", "story")), f"/report/{one.report.id}"]
    return {element for path in paths for element in checked(desk.get(path))}


@pytest.mark.parametrize("n", range(len(HOSTILE)), ids=lambda n: ascii(HOSTILE[n]))
def test_words_of_a_report_never_become_elements_of_a_page(n, desks, ours):
    desk, made = desks[1]
    for path in (*(f"/{kind}/{made[n].events[0].id}" for kind in ("incident", "story")), f"/report/{made[n].report.id}"):
        assert {*checked(desk.get(path))} <= ours, path


@pytest.mark.parametrize("path", LISTS)
def test_lists_of_hostile_reports_are_built_like_lists_of_harmless_ones(path, desks, ours):
    assert {*checked(desks[1][0].get(path))} <= ours


@pytest.mark.parametrize("base", ["/", *(f"/story/{n}/" for n in range(0, len(HOSTILE), 4))])
def test_words_of_a_report_never_become_markup_of_a_feed(base, desks):
    (_, _), (desk, made) = desks
    base = base if base == "/" else f"/story/{made[int(base.split('/')[2])].events[0].id}/"
    expected = len(HOSTILE) if base == "/" else 1
    for name, item, body in (("feed.rss", "item", "description"), ("feed.atom", ATOM + "entry", ATOM + "summary")):
        answer = desk.get(base + name)
        assert not UNFIT.search(answer.text)
        found = [*ET.fromstring(answer.content).iter(item)]
        assert len(found) == expected
        for one in found:
            assert {t for t, *_ in Outline(one.find(body).text).found} == {"p"}
            assert not Outline(one.find(body.replace("summary", "title").replace("description", "title")).text).found
    for one in desk.get(base + "feed.json").json()["items"]:
        assert {t for t, *_ in Outline(one["content_html"]).found} == {"p"}
        assert not Outline(one["title"]).found
    for name in ("events.geojson", "page.jsonld"):
        assert desk.get(base + name).json()
    assert desk.get(base + "events.csv").headers["content-disposition"].startswith("attachment")


def test_only_addresses_of_the_web_become_links(tmp_path):
    assert not any(map(link, LINKS))
    desk = client(filled(tmp_path / "s.sqlite", [hostile(n, f"plain words {n}", x) for n, x in enumerate(LINKS)]))
    for item in desk.get("/api/reports").json()["items"]:
        checked(desk.get(f"/report/{item['id']}"))


def test_fields_of_any_size_are_answered(tmp_path):
    made = coding("x " * 50_000 + "shells hit the market", "hit", publisher="p" * 50_000, agency=None)
    desk = client(filled(tmp_path / "s.sqlite", [replace(made, report=replace(made.report, title="t" * 100_000, category="c" * 50_000))]))
    incident, story, report = ids(desk)
    for path in ("/", f"/story/{story}", f"/incident/{incident}", f"/report/{report}", "/quotes", "/map", f"/api/reports/{report}", "/feed.rss"):
        assert desk.get(path).status_code == 200, path


def test_what_is_asked_for_is_never_echoed_as_markup(desk):
    page = {"accept": "text/html"}
    for words in HOSTILE:
        answers = [desk.get("/", params={"q": words}, headers=page), desk.get("/", params={"sort": words, "cursor": words}, headers=page)]
        answers += [desk.get(f"/{kind}/{quote(words, safe='')}", headers=page) for kind in ("incident", "story", "report", "nothing")]
        for answer in answers:
            assert answer.status_code in (200, 400, 404)
            assert {t for t, *_ in Outline(answer.text).found} <= HARMLESS


HARMLESS = {*"html head meta title link body div a header p nav main h1 h2 h3 h4 section form label input select option button footer strong b code bdi ul ol li".split()}
HARMLESS |= {*"article span time script".split()}


# Headers, hosts, tokens -------------------------------------------------------------------------------------------
async def begun(app, path, method="GET", headers=()):
    """The status and headers that an answer begins with; the rest of it, which may never end, is not waited for."""
    answered = asyncio.get_running_loop().create_future()

    async def send(message):
        if message["type"] == "http.response.start" and not answered.done():
            answered.set_result((message["status"], {k.decode().lower(): v.decode() for k, v in message["headers"]}))

    bodies = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        return next(bodies, None) or await asyncio.Event().wait()

    scope = {
        "type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "http",
        "root_path": "", "headers": [(b"host", b"127.0.0.1:8321"), *headers], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8321),
    }  # fmt: skip
    running = asyncio.create_task(app(scope, receive, send))
    try:
        return await asyncio.wait_for(answered, 20)
    finally:
        running.cancel()


def all_routes(app):
    """The routes of an application and of the routers it includes."""
    for route in app.routes:
        yield from route.original_router.routes if hasattr(route, "original_router") else [route]


def addresses(app, desk):
    """Every route of the application with an address of its own, one that leads nowhere, and how it is asked."""
    incident, story, report = ids(desk)
    seen = 0
    for route in all_routes(app):
        if isinstance(route, Mount):
            seen += 1
            yield f"{route.path}/page.css", "GET"
            yield f"{route.path}/nothing", "GET"
            continue
        own = report if "report" in route.path else story if "stor" in route.path else incident
        for path in {re.sub(r"{\w+}", x, route.path) for x in (own, "nothing")}:
            for method in route.methods:
                seen += 1
                yield path, method
    assert seen > 45


def test_every_route_answers_with_all_the_headers(store, desk):
    app = desk.app

    async def ask_all():
        return {(path, method): await begun(app, path, method) for path, method in addresses(app, desk)}

    for asked, (status, headers) in asyncio.run(ask_all()).items():
        assert {name: headers.get(name) for name in HEADERS} == HEADERS, asked
        assert "cache-control" in headers, asked
        assert "access-control-allow-origin" not in headers, asked
        assert status < 500, asked


def test_an_error_of_ours_answers_with_the_headers_too(store, monkeypatch):
    monkeypatch.setattr("reportedly.store.views.newest", lambda c: 1 / 0)
    status, headers = asyncio.run(begun_quietly(application(store), "/api/changes"))
    assert status == 500
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


async def begun_quietly(app, path):
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    return await begun(app, path)


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    policy = HEADERS["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert not re.search(r"unsafe|\*|https?:", policy)
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("host", "bound", "names", "answered"),
    [
        ("127.0.0.1:8321", "127.0.0.1", (), True), ("localhost:8321", "127.0.0.1", (), True), ("[::1]:8321", "127.0.0.1", (), True), ("LOCALHOST", "127.0.0.1", (), True),
        ("evil.example", "127.0.0.1", (), False), ("localhost.evil.example", "127.0.0.1", (), False), ("192.168.1.7:8321", "127.0.0.1", (), False),
        ("", "127.0.0.1", (), False), ("a@localhost", "127.0.0.1", (), False), ("localhost/x", "127.0.0.1", (), False), ("[::1", "127.0.0.1", (), False),
        ("desk.example:80", "127.0.0.1", ("desk.example",), True), ("192.168.1.7", "0.0.0.0", (), True), ("evil.example", "0.0.0.0", (), False),
        ("newsroom", "0.0.0.0", ("Newsroom",), True), ("[fe80::1]:80", "::", (), True),
    ],
)  # fmt: skip
def test_it_answers_only_to_its_own_names(host, bound, names, answered):
    assert answers_to(host, bound, names) is answered


def test_another_host_is_refused_whatever_it_asks_for(desk):
    for path in ("/", "/api/meta", "/static/app.js", "/api/live", "/nothing"):
        assert desk.get(path, headers={"Host": "evil.example"}).status_code == 403


def test_a_body_that_is_too_large_is_refused_even_if_it_lies(desk):
    token = desk.get("/api/meta").json()["token"]
    headers = {"X-Reportedly-Token": token, "Content-Type": "application/json"}
    assert desk.post("/api/try", content=b"x" * 1_000_001, headers=headers).status_code == 413
    assert desk.post("/api/try", content=(b"x" * 100_000 for _ in range(11)), headers=headers).status_code == 413


def test_a_failure_is_told_as_a_page_to_who_asks_for_one_and_as_json_else(desk):
    page = {"accept": "text/html"}
    answer = desk.get("/incident/nothing", headers=page)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "no incident or event nothing in this store" in answer.text
    assert 'href="/"' in answer.text
    assert desk.get("/incident/nothing").json()["error"]["status"] == 404
    assert desk.get("/api/incidents/nothing", headers=page).json()["error"]["status"] == 404
