"""python -m training.matching [--write]: fits the weights of coding/matching.toml on the incidents of the corpus.

Pairs are events of one type in two reports. Those that a person linked (corpus/incidents.tsv) are positive; all others are
negative: events of the same group that tell different happenings, near misses, and events of other groups. They are taken twice,
from the gold codings and from the coder's own of the grouped reports, whose faults the weights so learn to bear. Only reports of
the training writers are used; dev and test are kept for measuring (evaluation/incidents.py).
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from corpus import incidents
from corpus.grid import WRITERS
from corpus.parse import Gold
from corpus.parse import load as load_corpus
from reportedly.coding.matching import Model, compare, days
from reportedly.records import Event

OUT = Path(__file__).parents[1] / "src/reportedly/coding/matching.toml"
L2 = 1.0  # on standardised comparisons
WINDOW = 60  # days between reports whose events are compared at all, as in the store
THRESHOLD = 0.6  # of 0.4 to 0.6 that of the best F1 and precision on the coder's own codings of dev; on gold codings 0.5 gives 2 F1 more (train)


def part(gold: Gold) -> str:
    """Return the part of the corpus that a report belongs to, by its writer: train, dev or test."""
    return WRITERS[gold.id.partition("-")[0]]


def window(a: Event, b: Event) -> bool:
    """Whether two events are compared at all: one type, two reports, not far apart in time."""
    if a.type != b.type or a.report.id == b.report.id:
        return False
    one, two = days(a), days(b)
    return not one or not two or max((two[0] - one[1]).days, (one[0] - two[1]).days) <= WINDOW


def pairs(golds: Sequence[Gold], links: dict[str, str], seed: int = 0) -> tuple[list[dict[str, float]], list[bool]]:
    """Return comparisons and whether they are of one happening: all pairs of near reports, a sample of distant ones."""
    groups = {g.coding.report.id: g.header.get("group") or g.header.get("near") for g in golds}
    events = [e for g in golds for e in g.coding.events]
    draw = random.Random(seed)
    xs, ys = [], []
    for a, b in itertools.combinations(events, 2):
        if a.type != b.type or a.report.id == b.report.id:
            continue
        together = groups[a.report.id] and groups[a.report.id] == groups[b.report.id]
        if together or window(a, b) or draw.random() < 0.01:
            xs.append(compare(a, b))
            ys.append(a.id in links and links[a.id] == links.get(b.id))
    return xs, ys


def by_coder(golds: Sequence[Gold], links: dict[str, str]) -> tuple[list[Gold], dict[str, str], dict[str, str]]:
    """Return the reports as the coder codes them, the links of its events, and the gold event of each that has one of its type."""
    import reportedly
    from reportedly.scoring import align

    coder = reportedly.load()
    out, kept, of = [], {}, {}
    for g in golds:
        report = replace(g.coding.report, agency=g.header.get("agency"))
        coding = coder.code_report(report)
        out.append(replace(g, coding=coding))
        for due, event in align(g.coding.events, coding.events):
            if due.type == event.type:
                of[event.id] = due.id
                kept |= {event.id: links[due.id]} if due.id in links else {}
    return out, kept, of


def grouped(gold: Gold) -> bool:
    """Whether a report belongs to a group of the corpus or is near one."""
    return bool(gold.header.get("group") or gold.header.get("near"))


def fit(xs: Sequence[dict[str, float]], ys: Sequence[bool], without: Iterable[str] = ()) -> Model:
    """Return the logistic regression of the labels on the comparisons, by Newton steps; `without` leaves some out."""
    names = sorted({name for x in xs for name in x} - set(without))
    x = np.array([[row.get(name, 0.0) for name in names] for row in xs])
    y = np.array(ys, dtype=float)
    scale = x.std(0) + 1e-9
    z = np.hstack([x / scale, np.ones((len(x), 1))])
    w = np.zeros(z.shape[1])
    ridge = np.diag([L2] * len(names) + [0.0])
    for _ in range(25):
        p = 1 / (1 + np.exp(-z @ w))
        gradient = z.T @ (p - y) + ridge @ w
        w -= np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + ridge + 1e-9 * np.eye(len(w)), gradient)
    return Model({n: float(v) for n, v in zip(names, w[:-1] / scale, strict=True)}, float(w[-1]), THRESHOLD)


def toml(model: Model) -> str:
    """Return the model as the file that the package ships."""
    lines = ["# Weights of the comparisons in matching.py. Written by `python -m training.matching --write`; do not edit.",
             f"bias = {model.bias:.4f}", f"threshold = {model.threshold}", "", "[weights]"]  # fmt: skip
    lines += [f"{name} = {value:.4f}" for name, value in model.weights.items()]
    lines += ["", "[provenance]", *(f'{k} = "{v}"' for k, v in model.provenance.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fit on the training writers and print the weights, or write them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--corpus", type=Path, default=Path("corpus/reports"))
    told = parser.parse_args()
    golds = [g for g in load_corpus(told.corpus) if part(g) == "train"]
    links, _ = incidents.load(golds)
    xs, ys = pairs(golds, links)
    coded, kept, _ = by_coder([g for g in golds if grouped(g)], links)
    ours = pairs(coded, kept)
    xs, ys = xs + ours[0], ys + ours[1]
    made = fit(xs, ys)
    about = {
        "fitted_on": f"corpus, training writers, gold and the coder's own codings, {sum(ys)} positive and {len(ys) - sum(ys)} negative pairs",
        "method": f"logistic regression, L2 {L2:g} on standardised comparisons",
        "date": dt.date.today().isoformat(),
    }
    text = toml(Model(made.weights, made.bias, made.threshold, about))
    if told.write:
        OUT.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
