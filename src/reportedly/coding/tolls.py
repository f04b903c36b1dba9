"""Figures that a report gives in set phrases ("killing two", "nobody was hurt"), found by rule over tolls.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from reportedly.codebook import table

NUMBER = (
    r"(?:nobody|no one|none|both|\d+(?:[.,]\d{3})*|(?:a|two|three|four|several|some)\s(?:dozen|hundred|thousand)|dozens|hundreds|thousands|scores|several|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen)(?![\w%]|\s(?:per\s?cent|January|February|March|April|May|June|July|August|September|October|November|December|days?|hours?|times?|km|miles?|metres?)\b|[.:]\d)"
)
HOW = r"(?:(?:at least|more than|as many as|up to|no fewer than|fewer than|about|around|some|nearly|almost|over|between|only|another|the other|perhaps|all)\s)?"
SPAN = rf"{HOW}(?P<n>{NUMBER}(?:\s(?:to|or|and)\s(?:\d+|\w+teen|ten|twelve|twenty))?)"
NOUNS = r"(?:\s(?!and\b|but\b|which\b|after\b|when\b|while\b|said\b|says\b)[\w’'-]+){0,4}?"
BE = r"(?:\s(?:who|which|that|of them|of whom|others?|else|people|persons|was|were|is|are|has|have|had|been|being|be|also|reportedly|allegedly|later|then|got|lay|lie|remain(?:s|ed)?|still|feared|reported))*"

FIGURE = re.compile(rf"(?<![\w.,-])(?={HOW}{NUMBER})", re.I)  # where the words of a figure may begin
NUMBERED = re.compile(r"[a-z] [A-Z][a-z]+ $")  # "in Sector 5": a name, not a count


@cache
def _patterns() -> Sequence[tuple[str, re.Pattern[str], bool]]:
    """Each kind's patterns, and whether they begin with the figure."""
    out = []
    for kind, words in table("tolls").items():
        things = rf"(?:\s[\w’'-]+){{0,3}}?\s(?:{'|'.join(words['things'])})" if "things" in words else ""
        done, doing = "|".join(words["done"]), "|".join(words["doing"])
        out.append(
            (kind, re.compile(rf"(?<![\w.,-])(?P<span>{SPAN}{things or NOUNS}){BE}\s(?:{done})(?!\w)", re.I), True)
        )
        if "sure" in words:
            out.append(
                (
                    kind,
                    re.compile(rf"(?<![\w.,-])(?P<span>{SPAN}){BE}\s(?:{'|'.join(words['sure'])})(?!\w)", re.I),
                    True,
                )
            )
        if doing:
            out.append((kind, re.compile(rf"(?<!\w)(?:{doing})\s(?P<span>{SPAN}{things})", re.I), False))
    return out


@cache
def fates() -> Sequence[tuple[str, re.Pattern[str]]]:
    """Return what befalls people and the words that say so, for kinds that count people."""
    kinds = ((k, words) for k, words in table("tolls").items() if "things" not in words)
    return [(k, re.compile("|".join([*words["done"], *words["doing"]]), re.I)) for k, words in kinds]


def _found(pattern: re.Pattern[str], text: str, begins: Sequence[int]) -> Iterator[re.Match[str]]:
    """The matches that `finditer` gives of a pattern that begins with a figure, tried only where one begins."""
    last = 0
    for at in begins:
        if at >= last and (m := pattern.match(text, at)):
            last = m.end()
            yield m


def tolls(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and kind of the figures that stand in a set phrase, each once.

    >>> text = "The blast killed two and wounded five; nobody was arrested."
    >>> [(text[a:b], kind) for a, b, kind in tolls(text)]
    [('two', 'killed'), ('five', 'injured'), ('nobody', 'arrested')]
    """
    seen: dict[int, tuple[int, int, int, str]] = {}
    begins = [m.start() for m in FIGURE.finditer(text)]
    for kind, pattern, first in _patterns() if begins else ():
        for m in _found(pattern, text, begins) if first else pattern.finditer(text):
            if re.fullmatch(r"(?:19|20)\d\d", m["n"]) or (
                m["n"].isdigit() and NUMBERED.search(text[max(m.start("n") - 30, 0) : m.start("n")])
            ):
                continue
            length = m.end() - m.start()
            if m.start("n") not in seen or length < seen[m.start("n")][0]:
                seen[m.start("n")] = (length, m.start("span"), m.end("n"), kind)
    for _, start, end, kind in sorted(seen.values(), key=lambda x: x[1]):
        yield start, end, kind
