"""python -m evaluation.speed REPORTS.jsonl [--n 1000] [--model FOLDER]

Reports, sentences and word pieces per second of the whole coder, and of the bare encoder over the same passages in the
same run, in turns, so that a busy machine slows both; workers 1 and 2 (one thread each); cold start; peak memory. Each
is given by the clock and in seconds of processor time, which other work on the machine disturbs little.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from evaluation.replay import reports
from reportedly.records import Report

T = TypeVar("T")
BLOCK = 25  # reports coded before it is the other's turn
COLD = "import reportedly; reportedly.load({model!r}).code('Police arrested two students in Minsk.')"
_coder: Any = None


def repeated(items: Sequence[T], n: int) -> list[T]:
    """Return `n` items, the same ones over and over."""
    return list(islice(cycle(items), n))


class Spent(NamedTuple):
    """Seconds by the clock, and of processor time."""

    clock: float = 0.0
    processor: float = 0.0

    def and_since(self, began: Spent) -> Spent:
        """Return these seconds and those from `began` to now."""
        now = Spent.now()
        return Spent(*(mine + b - a for mine, a, b in zip(self, began, now, strict=True)))

    @staticmethod
    def now() -> Spent:
        """Return what both show now; of the processor, for all threads of this process."""
        return Spent(time.perf_counter(), time.process_time())


def race(code: Callable[[Report], Any], bare: Callable[[Report], Any], asked: Sequence[Report]) -> tuple[Spent, Spent]:
    """Return what `code` and `bare` take for all reports, block by block in turns."""
    spent = [Spent(), Spent()]
    for at in range(0, len(asked), BLOCK):
        block = asked[at : at + BLOCK]
        order = (0, 1) if (at // BLOCK) % 2 else (1, 0)
        for which in order:
            run = (code, bare)[which]
            began = Spent.now()
            for report in block:
                run(report)
            spent[which] = spent[which].and_since(began)
    return spent[0], spent[1]


class Bare:
    """The encoder alone: tokenising and one pass over the passages, which are cut beforehand."""

    def __init__(self, model: str | None, asked: Sequence[Report]) -> None:
        from reportedly.coding.segment import sentences
        from reportedly.coding.tag import passages
        from reportedly.engine.tagger import Tagger

        self.tagger = Tagger(Path(model) if model else None, threads=1)
        self.cuts: dict[str, list[str]] = {}
        self.sentences: dict[str, int] = {}
        self.pieces: dict[str, int] = {}
        for report in asked:
            found = sentences(report.text, report.title)
            self.sentences[report.id] = len(found)
            self.cuts[report.id] = [report.text[a:b] for a, b in passages(found)]

    def __call__(self, report: Report) -> None:
        from reportedly.engine import tokens

        toks = tokens.passages(self.cuts[report.id], self.tagger.tokenizer)
        self.pieces[report.id] = sum(len(t.pieces) for t in toks)
        self.tagger.encode(toks)


def _start(model: str | None) -> None:
    global _coder
    import reportedly

    _coder = reportedly.load(model, threads=1)


def _work(report: Report) -> tuple[float, float]:
    """Code one report; return this process's peak memory in MB and the processor time of the report."""
    began = time.process_time()
    _coder.code_report(report)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, time.process_time() - began


def workers(n: int, model: str | None, asked: Sequence[Report]) -> tuple[Spent, float]:
    """Return what all reports take `n` processes that are already warm, and the peak memory of one in MB."""
    with ProcessPoolExecutor(n, initializer=_start, initargs=(model,)) as pool:
        list(pool.map(_work, asked[: 8 * n]))
        began = time.perf_counter()
        done = list(pool.map(_work, asked, chunksize=8))
        clock = time.perf_counter() - began
        return Spent(clock, sum(s for _, s in done)), max(m for m, _ in done)


def main(args: Sequence[str] | None = None) -> int:
    """Print how fast the coder is."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.speed", description=__doc__)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--n", type=int, default=1000, help="reports to code; the file is repeated")
    parser.add_argument("--model")
    told = parser.parse_args(args)
    import reportedly

    asked = repeated([i.report for i in reports(told.reports)], told.n)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", COLD.format(model=told.model)], check=True)
    print(f"cold start to one coded report  {time.perf_counter() - began:.2f} s")
    bare, coder = Bare(told.model, asked), reportedly.load(told.model, threads=1)
    race(coder.code_report, bare, asked[:BLOCK])  # warm
    whole, alone = race(coder.code_report, bare, asked)
    sentences, pieces = (sum(of[r.id] for r in asked) for of in (bare.sentences, bare.pieces))
    for name, spent in (("whole coder", whole), ("bare encoder", alone)):
        for what, seconds in zip(("by the clock", "of processor"), spent, strict=True):
            rates = (len(asked) / seconds, sentences / seconds, pieces / seconds)
            print(
                "{:12s} a second {}  {:7.1f} reports  {:7.0f} sentences  {:8.0f} word pieces".format(name, what, *rates)
            )
    ratios = whole.clock / alone.clock, whole.processor / alone.processor
    print("whole coder / bare encoder      {:.2f} times by the clock, {:.2f} in processor time".format(*ratios))
    (one, memory), (two, _) = (workers(n, told.model, asked) for n in (1, 2))
    rates = len(asked) / one.clock, len(asked) / two.clock, one.clock / two.clock, 2 * one.processor / two.processor
    print(
        "workers 1: {:.1f} reports/s, 2: {:.1f}; {:.2f} times by the clock, {:.2f} by the processor time of a report".format(
            *rates
        )
    )
    print(f"peak memory of a worker         {memory:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
