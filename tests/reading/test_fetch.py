"""Fetching, against a server on the loopback address."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from reportedly.errors import FetchError
from reportedly.reading import fetch as room
from reportedly.reading import read
from reportedly.records import Report

FIXTURES = Path(__file__).parent / "fixtures"


class Handler(BaseHTTPRequestHandler):
    agents: ClassVar[list[str]] = []

    def do_GET(self):
        self.agents.append(self.headers["User-Agent"])
        path = self.path.partition("?")[0]
        if path == "/slow":
            time.sleep(2)
        if path in ("/circle/a", "/circle/b", "/hop", "/out", "/file"):
            self.send_response(302)
            self.send_header(
                "Location",
                {
                    "/circle/a": "/circle/b",
                    "/circle/b": "/circle/a",
                    "/hop": "/news.html",
                    "/out": "http://192.168.0.1/",
                    "/file": "file:///etc/hostname",
                }[path],
            )
            self.end_headers()
        elif path.startswith("/chain/"):
            self.send_response(301)
            self.send_header("Location", f"/chain/{int(path[7:]) + 1}")
            self.end_headers()
        elif path == "/drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(30):
                self.wfile.write(b"<p>drop</p>")
                self.wfile.flush()
                time.sleep(0.1)
        elif path == "/large":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>" + b"x" * room.SIZE_LIMIT)
        elif path == "/1251":
            self.answer(
                "<html><body><p>Обстріл порту тривав до ранку, повідомила адміністрація.</p>".encode("cp1251"),
                "text/html; charset=windows-1251",
            )
        elif path == "/plain.html":
            self.answer(b"Shelling near Osek\n\nMortars hit the village on Friday.", "text/plain")
        elif (FIXTURES / path[1:]).is_file():
            self.answer((FIXTURES / path[1:]).read_bytes(), "application/xml" if path.endswith("xml") else "text/html")
        else:
            self.send_error(503 if path == "/down" else 404)

    def answer(self, content, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Say nothing: readers that give up break the pipe."""


@pytest.fixture(scope="module")
def site():
    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def of(url, **extra):
    return list(read(url, **{"allow_private": True, "timeout": 5.0, **extra}))


def test_page_is_fetched_over_a_redirect_and_says_who_asks(site):
    [r] = of(f"{site}/hop")
    assert r.title.startswith("Drone strike shuts oil depot")
    assert r.url == f"{site}/news.html"  # its canonical address is on another host
    assert Handler.agents[-1].startswith("Reportedly/")


def test_feed_is_read_from_its_address(site):
    assert [r.source_id for r in of(f"{site}/rss.xml") if isinstance(r, Report)] == [
        "hp-501",
        "https://harbourpost.example/world/river-patrols",
    ]


def test_charset_of_the_header_is_used(site):
    [r] = of(f"{site}/1251")
    assert (r.text, r.language) == ("Обстріл порту тривав до ранку, повідомила адміністрація.", "uk")


def test_header_tells_the_kind_before_the_name(site):
    [r] = of(f"{site}/plain.html")
    assert r.title == "Shelling near Osek"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/missing", "the server answered 404 Not Found; check the address, or save the page and give the file"),
        ("/down", "the server answered 503 Service Unavailable; try again later"),
        (
            "/circle/a",
            "redirects in circles (back to {site}/circle/a); open it in a browser and give the final address",
        ),
        ("/chain/0", "more than 10 redirects; give the final address"),
        ("/file", "file: is not fetched; give an http or https address"),
        ("/large", "more than 10 MB; save what is wanted and give the file"),
    ],
)
def test_address_that_cannot_be_read_gives_one_line(site, path, message):
    [error] = of(site + path)
    assert isinstance(error, FetchError)
    assert str(error) == f"{site}{path}: {message.format(site=site)}"


@pytest.mark.parametrize("path", ["/slow", "/drip"])
def test_slow_answer_is_given_up(site, path):
    start = time.monotonic()
    [error] = of(site + path, timeout=0.5)
    assert str(error) == f"{site}{path}: no complete answer within 0.5 seconds; try again later, or give a saved file"
    assert time.monotonic() - start < 1.9


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.9",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "[::1]",
        "[fe80::1]",
        "[::ffff:10.0.0.1]",
        "[fd00::1]",
        "2130706433",
        "224.0.0.1",
    ],
)
def test_private_address_is_refused(host):
    [error] = read(f"http://{host}/page")
    assert isinstance(error, FetchError)
    assert "is the private address" in str(error)
    assert str(error).startswith(f"http://{host}/page: ")


def test_redirect_to_a_private_address_is_refused(site, monkeypatch):
    monkeypatch.setattr(room.ipaddress.IPv4Address, "is_global", property(lambda a: str(a) == "127.0.0.1"))
    [error] = read(f"{site}/out")
    assert str(error) == f"{site}/out: 192.168.0.1 is the private address 192.168.0.1; save the page and give the file"


@pytest.mark.parametrize(
    "url", ["http://", "http://[", "http://a b/", "http://" + "x" * 300 + ".example/", "http://nowhere.invalid/"]
)
def test_address_that_is_none_gives_one_line(url):
    [error] = read(url)
    assert isinstance(error, FetchError)
    assert str(error).startswith(url + ": ")
    assert "\n" not in str(error)


def test_server_that_is_not_there_gives_one_line(site):
    [error] = of("http://127.0.0.1:9/")
    assert "could not be fetched" in str(error)
