"""What is known by name, and how words are looked up: the protocol of the roster, and the words of a report."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from msgspec import Struct

from reportedly.codebook import table

WORD = re.compile(r"[^\W_](?:[\w&’'.-]*\w)?")
TIGHT = re.compile(r"([’'.]*)[”\"]?[ \u00a0]+[“\"]?")


class Lists(NamedTuple):
    """The word lists of `people.toml`, which says what each is for."""

    few: frozenset[str]
    cut: frozenset[str]
    aside: frozenset[str]
    he: frozenset[str]
    they: frozenset[str]
    plural: frozenset[str]
    rest: frozenset[str]
    we: frozenset[str]
    us: frozenset[str]
    abroad: frozenset[str]
    particles: frozenset[str]
    titles: frozenset[str]
    former: frozenset[str]
    bodies: frozenset[str]
    group: frozenset[str]
    determiners: frozenset[str]
    whose: frozenset[str]
    stops: frozenset[str]
    where: frozenset[str]
    topics: frozenset[str]
    areas: frozenset[str]
    calendar: frozenset[str]
    halves: frozenset[str]
    elsewhen: frozenset[str]
    individuals: frozenset[str]
    armed: frozenset[str]
    fighting: frozenset[str]
    groups: frozenset[str]
    powers: frozenset[str]
    either: frozenset[str]
    unions: frozenset[str]
    trades: frozenset[str]
    driven: frozenset[str]
    regions: frozenset[str]
    causes: frozenset[str]
    several: frozenset[str]
    state: frozenset[str]
    chambers: frozenset[str]

    @property
    def beside(self) -> frozenset[str]:
        """The words behind the head of a phrase that add whose it is."""
        return self.cut - self.aside


@functools.cache
def lists() -> Lists:
    """Return the word lists by which names, titles and descriptions are told apart."""
    data = table("people")
    return Lists(**{name: frozenset(_split(data[name])) for name in Lists._fields})


def _split(words: str) -> list[str]:
    return [" ".join(w.split()) for w in words.split(",")] if "," in words else words.split()


class Row(Struct, frozen=True):
    """What the roster knows under one name: a country, a seat, a people, a body, or a term of a person in an office.

    `since` and `until` are ISO dates or their beginnings ("2014", "2014-05"), both inclusive, `None` if open; `checked` is the day
    up to which an open term is known to run.
    """

    id: str
    name: str
    country: str | None
    sectors: tuple[str, ...] = ()
    kind: str = "body"
    since: str | None = None
    until: str | None = None
    office: str | None = None
    checked: str | None = None
    source: str | None = None

    def holds(self, day: str | None) -> bool:
        """True if the row is in force on `day`; without a day, if it is still in force."""
        if day is None:
            return self.until is None
        return not (self.since and day[: len(self.since)] < self.since) and not (
            self.until and day[: len(self.until)] > self.until
        )


class Agent(Struct, frozen=True):
    """What a noun says of those it names: sectors, victim class, whether they speak for the body beside it (`bearer`), are
    with a country name its government, or so vague that a better guess goes first (`weak`). `section` is that of the file."""

    sectors: tuple[str, ...] = ()
    class_: str | None = None
    bearer: bool = False
    government: bool = False
    weak: bool = False
    section: str = ""


class Roster(Protocol):
    """Known countries, seats, bodies and dated offices; `lookup.roster.Roster` reads them from files."""

    def __hash__(self) -> int:
        """Return a number by which one roster is told from another: what depends on the roster alone may be kept."""
        ...

    def rows(self, key: str) -> Sequence[Row]:
        """Return the rows under a normalised name (`key` of each word, joined by spaces)."""
        ...

    def longest(self, first: str) -> int:
        """Return how many words the longest name has that begins with this word, 0 if there is none."""
        ...

    def surname(self, last: str) -> Sequence[Row]:
        """Return the terms of all persons with this surname (normalised)."""
        ...

    def agent(self, key: str) -> Agent | None:
        """Return what an agent noun of one or more normalised words says."""
        ...

    def compound(self, first: str) -> int:
        """Return how many words the longest agent noun has that begins with this word, 0 if there is none."""
        ...

    def country(self, code: str) -> tuple[str, str]:
        """Return name and adjective of a country as they stand in "Government of …" and "… army"."""
        ...

    def places(self, name: str) -> Sequence[tuple[str, int]]:
        """Return country and inhabitants of every place of this name as written."""
        ...


@functools.lru_cache(maxsize=20_000)
def key(word: str) -> str:
    """Return a word as names are looked up: without possessive, accents and case, but for all-capital acronyms.

    >>> key("Élysée’s"), key("U.S"), key("NATO")
    ('elysee', 'US', 'NATO')
    """
    word = word.replace("’", "'").removesuffix("'s").removesuffix("'")
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    bare = word.replace(".", "")
    return bare if len(bare) > 1 and bare.isupper() else bare.casefold()


def keys(text: str) -> list[str]:
    """Return the words of a name as they are looked up.

    >>> keys("the Prime Minister’s Office")
    ['the', 'prime', 'minister', 'office']
    """
    return [key(m.group()) for m in WORD.finditer(text)]


class Word(NamedTuple):
    """A word of the report: where it stands, its key, and whether only space parts it from the word before."""

    start: int
    end: int
    text: str
    key: str
    tight: bool

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a text, in order."""
    last, before = 0, ""
    for m in WORD.finditer(text):
        word, (start, end) = m.group(), m.span()
        tight = text[last:start] == " "
        if not tight and (gap := TIGHT.fullmatch(text, last, start)):
            tight = "." not in gap[1] or "." in before or len(before) == 1 or before in lists().titles
        yield Word(start, end, word, key(word), tight)
        last, before = end, word.casefold() if "." not in word else "."
