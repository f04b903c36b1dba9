"""Every direct quotation of a report with its speaker: marks are found by rule, speakers through the report's sayings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportedly.coding.actors import People
from reportedly.coding.attribution import Said
from reportedly.coding.bearing import SPEECH, Saying, overlap
from reportedly.coding.view import View
from reportedly.records import Entity, Quotation, Span

LEAST = 4  # words; shorter stretches in quotation marks are names, scare quotes or fragments
QUOTED = re.compile(r"[“\"]([^“”\"\n]+)(?:[”\"]|(?=\n|$))|(?<!\w)‘([^‘’\n]{25,})’(?!\w)")


def quotations(view: View, people: People, said: Said) -> tuple[Quotation, ...]:
    """Return the direct quotations of at least LEAST words, or of two where they are most of what is said, one a sentence.

    A quotation that goes on from the one before keeps its speaker. Else it is the source of the saying whose content
    overlaps the quotation; else the actor of the speech act, or the source of the cue, that stands with it in a
    sentence; else who spoke before it in the same paragraph.
    """
    out: list[Quotation] = []
    speaker: Entity | None
    for span in _stretches(view):
        saying = _covering(span, said)
        if not span.text or len(span.text.split()) < (2 if saying and _most_of(span, saying) else LEAST):
            continue
        before = out[-1] if out else None
        if before and before.speaker and _goes_on(view, before, span, saying):
            speaker, cue = before.speaker, None
        else:
            speaker, cue = _speaker(view, people, said, span, saying)
        if speaker is None and before and "\n" not in view.report.text[before.end : span.start]:
            speaker = before.speaker
        out.append(Quotation(span.text, span.start, span.end, speaker, cue, view.sentence(span.start or 0).index))
    return tuple(out)


def _stretches(view: View) -> Iterator[Span]:
    """What stands in quotation marks, cut at the ends of sentences, without the stop or comma that ends it."""
    for m in QUOTED.finditer(view.report.text):
        start, end = m.span(1 if m[1] is not None else 2)
        for s in view.sentences:
            if s.start is not None and s.end is not None and s.start < end and start < s.end:
                part = view.span(max(start, s.start), min(end, s.end))
                words = (part.text or "").rstrip(' ,.”"')
                yield view.span(part.start or 0, (part.start or 0) + len(words))


def _covering(span: Span, said: Said) -> Saying | None:
    """The saying whose content overlaps the quotation; of several one with a source, then the nearest."""
    over = [s for s in said.sayings if any(overlap(p, span) for p in s.pieces)]
    return max(over, key=lambda s: (s.attribution.source.start is not None, -_away(s, span)), default=None)


def _speaker(
    view: View, people: People, said: Said, span: Span, saying: Saying | None
) -> tuple[Entity | None, Span | None]:
    """Who speaks, by the first rule that tells, and the words that say so."""
    cue = saying.attribution.cue if saying else None
    if saying and saying.attribution.source.start is not None:
        return saying.attribution.source, cue
    assert span.start is not None and span.end is not None
    home = view.sentence(span.start).index
    acts = [
        t
        for t in view.markup.triggers
        if t.type in SPEECH and not span.start <= t.start < span.end and view.sentence(t.start).index == home
    ]
    for act in sorted(acts, key=lambda t: abs(t.start - (span.start or 0))):
        for part in act.parts:
            if part.role == "actor":
                s = view.span(part.start, part.end)
                return people.resolve(Entity(s.text, s.start, s.end, s.text))[0], view.span(act.start, act.end)
    near = [
        s
        for s in said.sayings
        if s.attribution.source.start is not None
        and s.attribution.cue
        and s.attribution.cue.start is not None
        and view.sentence(s.attribution.cue.start).index == home
        and not overlap(s.attribution.cue, span)
    ]
    if near:
        a = min(near, key=lambda s: _away(s, span)).attribution
        return a.source, a.cue
    return None, cue


def _most_of(span: Span, saying: Saying) -> bool:
    return any(overlap(p, span) and 2 * len(p.text or "") < 3 * len(span.text or "") for p in saying.pieces)


def _away(saying: Saying, span: Span) -> int:
    """Characters between the cue of a saying and a quotation."""
    cue = saying.attribution.cue or saying.attribution.source
    return min(abs((cue.start or 0) - (span.end or 0)), abs((cue.end or 0) - (span.start or 0)))


def _goes_on(view: View, last: Quotation, span: Span, saying: Saying | None) -> bool:
    """True if no mark closes the quotation before; or it fills the next sentence and its cue stands in neither."""
    assert span.start is not None and span.end is not None
    between = view.report.text[last.end : span.start]
    if not re.search(r"[”\"’]", between):
        return True
    home = view.sentence(span.start)
    fills = span.end - span.start > (home.end or 0) - (home.start or 0) - 5
    cue = saying.attribution.cue if saying else None
    far = cue is None or cue.start is None or view.sentence(cue.start).index != home.index
    return "\n" not in between and fills and far and home.index == last.sentence + 1
