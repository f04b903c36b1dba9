"""python -m corpus check [PATH...] | doubts [PATH...] | counts [--writer w1] | render FILE [--out DIR] | sheet [--real DIR]"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from corpus.grid import WRITERS
from corpus.parse import HERE, Gold, doubts, parse_file
from reportedly import codebook
from reportedly.records import Event


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


def counts_table(golds: list[Gold]) -> str:
    """Return the counts of the three parts as a markdown table."""
    parts = {p: count([g for g in golds if split_of(g) == p]) for p in ("train", "dev", "test")}
    lines = ["| | train | dev | test |", "|---|---|---|---|"]
    for kind in count([]):
        if kind != "country of events":
            codes = {c for p in parts.values() for c in p[kind]}
            rows = [
                [f"{kind}: {c}", *(str(p[kind][c]) for p in parts.values())]
                for c in sorted(codes, key=lambda c: (-parts["train"][kind][c], c))
            ]
            lines += ["| " + " | ".join(row) + " |" for row in rows]
    lands = count(golds)["country of events"]
    top = ", ".join(
        f"{c} {100 * n / lands.total():.1f} %" for c, n in sorted(lands.items(), key=lambda x: (-x[1], x[0]))[:3]
    )
    groups = {(g.header["group"]) for g in golds if "group" in g.header}
    lines += [
        "",
        f"{len(lands)} countries; the most frequent are {top} of events with a country. {len(groups)} incident groups.",
    ]
    return "\n".join(lines)


def real_table(golds: list[Gold], folder: Path) -> str:
    """Return how the corpus differs from real reports: shares of types and statuses, length, density."""
    from training.corpora.plover_real.prepare import load as real

    sides = {
        "train": [g.coding for g in golds if split_of(g) == "train"],
        "dev and test": [g.coding for g in golds if split_of(g) != "train"],
        "plover_real": [g.coding for g in real(folder)],
    }
    book = codebook.load()
    measures: dict[str, Callable[[Event], bool]] = {
        **{f"type {t}": lambda e, t=t: e.type == t for t in book.types},  # type: ignore[misc]
        **{f"status {s}": lambda e, s=s: e.status == s for s in book.statuses},  # type: ignore[misc]
        "historical": lambda e: e.historical,
        "hedged": lambda e: e.hedged,
        "with attribution": lambda e: bool(e.attribution),
        "with evidence": lambda e: bool(e.evidence),
        "with a place": lambda e: bool(e.places),
    }
    columns = []
    for codings in sides.values():
        events = [e for c in codings for e in c.events]
        column = [
            f"{sum(len(c.report.text.split()) for c in codings) / len(codings):.0f}",
            f"{len(events) / len(codings):.1f}",
        ]
        column.append(f"{sum(1 + len(e.mentions) for e in events) / len(events):.2f}")
        columns.append(column + [f"{100 * sum(map(has, events)) / len(events):.1f} %" for has in measures.values()])
    names = ["words a report", "events a report", "mentions an event", *measures]
    head = ["| | " + " | ".join(sides) + " |", "|---" * (len(sides) + 1) + "|"]
    return "\n".join([*head, *("| " + " | ".join(row) + " |" for row in zip(names, *columns, strict=True))])


def fill(name: str, text: str, path: Path = HERE / "SHEET.md") -> None:
    """Write `text` between the markers `name` of the sheet."""
    old = path.read_text(encoding="utf-8")
    head, _, rest = old.partition(f"<!-- {name}:")
    mark, _, rest = rest.partition("-->")
    tail = rest.partition(f"<!-- /{name} -->")[2]
    path.write_text(f"{head}<!-- {name}:{mark}-->\n{text}\n<!-- /{name} -->{tail}", encoding="utf-8")


def main() -> int:
    ask = argparse.ArgumentParser(prog="corpus", description=__doc__)
    ask.add_argument("command", choices=["check", "doubts", "counts", "render", "sheet"])
    ask.add_argument("paths", nargs="*")
    ask.add_argument("--writer")
    ask.add_argument("--out", default="outputs/corpus")
    ask.add_argument("--real", type=Path, help="folder of plover_real, to compare with")
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
    elif args.command == "sheet":
        fill("counts", counts_table(golds))
        if args.real:
            fill("real", real_table(golds, args.real))
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
