"""Reports and codings made for the tests of the store, and a coder that knows them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from corpus.parse import HERE, Gold
from corpus.parse import load as load_corpus
from reportedly.coding.incidents import Origin
from reportedly.records import (
    Attribution,
    Coding,
    Count,
    Entity,
    Event,
    Place,
    Report,
    ReportRef,
    Sentence,
    Span,
    When,
    digest,
)
from reportedly.store import Store

ARMY = Entity(name="Sudanese army", country="SDN", sectors=("MIL",))
TRADERS = Entity(name="traders", country="SDN", sectors=("CVL",))
HOSPITAL = Entity(name="hospital of El Fasher", country="SDN", sectors=("MED",))
FASHER = Place(name="El Fasher", country="SDN", lat=13.63, lon=25.35, precision="place")
NYALA = Place(name="Nyala", country="SDN", lat=12.05, lon=24.88, precision="place")
SHELLED = "Shells hit the market of El Fasher on Monday, killing nine traders, the hospital said. Smoke stood over the town until evening."
DIFFERENT = "Nine people selling vegetables died when artillery struck El Fasher's market at the start of the week."


class Clock:
    """A clock that goes on by a minute at each look."""

    def __init__(self) -> None:
        self.ticks = itertools.count()

    def __call__(self) -> str:
        minutes = next(self.ticks)
        return f"2024-05-14T{8 + minutes // 60:02}:{minutes % 60:02}:00+00:00"


def known_owner(report: ReportRef) -> Origin:
    return Origin(f"outlet:{report.agency or report.publisher}")


def opened(path: Path, **given) -> Store:
    return Store(path, **{"voice_of": known_owner, "now": Clock(), **given})


def coding(
    text: str = SHELLED, trigger: str = "hit", *, publisher: str = "Daily", day: str = "2024-05-14", url: str | None = None, page: str | None = None,
    agency: str | None = None, attribution: Sequence[Attribution] = (), source_id: str | None = None, coded: bool = True, **fields,
) -> Coding:  # fmt: skip
    report = Report.of(text, None, published=day, publisher=publisher, url=url, agency=agency, page=page, source_id=source_id)
    if not coded:
        return Coding(report)
    at = text.index(trigger)
    given = {
        "type": "ASSAULT", "modes": ("heavy-weapons",), "actors": (ARMY,), "recipients": (TRADERS,), "places": (FASHER,),
        "when": When(None, None, None, "2024-05-13", "2024-05-13", None, "text"), "counts": (), **fields,
    }  # fmt: skip
    ref = ReportRef(report.id, source_id, url, publisher, agency, None, day, "en")
    event = Event(
        id=digest(report.id, given["type"], str(at)), report=ref, trigger=Span(trigger, at, at + len(trigger)),
        sentence=Sentence(text, 0, len(text), 0), attribution=tuple(attribution), **given,
    )  # fmt: skip
    return Coding(report, (event,))


def nine(text: str = SHELLED) -> Count:
    return Count("nine", text.index("nine"), text.index("nine") + 4, "killed", None, 9, 9)


def stored(gold: Gold) -> Coding:
    """A corpus report under the id that its content has in the store."""
    old = gold.coding.report
    agency = gold.header.get("agency")
    id_ = digest(old.text, old.published, old.publisher, old.url, old.source_id)
    events = tuple(replace(e, report=replace(e.report, id=id_, agency=agency)) for e in gold.coding.events)
    return replace(gold.coding, report=replace(old, id=id_, agency=agency), events=events)


def corpus(*writers: str) -> list[Coding]:
    return [stored(g) for w in writers for g in load_corpus(HERE / "reports" / w)]


class Known:
    """A coder that gives the coding it was told for each text."""

    def __init__(self, codings: Sequence[Coding], name: str = "known 1") -> None:
        self.name, self.by_text, self.asked = name, {c.report.text: c for c in codings}, 0

    def code_report(self, report: Report) -> Coding:
        self.asked += 1
        found = self.by_text.get(report.text)
        if found is None:
            return Coding(report)
        events = tuple(
            replace(
                e, id=digest(report.id, e.type, str(e.trigger.start)),
                report=ReportRef(report.id, report.source_id, report.url, report.publisher, report.agency, report.title, report.published, report.language),
            )
            for e in found.events
        )  # fmt: skip
        return Coding(report, events)
