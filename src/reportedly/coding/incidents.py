"""What an incident's standing is: who vouches for which part of it, who contests it, which tolls are told (codebook §10).

A report's own words are a voice too. Each event yields assertions on three facets; `standing` counts them:

- An attribution speaks of the facets it is `about`: `occurrence`, `actor` (responsibility), `toll`; `place`, `time` and
  `effect` are no facets of standing. `occurrence` means nothing narrower (§7): it covers who did it and the toll as well,
  unless another entry of the event vouches for that part. `claims_own` and `alleges` say by themselves who did it.
- What nobody else is named for, the outlet says in its own words; where it hedges, it passes on an unnamed voice.
- A source quoted in the words of another entry is the voice; the one that quotes it only passes it on.
- `denies` and `doubts` contest. So does, of who did it, the actor's side when it alleges that another did; and of
  everything, a voice that says of what others report that it did not happen.
- Responsibility stands only where an actor is named that is not "unknown gunmen", a toll only where there are figures.

A coder errs, and a wrong standing above one voice is worse than none. So only firm voices vouch for one another:

- An event that is hedged, or coded with a confidence below `SURE`, is heard, but raises no support.
- A source's words must cover the event's trigger, or, of who did it an actor, of the toll a figure.
- Two sources whose words in one report overlap under two cues may be one that the other quotes.
- An outlet that in any report of the incident leaves the matter to a source is no voice of its own beside it.
- Sources without a name and a state are together no more than one unnamed voice.
- A body verifies only where it is known, or of a kind that takes no side.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple, TypeVar

from msgspec.structs import replace

from reportedly import codebook
from reportedly.records import (
    Alignment,
    Assertion,
    Attribution,
    Count,
    Entity,
    Event,
    Incident,
    ReportRef,
    Span,
    Stance,
    Standing,
    Support,
    Toll,
)

T = TypeVar("T")
Part = Literal["occurrence", "responsibility", "toll"]
Way = Literal["for", "against", "ahead", "not_done"]
PARTS: tuple[Part, ...] = ("occurrence", "responsibility", "toll")
POSITIVE = frozenset({"asserts", "claims_own", "alleges", "confirms"})
NAMING = frozenset({"claims_own", "alleges"})
SURE = 0.8  # of .6, .7, .75, .8 and .85 the lowest at which on the training and dev reports nine of ten standings above one voice are right
WAYS: dict[str, Way] = {"happened": "for", "planned": "ahead", "possible": "ahead", "not_happened": "not_done"}


class Origin(NamedTuple):
    """On whose word a report's own words rest: the owner of the outlet or agency, and the body or state if it is one."""

    id: str
    known: bool = True
    entity: Entity | None = None


VoiceOf = Callable[[ReportRef], Origin]


@cache
def _words() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in codebook.table("voices").items()}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, _words()[name]), key=len, reverse=True)) + r")\b", re.I)


def _name(entity: Entity) -> str:
    return re.sub(r"^(the|a|an|our|its|his|her|their) ", "", (entity.name or entity.text or "").casefold().strip())


def _state(entity: Entity) -> bool:
    """Whether it is a body of a state, its media included."""
    if not entity.country or entity.country in _words()["abroad"]:
        return False
    organ = "JRN" in entity.sectors and _pattern("state_media").search(f"{entity.text or ''} {entity.name or ''}")
    return bool(organ or _words()["state"] & {*entity.sectors})


def party(entity: Entity) -> str:
    """Return whose voice a source is: all bodies of one state are one, so are all of the UN; else it is its name.

    >>> party(Entity(name="Ministry of Defence of Russia", country="RUS", sectors=("MIL",)))
    'state:RUS'
    """
    if _state(entity):
        return f"state:{entity.country}"
    if entity.country in ("UNO", "EUR"):
        return f"body:{entity.country}"
    return f"body:{entity.id or _name(entity)}"


def _same(a: Entity, b: Entity) -> bool:
    return bool((a.id and a.id == b.id) or (_name(a) and _name(a) == _name(b)))


def is_outlet(source: Entity) -> bool:
    """Return whether a source is a news outlet that speaks for no state."""
    return "JRN" in source.sectors and not _state(source)


def alignment(source: Entity, event: Event, stance: Stance = "asserts") -> Alignment:
    """Return on whose side of the event a source stands, by who it is, its country, its sectors and its stance.

    Whoever claims the act stands on the actor's side, and so does who denies it in words without a source, as of its own. Who is
    of a participant is on its side. A state speaks for itself and for its people, where others hurt them; civilians speak for civilians
    of their country. Hospitals, monitors, courts and bodies of many states take no side unless they accuse for the hurt, or the
    event names them. A body that sees to another of its own state is a third party when it charges or doubts.
    """
    said = f"{source.text or ''} {source.name or ''}".strip()
    if stance == "claims_own":
        return "actor"
    if not said:
        return "actor" if stance == "denies" else "unnamed"
    if any(_same(source, e) or _of(source, e) for e in event.actors):
        return "actor"
    if any(_same(source, e) or _of(source, e) for e in event.recipients):
        return "recipient"
    if _unnamed(source):
        by_body = _sided(source, event, stance) if _state(source) else "third"
        return by_body if by_body in ("actor", "recipient") else "unnamed"
    return _sided(source, event, stance)


def _unnamed(source: Entity) -> bool:
    """Whether a source stays without a name: the report says so, or what names it is a common noun of those in voices.toml."""
    name = source.name or source.text or ""
    found = _pattern("unnamed").search(name)
    common = bool(found and (found.start() == 0 or found[0].islower()))
    return source.id is None and (common or bool(_pattern("anonymous").search(f"{source.text or ''} {name}")))


def _of(source: Entity, participant: Entity) -> bool:
    """Whether a source is of a participant by its name: "counsel of N. N.", "the ministry's spokesman"."""
    name, whole = _name(participant), _name(source)
    if len(name) < 4 or _pattern("against").search(whole):
        return False
    return bool(re.search(rf"(?:^|\bof (?:the )?){re.escape(name)}(?:'s|’s)?\b", whole))


def _sided(source: Entity, event: Event, stance: Stance) -> Alignment:
    """The side of a source that no participant is named by."""
    home, charges = source.country, stance in ("alleges", "doubts")
    if _pattern("advocates").search(f"{source.text or ''} {source.name or ''}"):
        return "actor" if stance == "denies" else "recipient"
    ours, theirs = ([e for e in es if home and e.country == home] for es in (event.actors, event.recipients))
    if is_outlet(source):
        if _pattern("checkers").search(f"{source.text or ''} {source.name or ''}"):
            return "third"
        return "recipient" if charges and any("JRN" in e.sectors for e in event.recipients) else "outlet"
    if home is None:
        return "recipient" if stance == "alleges" and _civil(source) else "third"
    if home in _words()["abroad"]:
        return "third"
    if _state(source):
        if _pattern("oversight").search(f"{source.text or ''} {source.name or ''}"):
            return "third"
        if any(_state(e) for e in ours):
            if charges and {*source.sectors} & {"LEG", "JUD"}:
                return "third"
            foreign = any(e.country not in (home, None) for e in event.actors)
            return "recipient" if stance == "alleges" and theirs and (foreign or any(_state(e) for e in theirs)) else "actor"
        if any(_state(e) for e in theirs):
            return "recipient"
        if not event.actors or not _named(event):
            return "actor" if stance == "denies" else "third"
        if not ours:
            return "recipient" if theirs or stance == "alleges" else "third"
        if all({*e.sectors} & _words()["hostile"] for e in ours):
            return "third" if stance in ("denies", "doubts") or (event.recipients and not theirs) else "recipient"
        return "recipient" if stance == "alleges" else "third"
    if _words()["neutral"] & {*source.sectors}:
        return "recipient" if stance == "alleges" and ours and theirs else "third"
    if any({*source.sectors} & {*e.sectors} for e in ours) and not any(_kin(source, e) for e in theirs):
        return "actor"
    if any(_kin(source, e) or (not _state(e) and _civil(source)) for e in theirs):
        return "recipient"
    if any(_state(e) for e in ours) and not any(_state(e) for e in theirs):
        return "recipient" if charges or theirs else "third"
    if ours and event.recipients and not theirs and any(e.country for e in event.recipients):
        return "actor"
    return "recipient" if theirs and any(e.country not in (home, None) for e in event.actors) else "third"


def _kin(source: Entity, entity: Entity) -> bool:
    """Whether both are of one part of a society."""
    return bool({*source.sectors} & {*entity.sectors})


def _civil(source: Entity) -> bool:
    return bool(_words()["civil"] & {*source.sectors})


class _Said(NamedTuple):
    part: Part
    way: Way
    assertion: Assertion


def _named(event: Event) -> bool:
    """Whether the event names who did it, or at least whose they are."""
    return any(not ({*e.sectors} and {*e.sectors} <= _words()["unknown"]) for e in event.actors)


def _parts(event: Event) -> set[Part]:
    told: set[Part] = {"occurrence"}
    if _named(event):
        told.add("responsibility")
    if event.counts or any("toll" in a.about for a in event.attribution):
        told.add("toll")
    return told


def _one_cue(a: Attribution, b: Attribution) -> bool:
    """Whether two sources say it under one cue: "the army and the police said"."""
    return a.cue is not None and a.cue == b.cue


def _passed_on(event: Event) -> set[int]:
    """Indexes of the attributions that only pass on the words of a nearer one."""
    out = set()
    for j, outer in enumerate(event.attribution):
        for inner in event.attribution[:j]:
            a, b = outer.content, inner.content
            if outer.stance not in POSITIVE or inner.stance not in POSITIVE or outer.source == inner.source or _one_cue(outer, inner):
                continue
            if a and b and a.start is not None and b.start is not None and a.end is not None and b.end is not None:
                covers = a.start <= b.start and b.end <= a.end
                if covers and {*outer.about} <= {*inner.about}:
                    out.add(j)
    return out


def _narrow(a: Attribution) -> set[Part]:
    """The parts that an attribution itself names."""
    parts: set[Part] = {p for p, facet in zip(PARTS, ("occurrence", "actor", "toll"), strict=True) if facet in a.about}
    if "occurrence" in parts and a.stance in NAMING:
        parts.add("responsibility")
    return parts


def _sure(event: Event) -> bool:
    """Whether what an event says may raise support; a person's coding has no confidence and is sure."""
    return not event.hedged and (event.confidence is None or event.confidence >= SURE)


def _overlap(a: Span | None, b: Span | None) -> bool:
    if a is None or b is None or a.start is None or a.end is None or b.start is None or b.end is None:
        return False
    return a.start < b.end and b.start < a.end


def _bears(a: Attribution, event: Event, part: Part) -> bool:
    """Whether the words of a source, where there are any, tell that very part of the event."""
    more: dict[Part, Sequence[Span]] = {"occurrence": (), "responsibility": event.actors, "toll": event.counts}
    told = (event.trigger, *more[part])
    return a.content is None or a.content.start is None or any(_overlap(a.content, s) for s in told)


def _shared(n: int, event: Event) -> bool:
    """Whether an attribution's words overlap those that a nearer voice says under another cue."""
    mine, nearer = event.attribution[n], event.attribution[:n]
    return any(a.stance in POSITIVE and not _one_cue(a, mine) and _overlap(a.content, mine.content) for a in nearer)


def _voice(a: Attribution, event: Event, voice_of: VoiceOf) -> tuple[str, Alignment, bool]:
    side = alignment(a.source, event, a.stance)
    outlet = {n.casefold() for n in (event.report.publisher, event.report.agency) if n}
    mine = _name(a.source) in outlet
    if mine and side in ("third", "recipient") and not _state(a.source) and not any(_same(a.source, e) for e in (*event.actors, *event.recipients)):
        side = "outlet"
    if side == "unnamed":
        return "unnamed", side, True
    if not (a.source.text or a.source.name):
        own = _own_voice(event, voice_of)
        return own.voice, side, own.known
    if side == "outlet":
        origin = voice_of(event.report if mine else ReportRef("", publisher=a.source.name))
        return origin.id, side, origin.known
    return party(a.source), side, True


def said(event: Event, voice_of: VoiceOf) -> Iterator[tuple[Part, Way, Assertion]]:
    """Yield every assertion that an event makes: the part of the standing, for or against it, and the voice's words."""
    told, passed = _parts(event), _passed_on(event)
    covered: set[Part] = set()
    entries = [(a, _narrow(a)) for n, a in enumerate(event.attribution) if n not in passed]
    sure, shared = _sure(event), [a for n, a in enumerate(event.attribution) if _shared(n, event)]
    for a, parts in entries:
        covered |= parts if a.stance in POSITIVE else set()
    for count in event.counts:
        if count.attribution:
            covered.add("toll")
    way = WAYS[event.status]
    spoken: set[Part] = set()
    for a, narrow in entries:
        positive = a.stance in POSITIVE
        parts = set(narrow)
        if "occurrence" in narrow:
            others = covered if positive else {p for b, n in entries if b.source == a.source for p in n}
            parts |= told - others
        voice, side, known = _voice(a, event, voice_of)
        since = a.said_at if a.said_at and re.match(r"\d{4}-\d\d", a.said_at) else event.report.published
        words = next((s for s in (a.content, a.cue) if s and s.text), Span(a.source.text, a.source.start, a.source.end))
        name = a.source.name or a.source.text
        line = Assertion(voice, side, a.stance, name, event.id, event.report.id, since, words, known)
        for part in PARTS:
            if part in parts & told:
                elsewhere = part == "responsibility" and a.stance == "alleges" and side == "actor"
                against = elsewhere or not positive
                firm = sure and a not in shared and _bears(a, event, part)
                yield part, "against" if against else way, replace(line, firm=firm)
                spoken |= set() if against else {part}
    for count in event.counts:
        for a in count.attribution[:1]:
            voice, side, known = _voice(a, event, voice_of)
            words = Span(count.text, count.start, count.end)
            name = a.source.name or a.source.text
            spoken.add("toll")
            yield "toll", way, Assertion(voice, side, "asserts", name, event.id, event.report.id, event.report.published, words, known, sure)  # fmt: skip
    own = _own_voice(event, voice_of)
    for part in PARTS:
        unsure = part == "responsibility" and all(e.alternative for e in event.actors)
        if part in told and part not in spoken and not unsure:
            yield part, way, own


def _own_voice(event: Event, voice_of: VoiceOf) -> Assertion:
    """The outlet's own words; hedged, they rest on somebody unnamed, and those of a party's own outlet on the party."""
    origin = voice_of(event.report)
    voice, side, known = origin.id, "outlet", origin.known
    body = origin.entity or _publishing_party(event)
    if body:
        side, voice, known = alignment(body, event), party(body), True
    elif event.hedged:
        voice, side, known = "unnamed", "unnamed", True
    stance: Stance = "asserts"
    words = Span(event.sentence.text, event.sentence.start, event.sentence.end)
    name = event.report.agency or event.report.publisher
    return Assertion(voice, side, stance, name, event.id, event.report.id, event.report.published, words, known, _sure(event))  # type: ignore[arg-type]


def _publishing_party(event: Event) -> Entity | None:
    """The actor or recipient whose name, of two words or more, is in the publisher's: a party that reports of itself."""
    publisher = (event.report.agency or event.report.publisher or "").casefold()
    named = (e for e in (*event.actors, *event.recipients) if " " in _name(e))
    return next((e for e in named if _name(e) in publisher), None)


def _verified(event: Event, voice_of: VoiceOf) -> Iterator[tuple[Part, Assertion]]:
    """What a body independent of the sides is said to have verified.

    Evidence bears on the occurrence; on who did it or the toll only where the verifying body itself vouches for that.
    """
    for e in event.evidence:
        body = e.verified_by
        if e.verification != "verified" or body is None or event.status != "happened":
            continue
        side = alignment(body, event)
        official = body.country is None and _pattern("official").search(body.text or body.name or "")
        if side not in ("third", "outlet") or official or not (_sure(event) and _told_apart(body)):
            continue
        voice, _, known = _voice(Attribution(body), event, voice_of)
        line = Assertion(voice, side, "confirms", body.name or body.text, event.id, event.report.id,
                         event.report.published, Span(e.text, e.start, e.end), known)  # fmt: skip
        yield "occurrence", line
        for a in event.attribution:
            if a.stance in POSITIVE and _same(a.source, body):
                yield from ((part, line) for part in _narrow(a) - {"occurrence"})


def _told_apart(body: Entity) -> bool:
    """Whether a body is known, or of a kind that takes no side: of many states, a court, a monitor, an outlet."""
    return bool(body.id or body.country in _words()["abroad"] or {*body.sectors} & {"JRN", *_words()["neutral"]})


def _bloc(a: Assertion) -> str:
    """Voices of one side are aligned with one another; all unnamed ones may be one, whatever side they are said to be of, and so may
    those that a common noun names."""
    if _pattern("anonymous").search(a.source or ""):
        return "unnamed"
    if a.alignment in ("actor", "recipient", "unnamed"):
        return a.alignment
    nameless = a.voice.startswith("body:") and bool(a.source) and a.source == (a.source or "").lower()
    return "unnamed" if nameless else a.voice


def _counts(a: Assertion) -> bool:
    """Whether a voice may raise support beyond `one_voice`."""
    return a.known and a.firm


def support(
    affirmed: Sequence[Assertion],
    ahead: Sequence[Assertion] = (),
    not_done: Sequence[Assertion] = (),
    verified: bool = False,
    opposed: bool = False,
) -> Support | None:
    """Return the strongest support that applies (codebook §10), `None` where nobody speaks.

    `opposed` says that voices of the actor's side are of parties that meet or fight one another.
    """
    counted = [a for a in affirmed if _counts(a)]
    sides = {a.alignment for a in affirmed}
    if verified:
        return "verified"
    if {"actor", "recipient"} <= {a.alignment for a in counted} or opposed:
        return "both_sides"
    if len({_bloc(a) for a in counted}) > 1:
        return "independent"
    if sides & {"third", "outlet", "unnamed"}:
        return "one_voice"
    if sides:
        return "claimed" if "actor" in sides else "alleged"
    return "anticipated" if ahead else "not_reported_done" if not_done else None


def _opposed(events: Sequence[Event], affirmed: Sequence[Assertion]) -> bool:
    """Whether two parties that meet or fight one another, both of them actors, vouch for it.

    Those of different countries do where there is no recipient that they could have acted against together; so do a
    state and its armed opponents.
    """
    by_id = {e.id: e for e in events}
    speaking: set[str] = {a.voice for a in affirmed if _counts(a) and a.alignment == "actor" and not by_id[a.event].recipients}
    parties = {party(e): e for event in events if not event.recipients for e in event.actors if party(e) in speaking}
    found = [*parties.values()]
    return any(
        (a.country and b.country and a.country != b.country) or ("REB" in b.sectors and _state(a))
        for a in found for b in found if a is not b
    )  # fmt: skip


def _first(lines: Iterable[Assertion]) -> tuple[Assertion, ...]:
    """One line a voice, its first, in the order of time."""
    out: dict[str, Assertion] = {}
    for line in sorted(lines, key=lambda a: a.since or "9999"):
        out.setdefault(line.voice, line)
    return tuple(out.values())


def _beside(lines: Sequence[Assertion], events: Sequence[Event], voice_of: VoiceOf) -> list[Assertion]:
    """The lines, those of outlets not firm that elsewhere leave the matter to a source."""
    origin = {e.id: voice_of(e.report).id for e in events}
    relays = {origin[a.event] for a in lines if a.voice != origin[a.event]}
    return [replace(a, firm=a.firm and a.voice not in relays) for a in lines]


def standing(events: Sequence[Event], voice_of: VoiceOf) -> tuple[Standing, ...]:
    """Return the standing of the three facets, computed from the events of one incident (codebook §10)."""
    lines = [_Said(*s) for event in events for s in said(event, voice_of)]
    proved = [v for event in events for v in _verified(event, voice_of)]
    out = []
    for part in PARTS:
        by: dict[Way, list[Assertion]] = {"for": [], "against": [], "ahead": [], "not_done": []}
        for line in lines:
            if line.part == part:
                by[line.way].append(line.assertion)
        verifying = [a for p, a in proved if p == part]
        affirmed = _first(_beside(by["for"], events, voice_of) + verifying)
        level = support(affirmed, by["ahead"], by["not_done"], bool(verifying), _opposed(events, affirmed))
        against = by["against"] + (by["not_done"] if affirmed else [])
        rests_on = affirmed or _first(by["ahead"]) or _first(by["not_done"])
        out.append(Standing(part, level, rests_on, _first(against)))
    return tuple(out)


def history(events: Sequence[Event], voice_of: VoiceOf) -> list[tuple[str, Standing]]:
    """Return each change of support or of who contests, with the publication date of the report that made it."""
    ordered = sorted(events, key=lambda e: e.report.published or "")
    out: list[tuple[str, Standing]] = []
    last: dict[str, tuple[object, ...]] = {}
    for n, event in enumerate(ordered, 1):
        for now in standing(ordered[:n], voice_of):
            state = (now.support, tuple(a.voice for a in now.contested_by))
            if last.get(now.facet, (None, ())) != state:
                out.append((event.report.published or "", now))
                last[now.facet] = state
    return out


def tolls(events: Sequence[Event], voice_of: VoiceOf) -> tuple[Toll, ...]:
    """Return the latest figure of each voice for each kind of harm, victim class and scope, as a range.

    Figures of one voice in one report that differ make the range wider; a later report of the same voice replaces it.
    """
    out: dict[tuple[str, str | None, str, str], Toll] = {}
    for event in sorted(events, key=lambda e: e.report.published or ""):
        for count in event.counts:
            toll = _toll(count, event, voice_of)
            key = (toll.what, toll.who, toll.scope, toll.voice)
            before = out.get(key)
            if before and before.event == event.id:
                low = None if None in (before.low, toll.low) else min(before.low or 0, toll.low or 0)
                high = None if None in (before.high, toll.high) else max(before.high or 0, toll.high or 0)
                out[key] = Toll(*key[:2], toll.scope, toll.voice, toll.alignment, low, high, before.vague or toll.vague,
                                before.hedged or toll.hedged, toll.since, event.id, before.words)  # fmt: skip
            else:
                out[key] = toll
    return tuple(out.values())


def _toll(count: Count, event: Event, voice_of: VoiceOf) -> Toll:
    about = [a for a in event.attribution if "toll" in a.about and a.stance in POSITIVE]
    whole = [a for a in event.attribution if "occurrence" in a.about and a.stance in POSITIVE]
    by = next(iter([*count.attribution, *about, *whole]), None)
    own = _own_voice(event, voice_of)
    voice, side, _ = _voice(by, event, voice_of) if by else (own.voice, own.alignment, own.known)
    return Toll(count.what, count.who, count.scope, voice, side, count.low, count.high, count.vague, count.hedged,
                event.report.published, event.id, Span(count.text, count.start, count.end))  # fmt: skip


def _usual(values: Iterable[T], key: Callable[[T], object]) -> T | None:
    """The value most of them have, of equals the first; `None` if there is none."""
    all_ = list(values)
    counts = Counter(key(v) for v in all_)
    return max(all_, key=lambda v: counts[key(v)], default=None)


def incident(id: str, events: Sequence[Event], voice_of: VoiceOf) -> Incident:
    """Return the incident that these events make: a fold, so that the same events always give the same record."""
    ordered = sorted(events, key=lambda e: (e.report.published or "", e.id))
    facets = standing(ordered, voice_of)
    dates = [e.report.published for e in ordered if e.report.published]
    told = [e for e in ordered if e.status == "happened"] or ordered
    type_ = _usual((e.type for e in told), str) or ""
    voices = dict.fromkeys(a.voice for s in facets for a in (*s.because, *s.contested_by))
    return Incident(
        id=id,
        events=tuple(e.id for e in ordered),
        type=type_,
        modes=_usual((e.modes for e in told if e.modes and e.type == type_), tuple) or (),
        actors=_usual((e.actors for e in told if e.actors), _names) or (),
        recipients=_usual((e.recipients for e in told if e.recipients), _names) or (),
        places=_usual((e.places for e in told if e.places), lambda ps: tuple(p.name for p in ps)) or (),
        when=_usual((e.when for e in told if e.when and e.when.basis != "assumed"), lambda w: (w.from_, w.to))
        or next((e.when for e in told if e.when), None),
        reports=tuple(dict.fromkeys(e.report.id for e in ordered)),
        voices=tuple(voices),
        first_reported=min(dates, default=None),
        last_reported=max(dates, default=None),
        standing=facets,
        tolls=tolls(ordered, voice_of),
    )


def _names(entities: tuple[Entity, ...]) -> tuple[str, ...]:
    return tuple(_name(e) for e in entities)


def phrase(one: Standing) -> str:
    """Return a standing in a line, support and contest side by side: neither hides the other.

    >>> atesh = Assertion("body:atesh", "actor", "claims_own", "Atesh", "e", "r", None, Span())
    >>> phrase(Standing("occurrence", "claimed", (atesh,)))
    'claimed by Atesh; no other voice'
    """
    counted = [a for a in one.because if _counts(a)] if one.support in ("independent", "both_sides") else one.because
    names = [a.source or a.voice for a in counted]
    who = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    n = len({_bloc(a) for a in counted})
    said = {
        None: "nobody says",
        "verified": f"verified ({who})",
        "both_sides": f"both sides ({who})",
        "independent": f"independent ({n} voices: {who})",
        "one_voice": f"one voice ({who})",
        "claimed": f"claimed by {who}; no other voice",
        "alleged": f"alleged by {who}; no other voice",
        "anticipated": f"anticipated ({who})",
        "not_reported_done": f"not reported done ({who})",
    }[one.support]
    for stance in ("denies", "doubts"):
        against = [a.source or a.voice for a in one.contested_by if (a.stance == "doubts") == (stance == "doubts")]
        if against:
            said += f"; {'doubted' if stance == 'doubts' else 'denied'} by {', '.join(against)}"
    return said
