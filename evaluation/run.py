"""python -m evaluation.run SET... [--system reportedly|dependency|tfidf|naive] [--model FOLDER] [--data FOLDER]

Codes the reports of a set and writes ids, offsets and codes to outputs/<system>-<version>/<set>.jsonl.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluation import outputs
from evaluation.gold import SETS, load
from evaluation.item import Item, question
from evaluation.systems import NAMES, System, state, system
from reportedly.errors import ReportedlyError

DATA = Path("../shared/data")


def answers(answer: System, task: str, golds: Sequence[Item]) -> Iterator[Item]:
    """Yield the answer of a system to each report; it sees the question only."""
    began = shown = time.monotonic()
    for n, gold in enumerate(golds, 1):
        yield answer(task, question(gold), gold.header.get("fold"))
        now = time.monotonic()
        if n == len(golds) or now - shown > 10:
            shown, left = now, (now - began) / n * (len(golds) - n)
            print(f"  {n}/{len(golds)} reports, {now - began:.0f} s, about {left:.0f} s to go", file=sys.stderr, flush=True)


def main(args: Sequence[str] | None = None) -> int:
    """Run a system on sets; 1 if one of them could not be run."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.run", description=__doc__.splitlines()[2])
    parser.add_argument("sets", nargs="+", choices=SETS, metavar="SET", help=", ".join(SETS))
    parser.add_argument("--system", default="reportedly", choices=NAMES)
    parser.add_argument("--model", help="a model folder; {fold} in it stands for the fold of the report (default on plover_real: the kept markup, evaluation.kept)")
    parser.add_argument("--min-confidence", type=float, help="0 gives the whole curve of precision against recall")
    parser.add_argument("--version", help="names the output; default: the version of the system")
    parser.add_argument("--data", type=Path, default=DATA)
    told = parser.parse_args(args)
    runner, failed = system(told.system, told.data, told.model, told.min_confidence), 0
    name = f"{told.system}-{told.version or runner.version}"  # type: ignore[attr-defined]
    for set_name in told.sets:
        try:
            golds = load(set_name, told.data)
            to = outputs.path(name, set_name)
            about = {"system": name, "set": set_name, "state": state(told.system, told.data, told.model, set_name == "plover_real")}
            outputs.write(to, golds, answers(runner, SETS[set_name].task, golds), **about)
            print(f"{set_name}: {to}")
        except (ReportedlyError, OSError) as e:
            print(f"{set_name}: {e}", file=sys.stderr)
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
