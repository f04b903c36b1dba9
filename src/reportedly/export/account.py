"""Incidents and stories in words: a title, a sentence with its tolls and its standing, and the few that say how things stand.

Every sentence is put together from codes and names by `wording.toml`, and says which events and reports it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from reportedly.coding.incidents import phrase
from reportedly.export.statement import clause, forms, listed, name, span_of_days, upper, wording
from reportedly.records import Count, Event, Incident, ReportRef, Sentence, Span, Standing, Status, Target, Toll

MOST = 5  # sentences on a story


class Account(NamedTuple):
    """A sentence on how things stand, how far that is vouched for, and the events and reports that it rests on."""

    kind: str
    text: str
    support: str | None
    incident: str | None
    events: tuple[str, ...]
    reports: tuple[str, ...]


def label(type: str, modes: Sequence[str] = ()) -> str:
    """Return a type with its first mode that has words of its own, in words.

    >>> label("ASSAULT", ("drone",)), label("CONSULT")
    ('drone strike', 'meeting or consultation')
    """
    form = wording()["types"].get(type, {"noun": type})
    noun = next((form["modes"][m]["noun"] for m in modes if m in form.get("modes", {})), form["noun"])
    return re.sub(r"\[.*?\]", "", noun)


def as_event(made: Incident, status: Status, events: Sequence[Event] = ()) -> Event:
    """Return an incident as one event, to be said in words; struck objects are those of the first event that has some."""
    targets: tuple[Target, ...] = next((e.targets for e in events if e.targets), ())
    return Event(
        id=made.id, report=ReportRef(""), type=made.type, modes=made.modes, actors=made.actors, recipients=made.recipients, targets=targets,
        places=made.places, when=made.when, status=status, trigger=Span(), sentence=Sentence(),
    )  # fmt: skip


def title(made: Incident, status: Status = "happened", events: Sequence[Event] = ()) -> str:
    """Return an incident as a headline: what, to whom, by whom, where."""
    event = as_event(made, status, events)
    what, who = forms(event)[1], listed(made.actors)
    places = ", ".join(dict.fromkeys(p.name or p.text or "" for p in made.places if p.name or p.text))
    ahead = {"planned": "Planned: ", "possible": "Possible: ", "not_happened": "Did not happen: "}.get(status, "")
    return (ahead + upper(what) if not ahead else ahead + what) + (f" by {who}" if who else "") + (f", {places}" if places else "")


def amount(low: int | None, high: int | None) -> str:
    """Return a range in words.

    >>> amount(12, 12), amount(12, 19), amount(12, None), amount(None, 5), amount(None, None)
    ('12', '12 to 19', 'at least 12', 'at most 5', 'some')
    """
    if low is None:
        return "some" if high is None else f"at most {high}"
    return str(low) if low == high else f"at least {low}" if high is None else f"{low} to {high}"


def voice_name(voice: str, names: dict[str, str]) -> str:
    """Return the name of a voice: as the reports have it, else what its id says."""
    return names.get(voice) or voice.partition(":")[2] or voice


def voice_names(made: Incident) -> dict[str, str]:
    """Return the names of the voices of an incident, by id."""
    lines = (a for s in made.standing for a in (*s.because, *s.contested_by))
    return {a.voice: a.source for a in lines if a.source}


def tolls(made: Incident) -> Iterator[str]:
    """Yield a sentence for each kind of harm that the happening itself is said to have done: who says how many."""
    names = voice_names(made)
    by: dict[tuple[str, str | None], list[Toll]] = {}
    for toll in made.tolls:
        if toll.scope == "event":
            by.setdefault((toll.what, toll.who), []).append(toll)
    for (what, who), found in by.items():
        said: dict[str, list[str]] = {}
        for toll in found:
            said.setdefault(amount(toll.low, toll.high), []).append(voice_name(toll.voice, names))
        parts = ", ".join(f"{n} ({', '.join(dict.fromkeys(v))})" for n, v in said.items())
        yield f"{wording()['counts'][what]}{f' ({who})' if who else ''}: {parts}."


def support(made: Incident) -> str:
    """Return how far an incident is vouched for, and apart from that who did it and the toll where they stand otherwise."""
    if not made.standing:
        return ""
    first, *others = made.standing
    out = [phrase(first)]
    for one, what in zip(others, ("who did it", "toll"), strict=True):
        if one.support and (one.support != first.support or _against(one) != _against(first)):
            out.append(f"{what}: {phrase(one)}")
    return "; ".join(out)


def _against(one: Standing) -> set[str]:
    return {a.voice for a in one.contested_by}


def sentence(kind: str, made: Incident, status: Status, events: Sequence[Event] = ()) -> Account:
    """Return an incident as a sentence."""
    text = " ".join([upper(clause(as_event(made, status, events))) + ".", *tolls(made)])
    lines = [a for s in made.standing for a in (*s.because, *s.contested_by)]
    rests = dict.fromkeys(a.event for a in lines) | dict.fromkeys(t.event for t in made.tolls)
    return Account(kind, text, support(made), made.id, tuple(rests) or made.events, tuple(dict.fromkeys(a.report for a in lines)) or made.reports)


def choose(told: Iterable[tuple[Incident, Status]]) -> list[tuple[str, str]]:
    """Return which incidents of a story, last reported first, say how things stand: kind and id, no incident twice."""
    all_ = [*told]
    done = [v for v, status in all_ if status == "happened"]
    killed = [(max((t.low or 0 for t in v.tolls if t.what == "killed" and t.scope == "event"), default=0), v) for v in done]
    ranked = (
        ("latest", done),
        ("gravest", [v for n, v in sorted(killed, key=lambda x: -x[0]) if n]),
        ("contested", [v for v, _ in all_ if any(s.contested_by for s in v.standing)]),
        ("most_told", sorted((v for v in done if len(v.voices) > 1), key=lambda v: -len(v.voices))),
        ("ahead", [v for v, status in all_ if status in ("planned", "possible")]),
    )
    out: dict[str, str] = {}
    for kind, found in ranked:
        if best := next((v.id for v in found if v.id not in out.values()), None):
            out[kind] = best
    return [*out.items()][: MOST - 1]


def scope(told: Sequence[Incident], publishers: Sequence[str]) -> Account:
    """Return the sentence on how much is told, of what time, by how many."""
    reports = tuple(dict.fromkeys(r for v in told for r in v.reports))
    days = [d for v in told if v.when for d in (v.when.from_, v.when.to) if d]
    when = span_of_days(min(days), max(days)) if days else ""
    contested = sum(any(s.contested_by for s in v.standing) for v in told)
    one = [_many(len(told), "incident"), _many(len(reports), "report"), _many(len(publishers), "publisher")]
    text = f"{one[0]} in {one[1]} by {one[2]}" + (f", {when}" if when else "") + (f"; {contested} contested" if contested else "") + "."
    return Account("scope", text, None, None, tuple(e for v in told for e in v.events), reports)


def _many(n: int, what: str) -> str:
    return f"{n} {what}{'s' * (n != 1)}"


def count(one: Count) -> str:
    """Return a figure of an event as a range."""
    return f"{wording()['counts'][one.what]}: {amount(one.low, one.high)}"


def spans(event: Event) -> Iterator[tuple[str, str, Span, str]]:
    """Yield the words of an event: role, path of the field in its JSON form, span, and a short name of its value."""
    yield "trigger", "trigger", event.trigger, "/".join((event.type, *event.modes))
    for role, field in (("actor", "actors"), ("recipient", "recipients")):
        for n, who in enumerate(getattr(event, field)):
            yield role, f"{field}.{n}", who, name(who)
    for n, target in enumerate(event.targets):
        yield "target", f"targets.{n}", target, target.kind or ""
    for n, place in enumerate(event.places):
        yield "place", f"places.{n}", place, ", ".join(filter(None, (place.name, place.country)))
    if event.weapon:
        yield "weapon", "weapon", event.weapon, ""
    if event.when:
        yield "when", "when", event.when, span_of_days(event.when.from_, event.when.to)
    if event.hedge:
        yield "hedge", "hedge", event.hedge, ""
    for n, a in enumerate(event.attribution):
        at = f"attribution.{n}"
        yield "source", f"{at}.source", a.source, f"{name(a.source)} {a.stance}"
        if a.via:
            yield "via", f"{at}.via", a.via, name(a.via)
        for role, span in (("cue", a.cue), ("content", a.content)):
            if span:
                yield role, f"{at}.{role}", span, a.stance
    for n, v in enumerate(event.evidence):
        yield "evidence", f"evidence.{n}", v, " ".join(filter(None, (v.kind, v.verification)))
    for n, c in enumerate(event.counts):
        yield "count", f"counts.{n}", c, count(c)
        for k, a in enumerate(c.attribution):
            yield "source", f"counts.{n}.attribution.{k}.source", a.source, name(a.source)
    for n, effect in enumerate(event.effects):
        yield "effect", f"effects.{n}", effect, ""
    for n, mention in enumerate(event.mentions):
        yield "mention", f"mentions.{n}", mention, event.type
