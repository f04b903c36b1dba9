"""Sets of single sentences that come as tokens: factuality (UW, UDS), names (UNER), triggers (GENEVA)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from evaluation.gold.words import join
from evaluation.item import Fact, Item, Name, item
from reportedly.records import Event, ReportRef, Sentence, Span

# Frames whose triggers our codebook would code, and as what; all others say nothing about PLOVER.
PLOVER = {
    "Attack": "ASSAULT",
    "Hostile_encounter": "ASSAULT",
    "Killing": "ASSAULT",
    "Kidnapping": "ASSAULT",
    "Conquering": "ASSAULT",
    "Use_firearm": "ASSAULT",
    "Destroying": "ASSAULT",
    "Arrest": "COERCE",
    "Besieging": "COERCE",
    "Request": "REQUEST",
    "Judgment_communication": "ACCUSE",
    "Criminal_investigation": "ACCUSE",
    "Protest": "PROTEST",
    "Sign_agreement": "SUPPORT",
    "Ratification": "SUPPORT",
    "Releasing": "RETREAT",
    "Surrendering": "RETREAT",
    "Extradition": "COOPERATE",
    "Rescuing": "AID",
}


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def facts(path: Path) -> Iterator[Item]:
    """Yield a sentence an item with its predicates and their factuality, -3 to 3."""
    for n, line in enumerate(_lines(path)):
        row = json.loads(line)
        text, at = join(row["text"].split(" "))
        spans = [(at[a][0], at[b - 1][1], t["label"]) for t in row["targets"] for a, b in [t["span1"]]]
        yield item(text, str(n), facts=tuple(Fact(text[a:b], a, b, label) for a, b, label in spans))


def uner(path: Path) -> Iterator[Item]:
    """Yield a sentence an item with its names PER, LOC, ORG; tags OTH are no names here."""
    rows: list[list[str]] = []
    for n, line in enumerate([*_lines(path), ""]):
        if line and not line.startswith("#"):
            rows.append(line.split("\t"))
        elif not line and rows:
            text, at = join([r[1] for r in rows])
            names, tags = [], [r[2] if r[2][2:] in ("PER", "LOC", "ORG") else "O" for r in rows]
            for i, tag in enumerate(tags):
                if tag.startswith("B-"):
                    j = i + 1
                    while j < len(tags) and tags[j] == f"I-{tag[2:]}":
                        j += 1
                    a, b = at[i][0], at[j - 1][1]
                    names.append(Name(text[a:b], a, b, tag[2:]))
            yield item(text, str(n), names=tuple(names))
            rows = []


def geneva(path: Path) -> Iterator[Item]:
    """Yield a sentence an item; its events are those of frames that PLOVER has a type for (`PLOVER`), without roles."""
    for line in _lines(path):
        row = json.loads(line)
        text, at = join(row["tokens"])
        whole, events = Sentence(text, 0, len(text), 0), []
        for e in row["event_mentions"]:
            if type_ := PLOVER.get(e["event_type"]):
                a, b = at[e["trigger"]["start"]][0], at[e["trigger"]["end"] - 1][1]
                trigger = Span(text[a:b], a, b)
                events.append(Event(id=e["id"], report=ReportRef(""), type=type_, trigger=trigger, sentence=whole))
        yield item(text, row["wnd_id"], coding={"events": tuple(events)})
