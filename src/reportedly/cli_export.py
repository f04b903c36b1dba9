"""The commands of open data: export, import, aggregate. `cli` adds them to its own.

What is exported or counted is a file of events, or, with `--store`, a store as it shows: corrected, without what is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

if TYPE_CHECKING:
    from reportedly.records import Event

Events = Annotated[
    Optional[Path], typer.Argument(help="Events: JSON lines, a folder that export wrote, or - for JSON lines on standard input.")  # noqa: UP045
]
StoreFile = Annotated[Optional[Path], typer.Option("--store", help="A store, in place of a file of events.")]  # noqa: UP045


def _one(events: Path | None, store: Path | None) -> None:
    from reportedly.errors import UsageError

    if (events is None) == (store is None):
        raise UsageError("give a file of events, or --store and the file of a store")


def _given(events: Path | None, store: Path | None) -> Iterator[Event]:
    """The events of a file or of a store."""
    from reportedly import filing
    from reportedly.export import package

    if events is not None:
        return package.read(events)
    from reportedly.store import queries

    return queries.events(filing.open_store(store))


def export(
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write; it must not be there yet.")],
    format: Annotated[str, typer.Option("--format", "-f", help="plover, polecat, acled-like, gdelt-like, csv, parquet, geojson or ninjs.")],
    events: Events = None,
    store: StoreFile = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an earlier export.")] = False,
) -> None:
    """Write events as a folder of open data with a datapackage.json (docs/formats.md says what each format loses)."""
    from reportedly.cli import Progress, complain
    from reportedly.export import package

    package.load(format)
    _one(events, store)
    with Progress("exporting", "events", 20_000) as progress:
        done, left = package.export(_given(events, store), format, out, replace=replace, step=progress.step)
    complain(f"{done} events in {out}" + (f"; {left} have no place in {format} and are left out" if left else ""))


def import_(
    source: Annotated[Path, typer.Argument(help="A folder or file that export wrote as csv, plover or parquet, or JSON lines of events.")],
    out: Annotated[Optional[Path], typer.Option("--out", "-o", help="Write here instead of standard output.")] = None,  # noqa: UP045
) -> None:
    """Read events back from our own formats and write them as JSON lines."""
    from reportedly.cli import Progress, complain
    from reportedly.export import package, whole
    from reportedly.records import to_json

    with whole(out) as sink, Progress("importing", "events", 20_000) as progress:
        for event in package.read(source):
            sink.write(to_json(event).decode() + "\n")
            progress.step()
    complain(f"{progress.done} events read")


def aggregate(
    by: Annotated[str, typer.Option(help="Dimensions joined by commas: country, admin1, year, month, week, day, type, mode, quad, status, actor_country, recipient_country, dyad, publisher; of incidents also support, contested, but not status and publisher.")],
    events: Events = None,
    store: StoreFile = None,
    measure: Annotated[str, typer.Option(help="Measures joined by commas: events (of incidents: incidents, contested), hedged, scale, and fatalities_low, fatalities_high, injured_low … for each kind of figure.")] = "",
    out: Annotated[Optional[Path], typer.Option("--out", "-o", help="Write here instead of standard output.")] = None,  # noqa: UP045
    status: Annotated[str, typer.Option(help="Count only events of these, joined by commas: happened, planned, possible, not_happened.")] = "happened",
    hedged: Annotated[Optional[bool], typer.Option("--hedged/--not-hedged", help="Count only hedged events, or only others.")] = None,  # noqa: UP045
    historical: Annotated[Optional[bool], typer.Option("--historical/--not-historical", help="Count only background, or only what is not.")] = None,  # noqa: UP045
    type: Annotated[Optional[str], typer.Option(help="Count only events of these types, joined by commas.")] = None,  # noqa: UP045
    incidents: Annotated[bool, typer.Option("--incidents", help="Count the incidents of a store: a happening once, however many reports tell it.")] = False,
    support: Annotated[Optional[str], typer.Option(help="Count only incidents whose occurrence is held so, joined by commas: verified, both_sides, independent …")] = None,  # noqa: UP045
    contested: Annotated[Optional[bool], typer.Option("--contested/--uncontested", help="Count only incidents that somebody denies or doubts, or only others.")] = None,  # noqa: UP045
) -> None:
    """Count events or incidents as CSV, with the number of reports beside them; an event is what one report tells."""
    from typing import get_args

    from reportedly import codebook
    from reportedly.errors import UsageError
    from reportedly.export import aggregate as counting
    from reportedly.records import Incident, Support

    _one(events, store)
    book = codebook.load()
    statuses = set(counting.names(status, book.statuses, "status"))
    types = set(counting.names(type, book.types, "type")) if type is not None else set(book.types)

    def keep(e: Event) -> bool:
        return e.status in statuses and e.type in types and hedged in (None, e.hedged) and historical in (None, e.historical)

    if not incidents:
        if support is not None or contested is not None:
            raise UsageError("--support and --contested are asked of --incidents")
        _table(counting.aggregate(_given(events, store), by, measure or "events", keep), out)
        return
    if store is None or status != "happened" or hedged is not None or historical is not None:
        raise UsageError("--incidents needs --store, and takes --support, --contested and --type in place of --status, --hedged and --historical")
    known = get_args(Support)
    levels = set(counting.names(support, known, "support")) if support is not None else {*known} - {"anticipated", "not_reported_done"}

    def held(v: Incident) -> bool:
        level = v.standing[0].support if v.standing else None
        return level in levels and v.type in types and contested in (None, any(s.contested_by for s in v.standing))

    from reportedly import filing
    from reportedly.store import queries

    kept = filing.open_store(store)
    rows = counting.aggregate_incidents(queries.shown(kept), by, measure or "incidents", queries.reports_by_day(kept), held)
    _table(rows, out)


def _table(rows: Iterable[list[Any]], out: Path | None) -> None:
    import csv

    from reportedly.export import whole
    from reportedly.export.package import guard

    with whole(out) as sink:
        lines = csv.writer(sink, lineterminator="\n")
        lines.writerows([guard(v) if isinstance(v, str) else v for v in row] for row in rows)


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(export)
    app.command("import")(import_)
    app.command()(aggregate)
