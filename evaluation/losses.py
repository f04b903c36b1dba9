"""python -m evaluation.losses [EVENTS.jsonl]

What of an event each open format keeps, measured: each fact is taken from events that have it, and where the files then say the
same, the fact is lost in that format. "yes" if it is kept wherever it is told, "part" if in some events alone. The events are
those of the corpus, or of a file that `reportedly code` wrote. `docs/formats.md` has the table; a test holds it to the writers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from corpus import parse
from reportedly.export import package
from reportedly.export.columns import main_place, short
from reportedly.records import Event

EACH = 40  # events that a fact is taken from
SIZES = ("killed", "injured", "arrested")  # which PLOVER has members for
Change = Callable[[Event], Event]


def without(field: str, empty: Any = None) -> Change:
    """Return a change that empties a field of the event."""
    return lambda e: replace(e, **{field: empty})


def first(field: str) -> Change:
    """Return a change that leaves but the first of a list."""
    return lambda e: replace(e, **{field: getattr(e, field)[:1]})


def inner(field: str, **empty: Any) -> Change:
    """Return a change that empties fields of what a field holds, one record or each of many."""

    def change(e: Event) -> Event:
        held = getattr(e, field)
        if isinstance(held, tuple):
            return replace(e, **{field: tuple(replace(one, **empty) for one in held)})
        return replace(e, **{field: replace(held, **empty)}) if held else e

    return change


FACTS: dict[str, Change] = {
    "type": lambda e: replace(e, type="AID", modes=(), quad="MC", scale=7.0, cameo_root="07"),
    "modes": without("modes", ()),
    "contexts": without("contexts", ()),
    "that it did not happen, or not yet": lambda e: replace(e, status="happened"),
    "that it is hedged": without("hedged", False),
    "the hedging word": without("hedge"),
    "that it is told as background": without("historical", False),
    "the first actor": lambda e: replace(e, actors=e.actors[1:]),
    "further actors": first("actors"),
    "an actor's country": inner("actors", country=None),
    "an actor's sectors": inner("actors", sectors=()),
    "the first recipient": lambda e: replace(e, recipients=e.recipients[1:]),
    "further recipients": first("recipients"),
    "a recipient's victim class": inner("recipients", class_=None),
    "struck objects": without("targets", ()),
    "the weapon": without("weapon"),
    "the place": without("places", ()),
    "further places": lambda e: replace(e, places=tuple(p for p in e.places if p is main_place(e))),
    "a place's role": inner("places", role=None),
    "the first day": inner("when", from_=None),
    "the last day, where another": lambda e: replace(e, when=replace(e.when, to=e.when.from_)) if e.when and e.when.from_ else e,
    "clock time": inner("when", time=None),
    "who vouches": without("attribution", ()),
    "stance": inner("attribution", stance="doubts"),
    "what is vouched for": inner("attribution", about=()),
    "the words vouched for": inner("attribution", content=None),
    "evidence": without("evidence", ()),
    "whether it was verified": inner("evidence", verification=None),
    "how many were killed": lambda e: replace(e, counts=tuple(c for c in e.counts if c.what != "killed")),
    "the most where a figure is a range": inner("counts", high=None),
    "victim class of a figure": inner("counts", who=None),
    "whose figure it is": inner("counts", attribution=()),
    "figures but killed, injured, arrested": lambda e: replace(e, counts=tuple(c for c in e.counts if c.what in SIZES)),
    "effects": without("effects", ()),
    "later mentions": without("mentions", ()),
    "trigger word": lambda e: replace(e, trigger=replace(e.trigger, text="x")),
    "words round it": lambda e: replace(e, sentence=replace(e.sentence, text="x")),
    "the sentence beyond 120 characters": lambda e: replace(e, sentence=short(e).sentence),
    "offsets": lambda e: replace(e, actors=tuple(replace(a, start=None, end=None) for a in e.actors)),
    "confidence": without("confidence", 0.5),
    "the report's address": inner("report", url=None),
    "its publisher": inner("report", publisher=None),
    "its headline": inner("report", title=None),
}  # fmt: skip


def told() -> Iterator[Event]:
    """Yield events of the corpus."""
    for path in sorted((parse.HERE / "reports/w1").glob("*.txt")):
        for gold in parse.parse_file(path)[0]:
            yield from gold.coding.events


def written(form: package.Format, event: Event) -> list[list[Any]]:
    """Return what the files of a format say of an event; nothing if the first has no place for it."""
    lead, *others = ([*file.rows(short(event))] for file in form.files)
    return [lead, *others] if lead else []


def kept(events: Iterable[Event]) -> dict[str, list[str]]:
    """Return for each fact what each format, in the order of NAMES, keeps of it: yes, part or nothing; left out if the events are."""
    given, forms = list(events), [package.load(name) for name in package.NAMES]
    out = {}
    for fact, change in FACTS.items():
        pairs = [(e, changed) for e in given if (changed := change(e)) != e][:EACH]
        shares = [[says != written(f, b) for a, b in pairs if (says := written(f, a))] for f in forms]
        out[fact] = [("yes" if all(s) else "part" if any(s) else "") if s else "left out" if pairs else "not told" for s in shares]
    return out


def markdown(events: Iterable[Event]) -> str:
    """Return the table."""
    rows = [["of an event", *(f"`{n}`" for n in package.NAMES)], ["---"] * (len(package.NAMES) + 1), *([f, *k] for f, k in kept(events).items())]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    print(markdown(package.read(Path(sys.argv[1])) if sys.argv[1:] else told()), end="")
