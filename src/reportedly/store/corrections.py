"""The log of corrections laid over coded events: append-only, and found again after a report is coded anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from reportedly import codebook
from reportedly.errors import UsageError
from reportedly.records import Event
from reportedly.store import schema

FIXED = ("id", "report", "trigger", "sentence", "coder", "confidence", "mentions")  # what makes an event this event


class Log:
    """What holds of the log for some reports: nothing that was undone, in the order it was written."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.rows = rows

    @classmethod
    def of(cls, c: Connection, reports: Sequence[str], n: int | None = None) -> Log:
        """Return the entries about these reports and their events, as of change `n`."""
        k = schema.correction.c
        undone = select(k.subject).where(k.kind == "undo")
        rows = select(schema.correction).where(k.report.in_(set(reports)), k.kind.in_(("correct", "hide")))
        if n is not None:
            undone, rows = undone.where(k.n <= n), rows.where(k.n <= n)
        gone = {int(s) for (s,) in c.execute(undone)}
        return cls([row for row in c.execute(rows.order_by(k.n)) if row.n not in gone])

    def about(self, event: Event) -> list[Any]:
        """The entries about an event: by its id, or, where coding anew gave it another, by the words it stands on."""
        return [r for r in self.rows if r.report == event.report.id and r.start is not None and _same(r, event)]

    def hidden(self, event: Event) -> bool:
        """Whether the event or its report is hidden."""
        whole = any(r.kind == "hide" and r.subject == event.report.id for r in self.rows)
        return whole or any(r.kind == "hide" for r in self.about(event))


def _same(row: Any, event: Event) -> bool:
    if row.subject == event.id:
        return True
    start, end = event.trigger.start, event.trigger.end
    return start is not None and end is not None and start < row.end and row.start < end


def apply(event: Event, log: Log) -> Event:
    """Return the event as corrected."""
    for row in log.about(event):
        if row.kind == "correct":
            event = changed(event, row.field, row.value)
    return event


def changed(event: Event, field: str, value: str) -> Event:
    """Return the event with one field changed; raises UsageError for a field or value that it cannot have."""
    head, *path = field.split(".")
    names = {f.encode_name for f in msgspec.structs.fields(Event)}
    if head not in names or head in FIXED:
        open_to = ", ".join(sorted(names - {*FIXED}))
        raise UsageError(f"an event's field {field!r} cannot be corrected; these can: {open_to}")
    try:
        new = msgspec.json.decode(value)
    except msgspec.DecodeError:
        new = value
    tree = msgspec.to_builtins(event)
    at: Any = tree
    steps: list[Any] = [head, *(int(p) if p.isdigit() else p for p in path)]
    try:
        for step in steps[:-1]:
            at[step] = list(at[step]) if isinstance(at[step], tuple) else at[step]
            at = at[step]
        if isinstance(at, dict) and steps[-1] not in at and len(steps) > 1:
            raise UsageError(f"{field!r} is no field of an event")
        at[steps[-1]] = new
        made = msgspec.convert(tree, Event, strict=True)
    except (KeyError, IndexError, TypeError) as e:
        raise UsageError(f"the event has no {field!r}") from e
    except msgspec.ValidationError as e:
        raise UsageError(f"{field} cannot be {value}: {e}") from e
    return _derived(made) if head in ("type", "modes") else made


def _derived(event: Event) -> Event:
    """The event with what follows from its type and modes: quad, scale, root; modes that the type does not have fall away."""
    book = codebook.load()
    if event.type not in book.types:
        return event
    modes = tuple(m for m in event.modes if m in book.types[event.type].modes)
    return msgspec.structs.replace(
        event, modes=modes, quad=book.quad(event.type), scale=book.scale(event.type, modes), cameo_root=book.cameo_root(event.type, modes)
    )


def check(event: Event, field: str, value: str) -> None:
    """Raise UsageError if the correction makes no sense: a wrong field, form or code."""
    new = changed(event, field, value)
    faults = [f for f in codebook.load().check(new) if f not in codebook.load().check(event)]
    if faults:
        raise UsageError("; ".join(faults))
