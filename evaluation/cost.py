"""python -m evaluation.cost [--reports 120] [--price 0.05] [--no-install]: what coding costs, kept in evaluation/cost.json.

Core-seconds (processor time with one thread, so other work on the machine counts little) and peak memory per 1,000 reports, the price
of a million at a stated price a core-hour; the sizes of wheel and installed environment, and the time from `pip install` to the first coded
report in a fresh environment. docs/evaluation.md shows the kept figures with date and machine; they are notes, never tests.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluation.gold import load
from reportedly.records import to_json

HERE = Path(__file__).parent
ROOT = HERE.parent
KEPT = HERE / "cost.json"
PRICE = 0.05  # USD a core-hour, of the order that cloud providers ask for a general-purpose virtual core
SENTENCE = "Police arrested two students in Minsk on Monday, the interior ministry said."
CODE = """
import json, resource, sys, time
import msgspec, reportedly
from reportedly.records import Report
reports = [msgspec.json.decode(line, type=Report) for line in sys.stdin.buffer]
before = time.process_time()
coder = reportedly.load(threads=1)
coder.code_report(reports[0])
ready = time.process_time()
events = sum(len(coder.code_report(r).events) for r in reports)
spent = time.process_time() - ready
print(json.dumps({"load": ready - before, "spent": spent, "events": events, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def machine() -> str:
    """Return the class of this machine: processor, its vector instructions, Python."""
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    name = re.search(r"model name\s*: (.+)", told)
    flags = [f for f in ("avx2", "avx512f", "avx512_vnni") if f in told.split()]
    return f"{name[1].strip() if name else platform.machine()} ({', '.join(flags)}), {platform.system()}, Python {platform.python_version()}"


def coding(n: int) -> dict[str, float]:
    """Return processor seconds, memory and size of coding `n` reports of the corpus' dev part, over again if need be."""
    items = [i.report for i in load("corpus-dev", Path())]
    asked = [items[k % len(items)] for k in range(n)]
    lines = b"\n".join(to_json(r) for r in asked)
    done = subprocess.run([sys.executable, "-c", CODE], input=lines, capture_output=True, check=True)
    told = json.loads(done.stdout)
    return {
        "reports": n,
        "words a report": round(sum(len(r.text.split()) for r in asked) / n),
        "events a report": round(told["events"] / n, 1),
        "core-seconds a 1,000 reports": round(1000 * told["spent"] / n, 1),
        "core-seconds to load": round(told["load"], 1),
        "peak memory, MB": round(told["peak"]),
    }


def megabytes(folder: Path) -> float:
    """Return the size of the files below a folder in MB."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file() and not f.is_symlink()) / 1e6


def install() -> dict[str, float]:
    """Return the sizes of wheel and environment, and the seconds from `pip install` to the first coded report."""
    with tempfile.TemporaryDirectory() as made:
        folder, env = Path(made), Path(made) / "env"
        quiet: dict[str, Any] = {"check": True, "capture_output": True}
        subprocess.run([sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", str(folder), str(ROOT)], **quiet)
        wheel = next(folder.glob("*.whl"))
        subprocess.run([sys.executable, "-m", "venv", str(env)], **quiet)
        bare = megabytes(env)
        clean = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        began, worked = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([str(env / "bin/pip"), "install", str(wheel)], **quiet, env=clean, cwd=folder)
        installed = time.monotonic()
        asked = ["code", "-", "--published", "2024-05-14", "--format", "jsonl"]
        out = subprocess.run([str(env / "bin/reportedly"), *asked], input=SENTENCE.encode(), **quiet, env=clean, cwd=folder)
        if b"COERCE" not in out.stdout:
            raise SystemExit(f"the fresh install did not code the sentence: {out.stdout[:200]!r}")
        work = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {
            "wheel, MB": round(wheel.stat().st_size / 1e6, 1),
            "installed with all dependencies, MB": round(megabytes(env) - bare, 1),
            "pip install, s": round(installed - began, 1),
            "first report after it, s": round(time.monotonic() - installed, 1),
            "of which core-seconds": round(work.ru_utime + work.ru_stime - worked.ru_utime - worked.ru_stime, 1),
        }


def section() -> Iterator[str]:
    """Yield the page's part on cost from the kept figures, peers beside; nothing if none are kept."""
    if not KEPT.exists():
        return
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    c, i = kept["coding"], kept.get("install", {})
    seconds = c["core-seconds a 1,000 reports"]
    yield "## What it costs\n"
    yield (
        f"Measured on {kept['date']} with `python -m evaluation.cost` on {kept['machine']}; one thread, {c['reports']} reports of the corpus' dev part "
        f"({c['words a report']} words and {c['events a report']} events each). Other work ran beside it "
        f"(load {kept.get('load', '–')}): core-seconds say more than seconds. Times depend on the machine: notes, not promises."
    )
    yield "\n| | |\n|---|---|"
    rows = {
        "core-seconds per 1,000 reports": f"{seconds:.0f}",
        "peak memory of the process": f"{c['peak memory, MB']} MB",
        "a million reports": f"{seconds * 1000 / 3600:.0f} core-hours; at {kept['price']:.2f} USD a core-hour {seconds * 1000 / 3600 * kept['price']:.2f} USD; no GPU, no service",
    }
    if i:
        rows["download: the wheel, model and gazetteer inside"] = f"{i['wheel, MB']} MB"
        rows["installed, with all dependencies"] = f"{i['installed with all dependencies, MB']} MB"
        rows["from `pip install` to the first coded report"] = (
            f"{i['pip install, s'] + i['first report after it, s']:.0f} s (of which pip, with its downloads, {i['pip install, s']:.0f} s); {i['of which core-seconds']:.0f} core-seconds"
        )
    yield from (f"| {k} | {v} |" for k, v in rows.items())
    yield "\nWhat peers publish of theirs:"
    yield "\n| system | speed | size and needs | source |\n|---|---|---|---|"
    for row in tomllib.loads((HERE / "peers.toml").read_text(encoding="utf-8"))["cost"]:
        yield f"| {row['system']} | {row['speed']} | {row['needs']} | {row['source']} |"
    yield ""


def main(args: Sequence[str] | None = None) -> int:
    """Measure and keep."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.cost", description=__doc__)
    parser.add_argument("--reports", type=int, default=120)
    parser.add_argument("--price", type=float, default=PRICE, help="USD a core-hour")
    parser.add_argument("--no-install", action="store_true", help="keep the last figures of wheel and install")
    told = parser.parse_args(args)
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    now = {"date": dt.date.today().isoformat(), "machine": machine(), "load": round(os.getloadavg()[0], 1), "price": told.price, "coding": coding(told.reports)}
    if not told.no_install:
        now["install"] = install()
    KEPT.write_text(json.dumps(kept | now, indent=1) + "\n", encoding="utf-8")
    print("\n".join(section()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
