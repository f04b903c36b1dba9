"""Watching feeds: each polled in its own time, what is new coded and filed, faults noted and got over."""

from __future__ import annotations

import logging
import random
import threading
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reportedly.errors import FormatError, ReadingError, ReportedlyError
from reportedly.filing import Codes, Filed, file_capture

if TYPE_CHECKING:
    from reportedly.reading.polite import Polite
    from reportedly.store import Store

log = logging.getLogger(__name__)
LEAST, USUAL, MOST = 60, 900, 24 * 3600  # seconds between two polls of a feed: at least, if not told, at most
FOLLOWED = 40  # pages of new entries fetched at one poll; the rest wait for the next


class Feed(NamedTuple):
    """A feed to watch: its address, name, seconds between polls, and whether the pages it links to are read instead of
    what it says of them."""

    url: str
    name: str
    every: int = USUAL
    follow: bool = False


class Polling(NamedTuple):
    """What one poll did: reports new to the store, those it knew, what kept it from any, how many things in it could not be
    read, and when the feed is to be asked again (UTC)."""

    feed: Feed
    new: int = 0
    known: int = 0
    error: str | None = None
    unchanged: bool = False
    faults: int = 0
    due: str | None = None


def feeds(path: Path) -> list[Feed]:
    """Return the feeds that a TOML file lists; raises FormatError naming what is wrong in it.

    `[[feed]]` tables with `url` and, as wished, `name`, `every` (minutes) and `follow`; `[watch]` with an `every` for all.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise FormatError(str(path), f"cannot be opened ({e.strerror})", "give a list of feeds; docs/feeds.toml is one") from e
    except (tomllib.TOMLDecodeError, UnicodeError) as e:
        raise FormatError(str(path), f"not TOML ({e})", "docs/feeds.toml shows the form") from e
    usual = told.get("watch", {}).get("every", USUAL / 60)
    out = []
    for n, row in enumerate(told.get("feed", []), 1):
        unknown = set(row) - {"url", "name", "every", "follow"}
        every = row.get("every", usual)
        if not str(row.get("url", "")).startswith(("http://", "https://")) or unknown or not isinstance(every, int | float):
            wrong = f"unknown {', '.join(sorted(unknown))}" if unknown else "needs an http address as url, and minutes as every"
            raise FormatError(str(path), f"feed {n}: {wrong}", "docs/feeds.toml shows the form")
        out.append(Feed(row["url"], row.get("name", row["url"]), max(LEAST, int(60 * every)), bool(row.get("follow"))))
    if not out:
        raise FormatError(str(path), "lists no feed", "write [[feed]] and url = \"https://…\" for each")
    return out


class Watcher:
    """Polls feeds as they fall due, one at a time, until told to stop; what it knows of each survives in the store.

    After a fault a feed is asked again later and later, after a Retry-After not before; every wait is spread by a tenth, so
    that many watchers do not ask at once. `chance`, `now` (UTC) and `pause` can be replaced.
    """

    def __init__(
        self, store: Store, coder: Codes, feeds: Sequence[Feed], polite: Polite, *, chance: Callable[[], float] = random.random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC), pause: Callable[[float], Any] = time.sleep,
    ) -> None:  # fmt: skip
        self.store, self.coder, self.feeds, self.polite = store, coder, list(feeds), polite
        self.chance, self.now, self.pause = chance, now, pause
        self.stopped = threading.Event()

    def run(self, *, once: bool = False, told: Callable[[Polling], Any] = lambda _: None) -> None:
        """Poll what is due (with `once`, everything, and return); `told` hears of each poll."""
        while not self.stopped.is_set():
            for feed in self.feeds:
                if self.stopped.is_set():
                    return
                if once or self.due(feed) <= self.now():
                    told(self.poll(feed))
            if once:
                return
            wait = (min(self.due(f) for f in self.feeds) - self.now()).total_seconds()
            self.pause(min(max(wait, 1.0), 30.0))

    def due(self, feed: Feed) -> datetime:
        """Return when a feed is to be asked next."""
        state = sources(self.store).get(feed.url)
        return datetime.fromisoformat(state["due"]) if state and state["due"] else datetime.min.replace(tzinfo=UTC)

    def poll(self, feed: Feed) -> Polling:
        """Ask a feed for news and file it; whatever goes wrong is noted and returned."""
        state = sources(self.store).get(feed.url) or {}
        try:
            done, more = self._poll(feed, state)
        except ReportedlyError as e:
            done, more = Polling(feed, error=str(e)), {"wait": getattr(e, "wait", None)}
        except Exception as e:  # one feed's surprise must not end the watch over the others
            log.exception("polling %s", feed.url)
            done, more = Polling(feed, error=f"{feed.url}: {type(e).__name__}: {e}"), {}
        return done._replace(due=self._note(feed, state, done, more))

    def _poll(self, feed: Feed, state: dict[str, Any]) -> tuple[Polling, dict[str, Any]]:
        got = self.polite.poll(feed.url, state.get("etag"), state.get("modified"))
        more = {"etag": got.etag, "modified": got.modified, "wait": got.wait}
        if got.capture is None:
            return Polling(feed, unchanged=True), more
        from reportedly.reading.polite import read_capture

        new = known = left = 0
        faults: list[str] = []
        own: list[Any] = []
        for found in read_capture(got.capture, feed.name):
            if isinstance(found, ReadingError) or not (feed.follow and found[1].url):
                own.append(found)
                continue
            if new + known >= FOLLOWED:
                left += 1
                continue
            for filed in self._file(self._follow(found[1].url, feed), faults):
                new, known = new + (filed.did != "known"), known + (filed.did == "known")
        for filed in self._file(own, faults):
            new, known = new + (filed.did != "known"), known + (filed.did == "known")
        if left:
            more["etag"] = more["modified"] = None  # so that the next poll gets the list again
        return Polling(feed, new, known, faults[0] if faults and not new + known else None, faults=len(faults)), more

    def _file(self, found: list[Any], faults: list[str]) -> Iterator[Filed]:
        """File what was read, all of one capture together, so that a live page is known whole; errors go to `faults`."""
        faults += [str(x) for x in found if isinstance(x, ReportedlyError)]
        for capture, told in groupby((x for x in found if not isinstance(x, ReportedlyError)), key=lambda x: x[0]):
            for filed in file_capture(self.store, capture, [report for _, report in told], self.coder):
                if isinstance(filed, ReportedlyError):
                    faults.append(str(filed))
                else:
                    yield filed

    def _follow(self, url: str, feed: Feed) -> list[Any]:
        """The reports of a page that the feed links to, each with its capture, none if it was fetched before; errors in place of the rest."""
        from reportedly.reading.polite import read_capture

        if seen(self.store, url):
            return []
        try:
            capture = self.polite.poll(url).capture
        except ReadingError as e:
            return [e]
        return [*read_capture(capture, feed.name)] if capture else []

    def _note(self, feed: Feed, state: dict[str, Any], done: Polling, more: dict[str, Any]) -> str:
        """Keep what the next poll needs to know, and return when that is due."""
        from sqlalchemy.dialects.sqlite import insert

        from reportedly.store import schema

        now = self.now()
        failures = (state.get("failures") or 0) + 1 if done.error else 0
        wait = min(feed.every * 2 ** min(failures, 10), MOST) if failures else feed.every
        wait = max(wait * (0.9 + 0.2 * self.chance()), more.get("wait") or 0.0)
        due = _iso(now + timedelta(seconds=wait))
        values = {
            "url": feed.url, "name": feed.name, "polled": _iso(now), "failures": failures, "error": done.error,
            "succeeded": state.get("succeeded") if done.error else _iso(now), "due": due,
            "etag": state.get("etag") if done.error else more.get("etag"),
            "modified": state.get("modified") if done.error else more.get("modified"),
        }  # fmt: skip
        with self.store.writing() as c:
            c.execute(insert(schema.source).values(values).on_conflict_do_update(index_elements=["url"], set_=values))
        return due


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def sources(store: Store) -> dict[str, dict[str, Any]]:
    """Return what is known of each source that was ever polled, by address."""
    from sqlalchemy import select

    from reportedly.store import schema

    with store.reading() as c:
        return {row["url"]: dict(row) for row in c.execute(select(schema.source)).mappings()}


def seen(store: Store, url: str) -> bool:
    """Return whether a page of this address is in the store."""
    from sqlalchemy import or_, select

    from reportedly.store import schema

    r, cap = schema.report.c, schema.capture.c
    with store.reading() as c:
        kept = select(cap.id).where(or_(cap.url == url, cap.source == url))
        return bool(c.execute(select(r.id).where(or_(r.key == url, r.capture.in_(kept))).limit(1)).first())
