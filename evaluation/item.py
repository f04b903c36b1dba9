"""The record that gold and answers share: a report's coding, and what single steps are asked beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from reportedly.records import Coding, Place, Report, Sentence, Span, digest, to_json


class Name(Span, frozen=True):
    """A name in the text; `kind` is PER, LOC or ORG."""

    kind: str = ""


class Fact(Span, frozen=True):
    """A predicate and how far it is presented as fact, from -3 (did not happen) to 3 (happened); None in a question."""

    value: float | None = None


class Item(Struct, frozen=True, kw_only=True):
    """One report of a set with its annotation, or with a system's answer.

    `pair` gives actor and recipient where a set asks for the type between two given spans; `fillers` lists, by role,
    groups of strings of which each names one participant. `lacks` names fields of events that are not annotated.
    """

    id: str
    coding: Coding
    sentences: tuple[Sentence, ...] = ()
    header: dict[str, str] = {}
    sides: dict[str, tuple[str, ...]] = {}
    lacks: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    places: tuple[Place, ...] = ()
    facts: tuple[Fact, ...] = ()
    pair: tuple[Span, Span] | None = None
    pair_type: str | None = None
    fillers: dict[str, tuple[tuple[str, ...], ...]] = {}

    @property
    def report(self) -> Report:
        """The report itself."""
        return self.coding.report


def item(text: str, id_: str, *, title: str | None = None, published: str | None = None, **fields: Any) -> Item:
    """Return an item of one report without events; `fields` are those of `Item`, and `coding` those of its coding."""
    report = Report.of(text, title, source_id=id_, published=published)
    return Item(id=id_, coding=Coding(report, **fields.pop("coding", {})), **fields)


def question(gold: Item) -> Item:
    """Return what a system is given: the report, the pair or the predicates asked about, and nothing of the answer."""
    facts = tuple(Fact(f.text, f.start, f.end) for f in gold.facts)
    return Item(id=gold.id, coding=Coding(gold.report), facts=facts, pair=gold.pair)


def digest_of(items: Iterable[Item]) -> str:
    """Return a digest of reports and annotation together: it changes when either does."""
    return digest(*(to_json(i) for i in items))


def replace(record: Any, **changes: Any) -> Any:
    """Return the record with some fields changed."""
    return msgspec.structs.replace(record, **changes)
