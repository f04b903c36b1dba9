"""What all routes share: the store, what may be shown and done, and how a question becomes an answer."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from reportedly import __version__
from reportedly.records import digest
from reportedly.store import views
from reportedly.web.secure import is_loopback

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from reportedly.filing import Codes
    from reportedly.store import Store

KEPT = 64  # answers kept while nothing changes
STATIC = Path(__file__).parent / "static"


class Service:
    """A store on the web. `bound` is the address that the server listens at; only on loopback may anything be changed."""

    def __init__(
        self, store: Store, coder: Codes, *, bound: str = "127.0.0.1", full_text: bool = True, watching: bool = False, static: Path = STATIC
    ) -> None:
        self.store, self.coder, self.full_text, self.watching, self.static = store, coder, full_text, watching, static
        self.can_write = is_loopback(bound)
        self.token = secrets.token_urlsafe(24)
        self.trying = threading.Lock()
        self.kept: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
        self.lock = threading.Lock()

    def answer(self, request: Request, make: Callable[[Connection, int], Any], media_type: str = "application/json") -> Response:
        """Return what `make` gives for the store's present state: a record as JSON, or text. What was asked before is answered
        from memory until something changes, and a browser that has it is told so."""
        with self.store.reading() as c:
            n, polled = views.mark(c)
            key = digest(__version__, request.url.path, request.url.query, str(n), polled, self.store.now()[:10])
            with self.lock:
                found = self.kept.get(key)
            if found is None:
                made = make(c, n)
                if isinstance(made, Response):
                    return made
                body = made.encode("utf-8", "replace") if isinstance(made, str) else made if isinstance(made, bytes) else msgspec.json.encode(made)
                found = body, media_type
        with self.lock:
            self.kept[key] = found
            self.kept.move_to_end(key)
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        tag = f'W/"{key}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"etag": tag})
        return Response(found[0], media_type=found[1], headers={"etag": tag})
