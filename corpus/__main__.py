"""python -m corpus check [PATH...] | doubts [PATH...] | counts [--writer w1] | render FILE [--out DIR]"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from corpus.grid import WRITERS
from corpus.parse import HERE, Gold, doubts, parse_file


def _files(paths: list[str]) -> list[Path]:
    found: list[Path] = []
    for p in map(Path, paths or [str(HERE / "reports")]):
        found += sorted(p.rglob("*.txt")) if p.is_dir() else [p]
    return found


def split_of(gold: Gold) -> str:
    """The part a report belongs to, by its writer: train, dev or test."""
    return WRITERS[gold.id.split("-")[0]]


def count(golds: list[Gold]) -> dict[str, Counter[str]]:
    """Return how often each code occurs, by kind of code."""
    c: dict[str, Counter[str]] = {k: Counter() for k in (
        "totals", "form", "region", "country of events", "type", "type/mode", "status", "stance", "about", "side", "evidence",
        "verification", "count", "context", "relation",
    )}  # fmt: skip
    for g in golds:
        code = g.coding
        c["totals"].update(
            reports=1, events=len(code.events), mentions=sum(1 + len(e.mentions) for e in code.events), attributions=len(code.attributions),
            quotations=len(code.quotations), without_event=not code.events, words=len(code.report.text.split()),
            historical=sum(e.historical for e in code.events), hedged=sum(e.hedged for e in code.events),
        )  # fmt: skip
        c["form"][g.header["form"]] += 1
        c["region"][g.header["region"]] += 1
        if "group" in g.header:
            c["relation"][g.header.get("relation", "original")] += 1
        if "near" in g.header:
            c["relation"]["near miss"] += 1
        for e in code.events:
            c["type"][e.type] += 1
            c["type/mode"].update(f"{e.type}/{m}" for m in e.modes)
            c["status"][e.status] += 1
            c["context"].update(e.contexts)
            c["country of events"].update(
                {p.country for p in e.places if p.country} or {x.country for x in e.recipients if x.country}
            )
            c["stance"].update(a.stance for a in e.attribution)
            c["about"].update(f for a in e.attribution for f in a.about)
            c["side"].update(g.sides[e.id])
            c["evidence"].update(x.kind for x in e.evidence)
            c["verification"].update(x.verification or "not stated" for x in e.evidence)
            c["count"].update(x.what for x in e.counts)
    return c


def main() -> int:
    ask = argparse.ArgumentParser(prog="corpus", description=__doc__)
    ask.add_argument("command", choices=["check", "doubts", "counts", "render"])
    ask.add_argument("paths", nargs="*")
    ask.add_argument("--writer")
    ask.add_argument("--out", default="outputs/corpus")
    args = ask.parse_args()
    golds, faults = [], []
    for path in _files(args.paths):
        good, bad = parse_file(path)
        golds += [g for g in good if not args.writer or g.id.startswith(args.writer + "-")]
        faults += bad
    for fault in faults:
        print(fault, file=sys.stderr)
    if args.command == "doubts":
        for gold in golds:
            print("\n".join(doubts(gold)), end="\n" if doubts(gold) else "")
    elif args.command == "counts":
        for kind, counter in count(golds).items():
            print(f"{kind}: " + ", ".join(f"{k} {v}" for k, v in counter.most_common()))
    elif args.command == "render":
        from corpus.render import page

        out = Path(args.out)
        out.mkdir(parents=True, exist_ok=True)
        for gold in golds:
            (out / f"{gold.id}.html").write_text(page(gold), encoding="utf-8")
        print(f"{len(golds)} pages in {out}")
    print(f"{len(golds)} reports, {sum(len(g.coding.events) for g in golds)} events, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
