"""The application: routes, guard, errors, and the task that looks for changes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio.to_thread
import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from reportedly import __version__
from reportedly.errors import ReportedlyError, UsageError
from reportedly.web import answers as a
from reportedly.web import api, given, pages, shapes
from reportedly.web.live import EVERY, Hub
from reportedly.web.secure import Guard, TooLarge
from reportedly.web.service import STATIC, Service

if TYPE_CHECKING:
    from reportedly.filing import Codes
    from reportedly.store import Store

log = logging.getLogger(__name__)
THREADS = 8  # requests answered at once; more of them would only wait for one another


def build(
    store: Store, coder: Codes, *, bound: str = "127.0.0.1", names: Collection[str] = (), full_text: bool = True, watching: bool = False,
    static: Path = STATIC, every: float = EVERY,
) -> FastAPI:  # fmt: skip
    """Return the application for a store. `bound` is the address it will listen at, `names` other names it is reached by,
    `static` the folder of the built front end, `every` the seconds between two looks for changes."""
    desk, hub = Service(store, coder, bound=bound, full_text=full_text, watching=watching, static=static), Hub(store, every)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        await hub.begin()
        following = asyncio.create_task(hub.run())
        yield
        following.cancel()

    app = Guarded(
        title="Reportedly", version=__version__, lifespan=life, openapi_url="/api/openapi.json", docs_url=None, redoc_url=None,
        description="What is reported, who says so, what is disputed. docs/api.md shows the answers.",
    )  # fmt: skip
    page = pages.Pages(desk)
    app.include_router(api.routes(desk, hub))
    app.include_router(given.routes(desk))
    app.include_router(page.routes())
    app.mount("/plain", StaticFiles(directory=str(files("reportedly.web").joinpath("plain"))), name="plain")
    app.mount("/static", StaticFiles(directory=static, check_dir=False), name="static")
    app.guard = Guard(app.unguarded, bound=bound, names=names, refuse=page.refuse)
    app.openapi = _openapi(app, app.openapi)  # type: ignore[method-assign]

    @app.exception_handler(HTTPException)
    def failed(request: Request, e: HTTPException) -> Response:
        return page.refuse(request.scope, e.status_code, str(e.detail), None)

    @app.exception_handler(RequestValidationError)
    def unclear(request: Request, e: RequestValidationError) -> Response:
        found = "; ".join(f"{'.'.join(str(x) for x in x['loc'][1:])}: {x['msg']}" for x in e.errors()[:5])
        return page.refuse(request.scope, 400, found or "the request makes no sense", "docs/api.md names the parameters")

    @app.exception_handler(UsageError)
    def senseless(request: Request, e: UsageError) -> Response:
        return page.refuse(request.scope, 400, str(e), None)

    @app.exception_handler(TooLarge)
    def too_large(request: Request, e: TooLarge) -> Response:
        return page.refuse(request.scope, 413, "the request is too large", None)

    @app.exception_handler(ReportedlyError)
    def ours(request: Request, e: ReportedlyError) -> Response:
        return page.refuse(request.scope, 500, str(e), None)

    @app.exception_handler(Exception)
    def bug(request: Request, e: Exception) -> Response:
        return page.refuse(request.scope, 500, "something went wrong here", "the log of the server says what")

    return app


class Guarded(FastAPI):
    """An application all of whose answers, those to failures too, pass the guard."""

    guard: Guard

    async def unguarded(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer as FastAPI does."""
        await super().__call__(scope, receive, send)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, guarded."""
        await self.guard(scope, receive, send)


def _openapi(app: FastAPI, made: Any) -> Any:
    """Return what makes the OpenAPI document, with the forms of our records in it."""

    def document() -> dict[str, Any]:
        doc: dict[str, Any] = made()
        _, components = msgspec.json.schema_components(shapes.kinds(), ref_template="#/components/schemas/{name}")
        doc.setdefault("components", {}).setdefault("schemas", {}).update(components)
        for path in doc["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = {
                    "description": "It failed", "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{a.Error.__name__}"}}}
                }  # fmt: skip
        return doc

    return document
