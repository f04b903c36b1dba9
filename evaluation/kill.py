"""python -m evaluation.kill [--kills 100] [--reports 500]: kills `add` at random moments and proves that nothing is lost.

Each round starts a process that files the same reports (a fake coder, so that the store is what is tested) and kills it with
SIGKILL after a random time, mostly in the midst of writing. After each kill the store is checked; after the last round the
process may finish, and the store must be, row by row, what one undisturbed run gives.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reportedly import filing
from reportedly.records import Coding, Entity, Event, Place, Report, ReportRef, Sentence, Span, When, digest
from reportedly.store import Store, queries, schema, upkeep

TOWNS = [("Sumy", "UKR", 50.91, 34.80), ("Nyala", "SDN", 12.05, 24.88), ("Goma", "COD", -1.68, 29.23), ("Marib", "YEM", 15.46, 45.33)]
KINDS = [("shelled", "ASSAULT", ("heavy-weapons",)), ("searched", "COERCE", ("seize",)), ("left", "RETREAT", ("withdraw",))]
COMPARED = ("report", "event", "member", "incident", "touched", "event_place", "incident_country", "volume")


def lines(count: int, seed: int = 0) -> list[str]:
    """Return reports as JSON lines, about three of each happening."""
    draw = random.Random(seed)
    out = []
    for n in range(count):
        happening = draw.randrange(max(1, count // 3))
        town, verb, day = TOWNS[happening % 4][0], KINDS[happening % 3][0], 1 + happening % 28
        filler = " ".join(draw.choice(["smoke", "road", "bridge", "nurse", "mayor", "river", "night", "school", "convoy", "grain"]) for _ in range(60))
        text = f"Soldiers {verb} quarter {happening} of {town} on day {day}, report {n} says. {filler}."
        out.append(json.dumps({"text": text, "id": str(n), "publisher": f"Paper {n % 17}", "published": f"2025-0{1 + happening % 6}-{day:02}"}))
    return out


class Fake:
    """Codes the reports of `lines` by their first words."""

    name = "fake 1"

    def code_report(self, report: Report) -> Coding:
        """Return one event, or none."""
        place = next((t for t in TOWNS if t[0] in report.text), None)
        kind = next((k for k in KINDS if k[0] in report.text), None)
        if not place or not kind:
            return Coding(report)
        at = report.text.index(kind[0])
        quarter = Entity(name=" ".join(report.text.split()[2:4]), country=place[1], sectors=("CVL",))
        day = (report.published or "")[:10]
        event = Event(
            id=digest(report.id, kind[1], str(at)), report=ReportRef(report.id, report.source_id, report.url, report.publisher, published=day),
            type=kind[1], modes=kind[2], actors=(Entity(name="soldiers", country=place[1], sectors=("MIL",)),), recipients=(quarter,),
            places=(Place(name=place[0], country=place[1], lat=place[2], lon=place[3], precision="place"),),
            when=When(None, None, None, day, day, None, "text"), trigger=Span(kind[0], at, at + len(kind[0])),
            sentence=Sentence(report.text, 0, len(report.text), 0),
        )  # fmt: skip
        return Coding(report, (event,))


def work(store: Path, source: Path) -> None:
    """File the reports of a file: what the killed process does."""
    kept = Store(store)
    for _ in filing.add(kept, [str(source)], Fake()):
        pass


def state(store: Store) -> dict[str, list[tuple]]:
    """Return the rows that an undisturbed run gives as well, whatever the times of its transactions."""
    with store.reading() as c:
        return {name: sorted(map(tuple, c.execute(schema.metadata.tables[name].select())), key=repr) for name in COMPARED}


def run(folder: Path, kills: int, reports: int, seed: int = 0) -> dict[str, object]:
    """Return what came of the rounds: kills, how many fell in the midst, reports and faults."""
    source, store, calm = folder / "in.jsonl", folder / "killed.sqlite", folder / "calm.sqlite"
    source.write_text("\n".join(lines(reports)) + "\n", encoding="utf-8")
    begun = time.monotonic()
    work(calm, source)
    whole = time.monotonic() - begun
    draw = random.Random(seed)
    midway, faults, seen = 0, [], 0
    command = [sys.executable, "-c", "import sys; from pathlib import Path; from evaluation.kill import work; "
               "print('begun', flush=True); work(Path(sys.argv[1]), Path(sys.argv[2])); print('done', flush=True)",
               str(store), str(source)]  # fmt: skip
    for n in range(kills):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        process.stdout.readline()
        time.sleep(draw.uniform(0, max(whole / kills * 3, 0.3)))
        process.send_signal(signal.SIGKILL)
        left = process.stdout.read()
        process.wait()
        midway += "done" not in left
        if store.exists():
            kept = Store(store)
            have = queries.coverage(kept).reports
            if have < seen:
                faults.append(f"kill {n}: {have} reports where {seen} were")
            seen = have
            if n % 10 == 9 or n == kills - 1:
                faults += [f"kill {n}: {fault}" for fault in upkeep.check(kept)]
            kept.close()
    work(store, source)
    killed, undisturbed = Store(store), Store(calm)
    faults += [f"at the end: {fault}" for fault in upkeep.check(killed)]
    faults += [f"{name} differs from an undisturbed run" for name, rows in state(undisturbed).items() if rows != state(killed)[name]]
    return {"kills": kills, "in the midst": midway, "reports": queries.coverage(killed).reports, "faults": faults}


def main() -> None:
    """Run it in a folder of its own and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--reports", type=int, default=500)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), told.kills, told.reports)
    print({**found, "faults": found["faults"][:5] if isinstance(found["faults"], list) else found["faults"]})
    sys.exit(1 if found["faults"] else 0)


if __name__ == "__main__":
    main()
