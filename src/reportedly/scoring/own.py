"""How far to trust the codes on one's own reports: a file of hand-coded reports against a coder.

`docs/evaluate-your-own.md` shows the form of the file with an example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import msgspec

from reportedly import scoring
from reportedly.errors import FormatError, ReadingError
from reportedly.records import (
    Attribution,
    Coding,
    Entity,
    Event,
    Evidence,
    Mention,
    Place,
    Report,
    ReportRef,
    Sentence,
    Span,
    Stance,
    Status,
    When,
    digest,
)
from reportedly.scoring.table import Score, Table

MEASURES = (
    "detection_F1", "typed_P", "typed_R", "typed_F1", "core_F1", "mode", "actor", "actor_country", "recipient", "place",
    "place country", "date where told", "status", "hedge", "attribution", "stance", "evidence kinds", "wrong pins",
    "false corroboration", "missed denials",
)  # fmt: skip
FIELDS = {
    "mode": "mode", "actor": "actor", "actor_country": "actor", "recipient": "recipient", "place": "place",
    "place country": "place", "date where told": "date", "status": "status", "hedge": "hedged",
    "attribution": "attribution", "stance": "attribution", "evidence kinds": "evidence", "core_F1": "attribution",
    "wrong pins": "place", "false corroboration": "attribution", "missed denials": "attribution",
}  # fmt: skip


class CodesReports(Protocol):
    """What is evaluated."""

    def code_report(self, report: Report) -> Coding:
        """Return the coding of one report."""


class Who(msgspec.Struct, forbid_unknown_fields=True):
    """An actor, recipient or source as a person writes it down."""

    text: str
    country: str | None = None
    sector: str | None = None
    stance: Stance = "asserts"


class Where(msgspec.Struct, forbid_unknown_fields=True):
    """A place as a person writes it down."""

    text: str
    name: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None


class Dates(msgspec.Struct, forbid_unknown_fields=True, rename={"from_": "from"}):
    """First and last day, ISO 8601."""

    from_: str | None
    to: str | None


class Coded(msgspec.Struct, forbid_unknown_fields=True):
    """A hand-coded event."""

    trigger: str
    type: str
    sentence: str | None = None
    also: list[str] = []
    mode: list[str] = []
    actor: list[Who] = []
    recipient: list[Who] = []
    place: Where | None = None
    date: Dates | None = None
    status: Status = "happened"
    hedged: bool = False
    attribution: list[Who] = []
    evidence: list[str] = []


class Line(msgspec.Struct):
    """A hand-coded report."""

    text: str
    events: list[Coded]
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    id: str | None = None


class _Reader:
    """One hand-coded report becoming records."""

    def __init__(self, line: Line, source: str) -> None:
        self.source = source
        given = {"published": line.published, "publisher": line.publisher, "source_id": line.id}
        self.report = Report.of(line.text, line.title, **given)

    def span(self, words: str, near: int = 0, within: Span | None = None) -> tuple[str, int, int]:
        text = self.report.text
        found = [m.start() for m in re.finditer(re.escape(words), text)] if words else []
        if within and within.start is not None and within.end is not None:
            found = [f for f in found if within.start <= f < within.end]
        if not found:
            place = f"sentence {within.text!r}" if within else "text"
            raise FormatError(self.source, f"{words!r} is not in the {place}", "give the words exactly as written")
        start = min(found, key=lambda f: abs(f - near))
        return words, start, start + len(words)

    def sentence(self, coded: Coded) -> Sentence:
        """The sentence named, or what lies between full stops around the trigger."""
        if coded.sentence:
            return Sentence(*self.span(coded.sentence))
        text, (_, start, end) = self.report.text, self.span(coded.trigger)
        ends = [m.end() for m in re.finditer(r"[.!?][”\"’']?\s+|\n+", text)]
        a = max((e for e in ends if e <= start), default=0)
        b = min((e for e in ends if e >= end), default=len(text))
        return Sentence(text[a:b], a, b)

    def entity(self, who: Who, near: int) -> Entity:
        return Entity(*self.span(who.text, near), who.text, who.country, (who.sector,) if who.sector else ())

    def event(self, coded: Coded) -> Event:
        sentence = self.sentence(coded)
        trigger = Span(*self.span(coded.trigger, within=sentence))
        near, place, date = trigger.start or 0, coded.place, coded.date
        return Event(
            id=digest(self.report.id, coded.type, str(trigger.start)),
            report=ReportRef(self.report.id, self.report.source_id),
            type=coded.type,
            modes=tuple(coded.mode),
            actors=tuple(self.entity(w, near) for w in coded.actor),
            recipients=tuple(self.entity(w, near) for w in coded.recipient),
            places=(
                Place(
                    *self.span(place.text, near), name=place.name, country=place.country, lat=place.lat, lon=place.lon
                ),
            )
            if place
            else (),
            when=When(from_=date.from_, to=date.to, basis="text") if date else None,
            status=coded.status,
            hedged=coded.hedged,
            attribution=tuple(Attribution(self.entity(w, near), stance=w.stance) for w in coded.attribution),
            evidence=tuple(Evidence(kind=kind) for kind in coded.evidence),
            trigger=trigger,
            sentence=sentence,
            mentions=tuple(Mention(*self.span(words)) for words in coded.also),
        )


def coding(line: Line, source: str = "line") -> Coding:
    """Return a hand-coded report as records; FormatError names `source` and words that are not in the text."""
    reader = _Reader(line, source)
    return Coding(reader.report, tuple(reader.event(e) for e in line.events))


def read(path: Path | str) -> Iterator[tuple[Coding, set[str]]]:
    """Yield each hand-coded report with the names of the event fields its line uses; FormatError names the bad line."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as e:
        raise ReadingError(str(path), str(e), "give a JSON lines file in UTF-8") from None
    for n, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            line = msgspec.json.decode(raw, type=Line)
        except msgspec.DecodeError as e:
            raise FormatError(f"{path}:{n}", str(e), "see docs/evaluate-your-own.md for the form") from None
        used: set[str] = {key for e in msgspec.json.decode(raw)["events"] for key in e}
        yield coding(line, f"{path}:{n}"), used


def evaluate(path: Path | str, coder: CodesReports) -> list[Score]:
    """Return how far a coder agrees with hand-coded reports, measure by measure, with 95 % intervals.

    Measures of fields that the file never mentions are left out, so a file may code as little as trigger and type.
    Raises FormatError for a line that is not of the form, ReadingError for a file that cannot be read.
    """
    golds, used = [], set()
    for gold, keys in read(path):
        golds.append(gold)
        used |= keys
    if not golds:
        raise FormatError(str(path), "no reports", "see docs/evaluate-your-own.md for the form")
    table = Table([scoring.events(g, coder.code_report(g.report)) for g in golds])
    wanted = [m for m in MEASURES if m not in FIELDS or FIELDS[m] in used]
    scores: dict[str, Any] = {s.measure: s for s in table.scores()}
    return [scores[m] for m in wanted if scores[m].of]
