"""What keeps the desk to itself: headers on every answer, names it answers to, a token and an origin for what changes state."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

LARGEST = 1_000_000  # bytes of a request's body
HEADERS = {
    "content-security-policy": "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
TOKEN = "x-reportedly-token"


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches an address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def hostname(authority: str) -> str:
    """Return the name in a Host header, without its port; an empty string for what is none.

    >>> hostname("localhost:8000"), hostname("[::1]:80"), hostname("evil.example"), hostname("a@b")
    ('localhost', '::1', 'evil.example', '')
    """
    try:
        parts = urlsplit(f"//{authority}")
        return "" if "@" in authority or parts.path or parts.query else (parts.hostname or "")
    except ValueError:
        return ""


def answers_to(authority: str, bound: str, names: Collection[str] = ()) -> bool:
    """Return whether a Host header names this server: against pages of others whose name suddenly leads here.

    Bound to loopback it answers to loopback addresses, localhost and the names given; beyond, to every address as well, since
    only a name can be made to lead elsewhere.
    """
    name = hostname(authority)
    if not name:
        return False
    if is_loopback(name) or name == bound.strip("[]").casefold() or name in {n.casefold() for n in names}:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return not is_loopback(bound)


def same_origin(headers: Headers) -> bool:
    """Return whether a request comes from a page of ours, or from no page at all."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


class Guard:
    """ASGI: refuses other hosts and bodies that are too large, and puts the headers on every answer."""

    def __init__(self, app: Any, *, bound: str, names: Collection[str], refuse: Any) -> None:
        self.app, self.bound, self.names, self.refuse = app, bound, names, refuse

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        taken = 0

        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-cache")
            await send(message)

        async def receiving() -> Any:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST:
                raise TooLarge
            return message

        headers = Headers(scope=scope)
        if not answers_to(headers.get("host", ""), self.bound, self.names):
            await self.refuse(scope, 403, "this server does not answer to that name", "open it as localhost, or start it with --name NAME")(scope, receive, sending)
        elif (headers.get("content-length") or "0").isdigit() and int(headers.get("content-length") or 0) > LARGEST:
            await self.refuse(scope, 413, f"more than {LARGEST:,} bytes", None)(scope, receive, sending)
        else:
            await self.app(scope, receiving, sending)


class TooLarge(Exception):
    """A body that says less of its length than it has."""
