"""The desk: where reading, the engine, the lookups and coding meet. `reportedly.load()` gives a Coder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from reportedly import __version__
from reportedly.errors import ReportedlyError, UsageError
from reportedly.records import Coder as CoderRef
from reportedly.records import Coding, Report

LANGUAGE = "en"


class Coder:
    """Codes reports; made by `load`. One Coder may serve one thread at a time."""

    def __init__(
        self, model: Path | None = None, threads: int | None = None, min_confidence: float | None = None
    ) -> None:
        from reportedly import codebook
        from reportedly.engine.tagger import Tagger
        from reportedly.lookup.gazetteer import Gazetteer
        from reportedly.lookup.layers import layers
        from reportedly.lookup.roster import Roster

        self.tagger = Tagger(model, threads)
        self.codebook = codebook.load()
        self.gazetteer = Gazetteer(over=layers("gazetteer"))
        self.roster = Roster(layers("roster"), self.gazetteer.find)
        self.ref = CoderRef(__version__, self.tagger.name, self.codebook.version)
        self.threshold = self.tagger.tune.get("threshold", 0.5) if min_confidence is None else min_confidence
        if not 0 <= self.threshold <= 1:
            raise UsageError(f"the confidence {self.threshold} is not between 0 and 1")

    def code(
        self, text: str, *, published: str | None = None, publisher: str | None = None, title: str | None = None
    ) -> Coding:
        """Return what is coded from a text in English; `title` is its headline, if it is not in the text.

        `published` is an ISO date or date-time, without which relative dates stay unresolved.
        """
        return self.code_report(report_of(text, title=title, published=published, publisher=publisher))

    def code_report(self, report: Report) -> Coding:
        """Return what is coded from a report; nothing is coded from one in another language than English."""
        from reportedly.coding import code

        if (report.language or LANGUAGE).partition("-")[0] != LANGUAGE:
            return Coding(report)
        return code(
            report, tagger=self.tagger, gazetteer=self.gazetteer, roster=self.roster, codebook=self.codebook, coder=self.ref,
            threshold=self.threshold,
        )  # fmt: skip


def load(model: Path | str | None = None, *, threads: int | None = None, min_confidence: float | None = None) -> Coder:
    """Return a coder with the model that comes with the package, or the one in the folder `model`.

    `min_confidence` leaves out events below it; the default is the model's own threshold (docs/cli.md says what each
    costs). Raises EngineError if the model's files are missing or damaged.

    >>> coder = load()                                                            # doctest: +SKIP
    >>> coder.code("Rebels shelled Goma on Monday, the army said.", published="2025-01-28")   # doctest: +SKIP
    """
    return Coder(Path(model) if model else None, threads, min_confidence)


def read_all(sources: Iterable[str], **given: Any) -> Iterator[Report | ReportedlyError]:
    """Yield the reports of many sources, and in place of what could not be read the error that says why."""
    from reportedly.reading import read

    for source in sources:
        yield from read(source, **given)


def report_of(
    text: str, *, title: str | None = None, published: str | None = None, publisher: str | None = None
) -> Report:
    """Return the report that a bare text in English is; raises UsageError if there is none, or for a date that is none."""
    from datetime import datetime

    if not text.strip():
        raise UsageError("the text is empty")
    try:
        if published is not None:
            datetime.fromisoformat(published)
    except ValueError:
        raise UsageError(
            f"the publication date {published!r} is not ISO 8601; write it like 2025-05-15 or 2025-05-15T08:20+03:00"
        ) from None
    return Report.of(text.strip(), title, published=published, publisher=publisher, language=LANGUAGE)


def prove(events: Path, reports: Path) -> Iterator[str | None]:
    """Yield for each event of a JSON-lines file None, or what is wrong with it: spans that do not read as the report
    does, a missing report, codes outside the codebook, a line that is no event."""
    import msgspec

    from reportedly import codebook
    from reportedly.records import Event, from_json, spans

    texts = {}
    for n, line in enumerate(_lines(reports), 1):
        try:
            report = from_json(Report, line)
        except msgspec.DecodeError as e:
            yield f"{reports}: line {n}: not a report: {e}"
            continue
        texts[report.id] = report.text
    for n, line in enumerate(_lines(events), 1):
        try:
            event = from_json(Event, line)
        except msgspec.DecodeError as e:
            yield f"{events}: line {n}: not an event: {e}"
            continue
        text = texts.get(event.report.id)
        if text is None:
            yield f"{event.id}: its report {event.report.id} is not in {reports}"
            continue
        wrong = [s for s in spans(event) if s.start is not None and text[s.start : s.end] != s.text]
        codes = codebook.load().check(event)
        if wrong or codes:
            yield f"{event.id}: " + "; ".join([f"'{s.text}' is not at {s.start}..{s.end}" for s in wrong] + codes)
        else:
            yield None


def _lines(path: Path) -> Iterator[bytes]:
    from reportedly.errors import FormatError

    if not path.is_file():
        raise FormatError(str(path), "no such file", "give a file of JSON lines")
    with path.open("rb") as f:
        yield from (line for line in f if line.strip())
