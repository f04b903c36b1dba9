"""Every direct quotation of a report with its speaker: marks are found by rule, speakers through the report's sayings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportedly.coding.actors import People
from reportedly.coding.attribution import Said
from reportedly.coding.bearing import SPEECH, Saying, overlap
from reportedly.coding.bearing import said as in_list
from reportedly.coding.view import View
from reportedly.records import Entity, Quotation, Span

REACH = 30  # characters behind "said" within which the speaker's name begins
INTRODUCED = 160  # characters before a quotation in which a colon's speaker is named
VERBS = "said|says|asked|asks|told|tells|added|adds|continued|replied|replies|wrote|writes|explained|explains|noted|notes|stated|states|declared|declares|insisted|insists|warned|warns|recalled|recalls|reported|commented|observed|remarked|announced|complained|argued|argues|concluded|stressed|exclaimed|joked"
TAG = re.compile(
    rf"(?:[,?!–—][”\"’']{{1,2}}\s*|.[”\"’']{{1,2}},\s*)(?:(?P<verb>{VERBS})\b|(?P<who>[^\s“”\"\n][^“”\"\n;:]{{1,70}}?)\s(?:also |then |later )?(?P<last>{VERBS})\b)"
)
BEHIND = re.compile(r"[^.,;:“”\"\n]{0,60}")
INTRO = re.compile(r"(?::|in the words of [^“”\"\n]{2,80},)\s*[“\"‘]$", re.I)
LEAST = 4  # words; shorter stretches in quotation marks are names, scare quotes or fragments
QUOTED = re.compile(r"(?:[“\"]|‘’|'')([^“”\"\n]+?)(?:[”\"]|’’|''|(?=\n|$))|(?<!\w)‘([^‘’\n]{25,})’(?!\w)")


def quotations(view: View, people: People, said: Said) -> tuple[Quotation, ...]:
    """Return the direct quotations of at least LEAST words, or of two where they are most of what is said, one a sentence.

    What stands in one pair of marks has one speaker: whoever a tag right behind it names ("…," said the mayor); else
    the speaker before, if it goes on; else the source of the saying whose content overlaps it; else the actor of the
    speech act, or the source of the cue, that stands with it in a sentence; else the person named before its colon;
    else who spoke before it in the same paragraph.
    """
    out: list[Quotation] = []
    for start, end, pieces in _stretches(view):
        whole = view.span(start, end)
        told = [(p, _covering(p, said, whole)) for p in pieces if p.text]
        told = [(p, s) for p, s in told if len((p.text or "").split()) >= (2 if s and _most_of(p, s) else LEAST)]
        if not told:
            continue
        before = out[-1] if out else None
        speaker, cue = _tagged(view, people, said, start, end)
        if speaker is None and before and before.speaker and _goes_on(view, before, *told[0]):
            speaker = before.speaker
        if speaker is None and (
            saying := next((s for _, s in told if s and s.attribution.source.start is not None), None)
        ):
            speaker, cue = saying.attribution.source, saying.attribution.cue
        speaker = speaker or _announced(view, people, start)
        if speaker is None:
            speaker, cue = _beside(view, people, said, told[0][0], whole)
        if speaker is None and before and "\n" not in view.report.text[before.end : start]:
            speaker = before.speaker
        out += (Quotation(p.text, p.start, p.end, speaker, cue, view.sentence(p.start or 0).index) for p, _ in told)
    return tuple(out)


def _stretches(view: View) -> Iterator[tuple[int, int, list[Span]]]:
    """Start and end of what stands in quotation marks, and its pieces: cut at the ends of sentences, without the stop or
    comma that ends it."""
    for m in QUOTED.finditer(view.report.text):
        start, end = m.span(1 if m[1] is not None else 2)
        pieces = []
        for s in view.sentences:
            if s.start is not None and s.end is not None and s.start < end and start < s.end:
                part = view.span(max(start, s.start), min(end, s.end))
                words = (part.text or "").rstrip(' ,.”"')
                pieces.append(view.span(part.start or 0, (part.start or 0) + len(words)))
        yield start, end, pieces


def _known(view: View, people: People, said: Said, start: int, end: int) -> Entity | None:
    """The first source of a saying, or person or body by name, that begins between two offsets, resolved; or None."""
    sources = [s.attribution.source for s in said.sayings]
    first = min(
        (e for e in sources if e.start is not None and start <= e.start < end), key=lambda e: e.start or 0, default=None
    )
    name = next((n for n in view.markup.names if start <= n.start < end and n.kind != "LOC"), None)
    if name and (first is None or name.start < (first.start or 0)):
        return people.resolve(_words(view.span(name.start, name.end)))[0]
    return first


def _words(span: Span) -> Entity:
    return Entity(span.text, span.start, span.end, span.text)


def _tagged(view: View, people: People, said: Said, start: int, end: int) -> tuple[Entity | None, Span | None]:
    """Who speaks by the words right behind a quotation, and the verb; a subject before its verb only where the quotation
    begins its sentence."""
    text = view.report.text
    m = TAG.match(text[max(end - 1, 0) : end + 120])
    if m is None:
        return None, None
    at = max(end - 1, 0)
    verb = "verb" if m["verb"] else "last"
    cue = view.span(at + m.start(verb), at + m.end(verb))
    if m["verb"]:
        begin = at + m.end("verb")
        who = view.span(begin, begin + len(BEHIND.match(text[begin:])[0]))  # type: ignore[index]
        return _known(view, people, said, begin, min(begin + REACH, who.end or 0)) or (
            people.resolve(_words(who))[0] if who.text else None
        ), cue
    who = view.span(at + m.start("who"), at + m.end("who"))
    if (start - (view.sentence(start).start or 0) > 2) or in_list("source", "pronoun", (who.text or "").split(",")[0]):
        return None, None
    return _known(view, people, said, who.start or 0, who.end or 0) or people.resolve(_words(who))[0], cue


def _announced(view: View, people: People, start: int) -> Entity | None:
    """The person named last in the words that end with a colon, or with "in the words of", right before a quotation."""
    before = view.report.text[max(start - INTRODUCED, 0) : start]
    if not INTRO.search(before):
        return None
    least = max(start - INTRODUCED, (view.report.text.rfind("\n", 0, max(start - 2, 0))) + 1)
    names = [n for n in view.markup.names if n.kind == "PER" and least < n.end <= start]
    return people.resolve(_words(view.span(max(names[-1].start, least), names[-1].end)))[0] if names else None


def _covering(span: Span, said: Said, whole: Span) -> Saying | None:
    """The saying whose content overlaps the quotation and whose source stands outside; of several one with a source, then
    the nearest."""
    over = [
        s for s in said.sayings if any(overlap(p, span) for p in s.pieces) and not overlap(s.attribution.source, whole)
    ]
    return max(over, key=lambda s: (s.attribution.source.start is not None, -_away(s, span)), default=None)


def _beside(view: View, people: People, said: Said, span: Span, whole: Span) -> tuple[Entity | None, Span | None]:
    """The actor of the speech act, or the source of the cue, that stands outside a quotation in its sentence, nearest first."""
    assert span.start is not None and span.end is not None
    home = view.sentence(span.start).index
    acts = [
        t
        for t in view.markup.triggers
        if t.type in SPEECH and not overlap(view.span(t.start, t.end), whole) and view.sentence(t.start).index == home
    ]
    for act in sorted(acts, key=lambda t: abs(t.start - (span.start or 0))):
        for part in act.parts:
            s = view.span(part.start, part.end)
            if part.role == "actor" and not overlap(s, whole):
                return people.resolve(_words(s))[0], view.span(act.start, act.end)
    near = [
        s
        for s in said.sayings
        if s.attribution.source.start is not None
        and s.attribution.cue
        and s.attribution.cue.start is not None
        and view.sentence(s.attribution.cue.start).index == home
        and not overlap(s.attribution.cue, whole)
        and not overlap(s.attribution.source, whole)
    ]
    if near:
        a = min(near, key=lambda s: _away(s, span)).attribution
        return a.source, a.cue
    return None, None


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
