"""Which events of the corpus' groups tell one happening: incidents.tsv, read by a person event by event.

A line is an incident, a report, a type and a trigger. Only events of one type are linked, each at most once a report;
events of a group that stand in no line are told by one report alone. Links follow the trigger, also when it is cut shorter
or longer; `load` says which lines no longer find their event.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from corpus.parse import Gold

FILE = Path(__file__).parent / "incidents.tsv"


def load(golds: Iterable[Gold], file: Path = FILE) -> tuple[dict[str, str], list[str]]:
    """Return the incident of each linked event by the event's id, and the lines that find no event or more than one."""
    events: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for gold in golds:
        for event in gold.coding.events:
            events.setdefault((gold.id, event.type), []).append((event.trigger.text or "", event.id))
    links, lost = {}, []
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        incident, report, type_, trigger = line.split("\t")
        all_ = events.get((report, type_), [])
        found = [id_ for words, id_ in all_ if words == trigger] or [id_ for words, id_ in all_ if words in trigger or trigger in words]
        if len(found) == 1:
            links[found[0]] = incident
        else:
            lost.append(line)
    return links, lost
