"""python -m evaluation.scale [--events 100000]: what a full store costs beside an empty one.

Fills a store with made-up reports of one event each over a year and forty countries, and times adding a report and four
searches, in the empty and in the full store. To be done within minutes the filling writes rows directly, each event an
incident of its own; what is timed goes the usual way.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import insert

from reportedly import codebook
from reportedly.coding.incidents import incident
from reportedly.records import Coding, Entity, Event, Place, Report, ReportRef, Sentence, Span, When, digest
from reportedly.store import Store, copies, pack, queries, schema, writing
from reportedly.store.queries import Area

WORDS = "smoke road bridge nurse mayor river night school convoy grain harbour clinic square market tower patrol column ferry depot".split()
KINDS = [("ASSAULT", "heavy-weapons"), ("ASSAULT", "drone"), ("COERCE", "arrest"), ("PROTEST", "demo"), ("CONSULT", "visit"), ("AID", "")]


def coding(n: int, draw: random.Random, countries: list[str]) -> Coding:
    """Return a made-up report with one event."""
    country = draw.choice(countries)
    town = draw.randrange(300)
    kind, mode = draw.choice(KINDS)
    day = str(dt.date(2024, 1, 1) + dt.timedelta(days=draw.randrange(365)))
    text = f"Forces struck town {town} of {country}. " + " ".join(draw.choice(WORDS) + str(draw.randrange(500)) for _ in range(80))
    report = Report.of(text, published=day, publisher=f"Paper {n % 200}", source_id=str(n))
    at = text.index("struck")
    event = Event(
        id=digest(report.id, kind, str(at)), report=ReportRef(report.id, publisher=report.publisher, published=day), type=kind,
        modes=(mode,) if mode else (), actors=(Entity(name=f"army {draw.randrange(4)} of {country}", country=country, sectors=("MIL",)),),
        recipients=(Entity(name=f"people of town {town}", country=country, sectors=("CVL",)),),
        places=(Place(name=f"Town {town} {country}", country=country, lat=draw.uniform(-50, 60), lon=draw.uniform(-120, 140), precision="place"),),
        when=When(None, None, None, day, day, None, "text"), trigger=Span("struck", at, at + 6), sentence=Sentence(text, 0, len(text), 0),
    )  # fmt: skip
    return Coding(report, (event,))


def fill(store: Store, codings: list[Coding], n: int) -> None:
    """Write reports, each with an incident of its own, as `writing.add` would that matched none of them."""
    rows: dict[str, list[dict]] = {name: [] for name in ("report", "event", "event_place", "member", "incident", "incident_country")}
    texts = []
    for at, made in enumerate(codings, n + 1):
        r, e = made.report, made.events[0]
        one, day, place = incident(e.id, [e], store.voice_of), r.published, e.places[0]
        rows["report"].append({"row": at, "id": r.id, "key": f"{r.publisher} {r.source_id}", "publisher": r.publisher, "published": day, "coder": "",
                               "record": pack(r), "signature": copies.signature(r.text), "root": r.id, "since": n + 1})  # fmt: skip
        rows["event"].append({"id": e.id, "since": n + 1, "report": r.id, "record": pack(e)})
        rows["event_place"].append({"event": e.id, "i": 0, "name": place.name, "country": place.country, "lat": place.lat, "lon": place.lon})
        rows["member"].append({"event": e.id, "since": n + 1, "incident": e.id, "pinned": 0})
        rows["incident"].append({"id": e.id, "minted": n + 1, "changed": n + 1, "type": e.type, "first_day": day, "last_day": day, "last_reported": day,
                                 "support": "one_voice", "contested": 0, "story": e.id, "record": pack(one)})  # fmt: skip
        rows["incident_country"].append({"country": place.country, "type": e.type, "last_day": day, "incident": e.id, "first_day": day})
        texts.append((at, r.text))
    with store.writing() as c:
        c.execute(insert(schema.change).values(n=n + 1, at=store.now()))
        for name, values in rows.items():
            c.execute(insert(schema.metadata.tables[name]), values)
        c.exec_driver_sql("INSERT INTO report_text(rowid, text) VALUES (?, ?)", texts)


def timed(call: Callable[[], object], times: int = 30) -> float:
    """Return the median of milliseconds that a call takes."""
    out = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        out.append(1000 * (time.perf_counter() - begun))
    return statistics.median(out)


def measure(store: Store, draw: random.Random, countries: list[str], first: int) -> dict[str, float]:
    """Return the cost of adding and of searching, in milliseconds."""
    fresh = iter([coding(first + n, draw, countries) for n in range(60)])
    for _ in range(10):
        writing.add(store, next(fresh))
    return {
        "add": timed(lambda: writing.add(store, next(fresh)), 50),
        "by country": timed(lambda: queries.incidents(store, area=Area(countries[0]))),
        "by words": timed(lambda: queries.incidents(store, text="smoke17 bridge401")),
        "near": timed(lambda: queries.incidents(store, area=Area(lines=(((10.0, 10.0),),), km=50))),
        "newest": timed(lambda: queries.incidents(store)),
    }


def main() -> None:
    """Print both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000)
    told = parser.parse_args()
    countries = sorted(codebook.load().countries)[:40]
    draw = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        empty = measure(Store(Path(folder) / "empty.sqlite"), draw, countries, 10**8)
        store = Store(Path(folder) / "full.sqlite")
        for n in range(0, told.events, 2000):
            fill(store, [coding(i, draw, countries) for i in range(n, min(n + 2000, told.events))], n)
        full = measure(store, draw, countries, 10**7)
        size = store.path.stat().st_size / 1e6
    for what, ms in full.items():
        print(f"{what:12s} empty {empty[what]:7.2f} ms   with {told.events} events {ms:7.2f} ms   ×{ms / empty[what]:.1f}")
    print(f"{size:.0f} MB")


if __name__ == "__main__":
    main()
