"""python -m training.ties [--write] [--folds] [--tune MODEL]: fits coding/ties.toml to the corpus and a model.

Every pair of a figure that a set phrase gives and an event of one report is an example: whether a person counted it for
that event. Events and participants are gold. `--tune` then finds, with the markup of a model, how much its marks and
links count and which odds suffice, on the dev part. Reports of the test part are never read.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from corpus.grid import WRITERS
from corpus.parse import HERE, Gold, load
from reportedly import desk, scoring
from reportedly.coding.actors import People, identify
from reportedly.coding.bearing import Scene, overlap
from reportedly.coding.tag import Markup
from reportedly.coding.ties import counted, hints, ties
from reportedly.coding.view import View
from reportedly.lookup.roster import Roster
from reportedly.records import Attribution, Entity
from training import climb
from training.bearing import REAL, Example, Fit
from training.corpora.plover_real import prepare
from training.tune import Once

OUT = Path(__file__).parents[1] / "src/reportedly/coding/ties.toml"
L1 = 1.0  # of 1 and 3 the better F1 in folds by writer
STEPS = {
    "model": (-2.0, -1.5, -1.0, -0.5, 0.0),
    "least": (-2.0, -1.5, -1.0, -0.5, 0.0),
    "link": (0.0, 0.25, 0.5),
    "silent": (0.05, 0.1, 0.2),
}


def examples(gold: Gold, roster: Roster) -> Iterator[Example]:
    """Yield an example for each figure of a set phrase and each event of a report."""
    view = View(gold.coding.report, list(gold.sentences), Markup())
    people = People(view, roster)
    events = tuple(identify(e, view, people)[0] for e in gold.coding.events)
    scene = Scene(view, events)
    for mark in counted(view):
        for event in events:
            known = frozenset(hints(mark, event, scene, people))
            mine = any(overlap(mark.span, c) and mark.kind == c.what for c in event.counts)
            yield Example(known, Attribution(Entity()) if mine else None, f"{gold.id}/{mark.span.start}")


def folds(made: Sequence[Example]) -> None:
    """Print how well figures find their event at several odds, each writer coded by weights fitted on the others."""
    best: dict[str, tuple[float, bool]] = {}
    writer: Callable[[Example], str] = lambda e: e.writer.split("-")[0]  # noqa: E731
    for name in sorted({writer(e) for e in made}):
        test = [e for e in made if writer(e) == name]
        odds = Fit([e for e in made if writer(e) != name], "counts", L1).odds(test, "counts")
        for e, o in zip(test, odds, strict=True):
            best[e.writer] = max(best.get(e.writer, (-1e9, False)), (float(o), e.linked is not None))
    of = len({e.writer for e in made if e.linked})
    for least in (-2.0, -1.5, -1.0, -0.5, 0.0):
        kept = [hit for o, hit in best.values() if o > least]
        print(
            f"above {least:g}: {sum(kept)} of {len(kept)} right, {of} to be found, F1 {200 * sum(kept) / (len(kept) + of):.1f}"
        )


def tune(model: str) -> dict[str, float]:
    """Return the values of `ties().tuned` by which the dev part is coded best with a model, one after another."""
    coder = desk.load(model)
    coder.tagger = Once(coder.tagger)  # type: ignore[assignment]
    golds = [g for w, part in WRITERS.items() if part == "dev" for g in load(HERE / "reports" / w)]

    def mean() -> float:
        total = scoring.add(*(scoring.events(g.coding, coder.code_report(g.coding.report)) for g in golds))
        return scoring.value(total["counts"])

    return climb.climb(ties().tuned, STEPS, mean)


def main() -> None:
    """Fit and write the weights, measure in folds by writer, or tune on the dev part."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--tune", metavar="MODEL", help="a model folder: find the table [tuned] and write it")
    asked = parser.parse_args()
    if asked.tune:
        climb.write(OUT, tune(asked.tune))
        return
    roster, writers = Roster(), [w for w, part in WRITERS.items() if part == "train"]
    golds = [g for w in writers for g in load(HERE / "reports" / w)] + list(prepare.load(REAL))
    made = [e for g in golds for e in examples(g, roster)]
    if asked.folds:
        folds(made)
    if asked.write:
        linked = sum(e.linked is not None for e in made)
        head = "# Weights of the hints in ties.py. Written by `python -m training.ties --write`; do not edit."
        said = f"# Fitted on writers {', '.join(writers)} and plover_real: {linked} links among {len(made)} pairs; logistic regression, L1 {L1:g}."
        OUT.write_text("\n".join([head, said, "", climb.table(OUT, {}), *Fit(made, "counts", L1).toml(), ""]))


if __name__ == "__main__":
    main()
