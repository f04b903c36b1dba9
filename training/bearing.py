"""python -m training.bearing [--write] [--folds] [--tune MODEL]: fits coding/bearing.toml to the corpus and a model.

Every pair of a reporting construction and an event of one report is an example: whether a person linked them, and if so
with which stance and facets. Marks, sources and participants are gold, so that the weights do not lean on one model's
faults; names are resolved as in coding. `--tune` then finds, with the markup of a model, how much its word counts
beside the hints and which odds suffice, on the dev part. Reports of the test part are never read.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from scipy import sparse

from corpus.grid import WRITERS
from corpus.parse import HERE, Gold, load
from reportedly import desk, scoring
from reportedly.coding.actors import People, identify
from reportedly.coding.assemble import assemble
from reportedly.coding.attribution import Said, attribute
from reportedly.coding.bearing import Saying, Scene, hints, said, signs, tuned
from reportedly.coding.evidence import Marks, judge
from reportedly.coding.places import Atlas
from reportedly.coding.segment import sentences
from reportedly.coding.status import settle
from reportedly.coding.tag import Markup, tag
from reportedly.coding.view import View
from reportedly.lookup.gazetteer import Gazetteer
from reportedly.lookup.roster import Roster
from reportedly.records import Attribution, Coding, Entity, Span
from training import climb
from training.corpora.plover_real import prepare

REAL = Path("../shared/data/train/plover_real")
OUT = Path(__file__).parents[1] / "src/reportedly/coding/bearing.toml"
STANCES = ("asserts", "claims_own", "alleges", "confirms", "denies", "doubts")
FACETS = ("occurrence", "actor", "place", "time", "toll", "effect")
RARE = 15  # examples below which a hint is left out
L1 = 3.0  # of 1, 3 and 10 the best mean of link F1, stance and facets in folds by writer


class Example(Struct, frozen=True):
    """One construction and one event: the hints, and what a person coded."""

    hints: frozenset[str]
    linked: Attribution | None
    writer: str


def key(a: Attribution) -> tuple[int | None, ...]:
    """Return what the attributions of one reporting construction share: cue and source."""
    return (a.cue.start, a.cue.end) if a.cue else (a.source.start, a.source.end)


def examples(gold: Gold, roster: Roster, gazetteer: Gazetteer) -> Iterator[Example]:
    """Yield an example for each construction and event of a report."""
    view = View(gold.coding.report, list(gold.sentences), Markup())
    people = People(view, roster, Atlas(view, gazetteer))
    events = tuple(identify(e, view, people)[0] for e in gold.coding.events)
    constructions: dict[tuple[int | None, ...], list[Attribution]] = {}
    for a in gold.coding.attributions:
        constructions.setdefault(key(a), []).append(a)
    sayings = {}
    for id_, pieces in constructions.items():
        source = pieces[0].source
        if source.text and not said("source", "pronoun", source.text):
            source = people.resolve(replace(source, name=source.text))[0]
        sayings[id_] = Saying(replace(pieces[0], source=source), tuple(a.content for a in pieces if a.content))
    scene = Scene(view, events, tuple(sayings.values()))
    for id_, saying in sayings.items():
        for told, event in zip(gold.coding.events, events, strict=True):
            linked = next((a for a in told.attribution if key(a) == id_), None)
            yield Example(frozenset(hints(saying, event, scene)), linked, gold.id.split("-")[0])


def marks(gold: Gold, roster: Roster, gazetteer: Gazetteer) -> Iterator[Example]:
    """Yield an example for each piece of evidence and event of a report."""
    view = View(gold.coding.report, list(gold.sentences), Markup())
    people = People(view, roster, Atlas(view, gazetteer))
    events = tuple(identify(e, view, people)[0] for e in gold.coding.events)
    scene = Scene(view, events)
    found = {(m.start, m.end, m.kind) for e in events for m in e.evidence if m.start is not None}
    for start, end, name in sorted(found):
        span = Span(gold.coding.report.text[start:end], start, end)
        for event in events:
            mine = any((m.start, m.end, m.kind) == (start, end, name) for m in event.evidence)
            linked = Attribution(Entity()) if mine else None
            yield Example(frozenset(signs(span, name, event, scene)), linked, f"{gold.id}/{start}/{name}")


def logistic(x: sparse.csr_matrix, y: np.ndarray, l1: float = L1, steps: int = 300) -> np.ndarray:
    """Return the weights, bias last, of a logistic regression with an L1 penalty (accelerated proximal gradient)."""
    x = sparse.hstack([x, np.ones((x.shape[0], 1), dtype=x.dtype)], format="csr")
    w, top = np.zeros(x.shape[1], dtype=x.dtype), np.ones(x.shape[1], dtype=x.dtype)
    for _ in range(30):  # power iteration: the curvature is at most a quarter of the largest eigenvalue of x'x
        top = x.T @ (x @ top)
        size = np.linalg.norm(top)
        top /= size
    v, speed, rate = w.copy(), 1.0, x.dtype.type(3.9 / size)
    for _ in range(steps):
        gradient = x.T @ (1 / (1 + np.exp(-(x @ v))) - y)
        new = v - rate * gradient
        new[:-1] = np.sign(new[:-1]) * np.maximum(np.abs(new[:-1]) - rate * l1, 0)
        faster = (1 + (1 + 4 * speed**2) ** 0.5) / 2
        v, w, speed = new + x.dtype.type((speed - 1) / faster) * (new - w), new, faster
    return w


class Fit:
    """The questions fitted on some examples: the link alone for figures and evidence, else stances and facets too."""

    def __init__(self, made: Sequence[Example], link: str = "link", l1: float = L1) -> None:
        seen: dict[str, int] = {}
        for e in made:
            for h in e.hints:
                seen[h] = seen.get(h, 0) + 1
        self.names = sorted(h for h, n in seen.items() if n >= RARE)
        self.at = {h: i for i, h in enumerate(self.names)}
        x, linked = self.matrix(made), [e.linked for e in made]
        only = np.array([a is not None for a in linked])
        told = [a for a in linked if a]
        self.weights = {link: logistic(x, only.astype(np.float32), l1)}
        if link != "link":
            return
        self.weights |= {s: logistic(x[only], np.array([a.stance == s for a in told], np.float32)) for s in STANCES}
        self.weights |= {f: logistic(x[only], np.array([f in a.about for a in told], np.float32)) for f in FACETS}

    def matrix(self, made: Sequence[Example]) -> sparse.csr_matrix:
        told = [sorted(self.at[h] for h in e.hints if h in self.at) for e in made]
        ends = np.cumsum([0, *map(len, told)])
        columns = np.array([i for row in told for i in row], dtype=np.int32)
        return sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), (len(made), len(self.names)))

    def odds(self, made: Sequence[Example], name: str) -> np.ndarray:
        w = self.weights[name]
        return self.matrix(made) @ w[:-1] + w[-1]  # type: ignore[no-any-return]

    def toml(self) -> list[str]:
        lines = []
        for name, w in self.weights.items():
            lines += ["", f"[{name}]", f"bias = {w[-1]:.2f}", f"[{name}.weights]"]
            lines += [f'"{h}" = {v:.2f}' for h, v in zip(self.names, w, strict=False) if abs(v) >= 0.05]
        return lines


def folds(made: Sequence[Example]) -> None:
    """Print link F1, stance accuracy and exact facets, each writer coded by weights fitted on the others."""
    hit = gold = found = good = facets = 0
    for writer in sorted({e.writer for e in made}):
        fit = Fit([e for e in made if e.writer != writer])
        test = [e for e in made if e.writer == writer]
        yes = fit.odds(test, "link") > 0
        truth = np.array([e.linked is not None for e in test])
        hit, gold, found = hit + int((yes & truth).sum()), gold + int(truth.sum()), found + int(yes.sum())
        told = [e for e in test if e.linked]
        stance = np.stack([fit.odds(told, s) for s in STANCES]).argmax(0)
        good += sum(STANCES[k] == e.linked.stance for k, e in zip(stance, told, strict=True) if e.linked)
        about = np.stack([fit.odds(told, f) for f in FACETS], axis=1)
        about[np.arange(len(told)), about.argmax(1)] = 1
        facets += sum({f for f, v in zip(FACETS, row, strict=True) if v > 0} == set(e.linked.about) for row, e in zip(about, told, strict=True) if e.linked)  # fmt: skip
    print(
        f"link F1 {200 * hit / (gold + found):.1f}, stance {100 * good / gold:.1f}, facets {100 * facets / gold:.1f}, of {gold}"
    )


def chosen(made: Sequence[Example], link: str) -> None:
    """Print how often the likeliest event of a mark is one of its own, each writer coded by weights fitted on the others."""
    good: list[bool] = []
    writer = lambda e: e.writer.split("-")[0]  # noqa: E731
    for name in sorted({writer(e) for e in made}):
        test = [e for e in made if writer(e) == name]
        odds = Fit([e for e in made if writer(e) != name], link).odds(test, link)
        best: dict[str, tuple[float, bool]] = {}
        for e, o in zip(test, odds, strict=True):
            best[e.writer] = max(best.get(e.writer, (-1e9, False)), (float(o), e.linked is not None))
        good += [hit for _, hit in best.values()]
    print(f"{link}: likeliest event right {100 * sum(good) / len(good):.1f} of {len(good)}")


MEASURES = ("event source", "stance", "about", "evidence kinds", "missed denials")
STEPS = {"voice_least": (-1.0, -0.5, 0.0, 0.5), "answer_least": (-6.0, -4.0, -3.0, -2.0), "stance": (0.0, 1.0, 2.0, 3.0), "facet": (0.0, 1.0, 2.0, 3.0), "voice": (0.4, 0.6, 0.8, 1.0), "voice_silent": (0.01, 0.03, 0.1), "mark": (0.25, 0.5, 1.0), "mark_silent": (0.1, 0.2), "evidence_least": (-3.0, -2.0, -1.0, 0.0)}  # fmt: skip


def tune(model: str) -> dict[str, float]:
    """Return the values of `bearing.tuned` by which the dev part is coded best with a model's markup, one after another.

    Best: the mean of MEASURES, missed denials as their complement; a value is changed only for a better mean.
    """
    coder = desk.load(model)
    drafts = []
    for gold in (g for w, part in WRITERS.items() if part == "dev" for g in load(HERE / "reports" / w)):
        report = gold.coding.report
        view = View(report, cut := sentences(report.text, report.title), tag(report, cut, coder.tagger))
        people = People(view, coder.roster, Atlas(view, coder.gazetteer))
        made = (e for e, _ in assemble(view, coder.codebook, coder.ref) if (e.confidence or 0.0) >= coder.threshold)
        drafts.append((gold, view, people, [settle(identify(e, view, people)[0], view)[0] for e in made]))

    def mean() -> float:
        sheets = []
        for gold, view, people, events in drafts:
            heard = Said(view, people, events)
            marked = Marks(view, people, heard)
            done = tuple(judge(attribute(e, heard)[0], marked)[0] for e in events)
            sheets.append(scoring.events(gold.coding, Coding(view.report, done)))
        total = scoring.add(*sheets)
        told = [scoring.value(total[m]) for m in MEASURES]
        return (sum(told) + 100 - 2 * told[-1]) / len(told)

    return climb.climb(tuned(), STEPS, mean)


def main() -> None:
    """Fit and print how many hints speak, write the weights, or measure in folds by writer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", action="store_true")
    parser.add_argument(
        "--tune", metavar="MODEL", help="a model folder: find the table [tuned] on the dev part and write it"
    )
    told = parser.parse_args()
    if told.tune:
        climb.write(OUT, tune(told.tune))
        return None
    gazetteer = Gazetteer()
    roster = Roster((), gazetteer.find)
    writers = [w for w, part in WRITERS.items() if part == "train"]
    golds = [g for w in writers for g in load(HERE / "reports" / w)] + list(prepare.load(REAL))
    made = [e for g in golds for e in examples(g, roster, gazetteer)]
    tied = [e for g in golds for e in marks(g, roster, gazetteer)]
    if told.folds:
        chosen(tied, "evidence")
        return folds(made)
    fits = [Fit(made), Fit(tied, "evidence")]
    for fit in fits:
        print({name: int((abs(w[:-1]) >= 0.05).sum()) for name, w in fit.weights.items()})
    if told.write:
        links = sum(e.linked is not None for e in made)
        lines = [
            "# Weights of the hints in bearing.py. Written by `python -m training.bearing --write`; do not edit.",
            "",
            climb.table(OUT, {}),
        ]
        lines += [line for fit in fits for line in fit.toml()]
        lines += [
            "",
            "[provenance]",
            f'fitted_on = "corpus, writers {", ".join(writers)}, and plover_real: {links} links among {len(made)} pairs"',
        ]
        OUT.write_text("\n".join([*lines, f'method = "logistic regression, L1 {L1:g}"', ""]))


if __name__ == "__main__":
    main()
