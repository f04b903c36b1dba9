"""Which event a figure is of, if any: how it is told, and hints with their weights (ties.toml).

Figures come from set phrases (`tolls.toml`) and from the model; hints are facts about a figure and an event that a reader
can check. How much each speaks was fitted on the training part of the corpus (training/ties.py), over the figures of set
phrases alone, so that the weights do not lean on one model's faults.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from msgspec import Struct, convert

from reportedly.coding.actors import People
from reportedly.coding.bearing import Scene, Weights, mentions, overlap, signs
from reportedly.coding.tag import Figure
from reportedly.coding.tolls import told
from reportedly.coding.view import View
from reportedly.records import Event, Span

MODEL = "model"  # how a figure is told that no set phrase gives
BREAK = re.compile(r"[;:—–]|, (?:and|but|while|when)\b|\band\b")
NONE = ("nobody", "no one", "none")


class Mark(Struct, frozen=True):
    """A figure: what it counts, `how` it is told, the words that say so, and what the model marks there."""

    span: Span
    kind: str
    how: str
    said: Span
    figure: Figure | None = None


class Ties(Struct, frozen=True):
    """The weights of this release; `tuned` is what training/ties.py found on the dev part."""

    counts: Weights
    tuned: dict[str, float]


@cache
def ties() -> Ties:
    """Return the weights of this release."""
    return convert(tomllib.loads(files("reportedly.coding").joinpath("ties.toml").read_text("utf-8")), Ties)


def counted(view: View) -> list[Mark]:
    """Return the figures that stand in a set phrase, in the order of the text."""
    return [Mark(view.span(t.start, t.end), t.kind, t.how, view.span(*t.said)) for t in told(view.report.text)]


def joined(ruled: Sequence[Mark], marks: Sequence[Figure], view: View) -> list[Mark]:
    """Return the marks of set phrases and of the model, each once: where both mark, the phrase says what and which words."""
    out, left = [], list(marks)
    for rule in ruled:
        same = [f for f in left if overlap(rule.span, view.span(f.start, f.end))]
        figure = next((f for f in same if f.kind == rule.kind), same[0] if same else None)
        out.append(Mark(rule.span, rule.kind, rule.how, rule.said, figure))
        left = [f for f in left if f not in same]
    for f in left:
        span = view.span(f.start, f.end)
        out.append(Mark(span, f.kind, MODEL, span, f))
    return sorted(out, key=lambda m: m.span.start or 0)


def hints(mark: Mark, event: Event, scene: Scene, people: People) -> set[str]:
    """Return what speaks for or against a figure being of this event, and being a count at all."""
    known = signs(mark.span, mark.kind, event, scene)
    others = [e for e in scene.events if e is not event]
    if _in(mark.said, mentions(event)):
        known |= {"said in trigger", f"said in trigger & {mark.how}"}
    known |= {"said in another"} if any(_in(mark.said, mentions(e)) for e in others) else set()
    known |= {"recipient of another"} if any(_in(mark.span, e.recipients) for e in others) else set()
    known |= {"is recipient", f"is recipient & {mark.how}"} if _in(mark.span, event.recipients) else set()
    known |= {"is actor"} if _in(mark.span, event.actors) else set()
    known |= {"historical"} if event.historical else set()
    return known | _figure(mark, event, scene, people)


def _in(span: Span, others: Iterable[Span]) -> bool:
    return any(overlap(span, o) for o in others)


def _figure(mark: Mark, event: Event, scene: Scene, people: People) -> set[str]:
    """How a figure is told, whether people follow it, and whether a clause parts it from the event."""
    view, text = scene.view, scene.view.report.text
    out = {f"how {mark.how}", f"how {mark.how} & {mark.kind}"}
    who = "people" if people.victims(text[mark.span.start : (mark.span.end or 0) + 40]) else "no people"
    out |= {who, f"{who} & {mark.how}"}
    if (mark.span.text or "").lower() in NONE:
        out |= {"nobody", f"nobody & {mark.kind}"}
    begin = min(mark.said.start or 0, mark.span.start or 0)
    end = max(mark.said.end or 0, mark.span.end or 0)
    here = [
        m for m in mentions(event) if m.start is not None and view.sentence(m.start).index == view.sentence(begin).index
    ]
    if here:
        near = min(here, key=lambda m: abs((m.start or 0) - begin))
        between = text[min(near.end or 0, end) : max(near.start or 0, begin)]
        out.add("other clause" if BREAK.search(between) else "same clause")
    return out
