"""Text of others made fit to stand among ours: nothing that turns the line round or that XML forbids."""

from __future__ import annotations

import re
from typing import Any

import msgspec

# C0 and C1 controls, surrogates, noncharacters, and what embeds, overrides or isolates a direction (UAX #9)
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Return a text without characters that could turn the words around it or break a file.

    >>> plain("a\u202eb\x00c")
    'abc'
    """
    return UNFIT.sub("", text)


def tidy(value: Any) -> Any:
    """Return data with every text in it plain; what is empty falls away from objects."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {k: t for k, v in value.items() if (t := tidy(v)) not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [tidy(v) for v in value]
    return tidy(msgspec.to_builtins(value)) if isinstance(value, msgspec.Struct) else value
