"""python -m evaluation.exports [--n 1000000] [--format csv ...]

Processor time per event and peak memory of each export, at a tenth of the events and at all of them, each in a process of its own: memory
is flat if the two peaks are alike. The events are those of the corpus over and over, with ids and dates of their own over two years,
in the order of their dates as a store gives them.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from corpus import parse
from reportedly.export.package import NAMES, export
from reportedly.records import Event

DAYS = 730


def synthetic(n: int) -> Iterator[Event]:
    """Yield `n` events, made from those of the corpus."""
    paths = sorted((parse.HERE / "reports/w1").glob("*.txt"))
    told = [e for path in paths for gold in parse.parse_file(path)[0] for e in gold.coding.events]
    for i, e in enumerate(islice(cycle(told), n)):
        day = (date(2024, 1, 1) + timedelta(days=i * DAYS // n)).isoformat()
        when = replace(e.when, from_=day, to=day) if e.when and e.when.from_ else e.when
        yield replace(e, id=f"{i:016x}", when=when)


def measure(name: str, n: int, send: Any) -> None:
    """Send seconds of processor time, MB of peak memory and MB written for an export of `n` events."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        export(synthetic(n), name, Path(folder) / "out")
        seconds = time.process_time() - began
        size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file()) / 1e6
    send.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, size))


def apart(name: str, n: int) -> tuple[float, float, float]:
    """Return what `measure` finds, in a fresh process."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    process = spawn.Process(target=measure, args=(name, n, there))
    process.start()
    found: tuple[float, float, float] = here.recv()
    process.join()
    return found


def main(args: Sequence[str] | None = None) -> None:
    """Print a row for each format."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.exports", description=__doc__)
    parser.add_argument("--n", type=int, default=1_000_000)
    parser.add_argument("--format", choices=NAMES, nargs="*", default=NAMES)
    asked = parser.parse_args(args)
    began, few = time.process_time(), asked.n // 10
    alone = sum(1 for _ in synthetic(few)) and (time.process_time() - began) / few
    print(f"{asked.n} events; making one takes {alone * 1e6:.0f} µs of processor time, which is in the times below", flush=True)
    print(f"{'format':12s} {'µs/event':>9s} {'peak MB at n/10':>16s} {'peak MB at n':>13s} {'MB written':>11s}")
    for name in asked.format:
        _, small, _ = apart(name, few)
        seconds, large, size = apart(name, asked.n)
        print(f"{name:12s} {seconds / asked.n * 1e6:9.0f} {small:16.0f} {large:13.0f} {size:11.0f}", flush=True)


if __name__ == "__main__":
    main()
