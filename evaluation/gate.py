"""python -m evaluation.gate [--show]

Holds the shipped model to the floors of floors.toml on a small frozen part of our corpus; exit 1 if one is not held.
`--show` prints what was measured in the form of floors.toml, with the digest, for whoever raises a floor.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from evaluation import steps
from evaluation.gold import SETS, load
from evaluation.item import Item, digest_of, question, replace
from reportedly.errors import UsageError
from reportedly.records import Coding, Report
from reportedly.scoring import LOWER_IS_BETTER
from reportedly.scoring.table import Table

FLOORS = Path(__file__).parent / "floors.toml"
MODELS = Path(__file__).parent.parent / "models"


class Floors(NamedTuple):
    """The frozen part (set, how many reports, digest) and the bound in force for each measure."""

    set: str
    reports: int
    digest: str
    bounds: dict[str, float]


def read(text: str) -> Floors:
    """Return the floors in a file; UsageError where a bound is looser than the one before it and gives no reason."""
    told, bounds = tomllib.loads(text), {}
    for row in told.get("floor", []):
        name, lower = row["measure"], "at_most" in row
        value = row["at_most"] if lower else row["at_least"]
        if name in bounds and (value > bounds[name] if lower else value < bounds[name]) and not row.get("reason"):
            raise UsageError(f"floors.toml: {name} goes from {bounds[name]} to {value} without a reason")
        bounds[name] = value
    return Floors(told["set"], told["reports"], told["digest"], bounds)


def frozen(floors: Floors, items: Sequence[Item]) -> list[Item]:
    """Return the reports of the frozen part; UsageError if they are not the ones the floors were measured on."""
    part = sorted(items, key=lambda i: i.id)[: floors.reports]
    if digest_of(part) != floors.digest:
        found = f"the frozen part has changed (digest {digest_of(part)}, floors.toml says {floors.digest!r})"
        raise UsageError(f"{floors.set}: {found}; measure again with --show")
    return part


def measure(part: Sequence[Item], code: Callable[[Report], Coding]) -> Table:
    """Return the scores of a coder on the frozen part."""
    asked = [question(i) for i in part]
    return steps.table("events", part, [replace(q, coding=code(q.report)) for q in asked])


def faults(floors: Floors, table: Table) -> list[str]:
    """Return a line for each bound that is not held."""
    out = []
    for name, bound in floors.bounds.items():
        lower = name in table.total and table.total[name][0] in LOWER_IS_BETTER
        value = table.value(name) if name in table.measures() else float("nan")
        if not (value <= bound if lower else value >= bound):
            out.append(f"{name}: {value:.1f}, {'at most' if lower else 'at least'} {bound:.1f} is the floor")
    return out


def main(args: Sequence[str] | None = None) -> int:
    """Hold the shipped model to its floors."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.gate", description=__doc__)
    parser.add_argument("--show", action="store_true")
    told = parser.parse_args(args)
    try:
        floors = read(FLOORS.read_text(encoding="utf-8"))
        if not any(MODELS.glob("*/meta.toml")):
            print("GATE: NO MODEL in models/. Nothing was measured, no floor was held.", file=sys.stderr)
            return 0
        import reportedly

        items, coder = load(floors.set, Path()), reportedly.load()
        if told.show:
            part = sorted(items, key=lambda i: i.id)[: floors.reports]
            table = measure(part, coder.code_report)
            print(f'set = "{floors.set}"\nreports = {floors.reports}\ndigest = "{digest_of(part)}"')
            for name in floors.bounds or steps.TASKS[SETS[floors.set].task][2]:
                bound = "at_most" if name in table.total and table.total[name][0] in LOWER_IS_BETTER else "at_least"
                print(f'\n[[floor]]\nmeasure = "{name}"\n{bound} = {table.value(name):.1f}')
            return 0
        found = faults(floors, measure(frozen(floors, items), coder.code_report))
    except UsageError as e:
        found = [str(e)]
    for line in found:
        print(f"GATE: {line}", file=sys.stderr)
    if not found:
        print(f"gate: {len(floors.bounds)} floors held on {floors.reports} reports of {floors.set}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
