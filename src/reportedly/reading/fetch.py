"""One address fetched politely and safely: every hop checked, time, size and redirects bounded."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from reportedly import __version__
from reportedly.errors import FetchError
from reportedly.records import Capture, digest

if TYPE_CHECKING:
    import httpx2

SIZE_LIMIT = 10_000_000  # bytes of one page or feed, after decompression
HOPS = 10
USER_AGENT = f"Reportedly/{__version__} (reads news reports for event data; one request per address its user names)"


class Answer(NamedTuple):
    """What a server answered at last: status, reason, headers (lower case), the bytes, and the address they came from."""

    status: int
    reason: str
    headers: Mapping[str, str]
    content: bytes
    url: str


def fetch(url: str, *, timeout: float = 20.0, allow_private: bool = False) -> Capture:
    """Return the capture of the page or feed at `url`; raises FetchError naming `url` for whatever prevents it.

    `timeout` in seconds holds for each wait and for the whole. Addresses in private, loopback, link-local and other
    non-public ranges are refused on every hop (`allow_private` lifts that), and the connection goes to the very
    address that was checked; proxies of the environment are therefore not used.
    """
    answer = get(url, timeout=timeout, allow_private=allow_private)
    if answer.status != 200:
        raise refused(url, answer)
    return captured(url, answer)


def captured(url: str, answer: Answer) -> Capture:
    """Return the capture of an answer."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Capture(digest(answer.url, answer.content), url, at, answer.headers.get("content-type"), answer.content, answer.url)


def refused(url: str, answer: Answer) -> FetchError:
    """Return the error for an answer that is none."""
    return FetchError(url, f"the server answered {answer.status} {answer.reason}".rstrip(), ADVICE[answer.status // 100 == 5])


def get(
    url: str, *, timeout: float = 20.0, allow_private: bool = False, headers: Mapping[str, str] | None = None
) -> Answer:
    """Return the answer at the end of all redirects, whatever its status; bytes only with 200. `headers` go with it."""
    import httpx2

    deadline = time.monotonic() + timeout
    seen: list[str] = []
    here = url
    try:
        with httpx2.Client(trust_env=False, timeout=timeout, headers={"User-Agent": USER_AGENT, **(headers or {})}) as client:
            while True:
                if here in seen:
                    raise FetchError(url, f"redirects in circles (back to {here})", "open it in a browser and give the "
                                     "final address")
                if len(seen) > HOPS:
                    raise FetchError(url, f"more than {HOPS} redirects", "give the final address")
                seen.append(here)
                request = pinned(client, url, httpx2.URL(here), allow_private)
                response = client.send(request, stream=True)
                try:
                    if 300 <= response.status_code < 400 and "location" in response.headers:
                        here = str(httpx2.URL(here).join(response.headers["location"]).copy_with(fragment=None))
                        continue
                    content = body(url, response, deadline, timeout) if response.status_code == 200 else b""
                finally:
                    response.close()
                return Answer(response.status_code, response.reason_phrase, dict(response.headers), content, here)
    except httpx2.TimeoutException as e:
        raise late(url, timeout) from e
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, UnicodeError) as e:
        reason = str(e).splitlines()[0] if str(e) else type(e).__name__
        raise FetchError(url, f"could not be fetched ({reason})", "check the address and the connection") from e


ADVICE = ("check the address, or save the page and give the file", "try again later")


def late(url: str, timeout: float) -> FetchError:
    """Return the error for an answer that took too long."""
    return FetchError(url, f"no complete answer within {timeout:g} seconds", "try again later, or give a saved file")


def pinned(client: httpx2.Client, url: str, here: httpx2.URL, allow_private: bool) -> httpx2.Request:
    """Return a request for `here` that connects to the checked address of its host; `url` is named in errors."""
    if here.scheme not in ("http", "https") or not here.host:
        raise FetchError(url, f"{here.scheme or 'no scheme'}: is not fetched", "give an http or https address")
    port = here.port or {"http": 80, "https": 443}[here.scheme]
    host = here.raw_host.decode("ascii").strip("[]")
    try:
        found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as e:
        raise FetchError(url, f"the host {here.host} is not known", "check the spelling and the connection") from e
    for text in found:
        address = ipaddress.ip_address(str(text).partition("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        if not allow_private and (not address.is_global or address.is_multicast):
            raise FetchError(url, f"{here.host} is the private address {address}", "save the page and give the file")
    return client.build_request("GET", here.copy_with(host=str(found[0])), extensions={"sni_hostname": host},
                                headers={"Host": here.netloc.decode("ascii")})


def body(url: str, response: httpx2.Response, deadline: float, timeout: float) -> bytes:
    """Return the decoded bytes of the answer, within the limits of size and time."""
    parts, size = [], 0
    for part in response.iter_bytes():
        size += len(part)
        if size > SIZE_LIMIT:
            raise FetchError(url, f"more than {SIZE_LIMIT // 1_000_000} MB", "save what is wanted and give the file")
        if time.monotonic() > deadline:
            raise late(url, timeout)
        parts.append(part)
    return b"".join(parts)
