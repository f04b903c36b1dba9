"""What backs an event and the figures it comes with: marked spans tied to their event."""

from __future__ import annotations

import re

from msgspec.structs import replace

from reportedly.coding.actors import People
from reportedly.coding.numbers import figure
from reportedly.coding.tag import Figure
from reportedly.coding.view import Reasons, View
from reportedly.records import Count, Event, Evidence

LINK = 0.5  # a mark belongs to an event at or above this probability, unless the model has a threshold of its own
SHOWED = re.compile(r"\b(shared|released|published|posted|showed|shows|provided|circulated|aired|broadcast|uploaded)\b")
ADDRESS = re.compile(r"https?://[^\s”\"<>]+[^\s”\"<>.,;)]")


def _mine(event: Event, view: View, marks: tuple[Figure, ...]) -> list[Figure]:
    """The marks whose likeliest event is this one."""
    spans = {event.trigger.start} | {m.start for m in event.mentions}
    mine = {i for i, t in enumerate(view.markup.triggers) if view.span(t.start, t.end).start in spans}
    out = []
    for mark in marks:
        best = max(mark.links, key=mark.links.__getitem__, default=None)
        if best is not None and best in mine and mark.links[best] >= view.markup.tuned.get("link", LINK):
            out.append(mark)
    return out


def judge(event: Event, view: View, people: People) -> tuple[Event, Reasons]:
    """Return the event with its evidence and counts."""
    reasons: Reasons = {}
    evidence = tuple(_evidence(m, event, view) for m in _mine(event, view, view.markup.evidence))
    counts = tuple(c for m in _mine(event, view, view.markup.counts) if (c := _count(m, event, view, people)))
    if evidence:
        reasons["evidence"] = "model: evidence head and its link to the trigger"
    if counts:
        reasons["counts"] = "model: count head and its link to the trigger; figures read by coding/numbers.py"
    return replace(event, evidence=evidence, counts=counts), reasons


def _evidence(mark: Figure, event: Event, view: View) -> Evidence:
    s = view.span(mark.start, mark.end)
    state = mark.classes[0] if mark.classes and mark.classes[0] != "none" else None
    before = view.before(mark.start, 400)
    holder = None
    if shown := SHOWED.search(before):
        at = mark.start - len(before) + shown.start()
        near = [a.source for a in event.attribution] + list(event.actors)
        same = [e for e in near if e.start is not None and (view.sentence(at).start or 0) <= e.start < at]
        holder = same[0] if same else next((e for e in near if e.name), None)
    url = ADDRESS.search(view.after(mark.end, 400))
    return Evidence(s.text, s.start, s.end, mark.kind, holder, url[0] if url else None, state)  # type: ignore[arg-type]


def _count(mark: Figure, event: Event, view: View, people: People) -> Count | None:
    s = view.span(mark.start, mark.end)
    low, high, vague = figure(s.text or "")
    if low is None and high is None and not vague:
        return None
    who = next(
        (r.class_ for r in event.recipients if r.class_ and r.start is not None and abs(r.start - mark.end) < 40), None
    )
    voices = [
        a
        for a in event.attribution
        if a.content and (a.content.start or 0) <= mark.start and mark.end <= (a.content.end or 0)
    ]
    return Count(
        s.text, s.start, s.end, mark.kind, who or people.victims(view.after(mark.end, 40)), low, high, vague or "vague" in mark.classes,
        "cumulative" if "cumulative" in mark.classes else "event", "hedged" in mark.classes, tuple(voices[:1]),
    )  # fmt: skip
