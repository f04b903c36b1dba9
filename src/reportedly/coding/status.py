"""Whether an act is told as done: words in its clause (modality.toml) over the model's status head, and words that hedge."""

from __future__ import annotations

import re
from functools import cache

from msgspec.structs import replace

from reportedly.codebook import table
from reportedly.coding.bearing import NEGATES, SPEECH
from reportedly.coding.view import Reasons, View
from reportedly.records import Event, Span, Status

CLAUSE = re.compile(r"[;:—–]\s|[.!?…]\s|\s(?:but|which|who|while|although|whereas|because)\s|\n")
STOP = re.compile(r"[;:—–]\s|[.!?…](?:\s|$)|\s(?:which|who|while|although|whereas|because)\s|\n")
SCARE = re.compile(r"[‘“'\"]\s*(?:[\w’-]+\s){0,2}$")


MODAL = re.compile(r"(?:will|shall|may|might|could|would|(?:fail|plan|intend|prepar)\w* to)(?: be| have)?(?: |$)", re.I)
TOLD: tuple[Status, ...] = (
    "not_happened",
    "possible",
    "planned",
    "happened",
)  # the first whose words are found decides


@cache
def _rules() -> list[tuple[Status, re.Pattern[str], re.Pattern[str]]]:
    lists = {name: {side: "|".join(words) for side, words in table("modality")[name].items()} for name in TOLD}
    return [
        (name, re.compile(f"(?:{t['before']})$", re.I), re.compile(rf"(?:{t['after']})\b", re.I))
        for name, t in lists.items()
    ]


def read(before: str, after: str) -> tuple[Status, str] | None:
    """Return the status that the words of a clause before and after a trigger give, and those words; None if they give none.

    >>> read("The army may ", " the crossing as well"), read("Soldiers ", " the town")
    (('possible', 'may'), None)
    """
    for status, left, right in _rules():
        if m := left.search(before) or right.match(after):
            return status, m[0].strip()
    return None


def _read(view: View, trigger: Span) -> tuple[Status, str] | None:
    """What `read` makes of the clause of a trigger, one that begins with a modal verb counting from behind it."""
    before, after = clause(view, trigger)
    m = MODAL.match(words := trigger.text or "")
    return read(before + words[: m.end()].rstrip() + " ", "") if m else read(before, after)


def clause(view: View, span: Span) -> tuple[str, str]:
    """Return the text of a span's clause before and behind it."""
    assert span.start is not None and span.end is not None
    before, after = view.before(span.start, 120), view.after(span.end, 90)
    cuts = list(CLAUSE.finditer(before))
    stop = STOP.search(after)
    return before[cuts[-1].end() :] if cuts else before, after[: stop.start()] if stop else after


def negated(trigger: Span, view: View) -> bool:
    """Tell whether "no", "not" or "nobody" stands before a trigger in its clause: whoever says so denies the event (9 of 10)."""
    return bool(NEGATES.search(clause(view, trigger)[0]) or NEGATES.search(trigger.text or ""))


@cache
def _hedges() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What hedges before an event, nothing but a few words of its clause between, and what hedges right behind it."""
    t = table("modality")["hedges"]
    return (
        re.compile(rf"(?<![\w’'-])(?P<hedge>{'|'.join(t['before'])})(?![\w’'-])(?: [^\s,;]+){{0,5}},? ?$", re.I),
        re.compile(rf",? (?:[\w’'-]+ ){{0,2}}?(?P<hedge>{'|'.join(t['after'])})(?![\w’'-])", re.I),
    )


def hedge(view: View, span: Span) -> Span | None:
    """Return the word of its clause that hedges an event, or None."""
    assert span.start is not None and span.end is not None
    before, after = clause(view, span)
    left, right = _hedges()
    if m := left.search(before):
        at = span.start - len(before)
    elif m := right.match(after):
        at = span.end
    else:
        return None
    return view.span(at + m.start("hedge"), at + m.end("hedge"))


def settle(event: Event, view: View) -> tuple[Event, Reasons]:
    """Return the event with the status and the hedge that the words of its clause give, where they give any.

    A trigger in quotation marks in the headline is hedged as well.
    """
    reasons: Reasons = {}
    if event.type not in SPEECH and (told := _read(view, event.trigger)):
        reasons["status"] = f"modality.toml: '{told[1]}' {told[0]}"
        event = replace(event, status=told[0])
    word = hedge(view, event.trigger) or _scare(event, view) or _elsewhere(event, view)
    if word and event.hedge is None:
        reasons["hedge"] = f"modality.toml: '{word.text}'"
        event = replace(event, hedged=True, hedge=word)
    return event, reasons


def _elsewhere(event: Event, view: View) -> Span | None:
    """The word that hedges the first mention of the event in the text, where that is not the trigger; or None."""
    body = len(view.report.title or "")
    first = min(
        (m for m in event.mentions if m.start is not None and m.start >= body), key=lambda m: m.start or 0, default=None
    )
    return hedge(view, first) if first and (first.start or 0) < (event.trigger.start or 0) else None


def _scare(event: Event, view: View) -> Span | None:
    """A mention in the headline that stands in quotation marks of at most four words, or None."""
    for mention in event.mentions:
        if mention.start is None or mention.end is None or mention.end > len(view.report.title or ""):
            continue
        opened = SCARE.search(view.before(mention.start, 40))
        closed = re.match(r"(?:\s[\w’-]+){0,2}[’”'\"](?!\w)", view.after(mention.end, 30))
        if opened and closed:
            return view.span(mention.start, mention.end)
    return None
