"""python -m evaluation.replay keep|check [--reports FILE.jsonl] [--model FOLDER]

`keep` codes a fixed set of reports (default: our corpus' dev part) and keeps the codes in outputs/replay/; `check`
codes it again and prints the events that differ, before and after side by side. A change that should not touch the
codes prints nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from evaluation import outputs
from evaluation.gold import load
from evaluation.item import Item, question, replace
from evaluation.systems import Reportedly
from reportedly.errors import ReportedlyError
from reportedly.records import Coding, Event, Report

QUIET = frozenset({"id", "report", "coder", "sentence"})  # what may change without a change of codes


def reports(file: Path | None) -> list[Item]:
    """Return the reports of a JSON lines file, or of the corpus' dev part, as questions."""
    if not file:
        return [question(i) for i in load("corpus-dev", Path())]
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    keys = ("title", "published", "publisher", "url", "language")
    out = []
    for n, row in enumerate(rows):
        report = Report.of(row["text"], **{k: row.get(k) for k in keys}, source_id=str(row.get("id", n)))
        out.append(Item(id=str(n), coding=Coding(report)))
    return out


def key(event: Event) -> tuple[Any, ...]:
    """Return by what an event is found again: its trigger and its type, else its trigger."""
    return event.trigger.start, event.trigger.end, event.type


def fields(record: Any) -> dict[str, str]:
    """Return the fields of a record as short JSON, without those that say nothing of the codes."""
    plain = msgspec.to_builtins(record)
    return {k: json.dumps(v, ensure_ascii=False) for k, v in plain.items() if k not in QUIET}


def differences(before: Coding, after: Coding) -> Iterator[tuple[str, str, str, str]]:
    """Yield what differs as (event, field, before, after); events that came or went have `-` on the other side."""
    one, two = ({key(e): e for e in c.events} for c in (before, after))
    for k in sorted(one.keys() | two.keys(), key=str):
        old, new = one.get(k), two.get(k)
        event = old or new
        assert event is not None
        what = f"{event.type} [{event.trigger.text}]"
        if not old or not new:
            yield what, "event", "coded" if old else "-", "coded" if new else "-"
            continue
        a, b = fields(old), fields(new)
        yield from ((what, name, a[name], b[name]) for name in a if a[name] != b[name])
    for name in ("quotations", "attributions"):
        a_, b_ = ([json.dumps(msgspec.to_builtins(x)) for x in getattr(c, name)] for c in (before, after))
        gone, new_ = [x for x in a_ if x not in b_], [x for x in b_ if x not in a_]
        yield from ((name, "-", x, "-") for x in gone)
        yield from ((name, "-", "-", x) for x in new_)


def side_by_side(left: str, right: str, width: int = 58) -> Iterator[str]:
    """Yield lines with `left` and `right` in two columns."""
    for at in range(0, max(len(left), len(right), 1), width):
        yield f"    {left[at : at + width]:{width}} | {right[at : at + width]}"


def main(args: Sequence[str] | None = None) -> int:
    """Keep codes, or print how they changed; 1 if they did."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.replay", description=__doc__)
    parser.add_argument("do", choices=("keep", "check"))
    parser.add_argument("--reports", type=Path)
    parser.add_argument("--model")
    told = parser.parse_args(args)
    try:
        asked = reports(told.reports)
        coder = Reportedly(told.model).coder(None)
        now = [replace(q, coding=coder.code_report(q.report)) for q in asked]
        file = outputs.path("replay", told.reports.stem if told.reports else "corpus-dev")
        if told.do == "keep":
            outputs.write(file, asked, now, system="replay")
            print(f"{file}: {sum(len(a.coding.events) for a in now)} events of {len(now)} reports")
            return 0
        changed = 0
        for old, new in zip(outputs.read(file, asked), now, strict=True):
            for what, name, a, b in differences(old.coding, new.coding):
                changed += 1
                print(f"{old.id} {what} {name}", *side_by_side(a, b), sep="\n")
        return bool(changed)
    except (ReportedlyError, OSError) as e:
        print(e, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
