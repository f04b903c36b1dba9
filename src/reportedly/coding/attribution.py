"""Who vouches for what: from marked cues to the report's sayings, and from these to the events they bear on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from msgspec.structs import replace

from reportedly.coding.actors import People
from reportedly.coding.answers import answers, declines, subject
from reportedly.coding.bearing import Saying, Scene, alike, hints, mentions, most, odds, said, score, tuned, within
from reportedly.coding.status import negated
from reportedly.coding.tag import Cue, Part, Voice
from reportedly.coding.times import expressions
from reportedly.coding.view import Reasons, View
from reportedly.records import Attribution, Entity, Event, Facet, Span, Stance

STANCES: tuple[Stance, ...] = ("asserts", "claims_own", "alleges", "confirms", "denies", "doubts")
FACETS: tuple[Facet, ...] = ("occurrence", "actor", "place", "time", "toll", "effect")
ANSWERS = [  # hints of which one set, all of it, shows that a saying speaks of some event
    {"cue denies"}, {"cue doubts"}, {"cue claims"}, {"cue confirms"}, {"content part"}, {"content false"}, {"content disowns"}, {"content toll", "content figure"}, {"cue counts", "content figure"},
]  # fmt: skip
OWN = {
    "speech",
    "source is actor",
    "trigger inside",
}  # what somebody says of his own speech is the speech itself: the report tells it
NEAR = 25  # characters from a cue within which a time says when it was said
AGENT = re.compile(
    r" by (?!\w+ing\b|(?:tele)?phone\b|video\b|letter\b|e-?mail\b|satellite\b)(?P<who>[^,.;:“”\n]{2,60}?)(?=[,.;:“”\n]| (?:on|in|at|after|while|as|who|which|that|with|and|to|for|from|during)\b|$)"
)
BEHIND = re.compile(
    r"(?:.*\b(?:by|per|according to)|citing|quoting|cites|quotes|quoted)$", re.I | re.S
)  # cues with the source behind them
WHO = re.compile(r" (?!by |as )(?P<who>[^,.;:“”\n]{2,60}?)(?=[,.;:“”\n]| (?:as|who|which|that|and|on|in|at|for)\b|$)")
SHARED = re.compile(
    r"(?:^|[\s,;])(?:and|but|or|then|also|further|later|which|who|,)(?: (?:has|have|had|also|then|later|\w+ly))*,? $",
    re.I,
)
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
OPEN = re.compile(r"[^“”\n]*(?=”)")  # what is left of an open quotation
LONGEST = 400  # characters by which a content may grow to the end of its quotation
BACK = 2  # sentences in which "he" looks for a person
LOOSE = re.compile(r"^[\s,;:“”\"]+|(?:[\s,;:“”\"]+(?:on|in|at|of|to|that|and|by|for|who|which)?)+$")


def _touches(span: Span, start: int, end: int) -> bool:
    return span.start is not None and span.end is not None and span.start < end and start < span.end


def _part(cue: Cue, role: str) -> Part | None:
    return max((p for p in cue.parts if p.role == role), key=lambda p: p.score, default=None)


class Said:
    """What one report says who said: its sayings, in the order of the text, and what each bears on."""

    def __init__(self, view: View, people: People, events: Sequence[Event] = ()) -> None:
        self.view, self.people = view, people
        self.times = expressions(view.report.text, view.report.published)
        self.sayings: list[Saying] = []
        found = answers(view, [m for e in events for m in mentions(e)])
        for i, cue in sorted(enumerate((*view.markup.cues, *found)), key=lambda c: c[1].start):
            self.sayings.append(self._saying(i, cue))
        self.scene = Scene(view, tuple(events), tuple(self.sayings))

    def _whole(self, part: Part) -> Span:
        """The words of a piece of content, widened to whole words and to the end of a quotation that it leaves open."""
        text, start, end = self.view.report.text, part.start, part.end
        while start > 0 and text[start] in "’'" and text[start - 1].isalnum():
            start -= len(text[:start]) - len(text[:start].rstrip(LETTERS))
        if end < len(text) and text[end - 1] in "’'" and text[end].isalnum():
            end += len(text[end:]) - len(text[end:].lstrip(LETTERS))
        words, rest = text[start:end], self.view.after(end, LONGEST)
        if words.rfind("“") > words.rfind("”") and (m := OPEN.match(rest)):
            end += len(m[0].rstrip(" .,!?"))
        return self.view.span(start, end)

    def _entity(self, part: Part | None) -> Entity | None:
        """The words of a part, without small words that begin or end it by mistake; None if nothing is left."""
        if part is None:
            return None
        s = self.view.span(part.start, part.end)
        words = LOOSE.sub("", s.text or "")
        if not words or words.lower() in ("the", "a", "an"):
            return None
        start = (s.start or 0) + (s.text or "").index(words)
        return Entity(words, start, start + len(words), words)

    def _agent(self, cue: Cue) -> Entity | None:
        """Who stands behind "by" right after a cue ("was denied by the front"), if the marked source is elsewhere; or None."""
        m, source = AGENT.match(self.view.after(cue.end, 80)), self._entity(_part(cue, "source"))
        if m is None or (source and source.start is not None and source.start >= cue.end):
            return None
        return self._told(m, cue.end)

    def _told(self, m: re.Match[str], at: int) -> Entity:
        """Who is named by the group "who" of a match in the text from `at` on."""
        s = self.view.span(at + m.start("who"), at + m.end("who"))
        return Entity(s.text, s.start, s.end, s.text)

    def _behind(self, cue: Cue) -> Entity | None:
        """Who stands right behind a marked cue that ends with "by" or cites; or None."""
        words = self.view.span(cue.start, cue.end).text or ""
        m = WHO.match(self.view.after(cue.end, 80)) if cue.passage >= 0 and BEHIND.fullmatch(words) else None
        return self._told(m, cue.end) if m else None

    def _shared(self, cue: Cue) -> Entity | None:
        """Who spoke or acted before in the sentence of a marked cue that stands behind "and" or "which"; or None."""
        begin = self.view.sentence(cue.start).start or 0
        if cue.passage < 0 or not SHARED.search(self.view.report.text[begin : cue.start]):
            return None
        before = (s.attribution.source for s in self.sayings)
        told = [e for e in before if e.start is not None and begin <= e.start < cue.start]
        acts = [
            p for t in self.view.markup.triggers if begin <= t.start < cue.start for p in t.parts if p.role == "actor"
        ]
        acts = [p for p in acts if begin <= p.start < cue.start]
        return told[-1] if told else self._entity(acts[-1]) if acts else None

    def _opening(self, cue: Cue) -> Entity | None:
        """Who opens the sentence of a marked cue that has no marked source and stands right before it ("One of the men said"); or None."""
        home = self.view.sentence(cue.start)
        begin = home.start or 0
        who = subject(home.text or "", begin, cue.start - begin) if cue.passage >= 0 else None
        if who is None or who[0] != begin:
            return None
        s = self.view.span(*who)
        return Entity(s.text, s.start, s.end, s.text)

    def _source(self, cue: Cue) -> Entity:
        """The resolved source of a cue; a pronoun is whoever spoke last and fits it, "he" and "she" else the person named last."""
        marked = self._agent(cue) or self._entity(_part(cue, "source"))
        source = marked or self._behind(cue) or self._shared(cue) or self._opening(cue)
        if source is None or source.start is None:
            return Entity()
        known, word = self.people.resolve(source)[0], (source.text or "").lower()
        if word not in ("he", "she", "it", "they"):
            return known
        least = self.view.sentences[max(self.view.sentence(source.start).index - BACK, 0)].start or 0
        told = (s.attribution.source for s in self.sayings)
        before = [
            e
            for e in told
            if e.text
            and e.start is not None
            and least <= e.start < source.start
            and not said("source", "pronoun", e.text)
        ]
        persons = [n for n in self.view.markup.names if n.kind == "PER" and least <= n.start < source.start]
        if word == "they":
            fitting = [e for e in before if (e.text or "").endswith("s")]
        else:
            people = [
                e
                for e in before
                if said("source", "person", e.text or "") or any(_touches(e, n.start, n.end) for n in persons)
            ]
            bodies = [e for e in before if e not in people and not (e.text or "").endswith("s")]
            fitting = bodies if word == "it" else people
        if fitting:
            last = fitting[-1]
        elif persons and word in ("he", "she"):
            name = self.view.span(persons[-1].start, persons[-1].end)
            last = self.people.resolve(Entity(name.text, name.start, name.end, name.text))[0]
        else:
            return known
        return replace(last, text=source.text, start=source.start, end=source.end)

    def _saying(self, i: int, cue: Cue) -> Saying:
        pieces = tuple(self._whole(p) for p in cue.parts if p.role == "content")
        return Saying(
            Attribution(
                self._source(cue),
                self.view.span(cue.start, cue.end),
                pieces[0] if pieces else None,
                via=self._entity(_part(cue, "via")),
                said_at=self._when(cue, pieces),
            ),
            pieces,
            i,
        )

    def _when(self, cue: Cue, pieces: Sequence[Span]) -> str | None:
        """The day on which it was said: a time right beside the cue and outside what is said."""
        source = _part(cue, "source")
        begin = min(cue.start, source.start if source else cue.start) - NEAR
        sentence = self.view.sentence(cue.start)
        for start, end, told in self.times:
            near = max(begin, sentence.start or 0) <= start and end <= min(cue.end + NEAR, sentence.end or 0)
            if near and not within(Span("", start, end), pieces) and told[0] == told[1] and told[0]:
                return told[0].isoformat()
        return None

    def attributions(self) -> tuple[Attribution, ...]:
        """Return every attribution of the report, one for each connected piece of content, event or none."""
        return tuple(replace(s.attribution, content=piece) for s in self.sayings for piece in s.pieces or (None,))

    @cached_property
    def marks(self) -> dict[str, set[int]]:
        """For each event (by id) the triggers that the model marked as its mentions."""
        begin = [self.view.span(t.start, t.end).start for t in self.view.markup.triggers]
        told = {e.id: {m.start for m in mentions(e)} for e in self.scene.events}
        return {id_: {i for i, start in enumerate(begin) if start in starts} for id_, starts in told.items()}

    @cached_property
    def links(self) -> dict[int, dict[str, Link]]:
        """For each saying (by its cue) the events (by id) that it bears on.

        Those whose odds by hints and model suffice (`bearing.tuned`); a saying that denies, confirms, blames or counts speaks of
        something, so without any it bears on the likeliest that is not ruled out.
        """
        out: dict[int, dict[str, Link]] = {}
        by = tuned()
        for saying in self.sayings:
            ranked = []
            cue = saying.attribution.cue
            events = () if declines((cue and cue.text) or "", saying.content) else self.scene.events
            for event in events:
                known, voice = hints(saying, event, self.scene), self.voice(saying, event)
                if known >= OWN or ("source none" in known and "cue denies" not in known):
                    continue
                if voice is None and known >= FAR:
                    continue
                total = score("link", known) + by["voice"] * odds(voice.score if voice else by["voice_silent"])
                ranked.append((total, event.id, Link(known, voice, total)))
            ranked.sort(key=lambda x: -x[0])
            told = {id_: link for total, id_, link in ranked if total > by["voice_least"]}
            if (
                not told
                and ranked
                and ranked[0][0] > by["answer_least"]
                and any(a <= ranked[0][2].hints for a in ANSWERS)
            ):
                told = {ranked[0][1]: ranked[0][2]}
            out[saying.cue] = told
        return out

    def voice(self, saying: Saying, event: Event) -> Voice | None:
        """Return what the model says of a saying and an event: its surest word on any of the event's mentions."""
        mine = (v for v in self.view.markup.voices if v.cue == saying.cue and v.trigger in self.marks[event.id])
        return max(mine, key=lambda v: v.score, default=None)


# A denial of what was told four sentences before or more, of which the model says nothing: half of them are wrong (train 4 of 8, dev 1 of 2).
FAR = {"cue denies", "4 back"}


class Link(NamedTuple):
    """That a saying bears on an event: the hints, the model's voice, the log odds, and why."""

    hints: set[str]
    voice: Voice | None
    odds: float

    @property
    def why(self) -> str:
        """The reason, in words."""
        word = f"voice head {self.voice.score:.2f}" if self.voice else "no voice"
        return f"model: {word}; hints: {most('link', self.hints)}"


def _stance(known: set[str], voice: Voice | None) -> Stance:
    """The likeliest stance; a cue that denies does so (167 of 173 gold links, writers w1–w6, w9 and w10)."""
    if "cue denies" in known:
        return "denies"
    return max(STANCES, key=lambda s: score(s, known) + tuned()["stance"] * (voice is not None and voice.stance == s))


def _about(known: set[str], voice: Voice | None) -> tuple[Facet, ...]:
    told = {f: score(f, known) + tuned()["facet"] * ((f in voice.about) - 0.5 if voice else 0.0) for f in FACETS}
    return tuple(f for f in FACETS if told[f] > 0) or (max(FACETS, key=lambda f: told[f]),)


def attribute(event: Event, said: Said) -> tuple[Event, Reasons]:
    """Return the event with its attributions, nearest voice first (the one whose content is shortest)."""
    found = []
    for saying in said.sayings:
        link = said.links[saying.cue].get(event.id)
        if link is None:
            continue
        known, voice = link.hints, link.voice
        stance, about = _stance(known, voice), _about(known, voice)
        if (
            event.status == "not_happened"
            and within(event.trigger, saying.pieces)
            and negated(event.trigger, said.view)
        ):
            stance = "denies"
        piece = next((p for p in saying.pieces if within(event.trigger, (p,))), saying.attribution.content)
        size = (piece.end or 0) - (piece.start or 0) if piece else 0
        outer = not within(event.trigger, saying.pieces)
        a = replace(saying.attribution, content=piece, stance=stance, about=about)
        why = f"'{a.cue.text if a.cue else ''}' {stance} ({link.why}; {stance}: {most(stance, known)})"
        found.append((link.odds, (outer, size), a, why))
    found.sort(key=lambda x: -x[0])
    once = [x for i, x in enumerate(found) if not any(_one_voice(x[2], y[2]) for y in found[:i])]
    if not once:
        return event, {}
    once.sort(key=lambda x: x[1])
    return replace(event, attribution=tuple(a for *_, a, _ in once)), {"attribution": " | ".join(w for *_, w in once)}


def _one_voice(one: Attribution, two: Attribution) -> bool:
    """Whether two entries say twice what one voice says of an event (2 % of gold entries share their source with another)."""
    same = (one.stance == "denies") == (two.stance == "denies")
    return same and one.source.start is not None and alike(one.source, two.source)
