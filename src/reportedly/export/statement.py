"""An event as a few sentences one would sign; all wording comes from codebooks/plover-2/wording.toml."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from reportedly.records import Attribution, Count, Entity, Event, Place, Span, When

SPEECH = {"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"}
OPEN = {"asserts", "alleges", "confirms", "claims_own"}  # stances that may lead the sentence


@cache
def wording() -> dict[str, Any]:
    """Return wording.toml."""
    return tomllib.loads(files("reportedly.codebooks").joinpath("plover-2/wording.toml").read_text(encoding="utf-8"))


def clause(event: Event) -> str:
    """Return what the event says was done, by whom, where and when, without who says so and without a stop."""
    did, noun = forms(event)
    who, words = listed(event.actors), wording()["status"]
    around = "".join(", " + x for x in (where(event.places), when(event.when)) if x)
    if event.status != "happened":
        return str(words[event.status].format(what=noun + (f" by {who}" if who else ""))) + around
    return (f"{who} {did}" if who else str(words["unknown_actor"].format(what=noun))) + around


def forms(event: Event) -> tuple[str, str]:
    """Return what was done as a verb in the past tense and as a noun, with whom or what it was done to."""
    form = wording()["types"][event.type]
    form = {**form, **next((form["modes"][m] for m in event.modes if m in form.get("modes", {})), {})}
    to = listed(event.targets or event.recipients) if event.type == "ASSAULT" else listed(event.recipients)

    def fill(text: str) -> str:
        return re.sub(r"\[(.*?)\]", lambda m: m[1].format(to=to) if to else "", text)

    return fill(form["did"]), fill(form["noun"])


def statement(event: Event) -> str:
    """Return what the event says, who says so, and what is not stated, as plain text."""
    words = wording()
    said = clause(event)
    lead = next((a for a in event.attribution if a.stance in OPEN), None)
    if lead and lead.stance == "claims_own" and event.status == "happened" and event.actors:
        around = "".join(", " + x for x in (where(event.places), when(event.when)) if x)
        said = words["voice"]["claims_own"].format(who=source(lead), did=forms(event)[0]) + around
    elif lead:
        said = words["voice"]["asserts" if lead.stance == "claims_own" else lead.stance].format(who=source(lead), clause=said)
    out = [upper(said) + "."]
    if event.hedged:
        out.append(words["rest"]["hedged"].format(hedge=f" (“{event.hedge.text}”)" if event.hedge else ""))
    seen = {source(lead)} if lead else set()
    for a in event.attribution:
        if a is not lead and (voice := source(a)) not in seen:
            seen.add(voice)
            facets = [words["about"][f] for f in a.about if words["about"][f]]
            out.append(words["also"][a.stance].format(who=voice, about=f" ({', '.join(facets)})" if facets else ""))
    out += [figure(c) for c in event.counts]
    for v in event.evidence:
        state = words["evidence"][v.verification or "unstated"] + (
            f" by {name(v.verified_by)}" if v.verified_by else ""
        )
        out.append(f"{words['evidence'][v.kind]}{f' from {name(v.holder)}' if v.holder else ''}; {state}.")
    if event.historical:
        out.append(words["rest"]["historical"])
    if event.type not in SPEECH and not event.places:
        out.append(words["rest"]["place_unstated"])
    if event.when is None or event.when.basis in (None, "assumed"):
        out.append(words["rest"]["date_unstated"])
    return " ".join(out)


def upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def name(entity: Entity) -> str:
    """The resolved name, else the words (a description stays in the report's words); unnamed voices as the wording has it."""
    proper = entity.name if entity.name and any(c.isupper() for c in entity.name) else None
    return proper or entity.text or entity.name or wording()["voice"]["unnamed"]


def source(a: Attribution) -> str:
    """Who says so, with the medium if told."""
    return name(a.source) + (f" (via {name(a.via)})" if a.via else "")


def listed(items: Sequence[Span]) -> str:
    """Names or words in a list with "and", or with "or" between alternatives."""
    names = list(dict.fromkeys(name(i) if isinstance(i, Entity) else i.text or "" for i in items))
    either = any(isinstance(i, Entity) and i.alternative for i in items)
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + (" or " if either else " and ") + names[-1]


def where(places: Sequence[Place]) -> str:
    """The places in the report's words with their qualifier; the resolved name where it differs."""
    out = []
    for p in places:
        text = p.text or p.name or ""
        inside = f" ({p.name})" if p.name and p.text and p.name.lower() not in p.text.lower() else ""
        out.append((f"{p.qualifier} {text}" if p.qualifier else f"in {text}") + inside)
    return "; ".join(out)


def when(w: When | None) -> str:
    """The report's words for the time with the dates they stand for."""
    if w is None or w.basis in (None, "assumed"):
        return ""
    dates = span_of_days(w.from_, w.to)
    return (w.text or "") + (f" ({dates})" if dates and w.text else dates)


def span_of_days(a: str | None, b: str | None) -> str:
    """Two ISO dates as a person writes them: 14–15 May 2025."""
    if not a or not b:
        return f"until {day(b)}" if b else f"from {day(a)}" if a else ""
    if a == b:
        return day(a)
    x, y = dt.date.fromisoformat(a), dt.date.fromisoformat(b)
    if (x.year, x.month) == (y.year, y.month):
        return f"{x.day}–{day(b)}"
    return f"{day(a)} – {day(b)}" if x.year != y.year else f"{x.day} {x:%B} – {day(b)}"


def day(iso: str | None) -> str:
    d = dt.date.fromisoformat(iso or "")
    return f"{d.day} {d:%B %Y}"


def figure(c: Count) -> str:
    """One count in the report's words, with who says so."""
    label = wording()["counts"][c.what]
    by = "".join(f", {name(a.source)}" for a in c.attribution)
    scope = ", cumulative" if c.scope == "cumulative" else ""
    return f"{label}: {c.text}{scope}{by}."
