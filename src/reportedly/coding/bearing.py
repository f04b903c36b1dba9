"""Which voice bears on which event, how, and on which part of it: hints, and their weights (bearing.toml).

A hint is a fact about a saying and an event that a reader can check: the content holds the trigger, the cue denies, the
source is the actor. Their words lie in `cues.toml`; how much each speaks for a link, a stance or a facet was fitted on
the training part of the corpus (training/bearing.py). `--explain` names the hints that spoke most.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from msgspec import Struct, convert

from reportedly.codebook import table
from reportedly.coding.view import View
from reportedly.records import Attribution, Entity, Event, Span

SPEECH = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"})
LATER = 300  # characters by which an event that is told later counts as farther from a saying
BETWEEN = 30  # characters between a cue and what is said that may belong to the cue
END = re.compile(r"[.;:!?\n]")
NEGATES = re.compile(r"\b(?:no|not|never|nobody|no one|none|nothing|neither|nor)\b|n[’']t\b", re.I)
OPENS = 4  # words with which a content begins and in which "no" or "nobody" makes it a denial
STEM = 5  # letters by which two words are alike
LONG = re.compile(r"[^\W\d_]{4,}")
COMMON = frozenset("about after again against also been before being between could during first from have having into more other over said says some such than that their them then there these they this those three through under until upon were what when where which while whom whose will with without would".split())  # fmt: skip


class Saying(Struct, frozen=True, dict=True):
    """One reporting construction: its attribution, the pieces of its content, and the index of its cue."""

    attribution: Attribution
    pieces: tuple[Span, ...]
    cue: int = -1

    @cached_property
    def content(self) -> str:
        """The words of its pieces."""
        return " ".join(p.text or "" for p in self.pieces)


class Facts(NamedTuple):
    """What hints ask of an event, whatever the saying: its mentions and their sentences, the other acts, its words."""

    told: list[Span]
    sentences: list[int]
    acts: list[str]  # other events (by id) that are no speech
    hard: list[str]  # those of them that are of material conflict
    leads: bool  # told in the first sentence of the body
    words: frozenset[str]
    parts: list[tuple[str, tuple[Span, ...], frozenset[str]]]  # its spans by name, and their words


class Scene(Struct, frozen=True, dict=True):
    """The report, its events, among which a saying finds the one it speaks of, and its sayings in the order of the text."""

    view: View
    events: tuple[Event, ...]
    sayings: tuple[Saying, ...] = ()

    @cached_property
    def told(self) -> dict[str, list[int]]:
        """For each event (by id) where the body mentions it."""
        body = len(self.view.report.title or "")
        return {e.id: [m.start for m in mentions(e) if m.start is not None and m.start >= body] for e in self.events}

    @cached_property
    def _known(self) -> dict[object, Any]:
        return {}

    def distances(self, start: int) -> dict[str, int]:
        """Return for each event (by id) the characters to its nearest mention in the body; one that comes later counts as farther."""
        if start not in self._known:
            self._known[start] = {
                id_: min((abs(start - s) + LATER * (s > start) for s in starts), default=10**6)
                for id_, starts in self.told.items()
            }
        return self._known[start]  # type: ignore[no-any-return]

    def last(self, start: int) -> str | None:
        """Return the event (by id) that the body mentions last before a character, or None."""
        key = ("last", start)
        if key not in self._known:
            before = ((max((s for s in starts if s < start), default=-1), id_) for id_, starts in self.told.items())
            at, id_ = max(before, default=(-1, ""))
            self._known[key] = id_ if at >= 0 else None
        return self._known[key]  # type: ignore[no-any-return]

    def facts(self, event: Event) -> Facts:
        """Return what hints ask of an event of the scene."""
        if event.id not in self._known:
            view, told = self.view, mentions(event)
            body = len(view.report.title or "")
            lead = next((s.end for s in view.sentences if s.start is not None and s.start >= body), None) or 0
            acts = [e for e in self.events if e.type not in SPEECH and e is not event]
            parts = (
                ("actor", event.actors), ("recipient", event.recipients), ("place", event.places), ("target", event.targets),
                ("weapon", (event.weapon,) if event.weapon else ()), ("time", (event.when,) if event.when else ()),
            )  # fmt: skip
            self._known[event.id] = Facts(
                told,
                [view.sentence(m.start).index for m in told if m.start is not None],
                [e.id for e in acts],
                [e.id for e in acts if e.quad == "MX"],
                any(m.start is not None and m.start < lead for m in told),
                _all_stems(told),
                [(name, spans, _all_stems(spans)) for name, spans in parts if spans],
            )
        return self._known[event.id]  # type: ignore[no-any-return]

    def around(self, mark: Span) -> Saying:
        """Return the sentence of a mark as if the mark were a cue and the sentence what is said."""
        key = ("mark", mark.start, mark.end)
        if key not in self._known:
            s = self.view.sentence(mark.start or 0)
            self._known[key] = Saying(Attribution(Entity(), mark), (Span(s.text, s.start, s.end),))
        return self._known[key]  # type: ignore[no-any-return]

    def held(self, pieces: Sequence[Span]) -> frozenset[str]:
        """Return the events (by id) of which a mention lies in one of these pieces."""
        key = tuple((p.start, p.end) for p in pieces)
        if key not in self._known:
            inside = (e.id for e in self.events if any(within(m, pieces) for m in mentions(e)))
            self._known[key] = frozenset(inside) if pieces else frozenset()
        return self._known[key]  # type: ignore[no-any-return]


class Weights(Struct, frozen=True):
    """Weights of hints for one question, and what is added."""

    bias: float
    weights: dict[str, float]

    def score(self, hints: Iterable[str]) -> float:
        """Return the log odds that the hints give."""
        return self.bias + sum([self.weights[h] for h in sorted([h for h in hints if h in self.weights])])

    def most(self, hints: Iterable[str], n: int = 2) -> str:
        """Return the hints that spoke most, strongest first."""
        spoke = [h for h in hints if self.weights.get(h, 0.0) > 0]
        return ", ".join(sorted(spoke, key=lambda h: (-self.weights[h], h))[:n])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("reportedly.coding").joinpath("bearing.toml").read_text("utf-8"))


@cache
def model() -> dict[str, Weights]:
    """Return the weights of this release: `link`, and one table a stance and a facet."""
    return convert({k: v for k, v in _data().items() if k not in ("provenance", "tuned")}, dict[str, Weights])


@cache
def tuned() -> dict[str, float]:
    """Return how much the model's word counts beside the hints, and the odds that suffice; bearing.toml says what each is."""
    return convert(_data()["tuned"], dict[str, float])


def score(name: str, hints: Iterable[str]) -> float:
    """Return the log odds that the hints give for `link`, a stance or a facet."""
    return model()[name].score(hints)


def most(name: str, known: Iterable[str], n: int = 2) -> str:
    """Return the hints that spoke most for `name`, strongest first.

    >>> most("denies", {"cue denies", "content short"}, 1)
    'cue denies'
    """
    return model()[name].most(known, n)


def odds(p: float) -> float:
    """Return the log odds of a probability.

    >>> odds(0.5)
    0.0
    """
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


@cache
def patterns() -> dict[str, dict[str, re.Pattern[str]]]:
    """Return the word lists of cues.toml by where they are looked for (`cue`, `content`, `source`, `sentence`) and name."""
    return {where: {name: _either(words) for name, words in lists.items()} for where, lists in table("cues").items()}


def _either(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w’'-])(?:" + "|".join(words) + r")(?![\w-])", re.I)


def said(where: str, name: str, text: str) -> bool:
    """Tell whether `text` holds a word of this list."""
    return name in _found(where, text)


@lru_cache(maxsize=4096)
def _found(where: str, text: str) -> frozenset[str]:
    """The names of the lists of which `text` holds a word."""
    return frozenset(name for name, pattern in patterns()[where].items() if pattern.search(text))


def mentions(event: Event) -> list[Span]:
    """Return the trigger and all other mentions of an event."""
    return [event.trigger, *event.mentions]


def overlap(a: Span, b: Span) -> bool:
    """Tell whether two spans share a character."""
    return None not in (a.start, b.start) and (a.start or 0) < (b.end or 0) and (b.start or 0) < (a.end or 0)


def within(inner: Span, outer: Sequence[Span]) -> bool:
    """Tell whether a span lies in one of the others."""
    start, end = inner.start, inner.end
    if start is None or end is None:
        return False
    for s in outer:  # noqa: SIM110  (a generator costs more than all it asks)
        if s.start is not None and s.end is not None and s.start <= start and end <= s.end:
            return True
    return False


@lru_cache(maxsize=4096)
def stems(text: str | None) -> frozenset[str]:
    """Return the beginnings of the longer words of a text."""
    return frozenset(w[:STEM] for w in LONG.findall((text or "").lower()) if w not in COMMON)


def _all_stems(spans: Iterable[Span]) -> frozenset[str]:
    return frozenset().union(*(stems(s.text) for s in spans))


def alike(one: Entity, two: Entity) -> bool:
    """Tell whether two entities are one by roster id, name or words."""
    if (one.id and one.id == two.id) or (one.name and one.name == two.name):
        return True
    a, b = stems(one.name) | stems(one.text), stems(two.name) | stems(two.text)
    return bool(a and b) and (a <= b or b <= a)


def sided(source: Entity, others: Iterable[Entity]) -> bool:
    """Tell whether the source is a body of the state that one of the others is or serves."""
    state = set(table("voices")["state"])
    return any(
        source.country and source.country == o.country and state & set(source.sectors) and state & set(o.sectors)
        for o in others
    )


def hints(saying: Saying, event: Event, scene: Scene) -> set[str]:
    """Return what speaks for or against this saying bearing on this event, its stance and its facets."""
    place = _place(saying, event, scene) | _before(saying, event, scene)
    words = _words(saying, scene)
    people = _people(saying, event)
    content = _content(saying, event, scene)
    kind = {"speech" if event.type in SPEECH else "act", f"quad {event.quad}", f"type {event.type}"}
    kind |= {"no actor"} if not event.actors else set()
    kind |= {"hedged"} if event.hedged else set()
    kind |= {f"status {event.status}"}
    plain = place | words | people | content | kind
    where = {"inside"} & plain or {"nearest"} & plain or {"elsewhere"}
    side = (
        {"source is actor", "side of actor"} & plain
        or {"source is recipient", "side of recipient"} & plain
        or {"third"}
    )
    crossed = {f"{w} & {h}" for w in where for h in (words | people | content | kind) if not h.startswith("type")}
    crossed |= {f"{s} & {h}" for s in side for h in words | content | kind | place if not h.startswith("type")}
    crossed |= {f"speech & {h}" for h in people | place} if event.type in SPEECH else set()
    crossed |= {f"{h} & {k}" for k in kind if k.startswith("quad") for h in words}
    if words & {"cue denies", "content disowns", "content false"}:
        crossed |= {f"denial & {h}" for h in place | people | content}
    return plain | crossed


def signs(mark: Span, kind: str, event: Event, scene: Scene) -> set[str]:
    """Return what speaks for a figure or a piece of evidence, of this kind, being of this event."""
    sentence = scene.view.sentence(mark.start or 0)
    saying, mentioned = scene.around(mark), scene.facts(event).told
    plain = (
        _place(saying, event, scene) | _content(saying, event, scene) | {f"type {event.type}", f"status {event.status}"}
    )
    plain |= {f"mode {m}" for m in event.modes}
    if any(within(m, (mark,)) or within(mark, (m,)) for m in mentioned):
        plain.add("in trigger")
    told = [
        m.start for m in mentioned if m.start is not None and (sentence.start or 0) <= m.start < (sentence.end or 0)
    ]
    if told and mark.start is not None:
        near = min(told, key=lambda t: abs(t - (mark.start or 0)))
        plain.add(f"{'before' if near < mark.start else 'after'} by {min(abs(near - mark.start) // 40, 3)}")
    return plain | {f"{kind} & {h}" for h in plain if h.startswith(("type", "mode", "nearest", "before", "after"))}


def _place(saying: Saying, event: Event, scene: Scene) -> set[str]:
    """Where the event is told, seen from the saying."""
    view, facts, held = scene.view, scene.facts(event), scene.held(saying.pieces)
    out = set()
    if within(event.trigger, saying.pieces):
        out.add("trigger inside")
    elif event.id in held:
        out.add("mention inside")
    if out:
        out.add("inside")
    if not held.isdisjoint(facts.acts):
        out.add("another inside")
    at = saying.attribution.cue or saying.attribution.source
    if at.start is None:
        return out
    start = at.start
    here = view.sentence(start).index
    steps = [here - n for n in facts.sentences]
    back = min((s for s in steps if s >= 0), default=None)
    ahead = min((-s for s in steps if s < 0), default=None)
    out.add("not before" if back is None else f"{min(back, 4)} back")
    if back is None or back > 1:
        out.add("none ahead" if ahead is None else f"{min(ahead, 3)} ahead")
    body = len(view.report.title or "")
    if event.type not in SPEECH:
        distance = scene.distances(start)
        mine = distance[event.id]
        rank = sum([distance[i] < mine for i in facts.acts])
        out.add("nearest" if not rank else f"rank {min(rank, 3)}")
        out |= {"only act"} if not facts.acts else set()
        if event.quad == "MX":
            out.add("nearest conflict" if not any(distance[i] < mine for i in facts.hard) else "other conflict nearer")
    if scene.last(min([start, *(p.start for p in saying.pieces if p.start is not None)])) == event.id:
        out.add("told last")
    text = view.report.text
    if any(m.start is not None and "\n" not in text[min(m.start, start) : max(m.start, start)] for m in facts.told):
        out.add("same paragraph")
    if len(facts.told) > 3:
        out.add("told often")
    if facts.leads:
        out.add("leads")
    if at.start < body:
        out.add("in title")
    return out


def _before(saying: Saying, event: Event, scene: Scene) -> set[str]:
    """Whether another voice spoke of the event before, so that this one may answer it."""
    at = saying.attribution.cue or saying.attribution.source
    if at.start is None:
        return set()
    out: set[str] = set()
    last = False
    for other in scene.sayings:
        a = other.attribution
        start = (a.cue or a.source).start
        if start is None or start >= at.start:
            continue
        last = event.id in scene.held(other.pieces)
        if not last:
            continue
        if alike(a.source, saying.attribution.source):
            out.add("same voice told before")
        else:
            out.add("told before")
            blamed = said("cue", "blames", a.cue.text or "" if a.cue else "")
            out |= {"blamed before"} if blamed else set()
            own = any(alike(saying.attribution.source, x) for x in event.actors) or any(
                alike(saying.attribution.source, x) for x in event.recipients
            )
            out |= {"a party told before"} if own else set()
    return out | ({"last voice told"} if last else set())


def _words(saying: Saying, scene: Scene) -> set[str]:
    """What cue, content and sentence say by the word lists."""
    cue, content = _cue(saying, scene), saying.content
    out = {f"cue {n}" for n in _found("cue", cue)} | {f"content {n}" for n in _found("content", content)}
    out |= {"content false"} if said("check", "refuted", content) else set()
    if not out & {"content it"} and len(content.split()) <= 2:
        out.add("content short")
    if not saying.pieces:
        out.add("content none")
    return out


def _cue(saying: Saying, scene: Scene) -> str:
    """The words of the cue and those up to what is said: "claimed", marked alone, may be "claimed responsibility for"."""
    cue = saying.attribution.cue
    if cue is None or cue.end is None:
        return ""
    begins = [p.start for p in saying.pieces if p.start is not None and cue.end < p.start <= cue.end + BETWEEN]
    between = scene.view.report.text[cue.end : min(begins)] if begins else ""
    return (cue.text or "") + ("" if END.search(between) else between)


def _people(saying: Saying, event: Event) -> set[str]:
    """Who speaks, seen from the event's sides."""
    source = saying.attribution.source
    out = set()
    if not source.text:
        return {"source none"}
    out |= {f"source {n}" for n in _found("source", source.text)}
    ours = (x for x in event.actors if within(x, saying.pieces) and said("content", "we", x.text or ""))
    if any(alike(source, x) for x in event.actors) or any(ours):
        out.add("source is actor")
    elif sided(source, event.actors):
        out.add("side of actor")
    elif any(source.country and source.country == x.country for x in event.actors):
        out.add("land of actor")
    if any(alike(source, x) for x in event.recipients):
        out.add("source is recipient")
    elif sided(source, event.recipients):
        out.add("side of recipient")
    elif any(source.country and source.country == x.country for x in event.recipients):
        out.add("land of recipient")
    unknown = set(table("voices")["unknown"])
    if event.actors and all(x.sectors and set(x.sectors) <= unknown for x in event.actors):
        out.add("actor unknown")
    state = set(table("voices")["state"])
    out |= {"source state"} if state & set(source.sectors) else set()
    out |= {f"sector {s}" for s in source.sectors if s in ("MED", "JUD", "REB", "CVL", "JRN", "COP")}
    return out


def _content(saying: Saying, event: Event, scene: Scene) -> set[str]:
    """What the content shares with the event."""
    facts, inside, out = scene.facts(event), stems(saying.content), set()
    if not within(event.trigger, saying.pieces) and not inside.isdisjoint(facts.words):
        out.add("echoes trigger")
    if NEGATES.search(" ".join(saying.content.split()[:OPENS])):
        out.add("content negates")
    if event.quad == "MX" and said("content", "event", saying.content):
        out.add("event word")
    for name, spans, words in facts.parts:
        if any(within(s, saying.pieces) for s in spans):
            out.add(f"holds {name}")
        elif not inside.isdisjoint(words):
            out.add(f"names {name}")
    shared = len(inside & stems(event.sentence.text))
    if not within(event.trigger, saying.pieces):
        out.add(f"shares {min(shared, 3)}")
    return out
