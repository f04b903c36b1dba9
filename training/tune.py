"""Tunes the decoding of a released model on the corpus' dev part: `python -m training.tune MODEL`.

Coordinate search over the thresholds that the tagger reads (`Tagger.tune`), each over a short list of values; the
encoder runs once. What is found is printed as a [tuned] table for the run file, with the scores before and after. The
aim is typed F1, half of core F1, and a tenth of each field's score.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

import numpy as np

from corpus.grid import WRITERS
from corpus.parse import HERE, Gold, load
from reportedly import scoring
from reportedly.coding.assemble import calibrated
from reportedly.coding.tag import Markup
from reportedly.desk import Coder
from reportedly.engine import tokens
from reportedly.scoring.table import Table

VALUES: dict[str, list[float]] = {
    "trigger_empty": [0.3, 0.6],
    "frame_event_empty": [-1.0, -0.5],
    "same": [0.4, 0.6],
    "mode": [0.3],
    "voice": [0.4, 0.6],
    "count_empty": [-1.0],
    "evidence_empty": [-1.0],
    "link": [0.3],
    "context": [0.3],
    "second": [0.7],
}
FIELDS = ("actor", "recipient", "place", "mode", "attribution", "evidence kinds", "counts", "stance", "about", "contexts")


class Once:
    """A tagger that encodes each report once and decodes it as often as asked."""

    def __init__(self, tagger: Any) -> None:
        self.tagger, self.kept, self.name, self.tune = tagger, {}, tagger.name, tagger.tune  # type: ignore[var-annotated]

    def tag(self, text: str, cuts: Any) -> Markup:
        if text not in self.kept:
            toks = tokens.passages([text[a:b] for a, b in cuts], self.tagger.tokenizer)
            self.kept[text] = (toks, self.tagger.encode(toks))
        return self.tagger.decode(text, cuts, *self.kept[text])  # type: ignore[no-any-return]


def aim(golds: list[Gold], coder: Coder) -> tuple[float, Table]:
    """Return what is to be maximised, and the table of all measures."""
    table = Table([scoring.events(g.coding, coder.code_report(g.coding.report)) for g in golds])
    get = lambda m: 0.0 if m not in table.measures() or math.isnan(table.value(m)) else table.value(m)  # noqa: E731
    return get("typed_F1") + 0.5 * get("core_F1") + 0.1 * sum(map(get, FIELDS)), table


def outcomes(golds: list[Gold], coder: Coder) -> list[list[tuple[float, bool]]]:
    """Return for each report its events' confidences, and whether gold has an event of that type there."""
    out = []
    for g in golds:
        pred = coder.code_report(g.coding.report).events
        right = {id(p) for a, p in scoring.align(g.coding.events, pred) if a.type == p.type}
        out.append([(p.confidence or 0.0, id(p) in right) for p in pred])
    return out


def fit(rows: list[tuple[float, bool]]) -> tuple[float, float]:
    """Return slope and shift of the logistic curve of being right in the log odds of the score (Newton's method)."""
    p = np.clip(np.array([r[0] for r in rows]), 1e-6, 1 - 1e-6)
    x, y = np.stack([np.log(p / (1 - p)), np.ones(len(p))], 1), np.array([r[1] for r in rows], float)
    w = np.zeros(2)
    for _ in range(30):
        q = 1 / (1 + np.exp(-x @ w))
        w += np.linalg.solve((x * (q * (1 - q))[:, None]).T @ x + 1e-6 * np.eye(2), x.T @ (y - q))
    return float(w[0]), float(w[1])


def error(rows: list[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error in points: mean distance of confidence and share right, in ten equal bins."""
    rows = sorted(rows)
    parts = np.array_split(np.array(rows, float), bins)
    return float(100 * sum(abs(b[:, 0].mean() - b[:, 1].mean()) * len(b) for b in parts if len(b)) / len(rows))


def calibrate(golds: list[Gold], coder: Coder) -> tuple[float, float]:
    """Return slope and shift fitted on all reports; prints the error before, and after on reports not fitted on."""
    seen = outcomes(golds, coder)
    every = [r for rows in seen for r in rows]
    crossed = []
    for half in (0, 1):
        a, b = fit([r for rows in seen[half::2] for r in rows])
        crossed += [(calibrated(p, {"slope": a, "shift": b}), ok) for rows in seen[1 - half :: 2] for p, ok in rows]
    print(f"calibration error: {error(every):.1f} points as it is, {error(crossed):.1f} fitted on the other half of the reports")
    return fit(every)


def main() -> None:
    ask = argparse.ArgumentParser(prog="tune", description=__doc__)
    ask.add_argument("model", type=Path)
    ask.add_argument("--rounds", type=int, default=1)
    args = ask.parse_args()
    golds = [g for w, part in WRITERS.items() if part == "dev" for g in load(HERE / "reports" / w)]
    coder = Coder(args.model, min_confidence=0.0)
    coder.tagger = Once(coder.tagger)  # type: ignore[assignment]
    best, table = aim(golds, coder)
    show = lambda t: " ".join(f"{m}={t.value(m):.1f}" for m in ("typed_F1", "core_F1", *FIELDS) if m in t.measures())  # noqa: E731
    print(f"before: {best:.2f} {show(table)}", flush=True)
    chosen = coder.tagger.tune
    for _ in range(args.rounds):
        for name, values in VALUES.items():
            kept = chosen.get(name)
            for value in values:
                if value == kept:
                    continue
                chosen[name] = value
                got, table = aim(golds, coder)
                if got > best:
                    best, kept = got, value
                    print(f"{name} = {value}: {best:.2f} {show(table)}", flush=True)
            chosen.pop(name, None)
            if kept is not None:
                chosen[name] = kept
    chosen.pop("slope", None)
    chosen["slope"], chosen["shift"] = (round(v, 3) for v in calibrate(golds, coder))
    print("[tuned]\n" + "\n".join(f"{k} = {v}" for k, v in chosen.items()))


if __name__ == "__main__":
    main()
