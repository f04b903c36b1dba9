"""The command line: one command a function, heavy imports inside; errors of ours become one line and exit 1."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from reportedly import __version__, cli_export, cli_lookup, cli_serve, cli_store

if TYPE_CHECKING:
    from reportedly.records import Report

app = typer.Typer(
    help="Turn news reports into event data you can check: who did what to whom, according to whom, and whether it happened.",
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
)  # fmt: skip


class Format(StrEnum):
    """How events are written."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"


Sources = Annotated[
    list[str], typer.Argument(help="Files, directories, globs, addresses of pages or feeds, or - for standard input.")
]
Out = Annotated[Optional[Path], typer.Option("--out", "-o", help="Write here instead of standard output.")]  # noqa: UP045
Published = Annotated[
    str | None, typer.Option(help="Publication date where the source states none, e.g. 2025-05-15.")
]
Publisher = Annotated[Optional[str], typer.Option(help="Publisher where the source states none.")]  # noqa: UP045
Title = Annotated[Optional[str], typer.Option(help="Headline where a plain text has none.")]  # noqa: UP045


def complain(error: object) -> None:
    """One line on standard error."""
    print(f"reportedly: {error}", file=sys.stderr)


class Progress:
    """Counts what is finished: a live line on a terminal, a plain line every 200 reports (`every` units) otherwise."""

    def __init__(self, what: str, unit: str = "reports", every: int = 200) -> None:
        self.what, self.unit, self.every, self.done, self.bar = what, unit, every, 0, None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.status import Status

            self.bar = Status(what, console=Console(stderr=True))

    def __enter__(self) -> Progress:
        if self.bar:
            self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar:
            self.bar.stop()

    def step(self) -> None:
        self.done += 1
        if self.done % (self.every // 200 if self.bar else self.every):
            return
        if self.bar:
            self.bar.update(f"{self.what}: {self.done} {self.unit}")
        else:
            print(f"{self.what}: {self.done} {self.unit}", file=sys.stderr)


def read_good(sources: Iterable[str], given: dict[str, Any], faults: list[Exception]) -> Iterator[Report]:
    """Yield the reports of the sources; each thing that could not be read is said in one line and kept in `faults`."""
    from reportedly.desk import read_all
    from reportedly.records import Report

    for got in read_all(sources, **given):
        if isinstance(got, Report):
            yield got
        else:
            faults.append(got)
            complain(got)


def finish(faults: list[Exception], done: int, what: str) -> None:
    """Say how it went; exit 1 if anything failed."""
    if faults:
        complain(f"{done} {what} done, {len(faults)} not read")
        raise typer.Exit(1)


@app.command()
def read(
    sources: Sources, out: Out = None, published: Published = None, publisher: Publisher = None, title: Title = None
) -> None:
    """Read sources and write their reports as JSON lines."""
    from reportedly.export import opened
    from reportedly.records import to_json

    faults: list[Exception] = []
    given = {"published": published, "publisher": publisher, "title": title}
    with opened(out) as sink, Progress("reading") as progress:
        for report in read_good(sources, given, faults):
            sink.write(to_json(report).decode() + "\n")
            progress.step()
    finish(faults, progress.done, "reports")


@app.command()
def code(
    sources: Sources,
    format: Annotated[
        Format | None, typer.Option("--format", "-f", help="Default: table on a terminal, else jsonl.")
    ] = None,
    out: Out = None,
    published: Published = None,
    publisher: Publisher = None,
    title: Title = None,
    min_confidence: Annotated[
        float | None, typer.Option(help="Leave out events below this confidence (0 to 1).", min=0, max=1)
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say for each field which head, rule or data row decided it.")
    ] = False,
    quotes: Annotated[Optional[Path], typer.Option(help="Write quotations here, as JSON lines.")] = None,  # noqa: UP045
    findings: Annotated[Optional[Path], typer.Option(help="Write findings here, as JSON lines.")] = None,  # noqa: UP045
    model: Annotated[
        Path | None, typer.Option(help="A model folder, instead of the model that comes with the package.")
    ] = None,
) -> None:
    """Read sources, code their events, and write them."""
    from contextlib import ExitStack

    from reportedly import export
    from reportedly.desk import LANGUAGE, load

    chosen = format or (Format.table if out is None and sys.stdout.isatty() else Format.jsonl)
    coder = load(model, min_confidence=min_confidence)
    faults: list[Exception] = []
    given = {"published": published, "publisher": publisher, "title": title}
    with ExitStack() as stack:
        sink = stack.enter_context(export.opened(out))
        write = export.writer(chosen, sink, explain=explain)
        sides = [
            (stack.enter_context(export.opened(p)), kind)
            for p, kind in ((quotes, "quotations"), (findings, "findings"))
            if p
        ]
        progress = stack.enter_context(Progress("coding"))
        reach = cli_lookup.Reach(coder.gazetteer.full)
        for report in read_good(sources, given, faults):
            coding = coder.code_report(report)
            if report.language and report.language.partition("-")[0] != LANGUAGE:
                complain(
                    f"{report.title or report.id}: in language '{report.language}', kept but not coded; only English is"
                )
            write(coding)
            for event in coding.events:
                reach.see(event)
            for side, kind in sides:
                for line in export.side_lines(coding, kind):
                    side.write(line)
            progress.step()
    if warning := reach.line():
        complain(warning)
    finish(faults, progress.done, "reports")


@app.command()
def check(
    events: Annotated[Path, typer.Argument(help="Events, as JSON lines.")],
    reports: Annotated[Path, typer.Argument(help="Reports, as JSON lines.")],
) -> None:
    """Prove that every span of EVENTS reads as its report in REPORTS does, and every code is in the codebook."""
    from reportedly.desk import prove

    faults = checked = 0
    for fault in prove(events, reports):
        if fault is None:
            checked += 1
        else:
            faults += 1
            complain(fault)
    print(f"{checked + faults} events checked, {faults} with faults")
    if faults:
        raise typer.Exit(1)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Reports you coded by hand, as JSON lines (docs/evaluate-your-own.md).")],
    model: Annotated[Optional[Path], typer.Option(help="A model folder, instead of the model that comes with the package.")] = None,  # noqa: UP045
    min_confidence: Annotated[Optional[float], typer.Option(help="Leave out events below this confidence.", min=0, max=1)] = None,  # noqa: UP045
) -> None:
    """Score the coder on reports you coded by hand: how far to trust its codes on reports like yours."""
    from rich.console import Console
    from rich.table import Table

    from reportedly.desk import load
    from reportedly.scoring.own import evaluate as scored

    table = Table("measure", "score", "95 % interval", "of", title=f"{gold.name}")
    for score in scored(gold, load(model, min_confidence=min_confidence)):
        table.add_row(score.measure, f"{score.value:.1f}", f"{score.low:.1f} – {score.high:.1f}", str(score.of))
    Console().print(table)


@app.command()
def schema(record: Annotated[str, typer.Argument(help="event or report")] = "event") -> None:
    """Print the JSON Schema of an event or of a report."""
    import json

    import msgspec

    from reportedly import records

    kinds = {"event": records.Event, "report": records.Report}
    if record not in kinds:
        raise typer.BadParameter(f"{record!r} is not event or report", param_hint="RECORD")
    print(json.dumps(msgspec.json.schema(kinds[record]), indent=2))


cli_export.add(app)


cli_store.register(app)
cli_serve.register(app)
cli_lookup.register(app)


def _version(value: bool) -> None:
    if value:
        print(f"reportedly {__version__}")
        raise typer.Exit()


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """What all commands share."""


def main() -> None:
    """Run the command line: ours errors in one line with exit 1, wrong use with exit 2, Ctrl-C with 130."""
    from reportedly.errors import ReportedlyError, UsageError

    try:
        app()
    except UsageError as e:
        complain(e)
        sys.exit(2)
    except ReportedlyError as e:
        complain(e)
        sys.exit(1)
    except KeyboardInterrupt:
        complain("interrupted; what was finished is written")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
