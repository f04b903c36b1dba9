"""The commands of open data: export, import, aggregate. `cli` adds them to its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

Events = Annotated[
    Path, typer.Argument(help="Events: JSON lines, a folder that export wrote, or - for JSON lines on standard input.")
]


def export(
    events: Events,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write; it must not be there yet.")],
    format: Annotated[str, typer.Option("--format", "-f", help="plover, polecat, acled-like, gdelt-like, csv, parquet, geojson or ninjs.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace an earlier export.")] = False,
) -> None:
    """Write events as a folder of open data with a datapackage.json (docs/formats.md says what each format loses)."""
    from reportedly.cli import Progress, complain
    from reportedly.export import package

    package.load(format)
    with Progress("exporting", "events", 20_000) as progress:
        done, left = package.export(package.read(events), format, out, replace=replace, step=progress.step)
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
    events: Events,
    by: Annotated[str, typer.Option(help="Dimensions joined by commas: country, admin1, year, month, week, day, type, mode, quad, status, actor_country, recipient_country, dyad, publisher.")],
    measure: Annotated[str, typer.Option(help="Measures joined by commas: events, hedged, scale, and fatalities_low, fatalities_high, injured_low … for each kind of figure.")] = "events",
    out: Annotated[Optional[Path], typer.Option("--out", "-o", help="Write here instead of standard output.")] = None,  # noqa: UP045
    status: Annotated[str, typer.Option(help="Count only events of these, joined by commas: happened, planned, possible, not_happened.")] = "happened",
    hedged: Annotated[Optional[bool], typer.Option("--hedged/--not-hedged", help="Count only hedged events, or only others.")] = None,  # noqa: UP045
    historical: Annotated[Optional[bool], typer.Option("--historical/--not-historical", help="Count only background, or only what is not.")] = None,  # noqa: UP045
    type: Annotated[Optional[str], typer.Option(help="Count only events of these types, joined by commas.")] = None,  # noqa: UP045
) -> None:
    """Count events as CSV, with the number of reports beside them; an event is what one report tells."""
    import csv

    from reportedly import codebook
    from reportedly.export import aggregate as counting
    from reportedly.export import package, whole
    from reportedly.records import Event

    book = codebook.load()
    statuses = set(counting.names(status, book.statuses, "status"))
    types = set(counting.names(type, book.types, "type")) if type is not None else set(book.types)

    def keep(e: Event) -> bool:
        return e.status in statuses and e.type in types and hedged in (None, e.hedged) and historical in (None, e.historical)

    with whole(out) as sink:
        rows = csv.writer(sink, lineterminator="\n")
        rows.writerows(counting.aggregate(package.read(events), by, measure, keep))


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(export)
    app.command("import")(import_)
    app.command()(aggregate)
