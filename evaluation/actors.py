"""How well actors and recipients are resolved, spans given: country, sectors (exact set, any overlap).

    python -m evaluation.actors [--misses N] [FOLDER ...]      FOLDERs of corpus reports, or of plover_real

The name, country, sectors and id of every gold entity are taken away, its words stay, and are resolved again; the model's
guess at sectors is left out, so what is counted is what words and roster give. Default: writers w1–w6 and, if it is there,
the folder that REPORTEDLY_PLOVER_REAL names.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from corpus.parse import HERE, Gold, parse_file
from reportedly.coding.actors import People, identify
from reportedly.coding.places import Atlas
from reportedly.coding.tag import Cue, Markup, Part, Trigger
from reportedly.coding.view import View
from reportedly.lookup.gazetteer import Gazetteer
from reportedly.lookup.roster import Roster
from reportedly.records import Entity, Event
from training.corpora.plover_real.prepare import load as load_real


def read(folder: Path) -> Iterator[Gold]:
    """Yield the reports of a folder of our corpus or of plover_real."""
    if (folder / "events.jsonl").exists():
        yield from load_real(folder)
    for path in sorted(folder.glob("*.txt")):
        yield from parse_file(path)[0]


def markup(gold: Gold) -> Markup:
    """Return what a perfect model would mark of the participants and sources: their words, nothing resolved."""
    triggers = []
    for e in gold.coding.events:
        parts = [
            Part(role, x.start, x.end, 1.0)
            for role, xs in (("actor", e.actors), ("recipient", e.recipients))
            for x in xs
            if x.start is not None and x.end is not None
        ]
        triggers.append(
            Trigger(
                e.trigger.start or 0,
                e.trigger.end or 0,
                e.type,
                1.0,
                (),
                {e.status: 1.0},
                0.0,
                0.0,
                1.0,
                (),
                tuple(parts),
                0,
            )
        )
    cues = []
    for a in gold.coding.attributions:
        marks = [("source", a.source), ("content", a.content)]
        cues.append(
            Cue(
                a.cue.start or 0 if a.cue else 0,
                a.cue.end or 0 if a.cue else 0,
                1.0,
                tuple(
                    Part(r, s.start, s.end, 1.0) for r, s in marks if s and s.start is not None and s.end is not None
                ),
                0,
            )
        )
    return Markup(triggers=tuple(triggers), cues=tuple(cues))


def bare(event: Event) -> Event:
    """Return the event with the words of its participants alone."""
    actors, recipients = (
        tuple(Entity(e.text, e.start, e.end, alternative=e.alternative) for e in side)
        for side in (event.actors, event.recipients)
    )
    return replace(event, actors=actors, recipients=recipients)


def measure(golds: list[Gold], misses: int = 0) -> dict[str, float]:
    """Return the figures in percent over all gold participants that have a span of their own, and the milliseconds a report."""
    roster, gazetteer, n, miss = Roster(), Gazetteer(), Counter[str](), []
    roster.rows("UN")
    spent = 0.0
    for gold in golds:
        view = View(gold.coding.report, list(gold.sentences), markup(gold))
        begun = time.process_time()
        people = People(view, roster, Atlas(view, gazetteer))
        answers = [identify(bare(e), view, people)[0] for e in gold.coding.events]
        spent += time.process_time() - begun
        for event, answer in zip(gold.coding.events, answers, strict=True):
            for side, entities, found in (
                ("actor", event.actors, answer.actors),
                ("recipient", event.recipients, answer.recipients),
            ):
                spans = Counter(e.start for e in entities)
                for e in (e for e in entities if e.start is not None and spans[e.start] == 1):
                    f = (
                        next((f for f in found if f.start == e.start), None)
                        or people.resolve(Entity(e.text, e.start, e.end))[0]
                    )
                    good = {
                        "country": f.country == e.country,
                        "sectors": set(f.sectors) == set(e.sectors),
                        "any sector": bool(set(f.sectors) & set(e.sectors)) or not (f.sectors or e.sectors),
                        "name": f.name == e.name,
                    }
                    n[side] += 1
                    n.update(f"{side} {what}" for what, right in good.items() if right)
                    if not (good["country"] and good["any sector"]):
                        why = people.resolve(Entity(e.text, e.start, e.end))[1]
                        told = (
                            f"{e.name} {e.country} {','.join(e.sectors)} | {f.name} {f.country} {','.join(f.sectors)}"
                        )
                        miss.append(f"{gold.id} {side} {e.text!r}: {told} | {why}")
    step = max(1, len(miss) // misses) if misses else len(miss) + 1
    print("\n".join(miss[::step][:misses]))
    out = {
        f"{s} {w}": 100 * n[f"{s} {w}"] / max(1, n[s])
        for s in ("actor", "recipient")
        for w in ("country", "sectors", "any sector", "name")
    }
    return out | {"actors": n["actor"], "recipients": n["recipient"], "ms a report": 1000 * spent / max(1, len(golds))}


def main(args: list[str]) -> None:
    misses = int(args.pop(args.index("--misses") + 1)) if "--misses" in args else 0
    folders = [Path(a) for a in args if a != "--misses"] or [HERE / "reports" / f"w{i}" for i in range(1, 7)]
    sets = {" ".join(f.name for f in folders): [g for f in folders for g in read(f)]}
    if real := os.environ.get("REPORTEDLY_PLOVER_REAL"):
        sets["plover_real"] = list(read(Path(real)))
    for name, golds in sets.items():
        figures = measure(golds, misses)
        print(f"{name}: {len(golds)} reports; " + ", ".join(f"{k} {v:.1f}" for k, v in figures.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
