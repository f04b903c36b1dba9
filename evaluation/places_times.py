"""How well places and dates are resolved once their words are given: python -m evaluation.places_times

Spans of places and times are those of the gold; only what the two steps add is measured. On the corpus: the country and
the entry of every place, wrong pins among those placed, exact dates where the text has a time. On `eval` (measuring only):
every toponym with coordinates within 161 km, those without an answer counted as wrong.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from corpus.parse import Gold, load
from evaluation.gold import toponyms
from reportedly.coding.places import Atlas, distance, key, locate
from reportedly.coding.segment import sentences
from reportedly.coding.tag import Markup
from reportedly.coding.times import anchor
from reportedly.coding.view import View
from reportedly.lookup.gazetteer import Gazetteer
from reportedly.records import Event, Place, Report, When

DATA = Path("../shared/data")
WRITERS = ("w1", "w2", "w3", "w4", "w5", "w6")  # those we tune on
LIMIT = 161.0


def bare(event: Event) -> Event:
    """Return the event as the model hands it on: spans of places and time alone."""
    places = tuple(Place(p.text, p.start, p.end, p.role, basis="role") for p in event.places)
    when = event.when and When(event.when.text, event.when.start, event.when.end)
    return replace(event, places=places, when=when if when and when.text else None)


def judge(gold: Place, told: Place, gazetteer: Gazetteer) -> str:
    """Return `right`, `wrong` (another country, or farther than 161 km off), `unsure` (no way to tell) or `none`."""
    if told.name is None:
        return "none"
    if gold.country and told.country != gold.country:
        return "wrong"
    known = [e for e in gazetteer.find(gold.name or "") if e.country == gold.country]
    if any(e.geonameid == told.geonameid and e.name == told.name for e in known) or key(gold.name or "") == key(
        told.name
    ):
        return "right"
    if known and told.lat is not None and told.lon is not None:
        return "right" if min(distance(e, told.lat, told.lon) for e in known) <= LIMIT else "wrong"
    return "unsure"


def measure(golds: Iterable[Gold], gazetteer: Gazetteer, show: str = "") -> Counter[str]:
    """Return counts of what both steps did to the events of these reports; prints failures of the kind `show`."""
    out: Counter[str] = Counter()
    for gold in golds:
        view = View(gold.coding.report, list(gold.sentences), Markup())
        begun = time.process_time()
        atlas = Atlas(view, gazetteer)
        done = [anchor(locate(bare(e), view, atlas)[0], view)[0] for e in gold.coding.events]
        out["seconds"] += time.process_time() - begun  # type: ignore[assignment]
        out["reports"] += 1
        for event, said in zip(gold.coding.events, done, strict=True):
            for place, told in zip(event.places, said.places, strict=False):
                verdict = judge(place, told, gazetteer)
                out["places"] += 1
                out["place " + verdict] += 1
                pin = told.lat is not None and told.precision in ("place", "admin2")
                out["pins"] += pin
                out["pins wrong"] += pin and verdict == "wrong"
                out["country"] += told.country == place.country
                out["contested"] += told.contested == place.contested
                out["qualifier"] += (told.qualifier or "") == (place.qualifier or "")
                if show == verdict or (show == "qualifier" and told.qualifier != place.qualifier):
                    print(
                        gold.id,
                        verdict,
                        [place.text, place.name, place.country, place.qualifier],
                        "->",
                        [told.name, told.admin1, told.country, told.qualifier],
                    )
            if event.when and event.when.basis == "text" and event.when.text and said.when and event.when.to:
                right = (event.when.from_, event.when.to) == (said.when.from_, said.when.to)
                out["times"] += 1
                out["times right"] += right
                out["clock"] += event.when.time == said.when.time
                if show == "time" and not right:
                    w, s = event.when, said.when
                    print(
                        gold.id,
                        gold.coding.report.published,
                        repr(w.text),
                        w.from_,
                        w.to,
                        "->",
                        s.from_,
                        s.to,
                        "|",
                        event.status,
                        event.sentence.text,
                    )
            out["events"] += 1
            out["historical"] += event.historical == said.historical
    return out


def within(path: Path, gazetteer: Gazetteer, show: str = "") -> Iterator[bool]:
    """Yield for each toponym with coordinates whether ours lie within 161 km; no answer is a wrong one."""
    for item in toponyms.read(path):
        report: Report = item.coding.report
        view = View(report, sentences(report.text), Markup())
        atlas = Atlas(view, gazetteer)
        for p in item.places:
            if p.lat is None or p.lon is None:
                continue
            told = atlas.resolve(Place(p.text, p.start, p.end))[0]
            off = None if told.lat is None or told.lon is None else distance(p, told.lat, told.lon)  # type: ignore[arg-type]
            if show == "toponym" and (off is None or off > LIMIT) and p.geonameid != told.geonameid:
                print(item.id, p.text, p.name, p.feature, (p.lat, p.lon), "->", told.name, told.country, off)
            yield off is not None and (off <= LIMIT or p.geonameid == told.geonameid)


def main(show: str = "", only: tuple[str, ...] = WRITERS) -> None:
    """Print the figures; `show` lists failures of one kind: right, wrong, unsure, none, qualifier, time, toponym."""
    gazetteer = Gazetteer()
    sets = {"corpus " + " ".join(only): (g for g in load() if g.id.split("-")[0] in only)}
    if (DATA / "train/plover_real").exists():
        from training.corpora.plover_real import prepare

        sets["plover_real"] = prepare.load(DATA / "train/plover_real")
    for name, golds in sets.items():
        c = measure(golds, gazetteer, show)
        n = c["places"]
        print(f"{name}: {c['reports']} reports, {1000 * c['seconds'] / c['reports']:.1f} ms a report")
        print(f"  places {n}: country {c['country'] / n:.1%}, right {c['place right'] / n:.1%}, none {c['place none'] / n:.1%}, "
              f"unsure {c['place unsure'] / n:.1%}, wrong pins {c['pins wrong'] / c['pins']:.1%} of {c['pins']}; "
              f"contested {c['contested'] / n:.1%}, qualifier {c['qualifier'] / n:.1%}")  # fmt: skip
        print(f"  times {c['times']}: exact {c['times right'] / max(1, c['times']):.1%}, clock {c['clock'] / max(1, c['times']):.1%}; "
              f"historical {c['historical'] / c['events']:.1%}")  # fmt: skip
    for path in (DATA / "eval/tr_news.jsonl", DATA / "eval/geowebnews_half.jsonl"):
        if path.exists():
            hits = list(within(path, gazetteer, show))
            print(f"{path.stem}: {sum(hits) / len(hits):.1%} of {len(hits)} toponyms within {LIMIT:.0f} km")


if __name__ == "__main__":
    main(*sys.argv[1:2])
