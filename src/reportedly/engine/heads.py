"""The light heads in numpy, on vectors the encoder gave; the same formulas as training/model.py, under the same names."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

DISTANCES = 32
LONGEST = 512  # words of a passage
FEATURES = 13
BEFORE, AROUND = 40, 100  # characters before a span in which words that point are looked for, and around it in which names are
_WORD = re.compile(r"[^\W\d_]{4,}")
_BACK = re.compile(r"\b(?:the|this|that|these|those|its|his|her|their|such|both)(?: [\w'-]+){0,2} $", re.I)
_OTHER = re.compile(r"\b(?:an?other|other|second|third|separate\w*|earlier|previous\w*|further|more|last|new|next|again|also|similar)(?: [\w'-]+){0,2} $", re.I)
_NUMBER = re.compile(r"\b(\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|several|many)(?: [\w'-]+){0,2} $", re.I)
_NEAR = re.compile(  # capitalised words that begin no sentence, and numbers; the first letter goes first, for speed
    r"[A-Z\d](?<!\w.)(?:(?<=[A-Z])(?<![.!?“\"] .)(?<!^.)[\w'-]{2,}|(?<=\d)\d*\b)"
)


def gelu(x: np.ndarray) -> np.ndarray:
    """Return the Gaussian error linear unit of `x`, by the tanh formula (off by at most 5e-4)."""
    t = x * x
    t *= 0.7978845608 * 0.044715
    t += 0.7978845608
    t *= x
    np.tanh(t, out=t)
    t += 1.0
    t *= x
    t *= 0.5
    return t  # type: ignore[no-any-return]


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-x))  # type: ignore[no-any-return]


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(-1, keepdims=True))
    e /= e.sum(-1, keepdims=True)
    return e  # type: ignore[no-any-return]


class Heads:
    """The exported weights; each method returns logits. Heads that read the same vectors are asked together: one product."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self.w = {
            k: np.ascontiguousarray(v.T if v.ndim == 2 and "distance" not in k else v) for k, v in weights.items()
        }
        steps = np.clip(np.arange(-LONGEST, LONGEST), -DISTANCES, DISTANCES) + DISTANCES
        self.away = {k.split(".")[0]: w[steps] for k, w in self.w.items() if "distance" in k}  # for each distance in words
        self.stacked: dict[tuple[str, tuple[str, ...]], np.ndarray] = {}

    def _stack(self, part: str, heads: tuple[str, ...]) -> np.ndarray:
        """The weights (or biases) of one part of several heads side by side."""
        if (part, heads) not in self.stacked:
            self.stacked[part, heads] = np.concatenate([self.w[f"{h}.{part}"] for h in heads], -1)
        return self.stacked[part, heads]

    def _out(self, heads: tuple[str, ...], x: np.ndarray) -> list[np.ndarray]:
        """Each head's logits from its share of the hidden units."""
        x = gelu(x)
        size = x.shape[-1] // len(heads)
        return [
            x[:, i * size : (i + 1) * size] @ self.w[h + ".out.weight"] + self.w[h + ".out.bias"]
            for i, h in enumerate(heads)
        ]

    def frame(self, head: str, words: np.ndarray, anchors: np.ndarray, at: np.ndarray) -> np.ndarray:
        """(T, 384), (N, 384), (N,) -> (N, T, tags)."""
        w, far = self.w, len(words)
        gates = sigmoid(anchors @ w[head + ".gate.weight"] + w[head + ".gate.bias"])
        of = anchors @ w[head + ".anchor.weight"]
        plain = words @ w[head + ".word.weight"] + w[head + ".word.bias"]
        away = self.away[head]
        out = np.empty((len(at), far, w[head + ".out.bias"].size), dtype=plain.dtype)
        for i, place in enumerate(at.tolist()):  # one at a time stays within the cache
            x = plain * gates[i]
            x += of[i]
            x += away[LONGEST - place : LONGEST - place + far]
            np.matmul(gelu(x), w[head + ".out.weight"], out=out[i])
        out += w[head + ".out.bias"]
        return out

    def pools(self, heads: tuple[str, ...], spans: np.ndarray) -> list[np.ndarray]:
        """(N, 384) -> for each head (N, classes)."""
        return self._out(heads, spans @ self._stack("hidden.weight", heads) + self._stack("hidden.bias", heads))

    def pairs(
        self, heads: tuple[str, ...], a: np.ndarray, b: np.ndarray, which: np.ndarray, more: np.ndarray
    ) -> list[np.ndarray]:
        """(A, 384), (B, 384), the rows of a and b that make each pair (N, 2), (N, FEATURES) -> for each head (N, classes)."""
        left, right = which[:, 0], which[:, 1]
        x = (a[left] * b[right]) @ self._stack("both.weight", heads)
        x += (a @ self._stack("a.weight", heads) + self._stack("a.bias", heads))[left]
        x += (b @ self._stack("b.weight", heads))[right]
        x += more @ self._stack("more.weight", heads)
        return self._out(heads, x)


class Mark(NamedTuple):
    """What a span of a pair has besides its vector: passage, word counted over the whole report, the words in small letters, whether the
    words before it point back ("the", "these") or elsewhere ("another", "earlier"), the number before it, the names around it, and
    how its longer words begin."""

    passage: int
    word: int
    words: str
    back: bool
    other: bool
    number: str
    near: frozenset[str]
    stems: frozenset[str]


def mark_of(text: str, start: int, end: int, passage: int, word: int) -> Mark:
    """Return the mark of `text[start:end]`."""
    before = " ".join(text[max(0, start - BEFORE) : start].rsplit(" ", 4)[-4:])  # the last three words, if a space follows
    number = _NUMBER.search(before)
    near = frozenset(_NEAR.findall(text[max(0, start - AROUND) : end + AROUND]))
    words = text[start:end].lower()
    stems = frozenset(w[:5] for w in _WORD.findall(words))
    return Mark(passage, word, words, bool(_BACK.search(before)), bool(_OTHER.search(before)), number[1].lower() if number else "", near, stems)


def pair_features(a: Mark, b: Mark, inside: bool, alike: bool) -> tuple[float, ...]:
    """Return what a pair of spans has besides its vectors, FEATURES numbers.

    `inside`: b lies in the content of the cue a; `alike`: both have one type.
    """
    later = a if a.word > b.word else b
    both = a.number and b.number
    return (
        float(a.passage == b.passage),
        math.log1p(abs(a.word - b.word)) / 6,
        float(a.word < b.word),
        float(a.words == b.words),
        float(not a.stems.isdisjoint(b.stems)),
        float(inside),
        float(alike),
        1.0,
        float(later.back),
        float(a.other or b.other),
        float(bool(both) and a.number == b.number),
        float(bool(both) and a.number != b.number),
        len(a.near & b.near) / max(1, min(len(a.near), len(b.near))),
    )


Found = tuple[int, int, int, float]  # first word, one past last, class, probability


def viterbi(logits: np.ndarray, bonus: float = 0.0, empty: float = 0.0) -> list[Found]:
    """Return the best BIO spans of (T, 2K+1) logits; see `spans`."""
    return spans(logits, [len(logits)], bonus, empty)[0]


def spans(logits: np.ndarray, lengths: Sequence[int], bonus: float = 0.0, empty: float = 0.0) -> list[list[Found]]:
    """Return the best BIO spans of each of several texts, whose (T, 2K+1) logits lie end to end.

    Tag 0 is O, 2k+1 is B of class k, 2k+2 is I; I may only follow B or I of its class. `bonus` is added for each I
    that continues a span, `empty` to O (negative: more spans). The probability is the mean over the span's words.
    """
    out: list[list[Found]] = [[] for _ in lengths]
    if not len(logits):
        return out
    added = np.zeros(logits.shape[1], dtype=logits.dtype)
    added[0], added[2::2] = empty, bonus
    path = (logits + added).argmax(1)  # where it is legal, the best tag of each word makes the best path
    ends = list(accumulate(lengths))
    before = np.concatenate([[0], path[:-1]])
    before[[end - n for end, n in zip(ends, lengths, strict=True) if n]] = 0
    wrong = (path > 0) & (path % 2 == 0) & (before != path) & (before != path - 1)
    broken = defaultdict[int, list[int]](list)
    for i in wrong.nonzero()[0].tolist():
        broken[bisect_right(ends, i)].append(i)
    for row, words in broken.items():
        start, end = ends[row] - lengths[row], ends[row]
        _mend(path[start:end], logits[start:end] + added, [i - start for i in words])
    marked = path.nonzero()[0]
    if not len(marked):
        return out
    tags = path[marked]
    probs, n = softmax(logits[marked]), np.arange(len(marked))
    sure = probs[n, tags] + probs[n, ((tags - 1) ^ 1) + 1]  # either tag of the class
    opens = (tags % 2).nonzero()[0]
    closes = np.append(opens[1:], len(tags))
    means = np.add.reduceat(sure, opens, dtype=np.float64) / (closes - opens)
    each = marked[opens], marked[closes - 1], tags[opens] // 2, means
    for first, last, kind, mean in zip(*(x.tolist() for x in each), strict=True):
        row = bisect_right(ends, first)
        start = ends[row] - lengths[row]
        out[row].append((first - start, last + 1 - start, kind, mean))
    return out


def _mend(path: np.ndarray, score: np.ndarray, broken: Sequence[int]) -> None:
    """Put the best legal path through (T, 2K+1) scores in place of the best tag of each word, which is not legal at `broken`.

    No span of the best path loses against O, so a word that lies in no stretch which wins, if each of its words could
    have the better tag of one class, is O. What is left falls into short stretches, each of which has a best path of its own.
    """
    gains = score[:, 1:] - score[:, :1]
    total = np.zeros((len(gains) + 1, gains.shape[1] // 2))
    np.cumsum(np.maximum(gains[:, ::2], gains[:, 1::2]), axis=0, out=total[1:])
    most = np.maximum.accumulate(total[:0:-1])[::-1]  # of any stretch of one class with this word
    most -= np.minimum.accumulate(total[:-1])
    lost = [-1, *np.flatnonzero(np.all(most < 0, axis=1)).tolist(), len(most)]
    done = 0
    for word in broken:
        if word >= done:
            n = bisect_right(lost, word)
            done = lost[n]
            path[lost[n - 1] + 1 : done] = _best(gains[lost[n - 1] + 1 : done])


def _best(gains: np.ndarray) -> list[int]:
    """The best legal path, by Viterbi's algorithm, where O scores 0 and the other tags (T, 2K); the classes that win nowhere
    are left out."""
    classes = sorted(set((np.flatnonzero((gains > 0).any(0)) // 2).tolist()))
    rows = gains.tolist()
    top, ways = 0.0, []  # the best score so far, and for each word how it came about: O, or a class and its first word
    inside = [(-1e9, 0)] * len(classes)  # the best score that ends within a span of each class, and where that begins
    for t, row in enumerate(rows):
        best, way = top, None
        for n, k in enumerate(classes):
            begun, on = top + row[2 * k], inside[n][0] + row[2 * k + 1]
            inside[n] = (begun, t) if begun >= on else (on, inside[n][1])
            if inside[n][0] > best:
                best, way = inside[n][0], (k, inside[n][1])
        top = best
        ways.append(way)
    path, t = [0] * len(rows), len(rows) - 1
    while t >= 0:
        way = ways[t]
        if way:
            k, first = way
            path[first : t + 1] = [2 * k + 1] + [2 * k + 2] * (t - first)
            t = first
        t -= 1
    return path
