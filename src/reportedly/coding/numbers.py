"""What a figure in words says: lowest and highest reading, and whether it is vague (codebook §9)."""

from __future__ import annotations

import re

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
VALUES = (
    {w: i for i, w in enumerate(ONES)}
    | {w: 20 + 10 * i for i, w in enumerate(TENS)}
    | {"both": 2, "no": 0, "nobody": 0, "none": 0}
)
GROUPS = {"dozen": 12, "pair": 2, "couple": 2}  # "two dozen"; "a pair"
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
# "dozens" = 24–null is the codebook's; the others are read the same way, the smallest number the word allows.
VAGUE = {"tens of thousands": 20_000, "hundreds of thousands": 200_000, "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2_000, "millions": 2_000_000, "several": 3, "few": 3, "many": None, "numerous": None, "some": None, "multiple": 2, "tens": 20}  # fmt: skip
MORE = re.compile(r"\b(more than|over|above|upwards of|in excess of|exceeding|exceeded)\b")
LEAST = re.compile(r"\b(at least|no fewer than|no less than|not less than|a minimum of|or more)\b|\+")
FEWER = re.compile(r"\b(fewer than|less than|under|below|almost|nearly|close to|just short of)\b")
MOST = re.compile(r"\b(up to|at most|as many as|as high as|no more than|a maximum of|not more than)\b")
TOKEN = re.compile(r"\d+(?:[,.\s]\d{3})+(?!\d)|\d+(?:\.\d+)?|[a-z]+")
RANGE = re.compile(r"between\s+(.+?)\s+and\s+(.+)|(?:from\s+)?(.+?)\s*(?:–|—|-|\bto\b|\bor\b)\s*(.+)")
AGE = re.compile(
    r"\b(?:[\w-]+[- ]years?\b(?:[- ]old)?|(?:aged|of) \d{1,2}(?=$|[ ,])|(?<=(?:.man|.boy|girl) )of \w+(?=$|[ ,])|born in \d{4}|\d+(?:st|nd|rd|th)\b)|(?<=[a-z]), \d{1,2}(?=$|,)"
)
AND = re.compile(r",?\s+(?:and|as well as|together with)\s+(?:of\s+)?|,\s+")
PLACE = re.compile(r"\s(?:of|in|at|on|from|with|for|by|who|whose|which|that|near|among|as)\s.*|,.*")
ONE = re.compile(r"(?:the|a|an|another|his|her|its|their|my|our)(?:\s|$)|.+[’']s?\s|(?:he|she|him|her)$")
NAME = re.compile(r"(?:(?:al-)?[A-Z][\w.’'-]*\s?)+")
MANY = re.compile(r"(?<![s’'])s$|\b(?:men|women|people|police|troops|children|all|they|them|others)$")


def _cardinal(words: str) -> int | None:
    """The first number that `words` spell, in digits or letters, or None; an article counts where it stands alone."""
    total, current, seen = 0.0, 0.0, False
    for token in TOKEN.findall(words.replace("-", " ")):
        if token[0].isdigit():
            grouped = re.sub(r"[,\s](?=\d{3})", "", token)
            current += float(grouped if grouped.count(".") < 2 else grouped.replace(".", ""))
        elif token in VALUES:
            current += VALUES[token]
        elif token in GROUPS:
            current = (current or 1) * GROUPS[token]
        elif token in SCALES:
            current = (current or 1) * SCALES[token]
            if SCALES[token] > 100:
                total, current = total + current, 0.0
        elif token == "and" or not seen:
            continue
        else:
            break
        seen = True
    return round(total + current) if seen else None


def _together(words: str) -> int | None:
    """How many stand in a list of people each of whom is named or counted ("a cleaner and two guards"), or None.

    A name beside what its bearer is ("the imam, Habib Rahmonov") is one person.
    """
    if len(sides := words.split(", ")) == 2 and all(_single(x) == 1 for x in sides):
        return 1
    told = [n if (n := _cardinal(part.lower())) is not None else _single(part) for part in AND.split(words)]
    return sum(n for n in told if n is not None) if len(told) > 1 and None not in told else None


def _single(words: str) -> int | None:
    """1 if the words are one person ("the guard", "he"), else None."""
    noun = PLACE.sub("", words)
    return 1 if (ONE.match(noun.lower()) or NAME.fullmatch(noun)) and not MANY.search(noun.lower().strip()) else None


def figure(words: str) -> tuple[int | None, int | None, bool]:
    """Return (low, high, vague) as the words say; None is the open side, (None, None, …) if no number is in them.

    >>> figure("at least 12"), figure("more than twenty"), figure("dozens"), figure("between 10 and 15")
    ((12, None, False), (21, None, False), (24, None, True), (10, 15, False))
    >>> figure("up to 30"), figure("nearly 1,200"), figure("two"), figure("a dozen"), figure("3.5 million")
    ((None, 30, False), (None, 1199, False), (2, 2, False), (12, 12, False), (3500000, 3500000, False))
    """
    said = AGE.sub("", words).strip()
    words = said.lower()
    for word, low in VAGUE.items():
        told = word in ("some", "few", "many") and _cardinal(words) is not None  # "some 300", "as many as 40"
        if re.search(rf"\b{word}\b", words) and not told:
            return low, None, True
    if (m := RANGE.fullmatch(words)) and not LEAST.search(words) and not MORE.search(words):
        a, b = (_cardinal(side) for side in (m[1] or m[3], m[2] or m[4]))
        if a is not None and b is not None and a < b and not (a in (20, 30, 40, 50, 60, 70, 80, 90) and b < 10):
            return a, b, False
    n = _together(said)
    if n is None:
        n = _cardinal(re.sub(r"\bno (?=fewer|less|more)", "", words))
    if n is None:
        n = _single(said)
    if n is None:
        return None, None, False
    if MORE.search(words):
        return n + 1, None, False
    if LEAST.search(words):
        return n, None, False
    if FEWER.search(words):
        return None, n - 1, False
    if MOST.search(words):
        return None, n, False
    return n, n, False
