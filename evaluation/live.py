"""python -m evaluation.live [--readers 200] [--reports 60] [--behind 1000]: readers of the live page while reports arrive.

A server runs in a process of its own over a store that this process writes to, as `reportedly add` beside `reportedly serve`
would. Every reader has its connection and notes when each change arrives, counted from the moment its transaction was
committed. Then one reader who is so many changes behind catches up. Reports are made up (evaluation/scale.py) and filed
the usual way, matching included; nothing is coded.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import multiprocessing
import os
import random
import socket
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

from evaluation.scale import coding
from reportedly import codebook
from reportedly.store import Store, queries, writing


def serve(path: str, listening: socket.socket) -> None:
    """Serve a store until the process ends."""
    import uvicorn

    from reportedly.web.app import build

    class Nobody:
        name = "nobody"

        def code_report(self, report: object) -> object:
            raise NotImplementedError("nothing is coded here")

    app = build(Store(path), Nobody())  # type: ignore[arg-type]
    uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1)).run(sockets=[listening])


def memory(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


class Reader:
    """One reader: its connection, and when each change number arrived."""

    def __init__(self, port: int, after: int | None = None) -> None:
        self.port, self.after, self.arrived, self.ended = port, after, dict[int, float](), False

    async def run(self) -> None:
        """Read until cancelled or dropped."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        where = "/api/live" + (f"?after={self.after}" if self.after is not None else "")
        writer.write(f"GET {where} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        try:
            async for line in reader:
                if line.startswith(b"id: "):
                    self.arrived[int(line[4:])] = time.perf_counter()
            self.ended = True
        finally:
            writer.close()


async def hold(port: int, pid: int, store: Store, readers: int, reports: int, pause: float, codings: list) -> dict:
    """Return how changes arrive at so many readers."""
    before = memory(pid)
    all_ = [Reader(port) for _ in range(readers)]
    running = [asyncio.create_task(r.run()) for r in all_]
    await asyncio.sleep(5)
    held, committed = memory(pid), dict[int, float]()
    for one in codings[:reports]:
        await asyncio.to_thread(writing.add, store, one)
        done = time.perf_counter()
        committed[queries.changes(store, 2**62)[0]] = done
        await asyncio.sleep(pause)
    await asyncio.sleep(5)
    after = memory(pid)
    dropped = sum(r.ended for r in all_)
    missed = sum(n not in r.arrived for r in all_ for n in committed)
    for task in running:
        task.cancel()
    waits = sorted(1000 * (r.arrived[n] - t) for r in all_ for n, t in committed.items() if n in r.arrived)
    spreads = [1000 * (max(x) - min(x)) for n in committed if (x := [r.arrived[n] for r in all_ if n in r.arrived])]
    return {
        "readers": readers, "changes": len(committed), "dropped": dropped, "missed": missed, "arrival ms, median": round(statistics.median(waits)),
        "arrival ms, 99 %": round(waits[int(0.99 * len(waits))]), "arrival ms, worst": round(waits[-1]),
        "first to last reader ms, median": round(statistics.median(spreads)), "first to last reader ms, worst": round(max(spreads)),
        "server MB before": round(before), "server MB with readers": round(held), "server MB after": round(after),
    }  # fmt: skip


async def catch_up(port: int, newest: int, behind: int) -> dict:
    """Return how long a reader who was away takes to have every change."""
    one = Reader(port, newest - behind)
    begun = time.perf_counter()
    running = asyncio.create_task(one.run())
    while newest not in one.arrived and time.perf_counter() - begun < 60:
        await asyncio.sleep(0.02)
    running.cancel()
    whole = [*one.arrived] == [*range(newest - behind + 1, newest + 1)]
    return {"behind": behind, "caught up, in order, none missing": whole, "seconds": round(one.arrived.get(newest, float("nan")) - begun, 2)}


def main(argv: list[str] | None = None) -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    ask.add_argument("--readers", type=int, default=200)
    ask.add_argument("--reports", type=int, default=60)
    ask.add_argument("--pause", type=float, default=0.2, help="seconds between two reports")
    ask.add_argument("--behind", type=int, default=1000)
    given = ask.parse_args(argv)
    draw, countries = random.Random(20261124), sorted(codebook.load().countries)[:40]
    codings = (coding(n, draw, countries) for n in itertools.count())
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "live.sqlite")
        store = Store(path)
        for one in itertools.islice(codings, given.behind):
            writing.add(store, one)
        listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
        port = listening.getsockname()[1]
        server = multiprocessing.get_context("spawn").Process(target=serve, args=(path, listening), daemon=True)
        server.start()
        assert server.pid
        urllib.request.urlopen(f"http://127.0.0.1:{port}/api/meta", timeout=60).read()  # it is there and has loaded what it needs
        found = asyncio.run(hold(port, server.pid, store, given.readers, given.reports, given.pause, [*itertools.islice(codings, given.reports)]))
        found |= asyncio.run(catch_up(port, queries.changes(store, 2**62)[0], given.behind))
        found["load average"] = os.getloadavg()[0]
        print(json.dumps(found, indent=1))
        server.terminate()
        server.join(5)


if __name__ == "__main__":
    main()
