"""The light heads in numpy, on vectors the encoder gave; the same formulas as training/model.py, under the same names."""

from __future__ import annotations

import math
import re

import numpy as np

DISTANCES = 32
FEATURES = 8
_WORD = re.compile(r"[^\W\d_]{4,}")


def gelu(x: np.ndarray) -> np.ndarray:
    """Return the Gaussian error linear unit of `x`, by the tanh formula (off by at most 5e-4)."""
    return 0.5 * x * (1.0 + np.tanh(0.7978845608 * (x + 0.044715 * x * x * x)))  # type: ignore[no-any-return]


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-x))  # type: ignore[no-any-return]


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)  # type: ignore[no-any-return]


class Heads:
    """The exported weights; each method returns logits."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self.w = weights

    def _linear(self, name: str, x: np.ndarray) -> np.ndarray:
        y = x @ self.w[name + ".weight"].T
        bias = self.w.get(name + ".bias")
        return y if bias is None else np.asarray(y + bias)

    def frame(self, head: str, words: np.ndarray, anchors: np.ndarray, at: np.ndarray) -> np.ndarray:
        """(T, 384), (N, 384), (N,) -> (N, T, tags)."""
        steps = np.clip(np.arange(len(words))[None, :] - at[:, None], -DISTANCES, DISTANCES) + DISTANCES
        x = self._linear(head + ".word", words)[None] * sigmoid(self._linear(head + ".gate", anchors))[:, None]
        x = x + self._linear(head + ".anchor", anchors)[:, None] + self.w[head + ".distance.weight"][steps]
        return self._linear(head + ".out", gelu(x))

    def pool(self, head: str, spans: np.ndarray) -> np.ndarray:
        """(N, 384) -> (N, classes)."""
        return self._linear(head + ".out", gelu(self._linear(head + ".hidden", spans)))

    def pair(self, head: str, a: np.ndarray, b: np.ndarray, more: np.ndarray) -> np.ndarray:
        """(N, 384), (N, 384), (N, 8) -> (N, classes)."""
        x = self._linear(head + ".a", a) + self._linear(head + ".b", b) + self._linear(head + ".both", a * b)
        return self._linear(head + ".out", gelu(x + self._linear(head + ".more", more)))


def pair_features(a: tuple[int, int, str], b: tuple[int, int, str], inside: bool, alike: bool) -> tuple[float, ...]:
    """Return what a pair of spans has besides its vectors, 8 numbers.

    A span is (passage, word counted over the whole report, text); `inside`: b lies in the content of the cue a;
    `alike`: both have one type.
    """
    words = [{w[:5] for w in _WORD.findall(x[2].lower())} for x in (a, b)]
    return (
        float(a[0] == b[0]),
        math.log1p(abs(a[1] - b[1])) / 6,
        float(a[1] < b[1]),
        float(a[2].lower() == b[2].lower()),
        float(bool(words[0] & words[1])),
        float(inside),
        float(alike),
        1.0,
    )


def viterbi(logits: np.ndarray, bonus: float = 0.0, empty: float = 0.0) -> list[tuple[int, int, int, float]]:
    """Return the best BIO spans of (T, 2K+1) logits as (first word, one past last, class, probability).

    Tag 0 is O, 2k+1 is B of class k, 2k+2 is I; I may only follow B or I of its class. `bonus` is added for each I
    that continues a span, `empty` to O (negative: more spans). The probability is the mean over the span's words.
    """
    steps, tags = logits.shape
    if not steps:
        return []
    logp = logits - logits.max(-1, keepdims=True)
    probs = np.exp(logp)
    probs /= probs.sum(-1, keepdims=True)
    score = np.log(probs + 1e-9)
    score[:, 0] += empty
    inner = np.arange(2, tags, 2)
    first = score[0].copy()
    first[inner] = -1e9
    best, back = first, np.zeros((steps, tags), dtype=np.int32)
    for t in range(1, steps):
        top = int(best.argmax())
        back[t] = top
        new = best[top] + score[t]
        go_b, go_i = best[inner - 1], best[inner]  # I after B or I of the same class
        stay = np.maximum(go_b, go_i)
        new[inner] = stay + score[t, inner] + bonus
        back[t, inner] = np.where(go_b >= go_i, inner - 1, inner)
        best = new
    tag = int(best.argmax())
    path = [tag]
    for t in range(steps - 1, 0, -1):
        tag = int(back[t, tag])
        path.append(tag)
    path.reverse()
    spans: list[tuple[int, int, int, float]] = []
    t = 0
    while t < steps:
        if path[t] % 2 == 1:
            k, end = (path[t] - 1) // 2, t + 1
            while end < steps and path[end] == 2 * k + 2:
                end += 1
            spans.append((t, end, k, float((probs[t:end, 2 * k + 1] + probs[t:end, 2 * k + 2]).mean())))
            t = end
        else:
            t += 1
    return spans
