"""Every direct quotation of a report with its speaker: marks are found by rule, speakers through the marked cues."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportedly.coding.actors import People
from reportedly.coding.view import View
from reportedly.records import Attribution, Quotation, Span

LEAST = 4  # words; shorter stretches in quotation marks are names, scare quotes or fragments
QUOTED = re.compile(r"[“\"]([^“”\"\n]+)(?:[”\"]|(?=\n|$))|(?<!\w)‘([^‘’\n]{25,})’(?!\w)")


def quotations(view: View, people: People, said: Sequence[Attribution]) -> tuple[Quotation, ...]:
    """Return the direct quotations of at least LEAST words, or of any length where a cue introduces them.

    The speaker is the source of the cue whose content overlaps the quotation, else of the nearest cue of its
    sentence, else the speaker of the quotation before it in the same paragraph, or of one left open before.
    """
    text, out = view.report.text, []
    for m in QUOTED.finditer(text):
        group = 1 if m[1] is not None else 2
        words = m[group].rstrip(" ,.") if m[group].rstrip().endswith((",", ".")) else m[group].rstrip()
        span = view.span(m.start(group), m.start(group) + len(words))
        voice = _voice(view, span, said)
        if not words or (
            len(words.split()) < LEAST and not (voice and _covers(voice, span) and len(words.split()) > 1)
        ):
            continue
        speaker, cue = (voice.source, voice.cue) if voice else (None, None)
        if (speaker is None or speaker.start is None) and out and _runs_on(text, out[-1], span):
            speaker = out[-1].speaker
        if speaker is not None and speaker.start is None:
            speaker = None
        out.append(Quotation(span.text, span.start, span.end, speaker, cue, view.sentence(span.start or 0).index))
    return tuple(out)


def _covers(a: Attribution, span: Span) -> bool:
    c = a.content
    return bool(c and c.start is not None and c.start < (span.end or 0) and (c.end or 0) > (span.start or 0))


def _voice(view: View, span: Span, said: Sequence[Attribution]) -> Attribution | None:
    assert span.start is not None and span.end is not None
    over = [a for a in said if _covers(a, span)]
    if over:
        return max(
            over,
            key=lambda a: (
                a.source.start is not None,
                -abs((a.cue.start if a.cue and a.cue.start is not None else 0) - span.end),
            ),
        )
    home = {view.sentence(span.start).index, view.sentence(span.end).index}
    near = [a for a in said if a.cue and a.cue.start is not None and view.sentence(a.cue.start).index in home]
    near = [a for a in near if not span.start <= (a.cue.start or 0) < span.end]  # type: ignore[union-attr]
    return min(near, key=lambda a: abs((a.cue.start or 0) - (span.end or 0)), default=None)  # type: ignore[union-attr]


def _runs_on(text: str, last: Quotation, span: Span) -> bool:
    """True if nothing but a little text of the same paragraph, or an unclosed mark, stands between two quotations."""
    between = text[last.end : span.start]
    return "\n" not in between or not re.search(r"[”\"]", between.split("\n")[0])
