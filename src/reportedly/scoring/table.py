"""Scores of many reports: sums over their sheets, bootstrap intervals, paired tests, and precision against recall."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from reportedly.records import Coding
from reportedly.scoring import KINDS, Sheet, add, align, value

THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


class Score(NamedTuple):
    """One measure in percent (errors in their own unit) with its 95 % interval, and how many items it rests on."""

    measure: str
    value: float
    low: float
    high: float
    of: int
    kind: str


def macro(sheet: Sheet, prefix: str) -> float:
    """Return the mean F1 in percent over the classes named `prefix …` that gold has."""
    scores = [value(t) for name, t in sheet.items() if name.startswith(f"{prefix} ") and t[1][1]]
    return sum(scores) / len(scores) if scores else math.nan


def draws(n: int, times: int = 1000, seed: int = 1) -> np.ndarray:
    """Return how often each of `n` reports is drawn in each bootstrap sample: `times` rows that sum to `n`."""
    return np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=times) if n else np.zeros((0, 0))


class Table:
    """Sheets of many reports in one array a measure, so that a bootstrap is one product."""

    def __init__(self, sheets: Sequence[Sheet], macros: Iterable[str] = ()) -> None:
        self.reports = len(sheets)
        self.total = add(*sheets)
        self.macros = tuple(macros)
        self._numbers = {
            name: np.array([s[name][1] if name in s else (0,) * len(numbers) for s in sheets], float)
            for name, (_, numbers) in self.total.items()
        }

    def measures(self) -> list[str]:
        """Return the names of all measures."""
        return [*self.total, *(f"{m} macro" for m in self.macros)]

    def value(self, measure: str) -> float:
        """Return a measure over all reports, in percent."""
        if measure in self.total:
            return value(self.total[measure])
        return macro(self.total, measure.removesuffix(" macro"))

    def sample(self, measure: str, weights: np.ndarray) -> np.ndarray:
        """Return the measure in each bootstrap sample (`weights` as of `draws`)."""
        if measure in self.total:
            rate = KINDS[self.total[measure][0]]
            return np.array([100 * rate(*row) for row in weights @ self._numbers[measure]])
        prefix = measure.removesuffix("macro")
        classes = [name for name, t in self.total.items() if name.startswith(prefix) and t[1][1]]
        rows = np.array([self.sample(name, weights) for name in classes])
        return np.nansum(rows, axis=0) / np.maximum(1, (~np.isnan(rows)).sum(axis=0)) if classes else rows

    def _of(self, average: str) -> float:
        prefix = average.removesuffix("macro")
        return sum(t[1][1] for name, t in self.total.items() if name.startswith(prefix))

    def scores(self, times: int = 1000, seed: int = 1) -> list[Score]:
        """Return every measure with its interval over `times` seeded draws of the reports."""
        weights, out = draws(self.reports, times, seed), []
        for name in self.measures():
            kind, numbers = self.total[name] if name in self.total else ("f1", (0, self._of(name)))
            sample = self.sample(name, weights)
            sample = sample[~np.isnan(sample)]
            low, high = np.percentile(sample, [2.5, 97.5]) if len(sample) else (math.nan, math.nan)
            of = numbers[1] if kind not in ("number", "pearson") and len(numbers) > 1 else numbers[0]
            out.append(Score(name, self.value(name), float(low), float(high), int(of), kind))
        return out


class Difference(NamedTuple):
    """One measure of two outputs over the same reports: the difference, its interval, and a two-sided p-value."""

    measure: str
    first: float
    second: float
    difference: float
    low: float
    high: float
    p: float


def compare(first: Table, second: Table, times: int = 1000, seed: int = 1) -> list[Difference]:
    """Return for each shared measure how the second output differs from the first (paired bootstrap over reports)."""
    if first.reports != second.reports:
        raise ValueError("two outputs can be compared over the same reports only")
    weights, out = draws(first.reports, times, seed), []
    for name in first.measures():
        if name not in second.measures() or first.total.get(name, ("f1",))[0] == "number":
            continue
        d = second.sample(name, weights) - first.sample(name, weights)
        d = d[~np.isnan(d)]
        if not len(d):
            continue
        a, b = first.value(name), second.value(name)
        p = min(1.0, 2 * (1 + min((d <= 0).sum(), (d >= 0).sum())) / (1 + len(d)))
        low, high = np.percentile(d, [2.5, 97.5])
        out.append(Difference(name, a, b, b - a, float(low), float(high), float(p)))
    return out


def above(coding: Coding, threshold: float) -> Coding:
    """Return the coding with only those events whose confidence reaches `threshold`; unknown confidence counts as 1."""
    kept = tuple(e for e in coding.events if e.confidence is None or e.confidence >= threshold)
    return msgspec.structs.replace(coding, events=kept)


def curve(
    gold: Sequence[Coding], pred: Sequence[Coding], thresholds: Iterable[float] = THRESHOLDS
) -> list[tuple[float, float, float, float]]:
    """Return precision, recall and F1 of typed events in percent at each confidence threshold."""
    rows = []
    for t in thresholds:
        hit = n = m = 0
        for g, p in zip(gold, (above(p, t) for p in pred), strict=True):
            hit += sum(a.type == b.type for a, b in align(g.events, p.events))
            n += len(g.events)
            m += len(p.events)
        rows.append(
            (t, 100 * hit / m if m else math.nan, 100 * hit / n if n else math.nan, 100 * KINDS["f1"](hit, n, m))
        )
    return rows
