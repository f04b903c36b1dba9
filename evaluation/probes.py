"""What single heads say of spans that are given: names, place names, factuality, the type of a pair.

These ask the coder's tagger and gazetteer directly, below the coding of events, for sets that measure one step alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace

from evaluation.item import Name
from reportedly.coding.segment import sentences
from reportedly.coding.tag import passages
from reportedly.coding.view import View
from reportedly.engine import tokens
from reportedly.engine.heads import softmax
from reportedly.records import Attribution, Coding, Event, Place, Report, Span
from reportedly.scoring import shared

SMALL = 1e-6
SPEECH = {"ACCUSE", "REQUEST", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"}
LEAST = 4  # characters of a content worth the name


def view(coder: Any, report: Report) -> View:
    """Return the report with its sentences and what the tagger marks in it."""
    cut = sentences(report.text, report.title)
    return View(report, cut, coder.tagger.tag(report.text, passages(cut)))


def names(coder: Any, report: Report) -> list[Name]:
    """Return the names PER, LOC, ORG of a report."""
    found = view(coder, report).markup.names
    return [Name(report.text[n.start : n.end], n.start, n.end, n.kind) for n in found]


def toponyms(coder: Any, report: Report) -> list[Place]:
    """Return every place that a report names: what the model marks as LOC, resolved as the places of an event would be,
    and what the gazetteer adds to it (countries and words for their peoples, names it is sure of)."""
    from reportedly.coding.places import Atlas

    seen = view(coder, report)
    atlas = Atlas(seen, coder.gazetteer)
    marks = [Place(report.text[n.start : n.end], n.start, n.end) for n in seen.markup.names if n.kind == "LOC"]
    more = [
        Place(report.text[m.start : m.end], m.start, m.end)
        for m in atlas.mentions
        if not any((p.start or 0) < m.end and m.start < (p.end or 0) for p in marks)
    ]
    return [atlas.resolve(p)[0] for p in sorted(marks + more, key=lambda p: p.start or 0)]


def with_speech(coding: Coding) -> Coding:
    """Return a coding whose acts of speech stand among its attributions too.

    "She vowed to sue" is an event under our codebook, whose actor is the speaker, and an attribution where a corpus has
    attributions alone: actor, trigger and the rest of the sentence are its source, cue and content.
    """
    cues = [a.cue for a in coding.attributions if a.cue]
    acts = [e for e in coding.events if e.type in SPEECH and e.actors and not any(shared(e.trigger, c) for c in cues)]
    more = (Attribution(e.actors[0], e.trigger, _rest(e, coding.report.text), "asserts") for e in acts)
    return replace(coding, attributions=(*coding.attributions, *more))


def _rest(event: Event, text: str) -> Span | None:
    """What follows the trigger in its sentence, without the full stop."""
    start, end = event.trigger.end or 0, event.sentence.end or 0
    words = text[start:end].rstrip(" .")
    start += len(words) - len(words.lstrip())
    return Span(words.strip(), start, start + len(words.strip())) if len(words.strip()) >= LEAST else None


class _Words:
    """A report's passages as the tagger encodes them; a span becomes (passage, first word, one past last)."""

    def __init__(self, tagger: Any, report: Report) -> None:
        self.tagger = tagger
        self.cuts = passages(sentences(report.text, report.title))
        self.tokens = tokens.passages([report.text[a:b] for a, b in self.cuts], tagger.tokenizer)
        self.encoded = tagger.encode(self.tokens)

    def at(self, span: Span) -> tuple[int, int, int] | None:
        for p, (a, b) in enumerate(self.cuts):
            if span.start is not None and span.end is not None and a <= span.start < b:
                words = tokens.cover(self.tokens[p], span.start - a, span.end - a)
                return (p, *words) if words else None
        return None


def factuality(coder: Any, report: Report, spans: Sequence[Span]) -> list[float | None]:
    """Return for each predicate 3 × (P(happened) − P(not happened)) by the status head."""
    words, out = _Words(coder.tagger, report), []
    labels = coder.tagger.labels["pool_status"]
    yes, no = labels.index("happened"), labels.index("not_happened")
    for place in map(words.at, spans):
        if place is None:
            out.append(None)
            continue
        p, a, b = place
        status = softmax(coder.tagger.heads.pools(("pool_status",), words.encoded[p][0][a:b].mean(0)[None])[0])[0]
        out.append(3 * float(status[yes] - status[no]))
    return out


def pair_type(coder: Any, report: Report, actor: Span, recipient: Span) -> str:
    """Return the type of the event between two given spans by the trigger and role heads alone.

    Every word of the passage may be the trigger: a type scores the sum over words of P(type at the word) × P(actor span is
    its actor) × P(recipient span is its recipient).
    """
    tagger, words = coder.tagger, _Words(coder.tagger, report)
    one, two = words.at(actor), words.at(recipient)
    if one is None or two is None or one[0] != two[0]:
        return ""
    vectors, triggers = words.encoded[one[0]][:2]
    steps = np.arange(len(vectors))
    roles = _classes(softmax(tagger.heads.frame("frame_event", vectors, vectors, steps)))
    labels = tagger.labels["frame_event"]
    fit = np.ones(len(vectors))
    for (_, a, b), role in ((one, "actor"), (two, "recipient")):
        fit *= roles[:, a:b, labels.index(role)].mean(1) + SMALL
    scores = (_classes(softmax(triggers)) * fit[:, None]).sum(0)
    return str(tagger.labels["tag_trigger"][int(scores.argmax())])


def _classes(probabilities: np.ndarray) -> np.ndarray:
    """The probability of each class from BIO tags: 0 is O, 2k+1 and 2k+2 begin and continue class k."""
    return probabilities[..., 1::2] + probabilities[..., 2::2]
