"""What backs an event and the figures it comes with: marked spans tied to their event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal

from msgspec.structs import replace

from reportedly.coding.actors import People
from reportedly.coding.attribution import Said
from reportedly.coding.bearing import most, odds, overlap, patterns, said, score, signs, tuned
from reportedly.coding.numbers import figure
from reportedly.coding.tag import Figure
from reportedly.coding.ties import MODEL, Mark, counted, hints, joined, ties
from reportedly.coding.tolls import aged, fates
from reportedly.coding.view import Reasons, View
from reportedly.records import Attribution, Count, Entity, Event, Evidence, Span

SURE = 1.0  # score of a mark that a rule alone makes
ARTICLE = re.compile(r"(?:the|an?)", re.I)
TAKEN = {"arrested": "arrest", "abducted": "abduct"}  # whoever is taken is counted by the mode of the event
Verification = Literal["verified", "unverified", "refuted"]
STATES: tuple[Verification, ...] = ("refuted", "unverified", "verified")  # the first whose words are found decides
SAW = 60  # characters of what is said in which "saw" tells that the source was there
HURLED = ("launched", "intercepted", "missing")  # kinds that count things, too
NEVER = {
    "displaced": ("SANCTION",),
    "injured": ("AID",),
}  # expelled envoys, patients: gold counts none (corpus, plover_real)
FIRST = re.compile(
    r"(?:\d[\d.,]*|[\w-]+)(?: (?:hundred|thousand|million|dozen))? "
)  # the figure itself, without "some"
MORTAL = ("killed", "missing")  # fates that are counted where they befall one; of an arrest, if he is new
NEW = re.compile(r"(?:an?|one|another)\b", re.I)
STOP = re.compile(r"[;:—–]")
ADDRESS = re.compile(r"https?://[^\s”\"<>]+[^\s”\"<>.,;)]")


class Marks:
    """The evidence and counts of one report, each tied to the event it most likely belongs to."""

    def __init__(self, view: View, people: People, heard: Said) -> None:
        self.view, self.people, self.heard = view, people, heard

    @cached_property
    def evidence(self) -> list[tuple[Figure, str, str]]:
        """Marks of evidence, those that set phrases give among them, the id of their event and why."""
        marks = list(self.view.markup.evidence)
        taken = {self.view.sentence(m.start).index for m in marks}
        for kind, pattern in patterns()["marks"].items():
            found = (
                m for m in pattern.finditer(self.view.report.text) if self.view.sentence(m.start()).index not in taken
            )
            marks += (Figure(m.start(), m.end(), kind, SURE, (), {}) for m in found)
        return self._tied(sorted(marks, key=lambda m: m.start))

    @cached_property
    def counts(self) -> list[tuple[Mark, str, str]]:
        """Figures that set phrases and the model mark, with the id of the event that each most likely is of, and why."""
        out, weights, by = [], ties().counts, ties().tuned
        for mark in joined(counted(self.view), self.view.markup.counts, self.view):
            given = by["model"] if mark.how == MODEL else 0.0
            best = (by["least"], "", "")
            for event in self.heard.scene.events:
                known = hints(mark, event, self.heard.scene, self.people)
                total, why = weights.score(known) + given, f"{mark.how}; hints: {weights.most(known)}"
                if mark.figure and mark.figure.links:
                    link = self._link(mark.figure, event)
                    total += by["link"] * odds(max(link, by["silent"]))
                    why += f"; link head {link:.2f}"
                if total > best[0]:
                    best = (total, event.id, why)
            if best[1]:
                out.append((mark, best[1], best[2]))
        return out

    def _tied(self, marks: Sequence[Figure]) -> list[tuple[Figure, str, str]]:
        out, by = [], tuned()
        for mark in marks:
            span, best = self.view.span(mark.start, mark.end), (by["evidence_least"], "", "")
            for event in self.heard.scene.events:
                known = signs(span, mark.kind, event, self.heard.scene)
                link = self._link(mark, event)
                total = score("evidence", known) + by["mark"] * odds(max(link, by["mark_silent"]))
                if total > best[0]:
                    best = (total, event.id, f"link head {link:.2f}; hints: {most('evidence', known)}")
            if best[1]:
                out.append((mark, best[1], best[2]))
        return out

    def _link(self, mark: Figure, event: Event) -> float:
        """What the model gives the link of a mark to an event, 0 if it says nothing."""
        return max((mark.links.get(i, 0.0) for i in self.heard.marks[event.id]), default=0.0)


def judge(event: Event, marks: Marks) -> tuple[Event, Reasons]:
    """Return the event with its evidence and counts."""
    reasons: Reasons = {}
    backing = [(_evidence(m, event, marks), why) for m, id_, why in marks.evidence if id_ == event.id]
    figures: dict[tuple[object, ...], tuple[Count, str]] = {}
    for mark, id_, why in marks.counts:
        if id_ == event.id and (count := _count(mark, event, marks)):
            voice = count.attribution[0].source.start if count.attribution else None
            figures.setdefault((count.what, count.low, count.high, count.scope, voice), (count, why))
    if told := _taken(event, [c for c, _ in figures.values()]):
        figures[()] = (told, "tolls.toml: the trigger says what befell the recipients")
    if not any(e.kind == "eyewitness" for e, _ in backing) and (seen := _seen(event)):
        backing.append((seen, "cues.toml: a source that saw it"))
    if backing:
        reasons["evidence"] = " | ".join(f"'{e.text}': {why}" for e, why in backing)
    if figures:
        reasons["counts"] = " | ".join(f"'{c.text}': {why}" for c, why in figures.values())
    return replace(event, evidence=tuple(e for e, _ in backing), counts=tuple(c for c, _ in figures.values())), reasons


def _seen(event: Event) -> Evidence | None:
    """A source of the event that says what it saw, as evidence, or None."""
    if event.status != "happened":
        return None
    for a in event.attribution:
        who, words = (
            a.source.text or "",
            f"{a.cue.text if a.cue else ''} {(a.content.text or '')[:SAW] if a.content else ''}",
        )
        if said("source", "witness", who) or (said("source", "beside", who) and said("cue", "saw", words)):
            return Evidence(a.source.text, a.source.start, a.source.end, "eyewitness")
    return None


def _taken(event: Event, known: Iterable[Count]) -> Count | None:
    """How many recipients a trigger such as "killed" or "abducted" takes, or None if it does not say so."""
    what = next((k for k, p in fates() if p.fullmatch(event.trigger.text or "")), None)
    what = next((k for k, mode in TAKEN.items() if what in TAKEN and mode in event.modes), what)
    if what is None or event.status != "happened" or any(c.what == what for c in known):
        return None
    if (what in MORTAL and event.type != "ASSAULT") or (what in TAKEN and TAKEN[what] not in event.modes):
        return None
    taken = [r for r in event.recipients if r.start is not None]
    told = [figure(r.text or "") for r in taken]
    if not told or any(low is None or low != high for low, high, _ in told):
        return None
    n = sum(low or 0 for low, _, _ in told)
    if len(told) == 2 and n == 2 and (taken[1].start or 0) - (taken[0].end or 0) <= 2:
        n = 1  # "a clerk, Ana Ruiz"
    first = taken[0]
    if n == 1 and what not in MORTAL and not (what in TAKEN and NEW.match(first.text or "")):
        return None
    return Count(first.text, first.start, first.end, what, first.class_, n, n)


def _classes(mark: Mark) -> tuple[str, ...]:
    return mark.figure.classes if mark.figure and mark.figure.kind == mark.kind else ()


def _checked(mark: Figure, marks: Marks) -> Verification | None:
    """What the report says of whether it was checked: words of its sentence, else the model, else words of the next.

    That something was verified is never taken from the model alone: a reader must find the words.
    """
    view = marks.view
    own = view.sentence(mark.start)
    following = view.sentences[own.index + 1] if own.index + 1 < len(view.sentences) else Span()
    alone = not any(overlap(following, view.span(m.start, m.end)) for m in view.markup.evidence)
    model = next((state for state in STATES if state in mark.classes and state != "verified"), None)
    return _read(own) or model or (_read(following) if alone else None)


def _read(sentence: Span) -> Verification | None:
    return next((state for state in STATES if said("check", state, sentence.text or "")), None)


def _beside(mark: Figure, name: str, event: Event, marks: Marks) -> Entity | None:
    """Whoever stands before, or after "by" behind, a verb of this list in the sentence of a mark."""
    sentence = marks.view.sentence(mark.start)
    known = [s.attribution.source for s in marks.heard.sayings if s.attribution.source.start is not None]
    known += [e for e in (*event.actors, *event.recipients) if e.start is not None]
    here = [e for e in known if overlap(e, sentence)]
    for m in patterns()["holds"][name].finditer(sentence.text or ""):
        at, end = (sentence.start or 0) + m.start(), (sentence.start or 0) + m.end()
        by = [
            e
            for e in here
            if e.start is not None
            and end <= e.start <= end + 6
            and " by " in marks.view.report.text[end - 4 : e.start + 1]
        ]
        before = [e for e in here if (e.end or 0) <= at]
        if by or before:
            return by[0] if by else before[-1]
    return None


def _evidence(mark: Figure, event: Event, marks: Marks) -> Evidence:
    s, state = marks.view.span(mark.start, mark.end), _checked(mark, marks)
    url = ADDRESS.search(marks.view.after(mark.end, 400))
    by = _beside(mark, "checks", event, marks) if state in ("verified", "refuted") else None
    holder = _beside(mark, "shows", event, marks)
    return Evidence(s.text, s.start, s.end, mark.kind, holder, url[0] if url else None, state, by)


def _count(mark: Mark, event: Event, marks: Marks) -> Count | None:
    view = marks.view
    s = mark.span
    low, high, vague = figure(s.text or "")
    if (
        (low is None and high is None and not vague)
        or ARTICLE.fullmatch(s.text or "")
        or aged(view.report.text, s.start or 0, s.end or 0)
        or _things(mark, view)
        or event.type in NEVER.get(mark.kind, ())
    ):
        return None
    kind = next((k for k, mode in TAKEN.items() if mark.kind in TAKEN and mode in event.modes), mark.kind)
    near = (r for r in event.recipients if r.class_ and r.start is not None and abs(r.start - (s.end or 0)) < 40)
    who = next((r.class_ for r in near), None) or marks.people.victims(view.after(s.end or 0, 40))
    return Count(
        s.text, s.start, s.end, kind, who, low, high, vague or "vague" in _classes(mark),
        "cumulative" if "cumulative" in _classes(mark) or said("scope", "cumulative", _clause(mark, view)) else "event",
        "hedged" in _classes(mark) or said("scope", "hedged", view.before(s.start or 0, 30)), _voice(s, event, marks.heard),
    )  # fmt: skip


def _things(mark: Mark, view: View) -> bool:
    """Whether things and no people follow a figure of a kind that counts people ("nine huts burned")."""
    words = FIRST.sub("", (mark.span.text or "") + view.after(mark.span.end or 0, 40), count=1)
    return mark.kind not in HURLED and bool(patterns()["scope"]["things"].match(words))


def _clause(mark: Mark, view: View) -> str:
    """The words around a figure up to the next colon, semicolon or dash, or the end of its sentence."""
    sentence, at = view.sentence(mark.span.start or 0), mark.span.start or 0
    text, here = sentence.text or "", at - (sentence.start or 0)
    start = max((m.end() for m in STOP.finditer(text, 0, here)), default=0)
    stop = STOP.search(text, here)
    return text[start : stop.start() if stop else None]


def _voice(span: Span, event: Event, heard: Said) -> tuple[Attribution, ...]:
    """The voice that gives a figure: that of the saying whose content or cue holds it, the narrowest."""
    holds = [
        s
        for s in heard.sayings
        if any(overlap(p, span) for p in s.pieces) or (s.attribution.cue and overlap(s.attribution.cue, span))
    ]
    if not holds:
        return ()
    saying = min(holds, key=lambda s: sum(len(p.text or "") for p in s.pieces))
    told = next((a for a in event.attribution if a.cue == saying.attribution.cue), None)
    return (told or replace(saying.attribution, about=("toll",)),)
