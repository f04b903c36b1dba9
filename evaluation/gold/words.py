"""Tokens back to text: sets that come as tokens are given to the coder as a reader would see them."""

from __future__ import annotations

import re
from collections.abc import Sequence

CLOSES = re.compile(r"[.,;:!?%)\]}’”]+|''|'|n't|'(s|re|ve|ll|d|m|S)|’(s|re|ve|ll|d|m|t)|\.\.\.", re.I)
OPENS = re.compile(r"[(\[{$“‘#]|``")
QUOTES = {"``": "“", "''": "”", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}


def join(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of some tokens with the usual spacing, and where each token stands in it.

    >>> join(["He", "did", "n't", "(", "yet", ")", "."])[0]
    "He didn't (yet)."
    """
    text, at, tight = "", [], True
    for token in tokens:
        shown = QUOTES.get(token, token)
        if not tight and not CLOSES.fullmatch(shown):
            text += " "
        at.append((len(text), len(text) + len(shown)))
        text += shown
        tight = bool(OPENS.fullmatch(shown))
    return text, at
