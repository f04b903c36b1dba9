"""The method, on one screen: a report in, its coding out. Pure: no files, no clock, no logging.

Each step takes an event and the view of its report and returns the event with more of its fields filled, and the
reasons: for each field, which head, rule or data row decided it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from reportedly.codebook import Codebook
from reportedly.coding.actors import People, Roster, identify
from reportedly.coding.assemble import assemble
from reportedly.coding.attribution import Said, attribute
from reportedly.coding.evidence import Marks, judge
from reportedly.coding.findings import findings
from reportedly.coding.places import Atlas, Gazetteer, locate
from reportedly.coding.quotations import quotations
from reportedly.coding.segment import sentences
from reportedly.coding.status import settle
from reportedly.coding.tag import Tagger, tag
from reportedly.coding.times import anchor
from reportedly.coding.view import Reasons, View
from reportedly.records import Coder, Coding, Event, Report


def code(
    report: Report,
    *,
    tagger: Tagger,
    gazetteer: Gazetteer,
    roster: Roster,
    codebook: Codebook,
    coder: Coder,
    threshold: float = 0.0,
) -> Coding:
    """Return what is coded from a report: its events, quotations, attributions, findings, and why.

    Events of a confidence below `threshold` are left out.
    """
    cut = sentences(report.text, report.title)
    view = View(report, cut, tag(report, cut, tagger))
    atlas = Atlas(view, gazetteer)
    people = People(view, roster, atlas)
    first = (
        partial(identify, view=view, people=people),
        partial(locate, view=view, atlas=atlas),
        partial(anchor, view=view),
        partial(settle, view=view),
    )
    drafts = [
        _run(e, because, first) for e, because in assemble(view, codebook, coder) if (e.confidence or 0.0) >= threshold
    ]
    said = Said(view, people, [e for e, _ in drafts])
    second = (
        partial(attribute, said=said),
        partial(judge, marks=Marks(view, people, said)),
    )
    drafts = [_run(*draft, second) for draft in drafts]
    events, heard = tuple(e for e, _ in drafts), said.attributions()
    return Coding(
        report,
        events,
        quotations(view, people, said),
        findings(view, events, people),
        heard,
        {e.id: r for e, r in drafts},
    )


def _run(
    event: Event, because: Reasons, steps: Iterable[Callable[[Event], tuple[Event, Reasons]]]
) -> tuple[Event, Reasons]:
    """The event and the reasons after these steps."""
    for step in steps:
        event, more = step(event)
        because = because | more
    return event, because
