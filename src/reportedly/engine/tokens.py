"""Passages as the encoder sees them: word pieces for the model, words with offsets for everything after it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CASES = 5  # lower, Capitalised, UPPER, miXed, no letters


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage, tokenised.

    `pieces` and `cases` have one entry a word piece (with [CLS] and [SEP]); `first` gives the piece each word begins
    with; `starts` and `ends` are the words' character offsets within the passage's text.
    """

    pieces: np.ndarray
    cases: np.ndarray
    first: np.ndarray
    starts: np.ndarray
    ends: np.ndarray


def load(path: Path) -> Tokenizer:
    """Return the tokenizer in `path` without the padding and truncation to 128 pieces that MiniLM's file asks for."""
    from tokenizers import Tokenizer

    tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def case_of(word: str) -> int:
    """Return the case class of a word, 0 to 4: the encoder is uncased and would not see it."""
    if word.islower():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 1
    if word.istitle():
        return 1
    return 3 if any(c.isalpha() for c in word) else 4


def passages(texts: list[str], tokenizer: Tokenizer, limit: int = 510) -> list[Passage]:
    """Return the tokenised passages; a passage of more than `limit` pieces is cut there (the encoder has 512)."""
    out = []
    for text, enc in zip(texts, tokenizer.encode_batch(texts), strict=True):
        ids, words, offsets = enc.ids, enc.word_ids, enc.offsets
        if len(ids) > limit + 2:
            ids, words, offsets = [*ids[: limit + 1], ids[-1]], [*words[: limit + 1], None], offsets[: limit + 2]
        first, starts, ends, cases, seen = [], [], [], [4], -1
        for i, w in enumerate(words):
            if w is None:
                continue
            if w != seen:
                seen = w
                first.append(i)
                starts.append(offsets[i][0])
                ends.append(offsets[i][1])
            else:
                ends[-1] = offsets[i][1]
        at = dict(zip(first, range(len(first)), strict=True))
        current = 4
        for i, w in enumerate(words[1:], 1):
            if w is None:
                current = 4
            elif i in at:
                current = case_of(text[starts[at[i]] : ends[at[i]]])
            cases.append(current)
        out.append(Passage(*(np.array(a, dtype=np.int64) for a in (ids, cases, first, starts, ends))))
    return out


def cover(passage: Passage, start: int, end: int) -> tuple[int, int] | None:
    """Return the first and one-past-last word that the characters `start..end` touch, or None if they touch none.

    >>> p = Passage(*(np.array(a) for a in ([0], [0], [0, 1], [0, 5], [4, 9])))
    >>> cover(p, 5, 9)
    (1, 2)
    """
    a = int(np.searchsorted(passage.ends, start, side="right"))
    b = int(np.searchsorted(passage.starts, end, side="left"))
    return (a, b) if a < b else None
