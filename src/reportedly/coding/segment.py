"""Sentences and paragraphs of a report, with exact offsets: rules of ours over `codebooks/plover-2/sentences.toml`.

A line break always ends a sentence (headlines, captions and list items carry no full stop). Within a line one ends at
`.`, `!`, `?` or `…` and the closing quotes and brackets behind it, unless the word before or the word behind says that
it goes on. Quotations are split inside, as each of their sentences may hold an event; the closing mark
stays with its sentence. How well this does is measured by `python -m evaluation.sentences`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from reportedly.codebook import table
from reportedly.records import Sentence

CLOSE = "\"'”’»)]"
OPEN = "\"'“‘«([—–-"
LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
# a mark, what closes behind it (footnote numbers too), then space; no space where one was lost ("said.The"); a bullet
STOP = re.compile(
    rf"(?<![.!?…])[.!?…]++[{re.escape(CLOSE)}]*+(?:\s?\[\d[\d\s,–-]*\])*+(?=\s)"
    r"|(?<=[a-z]{3})[.!?]”?(?=“?[A-Z][a-z]*\s)"
    r"|\s(?=[•▪■●]\s)"
)
LAST = re.compile(rf"[\s{re.escape(OPEN)}/]")  # what the word before a stop comes after
NEXT = re.compile(rf"[\s{re.escape(OPEN)}]*(?P<word>[\w’'-]*)(?P<dot>\.?)(?:\s+(?P<second>[\w’'-]+))?")
NAME_AND_VERB = re.compile(r"\s+(?:[A-Z][\w.’'-]*\s+){1,4}([a-z]+)")
DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")  # U.S, a.m, D.C: without the last stop
LOWER_NAME = re.compile(r"(?:al|el|ar|as|at)-\w|[ie][A-Z]")  # al-Shabaab, iPhone, eBay may begin a sentence
ITEM = re.compile(r"[(]?(?:\d{1,3}(?:\.\d+)*|[A-Za-z])\.")  # 1., 2.1. and a. at the start of a line number an item
SPACE = re.compile(r"\s*")


class Words(NamedTuple):
    """The word lists of `sentences.toml`."""

    never: frozenset[str]
    number: frozenset[str]
    opener: frozenset[str]
    openers: frozenset[str]
    after_clock: frozenset[str]
    speech: frozenset[str]


@functools.cache
def words() -> Words:
    """Return the word lists that decide where a sentence goes on."""
    return Words(**{name: frozenset(table("sentences")[name].split()) for name in Words._fields})


def sentences(text: str, title: str | None = None) -> list[Sentence]:
    """Return the sentences of a report in order; `text[s.start:s.end] == s.text`, and nothing but space lies between.

    The title, where `text` begins with it, is one sentence (index 0), whatever stops stand in it.

    >>> [s.text for s in sentences("Talks fail\\n\\nGen. Ito left at 5 p.m. Monday. “We tried. It is over,” he said.")]
    ['Talks fail', 'Gen. Ito left at 5 p.m. Monday.', '“We tried.', 'It is over,” he said.']
    """
    head = len(title) if title and title.strip() and text.startswith(title) else 0
    head = head if text[head : head + 1] in ("", "\n", "\r") else 0  # a title stands on a line of its own
    spans = [(0, head)] if head else []
    for start, end in paragraphs(text[head:]):
        spans += _within(text, start + head, end + head)
    return [Sentence(text[a:b], a, b, i) for i, (a, b) in enumerate(_stripped(text, a, b) for a, b in spans)]


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return start and end of every line that is not blank, without the space around it; the title's is the first."""
    return [_stripped(text, *m.span()) for m in LINE.finditer(text) if m.group().strip()]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return end - len(part.lstrip()), start + len(part.rstrip())


def _within(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for stop in STOP.finditer(text, start, end):
        if stop.end() > first and _ends(text, stop, start, end):
            yield first, stop.end()
            first = SPACE.match(text, stop.end()).end()  # type: ignore[union-attr]
    yield first, end


def _ends(text: str, stop: re.Match[str], start: int, end: int) -> bool:
    """Tell whether a sentence of the line `start..end` ends at this stop."""
    mark, rest = stop.group(), NEXT.match(text, stop.end(), end)
    assert rest  # it matches the empty string
    lists, word, second = words(), rest["word"].strip("’'-"), rest["second"]
    if mark.isspace():
        return True
    if ITEM.fullmatch(text, start, stop.end()) or (word[:1].islower() and not LOWER_NAME.match(word)):
        return False
    if mark[0] != "." or mark[:2] == "..":  # ! ? … and dots in a row
        verb = NAME_AND_VERB.match(text, stop.end(), end) if mark[-1] in CLOSE else None
        return not (verb and verb.group(1) in lists.speech) and (mark[0] in "!?" or word not in ("", "I"))
    before = LAST.split(text[max(start, stop.start() - 30) : stop.start()])[-1]
    if before in lists.never:
        return before in ("St", "Ft", "Pt") and word in lists.openers
    if before in lists.number:
        return not word[:1].isdigit()
    if before in ("a.m", "p.m", "A.M", "P.M"):
        return word not in lists.after_clock and second != "time"
    if before in lists.opener or DOTTED.fullmatch(before) or (len(before) == 1 and before.isupper()):
        return word in lists.openers and not (rest["dot"] and len(word) == 1)
    return True
