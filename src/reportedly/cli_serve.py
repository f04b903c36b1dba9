"""The command that serves the live page. `register` adds it to the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from reportedly.cli_store import StoreFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Event

    from reportedly.filing import Shipped
    from reportedly.store import Store
    from reportedly.watching import Feed


def serve(
    store: StoreFile = None,
    watch: Annotated[Optional[Path], typer.Option(help="Also poll the feeds that this TOML file lists, and file what is new.")] = None,  # noqa: UP045
    replay: Annotated[Optional[str], typer.Option(help="Also file the reports of this source one by one, as if they arrived now.")] = None,  # noqa: UP045
    every: Annotated[float, typer.Option(min=0, help="Seconds between two reports of --replay.")] = 3.0,
    host: Annotated[str, typer.Option(help="The address to listen at. Beyond loopback nothing can be changed.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes one that is free.")] = 8321,
    name: Annotated[Optional[list[str]], typer.Option("--name", help="A name under which it is reached, beside localhost.")] = None,  # noqa: UP045
    no_full_text: Annotated[bool, typer.Option("--no-full-text", help="Show quotations and short passages of reports only.")] = False,
    open: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    model: Annotated[Optional[Path], typer.Option(help="A model folder instead of the model of the package.")] = None,  # noqa: UP045
) -> None:
    """Serve the live page of a store: what is known, who says so, what is disputed. Ctrl-C ends it."""
    import socket
    import threading

    import uvicorn

    from reportedly import filing, watching
    from reportedly.errors import UsageError
    from reportedly.web.app import build
    from reportedly.web.secure import is_loopback

    coder = filing.Shipped(model)
    feeds = watching.feeds(watch) if watch else []
    kept = filing.open_store(store, create=True)
    app = build(kept, coder, bound=host, names=name or (), full_text=not no_full_text, watching=bool(feeds))
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host.strip("[]"), port), family=family)
    except OSError as e:
        raise UsageError(f"cannot listen at {host} port {port} ({e.strerror or e}); give another --port or --host") from None
    at = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    print(f"Reportedly at {at} (Ctrl-C ends it)", flush=True)
    if not is_loopback(host):
        print("reportedly: this is open to other machines; nothing can be corrected or hidden there", file=sys.stderr)
    stopped = threading.Event()
    if feeds:
        threading.Thread(target=_watch, args=(kept, filing.Shipped(model), feeds, stopped), daemon=True).start()
    if replay:
        threading.Thread(target=_replay, args=(kept, filing.Shipped(model), replay, every, stopped), daemon=True).start()
    if open:
        import webbrowser

        webbrowser.open(at)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, server_header=False, access_log=False))
    try:
        server.run(sockets=[listening])
    finally:
        stopped.set()


def _watch(kept: Store, coder: Shipped, feeds: Sequence[Feed], stopped: Event) -> None:
    """Poll feeds until stopped, with a coder of its own: one serves one thread at a time."""
    from reportedly.reading.polite import Polite
    from reportedly.watching import Polling, Watcher

    def told(done: Polling) -> None:
        if done.error:
            print(f"reportedly: {done.error}", file=sys.stderr, flush=True)

    watcher = Watcher(kept, coder, feeds, Polite(), pause=stopped.wait)
    watcher.stopped = stopped
    watcher.run(told=told)


def _replay(kept: Store, coder: Shipped, source: str, every: float, stopped: Event) -> None:
    """File the reports of a source one by one until stopped."""
    from reportedly import filing

    for done in filing.replay(kept, source, coder):
        if not isinstance(done, filing.Filed):
            print(f"reportedly: {done}", file=sys.stderr, flush=True)
        elif stopped.wait(every if done.did != "known" else 0):
            return


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)
