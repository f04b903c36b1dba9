"""Changes as they happen: over a real server on loopback, and by number however far behind a reader is."""

import asyncio
import contextlib
import json
import socket
import threading
import time

import httpx2 as httpx
import pytest
import uvicorn
from desk_made import application, filled
from store_made import coding

from reportedly.store import writing
from reportedly.web import live
from reportedly.web.live import Hub


@contextlib.contextmanager
def serving(app):
    """The address of a server that runs until the end of the block."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def messages(lines):
    """The messages of an event stream, each a dictionary of its fields."""
    one = {}
    for line in lines:
        if not line:
            if "data" in one:
                yield one
            one = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            one[name] = value


def add(store, n):
    return writing.add(store, coding(f"Report {n}: shells hit the market of El Fasher.", "hit", publisher=f"Paper {n}", day="2024-05-20"))


@pytest.fixture(scope="module")
def live_desk(tmp_path_factory):
    store = filled(tmp_path_factory.mktemp("live") / "s.sqlite")
    with serving(application(store, every=0.05)) as at:
        yield store, at


def test_a_change_reaches_a_reader_with_its_number(live_desk):
    store, at = live_desk
    with httpx.stream("GET", f"{at}/api/live", timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        told = messages(answer.iter_lines())
        hello = next(told)
        assert hello["event"] == "hello"
        before = json.loads(hello["data"])["n"]
        done = add(store, 1)
        change = next(told)
    data = json.loads(change["data"])
    assert (int(change["id"]), change["event"], data["n"]) == (before + 1, "change", before + 1)
    assert [i["id"] for i in data["incidents"]] == list(done.incidents)
    assert data["reports"]


@pytest.mark.parametrize("resume", [{"headers": {"Last-Event-ID": "2"}}, {"params": {"after": 2}}])
def test_a_reader_goes_on_where_it_left_off(live_desk, resume):
    _, at = live_desk
    with httpx.stream("GET", f"{at}/api/live", timeout=30, **resume) as answer:
        told = messages(answer.iter_lines())
        newest = json.loads(next(told)["data"])["n"]
        assert [int(next(told)["id"]) for _ in range(newest - 2)] == [*range(3, newest + 1)]


def test_the_last_number_seen_counts_more_than_the_address(live_desk):
    _, at = live_desk
    with httpx.stream("GET", f"{at}/api/live?after=0", timeout=30, headers={"Last-Event-ID": "4"}) as answer:
        told = messages(answer.iter_lines())
        next(told)
        assert next(told)["id"] == "5"


async def read(hub, after, many):
    """The numbers of the next changes that a reader of the hub is told."""
    found = []
    async for part in hub.follow(after):
        found += [int(m["id"]) for m in messages(part.decode().split("\n")) if m.get("event") == "change"]
        if len(found) >= many:
            return found
    raise AssertionError("the stream ended")


def test_a_reader_who_is_further_behind_than_what_is_kept_misses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(live, "KEPT", 4)
    monkeypatch.setattr(live, "PART", 3)
    store = filled(tmp_path / "s.sqlite")
    hub = Hub(store, 0.01)

    async def scene():
        await hub.begin()
        following = asyncio.create_task(hub.run())
        waiting = [asyncio.create_task(read(hub, after, 25 - after)) for after in (0, 3, 5)]
        for n in range(20):
            await asyncio.to_thread(add, store, n)
        found = [await asyncio.wait_for(w, 60) for w in waiting]
        found.append(await asyncio.wait_for(read(hub, 0, 25), 60))
        assert len(hub.messages) <= 4
        following.cancel()
        return found

    assert asyncio.run(scene()) == [[*range(1, 26)], [*range(4, 26)], [*range(6, 26)], [*range(1, 26)]]


def test_a_number_from_another_store_begins_with_what_is_new(tmp_path):
    store = filled(tmp_path / "s.sqlite")
    hub = Hub(store, 0.01)

    async def scene():
        await hub.begin()
        following = asyncio.create_task(hub.run())
        reader = asyncio.create_task(read(hub, 999, 1))
        await asyncio.sleep(0.05)
        await asyncio.to_thread(add, store, 1)
        found = await asyncio.wait_for(reader, 60)
        following.cancel()
        return found

    assert asyncio.run(scene()) == [6]


def test_a_quiet_line_says_that_it_is_still_there(tmp_path, monkeypatch):
    monkeypatch.setattr(live, "QUIET", 0.05)
    hub = Hub(filled(tmp_path / "s.sqlite"))

    async def scene():
        return [part async for _, part in _first(hub.follow(None), 2)]

    assert asyncio.run(scene())[1].startswith(b":")


async def _first(stream, many):
    n = 0
    async for part in stream:
        yield n, part
        n += 1
        if n == many:
            return
