"""The only step that needs the model: what it marks in a report, and the protocol by which it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from reportedly.records import Report, Sentence, Span

PASSAGE = 800  # characters, about 190 word pieces of news


class Part(Struct, frozen=True):
    """A span that belongs to an anchor: `role` is actor, recipient, place, … of a trigger, or source, content, via of a
    cue. `classes` holds what was read off the span itself (sectors, a victim class, a target kind, a place role)."""

    role: str
    start: int
    end: int
    score: float
    classes: tuple[str, ...] = ()


class Trigger(Struct, frozen=True):
    """A span that names an event. `status` maps each status to its probability; the flags are probabilities too.

    `second` is the type and mode of another event of the same words: a prison sentence is two.
    """

    start: int
    end: int
    type: str
    score: float
    modes: tuple[tuple[str, float], ...]
    status: dict[str, float]
    hedged: float
    historical: float
    anchor: float
    contexts: tuple[str, ...]
    parts: tuple[Part, ...]
    passage: int
    second: tuple[str, str] | None = None


class Cue(Struct, frozen=True):
    """A span that says somebody says something, with its source, content and medium."""

    start: int
    end: int
    score: float
    parts: tuple[Part, ...]
    passage: int


class Voice(Struct, frozen=True):
    """The cue with index `cue` vouches with `stance` for the trigger with index `trigger`, about these facets."""

    cue: int
    trigger: int
    stance: str
    score: float
    about: tuple[str, ...]


class Figure(Struct, frozen=True):
    """A piece of evidence (`kind` video, …; `classes` its verification) or a count (killed, …; its flags), with the
    probability of its link to each trigger."""

    start: int
    end: int
    kind: str
    score: float
    classes: tuple[str, ...]
    links: dict[int, float]


class Name(Struct, frozen=True):
    """A proper name: PER, ORG or LOC."""

    start: int
    end: int
    kind: str
    score: float


class Markup(Struct, frozen=True):
    """All that the model marks in one report; offsets are into the report's text, lists in the order of the text.

    `same` gives the probability that two triggers of one type (by index, smaller first) name one event; `tuned` the
    model's own thresholds for reading its probabilities (meta.toml says on what they were tuned).
    """

    triggers: tuple[Trigger, ...] = ()
    cues: tuple[Cue, ...] = ()
    voices: tuple[Voice, ...] = ()
    evidence: tuple[Figure, ...] = ()
    counts: tuple[Figure, ...] = ()
    names: tuple[Name, ...] = ()
    same: dict[tuple[int, int], float] = {}
    tuned: dict[str, float] = {}


class Tagger(Protocol):
    """Marks passages of a report; `engine.tagger.Tagger` runs the model, tests use a plain function in its place."""

    name: str

    def tag(self, text: str, passages: Sequence[tuple[int, int]]) -> Markup:
        """Return the markup of `text`, read in these passages (start, end)."""
        ...


def passages(sentences: Sequence[Span], limit: int = PASSAGE) -> list[tuple[int, int]]:
    """Return sentences grouped into passages (start, end) of at most about `limit` characters, as even as they come.

    >>> passages([Span("A.", 0, 2), Span("B.", 3, 5)])
    [(0, 5)]
    """
    spans = [(s.start or 0, s.end or 0) for s in sentences]
    if not spans:
        return []
    total = spans[-1][1] - spans[0][0]
    size = total / max(1, -(-total // limit))
    out: list[tuple[int, int]] = []
    for start, end in spans:
        if out and (end - out[-1][0] <= size * 1.15 or end - out[-1][0] <= limit * 0.6):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def tag(report: Report, sentences: Sequence[Sentence], tagger: Tagger) -> Markup:
    """Return what the model marks in the report."""
    return tagger.tag(report.text, passages(sentences))
