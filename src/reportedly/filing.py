"""Filing: sources read, coded, and put into the store; where reading, the coder, the lookups and the store meet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from reportedly.errors import ReportedlyError
from reportedly.records import Capture, Coding, Entity, Report

if TYPE_CHECKING:
    from reportedly.store import Store

STORE = "reportedly.sqlite"


class Codes(Protocol):
    """What filing needs of a coder: its name, which changes whenever its codings may, and the coding of a report."""

    name: str

    def code_report(self, report: Report) -> Coding:
        """Return what is coded from a report."""
        ...


class Filed(NamedTuple):
    """One report filed: what was done ("new", "known", "recoded", "update") and which incidents it touched."""

    report: Report
    did: str
    incidents: tuple[str, ...]


def store_path(given: Path | None = None) -> Path:
    """Return the file of the store: the one given, else REPORTEDLY_STORE, else reportedly.sqlite here."""
    return given or Path(os.environ.get("REPORTEDLY_STORE") or STORE)


def open_store(path: Path | None = None, *, create: bool = False, **given: Any) -> Store:
    """Return the store at `path`, knowing the owners of outlets and the bodies that publish for themselves."""
    from reportedly.lookup.owners import Owners
    from reportedly.store import Store

    extra = os.environ.get("REPORTEDLY_OWNERS")
    owners = Owners([Path(p) for p in extra.split(os.pathsep)] if extra else (), publishing_bodies())
    return Store(store_path(path), voice_of=owners.origin, create=create, **given)


def publishing_bodies() -> Callable[[str], Entity | None]:
    """Return what finds the body of the roster that publishes under a name, asked only when needed."""
    from reportedly.coding.known import keys
    from reportedly.lookup.layers import layers
    from reportedly.lookup.roster import Roster

    roster, found = Roster(layers("roster")), dict[str, Entity | None]()

    def resolve(name: str) -> Entity | None:
        if name not in found:
            rows = [r for r in roster.rows(" ".join(keys(name))) if r.kind == "body"]
            row = rows[0] if rows else None
            found[name] = Entity(name=row.name, country=row.country, sectors=row.sectors, id=row.id) if row else None
        return found[name]

    return resolve


class Shipped:
    """The coder that comes with the package, loaded when the first report has to be coded."""

    def __init__(self, model: Path | None = None) -> None:
        from reportedly import __version__, codebook
        from reportedly.engine.release import find
        from reportedly.lookup.layers import stamp

        self.model, self.coder = model, None  # type: Path | None, Any
        self.name = " ".join(filter(None, (__version__, find(model).name, codebook.load().version, stamp())))

    def code_report(self, report: Report) -> Coding:
        """Return what is coded from a report."""
        if self.coder is None:
            from reportedly.desk import load

            self.coder = load(self.model)
        coding: Coding = self.coder.code_report(report)
        return coding


def add(store: Store, sources: Iterable[str], coder: Codes, **given: Any) -> Iterator[Filed | ReportedlyError]:
    """File the reports of many sources, each in a transaction of its own; errors come in place of what could not be read.

    Reports that are in the store, coded by this coder, are not coded again.
    """
    from reportedly.reading import reports
    from reportedly.reading.extract import Given
    from reportedly.reading.files import captures

    about = Given(given.get("published"), given.get("publisher"), given.get("title"))
    for source in sources:
        for found in captures(source):
            if isinstance(found, ReportedlyError):
                yield found
            else:
                yield from file_capture(store, found, reports(found, about), coder)


def file_capture(
    store: Store, capture: Capture, found: Iterable[Report | ReportedlyError], coder: Codes
) -> Iterator[Filed | ReportedlyError]:
    """File the reports of one capture; entries that a live page no longer shows are marked as withdrawn."""
    from reportedly.store import writing

    present: list[Report] = []
    for report in found:
        if isinstance(report, ReportedlyError):
            yield report
            continue
        present.append(report)
        if writing.knows(store, report.id, coder.name):
            yield Filed(report, "known", ())
            continue
        done = writing.add(store, coder.code_report(report), capture, coder.name)
        yield Filed(report, done.did, done.incidents)
    for page in {r.page for r in present if r.page}:
        gone = writing.missing_entries(store, [r for r in present if r.page == page])
        if gone:
            writing.withdraw(store, gone)


def decide(store: Store, kind: str, subject: str, because: str, field: str | None = None, value: str | None = None) -> int:
    """Note a decision of an analyst ("correct", "hide" or "undo") and return its number; raises UsageError if it makes no sense."""
    from reportedly.store import writing

    if kind == "correct":
        return writing.correct(store, subject, field or "", value or "", because)
    return writing.hide(store, subject, because) if kind == "hide" else writing.undo(store, int(subject), because)


def pasted(coder: Codes, text: str, *, title: str | None = None, published: str | None = None, publisher: str | None = None) -> Coding:
    """Return what is coded from a text that somebody pasted; raises UsageError if it is empty or its date is none."""
    from reportedly.desk import report_of

    return coder.code_report(report_of(text, title=title or None, published=published or None, publisher=publisher or None))


def replay(store: Store, source: str, coder: Codes) -> Iterator[Filed | ReportedlyError]:
    """File the reports of a source in the order they were published, page by page, as if they came in now."""
    from reportedly.reading import reports
    from reportedly.reading.extract import Given
    from reportedly.reading.files import captures

    found: list[tuple[str, Capture, list[Report | ReportedlyError]]] = []
    about = Given(None, None, None)
    for capture in captures(source):
        if isinstance(capture, ReportedlyError):
            yield capture
            continue
        told = [*reports(capture, about)]
        first = min((r.published for r in told if isinstance(r, Report) and r.published), default="9999")
        found.append((first, capture, told))
    for _, capture, told in sorted(found, key=lambda x: x[0]):
        yield from file_capture(store, capture, told, coder)
