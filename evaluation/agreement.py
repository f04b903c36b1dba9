"""python -m evaluation.agreement FOLDER_A FOLDER_B

Agreement per field between two annotations of the same corpus reports, by the rule that coders are scored by: A stands
for gold, so F1 is symmetric and accuracies rest on the events both have with the same type. Reports that are in one
folder only are left out.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.parse import load
from evaluation import steps
from evaluation.gold.ours import as_item
from evaluation.score import show
from reportedly.scoring.table import Table


def agreement(a: Path, b: Path) -> tuple[Table, list[str]]:
    """Return the scores of annotation B against A, and the ids of the reports both have."""
    one, two = ({g.id: as_item(g) for g in load(folder)} for folder in (a, b))
    both = sorted(one.keys() & two.keys())
    for id_ in both:
        if one[id_].report.text != two[id_].report.text:
            raise ValueError(f"{id_}: the two annotations are not of the same text")
    return steps.table("events", [one[i] for i in both], [two[i] for i in both]), both


def main(args: Sequence[str]) -> int:
    """Print the agreement between two folders."""
    if len(args) != 2:
        print("usage: python -m evaluation.agreement FOLDER_A FOLDER_B", file=sys.stderr)
        return 2
    table, both = agreement(*map(Path, args))
    if not both:
        print("the two folders have no report in common", file=sys.stderr)
        return 1
    print(f"{len(both)} reports in common")
    for score in table.scores():
        if not math.isnan(score.value) and score.kind != "rate":
            print(show(score))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
