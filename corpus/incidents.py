"""Which events of the corpus' groups tell one happening: incidents.tsv, read by a person event by event.

A line is an incident, a report, a type and a trigger. Only events of one type are linked, each at most once a report;
events of a group that stand in no line are told by one report alone. Links follow the trigger, so a report can be edited;
`load` says which lines no longer find their event.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from corpus.parse import Gold

FILE = Path(__file__).parent / "incidents.tsv"


def load(golds: Iterable[Gold], file: Path = FILE) -> tuple[dict[str, str], list[str]]:
    """Return the incident of each linked event by the event's id, and the lines that find no event or more than one."""
    events: dict[tuple[str, str, str], list[str]] = {}
    for gold in golds:
        for event in gold.coding.events:
            events.setdefault((gold.id, event.type, event.trigger.text or ""), []).append(event.id)
    links, lost = {}, []
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        incident, *key = line.split("\t")
        found = events.get((key[0], key[1], key[2]), [])
        if len(found) == 1:
            links[found[0]] = incident
        else:
            lost.append(line)
    return links, lost
