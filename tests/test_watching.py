"""Watching, against a feed server on the loopback address that is slow, broken, circular, huge and lies about length."""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from reportedly import watching
from reportedly.errors import FetchError, FormatError
from reportedly.reading import fetch
from reportedly.reading.polite import Polite, retry_after
from reportedly.records import Coding, Report
from reportedly.store import Store, queries, upkeep
from reportedly.watching import Feed, Watcher

ITEM = "<item><title>Shelling of {0}</title><link>http://127.0.0.1:{1}/page/{0}</link><guid>{0}</guid><description>Shells hit the market of {0} on Monday.</description></item>"


class Handler(BaseHTTPRequestHandler):
    asked: ClassVar[Counter[str]] = Counter()
    headers_of: ClassVar[dict[str, list[dict[str, str]]]] = {}
    times: ClassVar[list[float]] = []
    towns: ClassVar[list[str]] = ["Sumy", "Izium"]
    robots: ClassVar[tuple[int, str]] = (404, "")

    def do_GET(self):
        path = self.path
        self.asked[path] += 1
        self.headers_of.setdefault(path, []).append({k.lower(): v for k, v in self.headers.items()})
        self.times.append(time.monotonic())
        if path == "/robots.txt":
            self.answer(self.robots[1].encode(), "text/plain", self.robots[0])
        elif path == "/feed":
            if self.headers.get("If-None-Match") == '"1"':
                self.answer(b"", "text/plain", 304)
            else:
                self.answer(self.feed(), "application/rss+xml", etag='"1"')
        elif path == "/moving":
            self.answer(self.feed(), "application/rss+xml")
        elif path == "/slow":
            time.sleep(2)
        elif path == "/drip":
            self.start("application/rss+xml")
            for _ in range(40):
                self.wfile.write(b"<rss>")
                self.wfile.flush()
                time.sleep(0.1)
        elif path == "/broken":
            self.answer(b"<?xml version='1.0'?><rss><channel><item><title>cut", "application/rss+xml")
        elif path == "/binary":
            self.answer(bytes(range(256)) * 20, "application/rss+xml")
        elif path == "/empty":
            self.answer(b"", "application/rss+xml")
        elif path in ("/a", "/b"):
            self.send_response(302)
            self.send_header("Location", "/b" if path == "/a" else "/a")
            self.end_headers()
        elif path == "/private":
            self.send_response(302)
            self.send_header("Location", "http://10.0.0.1/feed")
            self.end_headers()
        elif path == "/huge":
            self.start("application/rss+xml")
            for _ in range(30):
                self.wfile.write(b"<item/>" * 100_000)
        elif path == "/long":
            self.answer(self.feed(), "application/rss+xml", length=10**6)
        elif path == "/short":
            self.answer(self.feed(), "application/rss+xml", length=40)
        elif path == "/429":
            self.answer(b"", "text/plain", 429, after="120")
        elif path == "/503":
            self.answer(b"", "text/plain", 503)
        elif path == "/live":
            posts = "".join(f'<li class=post><time datetime="2025-05-14T1{n}:00:00+00:00">1{n}:00</time><p>Shells hit the market of {t} again.</p></li>' for n, t in enumerate(self.towns) if t)
            page = f"<html lang=en><head><title>Live</title></head><body><main><h1>Live</h1><p>We follow the day.</p><ol>{posts}</ol></main></body></html>"
            self.answer(page.encode(), "text/html; charset=utf-8")
        elif path.startswith("/page/"):
            town = path[6:]
            body = f"<p>Shells hit the market of {town} on Monday and killed nine traders, the town's hospital said in a statement.</p>"
            page = f"<html lang=en><head><title>Shelling of {town}</title></head><body><article><h1>Shelling of {town}</h1>{body}<p>Rescue work went on until late in the evening, the mayor said.</p></article></body></html>"
            self.answer(page.encode(), "text/html; charset=utf-8")
        else:
            self.answer(b"", "text/plain", 404)

    def feed(self) -> bytes:
        items = "".join(ITEM.format(t, self.server.server_port) for t in self.towns)
        return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Border Post</title><language>en</language>{items}</channel></rss>".encode()

    def start(self, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def answer(self, content: bytes, kind: str, status: int = 200, etag: str = "", length: int | None = None, after: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        if etag:
            self.send_header("ETag", etag)
        if after:
            self.send_header("Retry-After", after)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


@pytest.fixture
def site():
    Handler.asked.clear()
    Handler.headers_of.clear()
    Handler.times.clear()
    Handler.towns, Handler.robots = ["Sumy", "Izium"], (404, "")
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class Coder:
    name = "none"

    def code_report(self, report: Report) -> Coding:
        return Coding(report)


class Time:
    """Time that goes on only when somebody waits."""

    def __init__(self) -> None:
        self.at, self.waits = 0.0, []  # type: float, list[float]

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += seconds

    def clock(self) -> float:
        return self.at

    def now(self) -> datetime:
        return datetime(2025, 5, 15, tzinfo=UTC) + timedelta(seconds=self.at)


def watcher(tmp_path, *listed: Feed, coder=None, time_: Time | None = None, **given) -> Watcher:
    t = time_ or Time()
    polite = Polite(allow_private=True, sleep=t.sleep, clock=t.clock, **{"timeout": 20.0, "pause": 5.0, **given})
    return Watcher(Store(tmp_path / "s.sqlite"), coder or Coder(), listed, polite, chance=lambda: 0.5, now=t.now, pause=t.sleep)


def once(w: Watcher) -> list[watching.Polling]:
    out: list[watching.Polling] = []
    w.run(once=True, told=out.append)
    return out


def test_what_is_new_is_filed_once_and_an_unchanged_feed_is_not_sent_again(site, tmp_path):
    w = watcher(tmp_path, Feed(f"{site}/feed", "Border Post"))
    [first], [second] = once(w), once(w)
    assert (first.new, first.error) == (2, None)
    assert second.unchanged
    assert Handler.headers_of["/feed"][1]["if-none-match"] == '"1"'
    assert queries.coverage(w.store).reports == 2


def test_a_feed_without_validators_is_read_again_and_what_is_known_stays_known(site, tmp_path):
    w = watcher(tmp_path, Feed(f"{site}/moving", "Border Post"))
    once(w)
    Handler.towns = ["Sumy", "Izium", "Lyman"]
    [done] = once(w)
    assert (done.new, done.known) == (1, 2)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/slow", "within 1 seconds"),
        ("/drip", "within 1 seconds"),
        ("/broken", "entry 1: has neither"),
        ("/binary", "binary"),
        ("/empty", "is empty"),
        ("/a", "in circles"),
        ("/huge", "more than 10 MB"),
        ("/long", "could not be fetched"),
        ("/429", "answered 429"),
        ("/503", "answered 503"),
        ("/404", "answered 404"),
    ],
)
def test_a_fault_is_noted_and_the_other_feeds_go_on(site, tmp_path, path, message):
    limit = {"timeout": 1.0} if "within" in message else {}
    w = watcher(tmp_path, Feed(site + path, "Bad"), Feed(f"{site}/feed", "Good"), **limit)
    bad, good = once(w)
    assert message in bad.error
    assert good.new == 2
    state = watching.sources(w.store)[site + path]
    assert (state["failures"], state["succeeded"]) == (1, None)
    assert message in state["error"]


def test_a_length_that_is_too_short_cuts_the_feed_and_harms_nothing(site, tmp_path):
    w = watcher(tmp_path, Feed(f"{site}/short", "Short"), Feed(f"{site}/feed", "Good"))
    short, good = once(w)
    assert short.error
    assert good.new == 2
    assert not [*upkeep.check(w.store)]


def test_after_faults_a_feed_is_asked_later_and_later_and_after_success_in_its_own_time(site, tmp_path):
    t = Time()
    feed = Feed(f"{site}/503", "Bad", every=600)
    w = watcher(tmp_path, feed, time_=t)
    waits = []
    for _ in range(4):
        w.poll(feed)
        waits.append((w.due(feed) - t.now()).total_seconds())
    assert waits == [1200, 2400, 4800, 9600]
    good = Feed(f"{site}/feed", "Good", every=600)
    w.poll(good)
    assert (w.due(good) - t.now()).total_seconds() == 600


def test_waits_are_spread_and_a_retry_after_is_kept(site, tmp_path):
    t = Time()
    w = watcher(tmp_path, time_=t)
    feed = Feed(f"{site}/429", "Busy", every=60)
    w.chance = lambda: 0.0
    w.poll(feed)
    assert (w.due(feed) - t.now()).total_seconds() == 120  # 60 · 2 · 0.9 would be 108
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert retry_after("-5") == 0
    assert retry_after("nan") is None


def test_a_running_watch_polls_only_what_is_due(site, tmp_path):
    t = Time()
    often, seldom = Feed(f"{site}/feed", "Often", every=60), Feed(f"{site}/moving", "Seldom", every=600)
    w = watcher(tmp_path, often, seldom, time_=t, pause=0.0)

    def stop_after(done: watching.Polling) -> None:
        if t.at > 300:
            w.stopped.set()

    w.run(told=stop_after)
    assert Handler.asked["/moving"] == 1
    assert 4 <= Handler.asked["/feed"] <= 7


def test_one_host_is_not_asked_twice_within_the_pause(site, tmp_path):
    t = Time()
    w = watcher(tmp_path, Feed(f"{site}/feed", "One"), Feed(f"{site}/moving", "Two"), time_=t)
    once(w)
    assert sum(t.waits) >= 10  # robots.txt, feed, feed


def test_robots_txt_is_obeyed_and_its_delay_kept(site, tmp_path):
    Handler.robots = (200, "User-agent: Reportedly\nDisallow: /moving\nCrawl-delay: 30\n")
    t = Time()
    w = watcher(tmp_path, Feed(f"{site}/moving", "Closed"), Feed(f"{site}/feed", "Open"), time_=t)
    closed, good = once(w)
    assert "robots.txt" in closed.error
    assert good.new == 2
    assert Handler.asked["/moving"] == 0
    assert Handler.asked["/robots.txt"] == 1
    w.poll(w.feeds[1])
    assert max(t.waits) == 30


def test_a_host_whose_robots_txt_is_in_trouble_is_left_alone(site, tmp_path):
    Handler.robots = (503, "")
    [done] = once(watcher(tmp_path, Feed(f"{site}/feed", "Feed")))
    assert "robots.txt" in done.error
    assert Handler.asked["/feed"] == 0


def test_private_addresses_are_refused_also_behind_a_redirect(site, tmp_path):
    with pytest.raises(FetchError, match="private address"):
        Polite(timeout=1, pause=0).poll(f"{site}/feed")
    assert not Handler.asked
    w = watcher(tmp_path)
    w.polite.robots[site] = (0.0, None)
    w.polite.allow_private = False
    assert "private address" in w.poll(Feed(f"{site}/private", "Inside")).error


def test_pages_that_a_feed_links_to_are_followed_once(site, tmp_path):
    w = watcher(tmp_path, Feed(f"{site}/moving", "Border Post", follow=True))
    [done] = once(w)
    assert (done.new, done.error) == (2, None)
    assert queries.coverage(w.store, text="hospital").reports == 2
    once(w)
    assert Handler.asked["/page/Sumy"] == 1


def test_the_entries_of_a_live_page_stay_until_the_page_drops_one(site, tmp_path):
    w = watcher(tmp_path, Feed(f"{site}/live", "Border Post"))
    Handler.towns = ["Sumy", "Izium", "Lyman", "Bakhmut"]
    once(w)
    assert queries.coverage(w.store, text="market").reports == 4
    Handler.towns = ["Sumy", "", "Lyman", "Bakhmut"]
    once(w)
    assert queries.coverage(w.store, text="market").reports == 3
    assert queries.coverage(w.store, text="Izium").reports == 0


def test_a_surprise_in_one_feed_does_not_end_the_watch(site, tmp_path):
    class Breaks:
        name = "breaks"

        def code_report(self, report: Report) -> Coding:
            raise ZeroDivisionError("no such thing")

    w = watcher(tmp_path, Feed(f"{site}/feed", "One"), Feed(f"{site}/503", "Two"), coder=Breaks())
    one, two = once(w)
    assert "ZeroDivisionError" in one.error
    assert "503" in two.error
    w.coder = Coder()
    assert w.poll(w.feeds[0]).new == 2  # nothing was taken for read


def test_what_was_polled_shows_as_coverage(site, tmp_path):
    w = watcher(tmp_path, Feed(f"{site}/feed", "Border Post"), Feed(f"{site}/503", "Silent Post"))
    once(w)
    line = queries.coverage(w.store).line("2025-05-15T12:00:00+00:00")
    assert "2 sources polled" in line
    assert "Border Post (last success 2025-05-15T00:0" in line
    assert "Silent Post (never reached)" in line
    assert ("Border Post", 2) in [(s, n) for s, _, n in queries.volume(w.store)]


def test_limits_of_fetching_hold_here_too():
    assert fetch.SIZE_LIMIT == 10_000_000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "lists no feed"),
        ("[[feed]]\nname = 'x'", "feed 1: needs an http address"),
        ("[[feed]]\nurl = 'ftp://x.example'", "needs an http address"),
        ("[[feed]]\nurl = 'https://x.example'\ncolour = 1", "unknown colour"),
        ("[[feed]]\nurl = 'https://x.example'\nevery = 'soon'", "minutes as every"),
        ("not toml", "not TOML"),
    ],
)
def test_a_list_that_is_none_is_refused_in_one_line(tmp_path, text, message):
    (tmp_path / "f.toml").write_text(text)
    with pytest.raises(FormatError, match=message):
        watching.feeds(tmp_path / "f.toml")


def test_the_list_in_docs_can_be_read():
    from pathlib import Path

    listed = watching.feeds(Path(__file__).parents[1] / "docs" / "feeds.toml")
    assert len(listed) > 10
    assert all(f.every >= 600 for f in listed)
