"""python -m evaluation.score SET [--system reportedly-0.1.0] [--errors] [--compare OTHER] [--by form] [--curve]

Reads gold and outputs and prints every measure with its 95 % bootstrap interval over reports (seeded).
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

from evaluation import outputs, steps
from evaluation.gold import SETS, load
from evaluation.item import Item
from evaluation.run import DATA
from reportedly import __version__
from reportedly.errors import ReportedlyError
from reportedly.scoring.table import Score, compare, curve


def show(score: Score) -> str:
    """Return a line of the table: measure, value, interval, and how many items it rests on."""
    if score.kind == "number":
        return f"{score.measure:28s} {score.value:6.0f}"
    return f"{score.measure:28s} {score.value:6.1f}   [{score.low:.1f}, {score.high:.1f}]   of {score.of}"


def by(task: str, key: str, golds: Sequence[Item], answers: Sequence[Item]) -> list[tuple[str, int, dict[str, float]]]:
    """Return the headline measures of each group of reports with the same value of a header line."""
    rows = []
    for group in sorted({g.header.get(key, "-") for g in golds}):
        chosen = [(g, a) for g, a in zip(golds, answers, strict=True) if g.header.get(key, "-") == group]
        table = steps.table(task, *zip(*chosen, strict=True))
        rows.append((group, len(chosen), {m: table.value(m) for m in steps.TASKS[task][2] if m in table.measures()}))
    return rows


def main(args: Sequence[str] | None = None) -> int:
    """Print the scores of an output on a set."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.score", description=__doc__.splitlines()[2])
    parser.add_argument("set", choices=SETS, metavar="SET", help=", ".join(SETS))
    parser.add_argument("--system", default=f"reportedly-{__version__}", help="a folder below outputs/")
    parser.add_argument("--errors", action="store_true", help="print what is wrong, report by report")
    parser.add_argument("--compare", metavar="OTHER", help="another folder below outputs/: paired bootstrap test")
    parser.add_argument("--by", metavar="KEY", help="a header line to group by: form, region, writer, publisher")
    parser.add_argument("--curve", action="store_true", help="precision and recall at each confidence threshold")
    parser.add_argument("--data", type=Path, default=DATA)
    told = parser.parse_args(args)
    task = SETS[told.set].task
    try:
        golds = load(told.set, told.data)
        answers = outputs.read(outputs.path(told.system, told.set), golds)
        table = steps.table(task, golds, answers)
        if told.errors:
            for g, a in zip(golds, answers, strict=True):
                for line in steps.errors(task, g, a):
                    print(g.id, line)
        elif told.compare:
            other = steps.table(task, golds, outputs.read(outputs.path(told.compare, told.set), golds))
            for d in compare(table, other):
                change = f"{d.difference:+6.1f} [{d.low:+.1f}, {d.high:+.1f}]"
                print(f"{d.measure:28s} {d.first:6.1f} -> {d.second:6.1f}  {change}  p {d.p:.3f}")
        elif told.by:
            for group, n, row in by(task, told.by, golds, answers):
                print(f"{group} ({n}): " + ", ".join(f"{m} {v:.1f}" for m, v in row.items() if not math.isnan(v)))
        elif told.curve:
            print("threshold  precision  recall  F1")
            for t, p, r, f in curve([g.coding for g in golds], [a.coding for a in answers]):
                print(f"{t:9.1f}  {p:9.1f}  {r:6.1f}  {f:.1f}")
        else:
            first = steps.TASKS[task][2]
            ranks = {name: n for n, name in enumerate(first)}
            for score in sorted(table.scores(), key=lambda s: (ranks.get(s.measure, len(first)), s.measure)):
                if not math.isnan(score.value):
                    print(show(score))
    except ReportedlyError as e:
        print(e, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
