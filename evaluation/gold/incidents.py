"""MUC-3/4: terrorist incidents as templates (keys) and the strings that fill their roles (GRIT), by whole message."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from evaluation.item import Item, item
from reportedly.records import Event, Place, ReportRef, Sentence, Span, When

COUNTRIES = {
    "BOLIVIA": "BOL",
    "CHILE": "CHL",
    "COLOMBIA": "COL",
    "ECUADOR": "ECU",
    "EL SALVADOR": "SLV",
    "GUATEMALA": "GTM",
    "HONDURAS": "HND",
    "PERU": "PER",
    "UNITED STATES": "USA",
    "VENEZUELA": "VEN",
}
ROLES = {"PerpInd": "actor", "PerpOrg": "actor", "Victim": "recipient", "Target": "target", "Weapon": "weapon"}


def _day(words: str) -> str | None:
    try:
        return dt.datetime.strptime(words.strip().title(), "%d %b %y").date().isoformat()
    except ValueError:
        return None


def _when(words: str) -> When | None:
    """The first alternative of a date slot: a day, "- day" (earlier), or "day - day"."""
    first, dash, last = words.split("/")[0].strip(" ()").partition("-")
    if not dash:
        last = first
    return When(None, None, None, _day(first), _day(last), None, "text") if _day(last) else None


def _templates(keys: str) -> Iterator[dict[str, str]]:
    """Each template as slot name -> value of the first line."""
    for block in re.split(r"\n\s*\n", keys):
        slots = dict(re.findall(r"^\d+\.\s+([A-Z :]+?)\s{2,}(\S.*)$", block, re.M))
        if slots.get("INCIDENT: TYPE", "*") != "*":
            yield slots


def _event(slots: dict[str, str], n: int) -> Event:
    where = [p.strip(" ()") for p in slots["INCIDENT: LOCATION"].split("/")[0].split(":")]
    country = COUNTRIES.get(where[0])
    name = re.sub(r"\s*\(.*", "", where[-1]).title()
    status = "happened" if slots["INCIDENT: STAGE OF EXECUTION"].startswith("ACC") else "possible"
    return Event(
        id=str(n),
        report=ReportRef(""),
        type="PROTEST" if slots["INCIDENT: TYPE"].startswith("FORCED") else "ASSAULT",
        places=(Place(name=name, country=country),) if country else (),
        when=_when(slots["INCIDENT: DATE"]),
        status=status,
        trigger=Span(),
        sentence=Sentence(),
    )


def muc(folder: Path) -> Iterator[Item]:
    """Yield a message an item: `coding.events` are its templates, `fillers` the strings of each participant by role."""

    def read(name: str) -> str:
        return gzip.decompress((folder / name).read_bytes()).decode("latin-1")

    templates: dict[str, list[dict[str, str]]] = {}
    for slots in (s for name in ("key-tst1.v7.gz", "key-tst2.v4.gz") for s in _templates(read(name))):
        templates.setdefault(slots["MESSAGE: ID"].strip(), []).append(slots)
    raw = re.split(r"^(TST\d-MUC\d-\d{4})\s*$", read("tst1-muc3.gz") + "\n" + read("tst2-muc4.gz"), flags=re.M)
    published = {
        id_: _day(m[0]) for id_, text in zip(raw[1::2], raw[2::2], strict=True)
        if (m := re.search(r"\d{1,2} [A-Z]{3} \d\d", text[:400]))
    }  # fmt: skip
    for line in read("grit_dev.jsonl.gz").splitlines():
        doc = json.loads(line)
        fillers: dict[str, tuple[tuple[str, ...], ...]] = {}
        for slot, role in ROLES.items():
            fillers[role] = fillers.get(role, ()) + tuple(tuple(s for s, _ in who) for who in doc["extracts"][slot])
        events = tuple(_event(slots, n) for n, slots in enumerate(templates.get(doc["docid"], [])))
        given = {"coding": {"events": events}, "fillers": fillers, "published": published.get(doc["docid"])}
        yield item(doc["doctext"], doc["docid"], **given)
