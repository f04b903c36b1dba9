"""Changes as they happen, for any number of readers: one task asks the store for its change number and encodes each change once;
every reader has nothing but a number of its own, so that a slow or absent one costs no memory and loses nothing."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import msgspec
from starlette.concurrency import run_in_threadpool

from reportedly.store import views
from reportedly.web.answers import Hello

if TYPE_CHECKING:
    from reportedly.store import Store

EVERY = 0.25  # seconds between two looks at the change number
QUIET = 15.0  # seconds after which an open line says something, so that nobody in between closes it
KEPT = 2000  # changes kept encoded
PART = 200  # changes sent at once to a reader who is behind


def encode(change: views.Change) -> bytes:
    """Return a change as a message of an event stream."""
    return b"id: %d\nevent: change\ndata: %b\n\n" % (change.n, msgspec.json.encode(change))


class Hub:
    """The newest changes of a store, for readers to wait for."""

    def __init__(self, store: Store, every: float = EVERY) -> None:
        self.store, self.every = store, every
        self.last = 0
        self.numbers: list[int] = []
        self.messages: list[bytes] = []
        self.floor = 0  # everything after this number is kept
        self.news = asyncio.Event()
        self.joined: dict[int, bytes] = {}

    async def begin(self) -> None:
        """Take the present state as known; to be done before there are readers."""
        self.last = self.floor = await run_in_threadpool(self._newest)

    async def run(self) -> None:
        """Look for changes until cancelled."""
        while True:
            await asyncio.sleep(self.every)
            if await run_in_threadpool(self._newest) != self.last:
                await self._take()

    def _newest(self) -> int:
        with self.store.reading() as c:
            return views.newest(c)

    def _read(self, after: int) -> list[views.Change]:
        with self.store.reading() as c:
            return views.changes(c, after, PART)

    async def _take(self) -> None:
        while found := await run_in_threadpool(self._read, self.last):
            self.numbers += [x.n for x in found]
            self.messages += [encode(x) for x in found]
            self.last = found[-1].n
            if len(self.numbers) > KEPT:
                gone = len(self.numbers) - KEPT
                self.floor = self.numbers[gone - 1]
                del self.numbers[:gone], self.messages[:gone]
            self.joined.clear()
            told, self.news = self.news, asyncio.Event()
            told.set()

    async def after(self, n: int) -> tuple[int, bytes]:
        """Return what follows number `n`, as many messages as are sent at once, and the last number among them."""
        if n < self.floor:
            found = await run_in_threadpool(self._read, n)
            return (found[-1].n, b"".join(map(encode, found))) if found else (n, b"")
        at = bisect_right(self.numbers, n)
        if at == len(self.numbers):
            return n, b""
        end = min(at + PART, len(self.numbers))
        if n not in self.joined:  # most readers stand at the same number
            self.joined[n] = b"".join(self.messages[at:end])
        return self.numbers[end - 1], self.joined[n]

    async def follow(self, after: int | None) -> AsyncIterator[bytes]:
        """Yield the stream of one reader, beginning after a number, or with what is new."""
        n = self.last if after is None else min(after, self.last)
        yield b"retry: 2000\nevent: hello\ndata: %b\n\n" % msgspec.json.encode(Hello(self.last))
        while True:
            news = self.news
            n, messages = await self.after(n)
            if messages:
                yield messages
                continue
            try:
                await asyncio.wait_for(news.wait(), QUIET)
            except TimeoutError:
                yield b": still here\n\n"
