"""Who vouches for what: from marked cues to attributions, and from attributions to the events they bear on."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from msgspec.structs import replace

from reportedly.coding.actors import People
from reportedly.coding.tag import Cue, Part
from reportedly.coding.view import Reasons, View
from reportedly.records import Attribution, Entity, Event, Stance


@cache
def cue_words() -> tuple[tuple[Stance, re.Pattern[str]], ...]:
    """Return the stances that a cue decides by its words alone, in the order of cues.toml."""
    data = tomllib.loads(files("reportedly.codebooks").joinpath("plover-2/cues.toml").read_text(encoding="utf-8"))
    return tuple((s, re.compile(r"\b(" + "|".join(map(re.escape, t["words"])) + r")\b", re.I)) for s, t in data.items())  # type: ignore[misc]


def _part(cue: Cue, role: str) -> Part | None:
    return max((p for p in cue.parts if p.role == role), key=lambda p: p.score, default=None)


def _source(cue: Cue, view: View, people: People) -> Entity:
    """The resolved source of a cue; without one of its own, that of the quotation it goes on with."""
    part = _part(cue, "source")
    if part is None:
        return Entity()
    s = view.span(part.start, part.end)
    return people.resolve(Entity(s.text, s.start, s.end, s.text))[0]


def _attributions(cue: Cue, view: View, people: People) -> list[Attribution]:
    """One attribution for each connected piece of the cue's content, in the order of the text."""
    source, via = _source(cue, view, people), _part(cue, "via")
    medium = None
    if via:
        s = view.span(via.start, via.end)
        medium = Entity(s.text, s.start, s.end, s.text)
    pieces = [view.span(p.start, p.end) for p in cue.parts if p.role == "content"]
    cue_span = view.span(cue.start, cue.end)
    return [Attribution(source, cue_span, piece, via=medium) for piece in pieces or [None]]


def attributions(view: View, people: People) -> tuple[Attribution, ...]:
    """Return every attribution of the report, whether or not it bears on an event."""
    return tuple(a for cue in view.markup.cues for a in _attributions(cue, view, people))


def _own(event: Event, source: Entity) -> bool:
    """True if the source is an actor of the event, by name or by country and sector."""
    for actor in event.actors:
        if source.name and source.name == actor.name:
            return True
        if source.country and source.country == actor.country and set(source.sectors) & set(actor.sectors):
            return True
    return False


def attribute(event: Event, view: View, people: People) -> tuple[Event, Reasons]:
    """Return the event with its attributions, nearest voice first (the one whose content is shortest)."""
    spans = {(event.trigger.start, event.trigger.end)} | {(m.start, m.end) for m in event.mentions}
    mine = {
        i
        for i, t in enumerate(view.markup.triggers)
        if (view.span(t.start, t.end).start, view.span(t.start, t.end).end) in spans
    }
    best = {}
    for voice in view.markup.voices:
        if voice.trigger in mine and (voice.cue not in best or voice.score > best[voice.cue].score):
            best[voice.cue] = voice
    found, reasons = [], []
    for i, voice in best.items():
        cue = view.markup.cues[i]
        given = _attributions(cue, view, people)
        inside = next((a for a in given if _covers(a, event)), given[0])
        stance, why = voice.stance, f"model: voice head {voice.score:.2f}"
        for named, words in cue_words():
            if m := words.search(inside.cue.text or "" if inside.cue else ""):
                stance, why = named, f"cues.toml: '{m[0].lower()}' {named}"
                break
        else:
            if stance in ("alleges", "asserts") and _own(event, inside.source):
                stance, why = "claims_own", "rule: the source is the actor"
            elif stance == "claims_own" and event.actors and inside.source.name and not _own(event, inside.source):
                stance, why = "alleges", "rule: the source is not the actor"
        size = (inside.content.end or 0) - (inside.content.start or 0) if inside.content else 10**6
        found.append((size, Attribution(inside.source, inside.cue, inside.content, stance, voice.about, inside.via)))  # type: ignore[arg-type]
        reasons.append(f"'{inside.cue.text if inside.cue else ''}' {stance} ({why})")
    found.sort(key=lambda x: x[0])
    if not found:
        return event, {}
    return replace(event, attribution=tuple(a for _, a in found)), {"attribution": "; ".join(reasons)}


def _covers(a: Attribution, event: Event) -> bool:
    c, t = a.content, event.trigger
    return bool(
        c and c.start is not None and t.start is not None and c.start <= t.start and (t.end or 0) <= (c.end or 0)
    )
