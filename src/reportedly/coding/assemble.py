"""From marks to events: mentions of one happening merged, one event each, with the spans that belong to it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import cast

from msgspec.structs import replace

from reportedly.codebook import Codebook
from reportedly.coding.tag import Part, Trigger
from reportedly.coding.view import Reasons, View
from reportedly.records import (
    Coder,
    Effect,
    Entity,
    Event,
    Mention,
    Place,
    ReportRef,
    Role,
    Status,
    Target,
    When,
    digest,
)

SAME = 0.5  # two mentions at or above this name one event, unless the model has a threshold of its own
TITLE = 0.2  # a headline repeats the body unless the model is this sure that it does not
MODE = 0.4
FLAG = 0.5
NONE = "none"
BARE = {"the", "a", "an", "of", "and", "or", "by", "in", "at", "to", "with", "former", "then", "who"}  # name nobody alone


def clusters(view: View) -> list[list[int]]:
    """Return the triggers (by index) that name one event each, in the order of their first mention.

    Mentions merge greedily, surest pair first; two groups merge if their pairs are at least SAME on average. A
    mention in the title joins the body's event of its type that it most likely repeats.
    """
    marks, same = view.markup.triggers, view.markup.same
    least = view.markup.tuned.get("same", SAME)
    groups = [[i] for i in range(len(marks))]
    home = list(range(len(marks)))

    def merge(a: int, b: int) -> None:
        a, b = sorted((home[a], home[b]))
        groups[a] += groups[b]
        for i in groups[b]:
            home[i] = a
        groups[b] = []

    for (i, j), p in sorted(same.items(), key=lambda x: -x[1]):
        if p < least:
            break
        a, b = home[i], home[j]
        if a != b:
            pairs = [same.get((min(x, y), max(x, y)), 0.0) for x in groups[a] for y in groups[b]]
            if sum(pairs) / len(pairs) >= least:
                merge(i, j)
    end = len(view.report.title or "")
    for i, mark in enumerate(marks):
        if mark.start < end and len(groups[home[i]]) == 1:
            body = [
                (p, j) for j in range(len(marks)) if marks[j].start >= end and (p := same.get((i, j), 0.0)) >= TITLE
            ]
            if body:
                merge(i, max(body)[1])
    return [sorted(g) for g in groups if g]


def calibrated(score: float, tuned: dict[str, float]) -> float:
    """Return the probability that an event of this type is there, from the tagger's own (too sure) probability.

    A logistic curve in the score's log odds, `slope` and `shift` fitted for the model (training/tune.py).

    >>> calibrated(0.9, {}), round(calibrated(0.9, {"slope": 0.5, "shift": -0.3}), 2)
    (0.9, 0.69)
    """
    if "slope" not in tuned:
        return score
    odds = math.log(max(score, 1e-6) / max(1 - score, 1e-6))
    return 1 / (1 + math.exp(-tuned["slope"] * odds - tuned["shift"]))


def assemble(view: View, codebook: Codebook, coder: Coder) -> Iterator[tuple[Event, Reasons]]:
    """Yield the report's events in the order of their anchors; who, where, when and who says so are spans only."""
    ref = ReportRef(**{f: getattr(view.report, f) for f in ReportRef.__struct_fields__})
    drafts = []
    for group in clusters(view):
        marks = [view.markup.triggers[i] for i in group]
        event, reasons = _event(view, marks, codebook, coder, ref)
        drafts.append((event, reasons))
        if second := next((m.second for m in marks if m.start == event.trigger.start and m.second), None):
            drafts.append(
                (
                    _twin(event, *second, codebook),
                    {**reasons, "type": "model: mode head, a second event of the same words"},
                )
            )
    drafts.sort(key=lambda d: d[0].trigger.start or 0)
    yield from drafts


def _twin(event: Event, type: str, mode: str, codebook: Codebook) -> Event:
    """The second event that the same words name: all but type and mode is shared."""
    return replace(
        event, id=digest(event.report.id, type, str(event.trigger.start)), type=type, modes=(mode,), quad=codebook.quad(type),
        scale=codebook.scale(type, (mode,)), cameo_root=codebook.cameo_root(type, (mode,)),
    )  # fmt: skip


def _event(view: View, marks: list[Trigger], codebook: Codebook, coder: Coder, ref: ReportRef) -> tuple[Event, Reasons]:
    title = len(view.report.title or "")
    anchor = max(marks, key=lambda m: m.anchor + m.score + 0.1 * len(m.parts) - (m.start < title))
    rest = sorted((m for m in marks if m is not anchor), key=lambda m: abs(m.start - anchor.start))
    reasons: Reasons = {
        "type": f"model: trigger head, {anchor.score:.2f}",
        "trigger": f"the mention that tells most of {len(marks)}",
    }

    def parts(role: str, borrow: bool = True) -> list[Part]:
        for mark in [anchor, *rest] if borrow else [anchor]:
            if found := [p for p in mark.parts if p.role == role]:
                where = "" if mark is anchor else f" of the mention '{view.report.text[mark.start : mark.end]}'"
                reasons[role] = f"model: frame{where}"
                return found
        return []

    def entities(role: str) -> tuple[Entity, ...]:
        out = []
        for p in parts(role):
            s = view.span(p.start, p.end)
            if (s.text or "").lower() in BARE:
                continue
            class_ = p.classes[-1] if role == "recipient" and p.classes and p.classes[-1] != NONE else None
            sectors = p.classes[:-1] if role == "recipient" else p.classes
            out.append(Entity(s.text, s.start, s.end, s.text, None, sectors, class_))
        return tuple(out)

    def span(p: Part | Trigger) -> tuple[str | None, int | None, int | None]:
        s = view.span(p.start, p.end)
        return s.text, s.start, s.end

    modes = tuple(m for m, p in sorted(anchor.modes, key=lambda x: -x[1]) if p >= view.markup.tuned.get("mode", MODE))
    if modes:
        reasons["modes"] = "model: mode head, " + ", ".join(f"{m} {p:.2f}" for m, p in anchor.modes if m in modes)
    chance = {s: sum(m.status[s] for m in marks) / len(marks) for s in anchor.status}
    status = cast(Status, max(chance, key=chance.__getitem__))
    reasons["status"] = f"model: status head, {chance[status]:.2f}" + f", mean of {len(marks)} mentions" * (len(marks) > 1)
    hedge = next(iter(parts("hedge", borrow=False)), None)
    when = max(parts("time"), key=lambda p: p.score, default=None)
    weapon = max(parts("weapon"), key=lambda p: p.score, default=None)
    trigger = view.span(anchor.start, anchor.end)
    event = Event(
        id=digest(view.report.id, anchor.type, str(trigger.start)),
        report=ref,
        type=anchor.type,
        modes=modes,
        contexts=anchor.contexts,
        quad=codebook.quad(anchor.type),
        scale=codebook.scale(anchor.type, modes),
        cameo_root=codebook.cameo_root(anchor.type, modes),
        actors=entities("actor"),
        recipients=entities("recipient"),
        targets=tuple(Target(*span(p), p.classes[0] if p.classes else None) for p in parts("target")),
        weapon=view.span(weapon.start, weapon.end) if weapon else None,
        places=tuple(Place(*span(p), cast(Role, p.classes[0] if p.classes else "site"), basis="role") for p in parts("place")),
        when=When(*span(when)) if when else None,
        historical=anchor.historical >= FLAG,
        status=status,
        hedged=hedge is not None or anchor.hedged >= FLAG,
        hedge=view.span(hedge.start, hedge.end) if hedge else None,
        effects=tuple(Effect(*span(p)) for p in parts("effect", borrow=False)),
        trigger=trigger,
        sentence=view.sentence(anchor.start),
        mentions=tuple(
            Mention(*span(m), view.sentence(m.start).index) for m in sorted(rest, key=lambda m: m.start)
        ),
        confidence=round(calibrated(max(m.score for m in marks), view.markup.tuned), 3),
        coder=coder,
    )  # fmt: skip
    return event, reasons
