"""Answers that the model passes over: "denied the charge", "is false", "called it absurd" (words: answers.toml), as cues."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from reportedly.codebook import table
from reportedly.coding.bearing import said, stems
from reportedly.coding.tag import Cue, Part
from reportedly.coding.view import View
from reportedly.records import Span

SURE = 1.0  # the score of what a rule finds
FILL = r"(?:(?:has|have|had|also|later|first|then|likewise|however|again|in turn|\w+ly|on \w+day),? )*"
SUBJECT = re.compile(
    rf"(?:^|[,;:“”—–¶] ?|(?<= )(?:and|but|while) )(?P<who>(?:[^\W\d_][\w’'.&-]*+ ?+){{1,9}}?)(?:, (?:who |which |whose |the |an? |in |at |[A-Z])[^,;:“”]{{2,80}},)? ?{FILL}$"
)
VERBAL = re.compile(
    r"(?<![\w’'])(?:am|is|are|was|were|be|been|being|has|have|had|will|would|may|might|could|can|not|never|neither|nor|said|says|told|who|whom|which|what|that|to|by|follows|after|before|when|if|as)(?![\w’'])",
    re.I,
)
NO_SUBJECT = re.compile(
    r"(?:^|.* )(?:the|an?)$|^(?:in|on|at|by|from|for|with|of|to|and|or|but|then|also|after|before|nobody|nothing|no)\b",
    re.I,
)
END = re.compile(
    r"[.;:!?\n]|, (?:and|but|which|who|while|after|a|an|as|when|though|although)\b| and (?:accus|blam|call|said|says|told|ask|demand|urg)"
)
INSERTED = re.compile(
    r"^(?:through|via|in|on|by) (?:[\w’'-]+ ){1,4}(?=(?:any|that|having|the|all) )"
)  # "through their counsel"
LONGEST = 200  # characters of what is answered
CALLED = r"(?: [\w’'“”-]+){0,8}? "


@cache
def _words(name: str, kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'-])(?:{'|'.join(table('answers')[name][kind])})(?![\w-])", re.I)


@cache
def _names() -> re.Pattern[str]:
    t = table("answers")["names"]
    return re.compile(
        rf"(?<![\w’'-])(?P<verb>{'|'.join(t['verb'])})(?P<what>{CALLED}(?:{'|'.join(t['denies'])}))(?![\w-])", re.I
    )


def answers(view: View, told: Sequence[Span]) -> tuple[Cue, ...]:
    """Return a cue for each answer of the report that no marked cue tells, in the order of the text.

    `told` are the mentions of the report's events: an answer that names none of them, nor what answers are about
    ("the charge", "it"), is none.
    """
    marked = [(c.start, c.end) for c in view.markup.cues]
    marked += [(p.start, p.end) for c in view.markup.cues for p in c.parts if p.role == "source"]
    found: list[Cue] = []
    for cue in sorted(_found(view, told), key=lambda c: c.start):
        if not any(a < cue.end and cue.start < b for a, b in [*marked, *((c.start, c.end) for c in found)]):
            found.append(cue)
    return tuple(found)


def declines(cue: str, content: str) -> bool:
    """Tell whether a cue that rejects has an offer or demand for its object, and so denies nothing.

    >>> declines("rejected", "this proposal"), declines("rejected", "the claim that the offer was made")
    (True, False)
    """
    head = " ".join(content.split()[:3])
    return bool(_words("verbs", "rejects").search(cue) and _words("objects", "offers").search(head))


def _found(view: View, told: Sequence[Span]) -> Iterator[Cue]:
    for s in view.sentences:
        text, at = s.text or "", s.start or 0
        for m in _names().finditer(text):
            if source := subject(text, at, m.start()):
                yield _cue(view, at + m.start("verb"), at + m.end("verb"), source, (at + m.start("what"), at + m.end()))
        for m in _words("predicates", "denies").finditer(text):
            begin = max((c.end() for c in re.finditer(r"[;:“”] |, (?:and|but) ", text[: m.start()])), default=0)
            if any(said("content", name, text[begin : m.start()]) for name in ("event", "part")) or _echoes(
                text[begin : m.start()], told
            ):
                yield _cue(view, at + m.start(), at + m.end(), None, (at + begin, at + m.start()))
        for kind in table("answers")["verbs"]:
            for m in _words("verbs", kind).finditer(text):
                stop = END.search(text, m.end())
                end = min(stop.start() if stop else len(text), m.end() + LONGEST)
                source = _accuser(view, at + m.start()) if kind == "blames" else subject(text, at, m.start())
                held = any(m.end() <= (e.start or 0) - at < end for e in told)
                if source and _about(text[m.end() : end].strip(), kind, told, held):
                    yield _cue(view, at + m.start(), at + m.end(), source, (at + m.end(), at + end))


def _about(words: str, kind: str, told: Sequence[Span], held: bool) -> bool:
    """Whether these words are what such an answer is about: a charge, a word for a deed, or an event that is told (or held) there."""
    if kind == "blames":
        return held or bool(_words("objects", "blamed").match(words))
    words = INSERTED.sub("", words)
    if _words("objects", "answer").match(words.removeprefix("the ").removeprefix("any ")):
        return True
    return kind != "rejects" and (held or said("content", "event", words) or _echoes(words, told))


def _echoes(words: str, told: Sequence[Span]) -> bool:
    mine = stems(words)
    return any(mine & stems(m.text) for m in told)


def _accuser(view: View, verb: int) -> tuple[int, int] | None:
    """Start and end of the marked actor of the accusation that the verb at this place tells, or None."""
    acts = (t for t in view.markup.triggers if t.type == "ACCUSE" and t.start <= verb < t.end)
    return next(((p.start, p.end) for t in acts for p in t.parts if p.role == "actor"), None)


def subject(text: str, at: int, verb: int) -> tuple[int, int] | None:
    """Start and end of the words before the verb at this place of a sentence, if they are somebody; `at`: where it begins."""
    m = SUBJECT.search(text[:verb].replace("\n", "¶"))
    who = m["who"].strip() if m else ""
    if m is None or VERBAL.search(who) or NO_SUBJECT.match(who):
        return None
    return at + m.start("who"), at + m.start("who") + len(who)


def _cue(view: View, start: int, end: int, source: tuple[int, int] | None, content: tuple[int, int]) -> Cue:
    what = view.span(*content)
    parts = [Part("content", what.start or 0, what.end or 0, SURE)] if what.text else []
    parts += [Part("source", *source, SURE)] if source else []
    return Cue(start, end, SURE, tuple(parts), -1)
