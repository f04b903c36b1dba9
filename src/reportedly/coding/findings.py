"""What a reader should know about a report, stated beside it and never silently corrected. Wording: findings.toml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportedly.codebook import table
from reportedly.coding.actors import People
from reportedly.coding.numbers import figure
from reportedly.coding.tolls import tolls
from reportedly.coding.view import View
from reportedly.records import Event, Finding, Span


def findings(view: View, events: Sequence[Event], people: People) -> tuple[Finding, ...]:
    """Return the findings of a report, in the order of the text."""
    found = [
        *_counts(view, events),
        *_hedges(view, events),
        *_offices(people),
        *_future(view, events),
        *_parties(events),
    ]
    return tuple(sorted(found, key=lambda f: f.start or 0))


def _finding(kind: str, span: Span, event: Event | None, **words: object) -> Finding:
    return Finding(
        span.text,
        span.start,
        span.end,
        kind,
        table("findings")[kind]["note"].format(**words),
        event.id if event else None,
    )


def _counts(view: View, events: Sequence[Event]) -> Iterator[Finding]:
    """A count in the headline that no count of its kind in the body is compatible with."""
    end = len(view.report.title or "")
    marks = {(m.start, m.end): m.kind for m in view.markup.counts if m.start < end}
    for start, finish, kind in tolls(view.report.text[:end]):
        if not any(a < finish and start < b for a, b in marks):
            marks[start, finish] = kind
    for (start, finish), kind in marks.items():
        words = view.span(start, finish)
        head = figure(words.text or "")
        body = [(c, e) for e in events for c in e.counts if c.what == kind and c.start is not None and c.start >= end]
        clash = [(c, e) for c, e in body if not _compatible(head[:2], (c.low, c.high))]
        if head[0] is not None and clash and len(clash) == len(body):
            count, event = clash[0]
            yield _finding("headline_count", words, event, headline=words.text, body=count.text)


def _compatible(a: tuple[int | None, int | None], b: tuple[int | None, int | None]) -> bool:
    return (a[0] or 0) <= (b[1] if b[1] is not None else 10**9) and (b[0] or 0) <= (a[1] if a[1] is not None else 10**9)


def _hedges(view: View, events: Sequence[Event]) -> Iterator[Finding]:
    """An event hedged in the body that the headline states flatly."""
    end = len(view.report.title or "")
    title = (view.report.title or "").lower()
    marks = table("findings")["headline_bolder"]["marks"]
    for e in events:
        headline = next((m for m in e.mentions if m.start is not None and m.start < end), None)
        if (
            headline
            and e.hedge
            and e.hedge.start is not None
            and e.hedge.start >= end
            and not any(m in title for m in marks)
        ):
            yield _finding("headline_bolder", headline, e, hedge=e.hedge.text)


def _offices(people: People) -> Iterator[Finding]:
    """A person whose title contradicts a sourced term of the roster."""
    for span, name, term in people.contradictions():
        yield _finding("office", span, None, name=name, text=span.text, term=term)


def _future(view: View, events: Sequence[Event]) -> Iterator[Finding]:
    published = (view.report.published or "")[:10]
    for e in events:
        if (
            published
            and e.when
            and e.when.from_
            and e.status == "happened"
            and e.when.from_ > published
            and e.type != "AGREE"
        ):
            yield _finding("future", e.when, e, date=e.when.from_, published=published)


def _parties(events: Sequence[Event]) -> Iterator[Finding]:
    """An event of material conflict that rests on one side's word alone."""
    side = set(table("findings")["party_source"]["sectors"])
    for e in events:
        parties = [x for x in (*e.actors, *e.recipients) if x.country and side & set(x.sectors)]
        sources = [a.source for a in e.attribution if a.stance != "denies"]
        sides = {s.country for s in sources}
        if (
            e.quad == "MX"
            and sources
            and len(sides) == 1
            and sides <= {p.country for p in parties}
            and all(side & set(s.sectors) for s in sources)
        ):
            yield _finding("party_source", sources[0], e, source=sources[0].name)
