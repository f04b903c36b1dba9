"""Asking many servers again and again without being a burden: robots.txt, one request a host at a time and not too often,
nothing sent twice, and waiting when told to."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from reportedly.errors import FetchError, ReadingError
from reportedly.reading.fetch import USER_AGENT, Answer, captured, get, refused
from reportedly.records import Capture

ROBOTS_FOR = 24 * 3600  # seconds that a robots.txt is believed
LONGEST = 24 * 3600  # seconds that a server may make us wait at most
NAME = "Reportedly"


class Polled(NamedTuple):
    """What came of asking for a feed: its capture, `None` if it is as before; what to send next time to learn that; how
    many seconds the server asks to be left alone."""

    capture: Capture | None
    etag: str | None
    modified: str | None
    wait: float | None = None


class Polite:
    """Fetches for one program; keeps to each host's robots.txt and to `pause` seconds between two requests to one host.

    `sleep` and `clock` (seconds) can be replaced; `allow_private` lifts the ban on private addresses.
    """

    def __init__(
        self, pause: float = 5.0, timeout: float = 20.0, allow_private: bool = False,
        sleep: Callable[[float], Any] = time.sleep, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.pause, self.timeout, self.allow_private, self.sleep, self.clock = pause, timeout, allow_private, sleep, clock
        self.next: dict[str, float] = {}
        self.robots: dict[str, tuple[float, Any]] = {}

    def poll(self, url: str, etag: str | None = None, modified: str | None = None) -> Polled:
        """Return what is new at an address since the last answer; raises FetchError, with `.wait` where the server names one."""
        headers = {k: v for k, v in (("If-None-Match", etag), ("If-Modified-Since", modified)) if v}
        answer = self._allowed(url, headers)
        wait = retry_after(answer.headers.get("retry-after"))
        if answer.status == 304:
            return Polled(None, etag, modified, wait)
        if answer.status != 200:
            error = refused(url, answer)
            error.wait = wait  # type: ignore[attr-defined]
            raise error
        return Polled(captured(url, answer), answer.headers.get("etag"), answer.headers.get("last-modified"), wait)

    def _allowed(self, url: str, headers: dict[str, str]) -> Answer:
        rules, delay = self._rules(url)
        if rules is False or (rules is not None and not rules.can_fetch(url, USER_AGENT)):
            raise FetchError(url, "its robots.txt forbids it, or cannot be had", "ask the publisher, or save the page and give the file")
        self._take_turn(url, delay)
        return get(url, timeout=self.timeout, allow_private=self.allow_private, headers=headers)

    def _take_turn(self, url: str, delay: float | None = None) -> None:
        """Wait until the host may be asked again."""
        host = urlsplit(url).netloc
        now = self.clock()
        wait = self.next.get(host, now) - now
        if wait > 0:
            self.sleep(wait)
        self.next[host] = max(now, self.clock(), now + wait) + max(self.pause, delay or 0.0)

    def _rules(self, url: str) -> tuple[Any, float | None]:
        """The rules of a host: `None` if it has none, `False` if a server in trouble leaves them unknown (RFC 9309)."""
        parts = urlsplit(url)
        home = f"{parts.scheme}://{parts.netloc}"
        at, rules = self.robots.get(home, (0.0, None))
        if home not in self.robots or self.clock() - at > (ROBOTS_FOR if rules is not False else 300):
            self._take_turn(url)
            try:
                answer = get(f"{home}/robots.txt", timeout=self.timeout, allow_private=self.allow_private)
            except FetchError as e:
                if "private address" in str(e) or "not known" in str(e) or "is not fetched" in str(e):
                    raise FetchError(url, e.found, e.advice) from e
                rules = False
            else:
                rules = _parsed(answer.content) if answer.status == 200 else False if answer.status >= 500 else None
            self.robots[home] = self.clock(), rules
        delay = rules.crawl_delay(NAME) if rules else None
        return rules, min(float(delay), 120.0) if delay else None


def _parsed(content: bytes) -> Any:
    from protego import Protego

    return Protego.parse(content[:500_000].decode("utf-8", "replace"))


def retry_after(value: str | None) -> float | None:
    """Return how many seconds a Retry-After header asks to wait, a day at most, `None` if it says nothing readable.

    >>> retry_after("120"), retry_after("soon"), retry_after("999999")
    (120.0, None, 86400.0)
    """
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (email.utils.parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return max(0.0, min(seconds, LONGEST)) if seconds == seconds else None


def read_capture(capture: Capture, publisher: str | None = None) -> Iterator[Any]:
    """Yield the reports of a fetched capture, and an error in place of what could not be read."""
    import io

    from reportedly.reading import reports
    from reportedly.reading.extract import Given
    from reportedly.reading.files import opened

    try:
        for found in opened(io.BufferedReader(io.BytesIO(capture.content)), capture.source, capture):
            if isinstance(found, ReadingError):
                yield found
            else:
                for report in reports(found, Given(None, publisher, None)):
                    yield report if isinstance(report, ReadingError) else (found, report)
    except ReadingError as e:
        yield e
