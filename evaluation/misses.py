"""python -m evaluation.misses [--show N]: what the coder misses and codes too much on plover_real, by cause.

Some causes can be computed (`causes`); 100 errors, the first by seed, were read and sorted by hand into the classes of
classes.toml (misses.tsv: report, type and cause, no words). `--show N` prints the first N with their sentences, for whoever
sorts them anew.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from evaluation import outputs
from evaluation.gold import load
from evaluation.item import Item
from evaluation.run import DATA
from reportedly import __version__
from reportedly.records import Event
from reportedly.scoring import align, mentions, shared

HERE = Path(__file__).parent
SEED = 1
WORST = 10
INTENT = re.compile(r"\b(?:must|will|would|should|shall|plans?|pledged?|committed|commitment|ready|is to|are to)\b", re.I)
NOUN = re.compile(r"(?:\b(?:the|a|an|of|in|its|their|his|her|this|these|that|no|new|and|or|by)|[’']s) $", re.I)
BEFORE = 30  # characters before a trigger in which a word of intent, an article or a preposition is looked for


class Error(NamedTuple):
    """One event missed or coded too much, its report and the computed cause."""

    kind: str
    item: Item
    event: Event
    cause: str


def touch(a: Event, b: Event) -> bool:
    """Return whether a mention of one overlaps a mention of the other."""
    return any(shared(m, n) for m in mentions(a) for n in mentions(b))


def unseen(event: Event, golds: Sequence[Event]) -> str:
    """Return what sort of event it is that nothing was marked for."""
    sentence, at = event.sentence.text or "", (event.trigger.start or 0) - (event.sentence.start or 0)
    before, words = sentence[max(0, at - BEFORE) : at], event.trigger.text or ""
    if event.status != "happened":
        return f"no trigger found: {event.status.replace('_', ' ')}"
    if INTENT.search(words) or INTENT.search(before):
        return "no trigger found: must, will, plan, commitment"
    if sum(e.sentence.start == event.sentence.start for e in golds) > 2:
        return "no trigger found: one of three or more events of a sentence"
    return "no trigger found: a noun or in passing" if NOUN.search(before) else "no trigger found: other"


def errors(gold: Item, answer: Item, whole: Item | None = None) -> Iterator[Error]:
    """Yield the errors of one report; an event found with another type is one error. `whole` is the answer without a threshold."""
    one, two = gold.coding.events, answer.coding.events
    below = {id(g) for g, p in align(one, whole.coding.events) if g.type == p.type} if whole else set()
    pairs = align(one, two)
    partner = {id(g): p for g, p in pairs} | {id(p): g for g, p in pairs}
    for g in one:
        p = partner.get(id(g))
        if p is None:
            held = [e for e in two if touch(g, e)]
            if any(id(e) in partner for e in held):
                cause = "merged into another event"
            else:
                found = "found under other words or participants" if held else None
                cause = "below the threshold" if id(g) in below else found or unseen(g, one)
            yield Error("missed", gold, g, cause)
        elif p.type != g.type:
            yield Error("missed", gold, g, "found with another type")
    for p in two:
        if id(p) not in partner:
            same = any(touch(p, g) for g in one)
            there = any(g.sentence.start == p.sentence.start for g in one)
            cause = "a second event of one happening" if same else "beside an event of the sentence" if there else "in a sentence without an event"
            yield Error("extra", gold, p, cause)


def drawn(golds: Sequence[Item], answers: Sequence[Item]) -> list[Error]:
    """Return all errors in the seeded order in which they are read."""
    rows = [e for g, a in zip(golds, answers, strict=True) for e in errors(g, a)]
    rows.sort(key=lambda e: (e.item.id, e.kind, e.event.trigger.start or 0))
    random.Random(SEED).shuffle(rows)
    return rows


def section(golds: Sequence[Item], answers: Sequence[Item], whole: Sequence[Item] | None = None) -> Iterator[str]:
    """Yield the page's part on errors: the worst classes, and the computed causes of all errors.

    `whole` are the answers without a threshold; with them it is told what was below it.
    """
    classes = tomllib.loads((HERE / "classes.toml").read_text(encoding="utf-8"))
    with (HERE / "misses.tsv").open(encoding="utf-8", newline="") as file:
        sorted_ = list(csv.DictReader(file, delimiter="\t"))
    counts = Counter(row["cause"] for row in sorted_)
    missed = Counter(row["cause"] for row in sorted_ if row["kind"] == "missed")
    yield f"## The worst {WORST} classes of error\n"
    yield (
        f"{len(sorted_)} errors on `plover_real` (cross-validated), the first by seed, read and sorted by hand (`evaluation/misses.tsv`; sorted on the "
        "outputs of the model of 24 November 2026). The examples are ours, in the manner of what was read; no sentence of the set is shown."
    )
    yield "\n| class | of 100 | missed, extra | in our words | what it would need |\n|---|---|---|---|---|"
    ranked = [name for name, _ in counts.most_common()]
    for name in ranked[:WORST]:
        row, n = classes[name], counts[name]
        shown = "<br>".join(f"*{e}*" for e in row["examples"])
        yield f"| **{row['title']}**: {row['says']} | {n} | {missed[name]}, {n - missed[name]} | {shown} | {row['needs']} |"
    rest = ", ".join(f"{classes[name]['title'].lower()} {counts[name]}" for name in ranked[WORST:])
    yield f"\nThe others: {rest}.\n"
    found = [e for g, a, w in zip(golds, answers, whole or [None] * len(golds), strict=True) for e in errors(g, a, w)]
    yield f"What can be computed, over all {len(found)} errors of the present output:"
    yield "\n| | cause | errors |\n|---|---|---|"
    for (kind, cause), n in sorted(Counter((e.kind, e.cause) for e in found).items(), key=lambda x: (x[0][0] != "missed", -x[1])):
        yield f"| {kind} | {cause} | {n} |"
    yield ""


def main(args: Sequence[str] | None = None) -> int:
    """Print the section, or errors to be read."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.misses", description=__doc__)
    parser.add_argument("--system", default=f"reportedly-{__version__}")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--show", type=int, metavar="N", help="print the first N errors with their sentences")
    told = parser.parse_args(args)
    golds = load("plover_real", told.data)
    answers = outputs.read(outputs.path(told.system, "plover_real"), golds)
    if told.show:
        for e in drawn(golds, answers)[: told.show]:
            print(e.kind, e.item.id, e.event.type, f"[{e.event.trigger.text}]", e.cause, "|", e.event.sentence.text)
    else:
        print("\n".join(section(golds, answers)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
