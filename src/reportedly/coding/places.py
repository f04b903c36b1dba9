"""Where an event happened: the words that name its places resolved to entries of a gazetteer (codebook §4).

The report's own words decide among namesakes: a region or country beside the name, the countries and towns it speaks of
elsewhere, its dateline and its publisher's home, then how many people live there. Where all candidates contradict them
there is no answer. Weights and limits were set on the corpus (writers w1 to w6) and plover_real.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from reportedly.codebook import table
from reportedly.coding.view import Reasons, View
from reportedly.records import Event, Place

BARE = frozenset(
    "the a an on in at off of near from to by inside outside around along over between above".split()
)  # name no place
Basis = Literal["role", "sentence", "paragraph", "dateline"]
LETTERS = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "ae",
                         "ə": "a", "Ə": "a", "þ": "th", "ð": "d", "œ": "oe", "ħ": "h", "Ħ": "h"})  # fmt: skip
MARKS = re.compile(r"['’‘`´ʻʼʾʿ′ʹ.]")
WORD = re.compile(r"[a-z0-9]+")
ARTICLE = re.compile(r"(?:e?[dnrszt]|[aeiou]?l|a[dnrszt]|ash|esh)$")
SHORT = {"saint": "st", "sainte": "st", "fort": "ft", "mount": "mt", "and": ""}
RUN = re.compile(  # capitalised words in a row, with the small words that stand within names
    r"(?<![\w’'])(?:(?:[ae][dlnrstz]|[ae]sh|ul)-|[dl][’'])?[^\W\d_a-zß-öø-ÿ](?:[\w’'-]|\.(?=\w))*\.?"
    r"(?:[ -](?:(?:of|the|de|del|du|des|da|do|dos|di|al|el|la|le|les|los|sur|sous|upon|on|am|an|der|bei|i|e|y|and)[ -])?(?:the )?"
    r"(?:(?:[ae][dlnrstz]|[ae]sh|ul)-|[dl][’'])?[^\W\d_a-zß-öø-ÿ](?:[\w’'-]|\.(?=\w))*)*"
)
SMALL = frozenset(
    "of the de del du des da do dos di al el la le les los sur sous upon on am an der bei i e y and".split()
)
NUMBER = r"(?:\d+(?:[.,]\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|hundred)"
UNIT = r"(?:km|kms|kilomet(?:er|re)s?|miles?|mi|met(?:er|re)s|m|nautical miles?|yards)"
ABOUT = r"(?:(?:some|about|around|roughly|just|nearly|almost|approximately|less than|more than|up to|barely|only|at least) )*"
SIDE = r"(?:(?:to the )?(?:north|south|east|west)(?:[- ]?(?:north|south)?[- ]?(?:east|west))?(?:ern|wards?|erly)?)"
FAR = rf"{ABOUT}(?P<n>{NUMBER})[ -]?(?P<unit>{UNIT})\b(?:,? (?:drive |inland |offshore )?(?:{SIDE})?)?(?: ?(?:of|from|off|outside|inside|away from|beyond))?"
PLAIN = (
    rf"(?:just |right )?(?:near(?:by)?(?: to)?|close to|outside(?: of)?|on the (?:\w+ )?(?:outskirts|edge|edges|fringes) of|around|"
    rf"off(?: the (?:\w+ )?coast of)?|in the (?:vicinity|vicinities|area|suburbs|surroundings|environs|hills|direction) (?:of|above)|"
    rf"in the countryside (?:of|around)|{SIDE} of|above|over|along|towards?|beyond|opposite|inside|between|in sight of|on the road (?:to|from|towards?))"
)
QUALIFIER = re.compile(rf"(?P<words>\b(?:{FAR}|{PLAIN}))(?: the| an?)?$", re.I)
INSIDE = re.compile(rf"(?:the |an? )?(?:[\w’'-]+ ){{0,4}}?(?P<words>\b(?:{FAR}|{PLAIN}))(?= )", re.I)
AFTER = re.compile(rf"(?:,? )(?P<words>{FAR})", re.I)
KM = {"k": 1.0, "mi": 1.609, "na": 1.852, "ya": 0.0009, "m": 0.001}
NUMBERS = {w: float(n) for n, ws in {1: "a an one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight",
           9: "nine", 10: "ten", 12: "twelve", 15: "fifteen", 20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 100: "hundred"
           }.items() for w in ws.split()}  # fmt: skip
DATELINE = re.compile(
    r"\s*(?P<place>[^\W\d_a-z][^\W\d_a-z .’'/-]{2,40}|[A-Z][\w’' -]{2,30})(?:, (?P<more>[A-Z][\w .’'-]{2,30}?))?"
    r"(?:,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}|\d{1,2}/\d{1,2})(?:, \d{4})?)?(?:,? \([\w ./-]{2,30}\))? ?[—–:-]+ "
)
PART = re.compile(r"[^\s-]+(?:-[^\s-]+)*")
KIND = re.compile(r" ([a-z]+)(?: ([a-z]+))?(?: ([a-z]+))?")
TAIL = re.compile(r"[ -]([\w-]+)")
POSSESSIVE = re.compile(r"(?:[’']s?|\.)$")
LOCATIVE = re.compile(
    r"\b(?:in|at|near|from|outside|around|of|to|towards?|into|off|on|across|over|between|and|through|above) (?:the )?$"
)
SIDES = r"(?:north|south|east|west|central|upper|lower|rural|occupied|border|port|coastal|capital|frontier)[a-z-]*"
UNITS = r"(?:town|city|village|district|province|region|state|capital|port|settlement|area|county|oblast|part|hamlet|island)"
BEHIND = re.compile(
    rf"(?:, | \(|, (?:in|on) )(?:the )?(?:{SIDES} |{UNITS} of )*(?P<end>)| (?:in|of) (?:the )?(?:{SIDES} |{UNITS} of )*"
)
BEFORE = re.compile(rf"(?:’s|'s)?,? (?:{SIDES} |{UNITS} |main |largest |second |own |old )*(?:of )?(?:the )?")
STOPPED = re.compile(
    r"(?:’s|'s)?(?:[,.;:)\n—–]|$| (?:on|in|at|by|after|before|when|where|and|during|from|as|since|this|last|early|late|overnight)\b"
    r"| (?i:province|region|oblast|state|governorate|district|county)\b)"
)
PEOPLE, LINE, TOWN, HOME = (
    0.4,
    3.0,
    1.2,
    1.0,
)  # votes for a country: word for its people, dateline, town, publisher; its name: 1
CLEAR = 1.5  # so many times the votes of the next country make a country that of the report
VIA = {"name": 0.0, "spelling": 0.2, "alternate": 1.0, "demonym": 0.3}  # what a kind of name costs
SEAT = 1.5  # what a capital has before other towns
THERE = 1.6  # a vote counts so much more behind "in", "near", "from"
CONGO = {"COD", "COG"}  # two states of one name
FAINT = 0.5  # so small a share of the votes of the first country does not carry another kind of name
GROUND = 1.5  # votes that make the report's countries known well enough to rule others out
CITY = 300_000  # inhabitants; such a city counts for its country though towns elsewhere bear its name
WORLD = 900_000  # a city of so many is named in reports from anywhere
KNOWN = 100_000  # inhabitants; such a town is named from anywhere, if no other of its name comes near it in size
MANY = 3  # so many places of a name, and none of them in the country of the report, tell nothing
VILLAGE = 5_000  # a village of fewer far from all else is a namesake of one that the gazetteer lacks
NEAR = 150.0  # km
SPEECH = frozenset(("REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"))


class Entry(Struct, frozen=True):
    """One row of the gazetteer, and by which kind of its names it was found.

    `contested` lists the times for which another state held the place: "2014-03/ 2022-03/2022-11".
    """

    name: str
    country: str | None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None
    feature: str = "P"
    precision: Literal["place", "admin2", "admin1", "country"] = "place"
    population: int = 0
    contested: str = ""
    via: Literal["name", "spelling", "alternate", "demonym"] = "name"


class Gazetteer(Protocol):
    """Knows places by name; `lookup.gazetteer.Gazetteer` reads the file of the package, tests use a small table."""

    def find(self, name: str) -> Sequence[Entry]:
        """Return every entry that bears the name, in any spelling, the most populous first."""
        ...


class Mention(NamedTuple):
    """A name in the report and what it was resolved to."""

    start: int
    end: int
    entry: Entry


class Named(NamedTuple):
    """A name that the gazetteer knows, its entries, and whether "province" or the like follows it."""

    start: int
    end: int
    entries: Sequence[Entry]
    region: bool


@functools.lru_cache(maxsize=100_000)
def key(name: str) -> str:
    """Return a name without what spellings differ in: accents, apostrophes, hyphens, spaces, forms of the article.

    >>> key("Al-Ḩasakah") == key("El Hasakah"), key("ash-Shaykh Miskīn") == key("al-Shaykh Miskin"), key("St. Louis")
    (True, True, 'stlouis')
    """
    plain = unicodedata.normalize("NFKD", name.translate(LETTERS))
    words = WORD.findall(MARKS.sub("", "".join(c for c in plain if not unicodedata.combining(c))).casefold())
    out = []
    for i, word in enumerate(words):
        after = words[i + 1] if i + 1 < len(words) else ""
        if word == "the" and i == 0 and after:
            continue
        if after and (
            word in ("al", "el", "ul") or (len(word) < 4 and ARTICLE.match(word) and after.startswith(word[1:]))
        ):
            word = "al"
        out.append(SHORT.get(word, word))
    return "".join(out)


def variants(k: str) -> Iterator[str]:
    """Yield other spellings of a key, one change of transliteration at a time ("budaiya", "budaya")."""
    seen = {k}
    for one, other in table("places")["spellings"]:
        for a, b in ((one, other), (other, one)):
            if a and (v := re.sub(a, b.strip("$^"), k)) not in seen:
                seen.add(v)
                yield v


def distance(entry: Entry, lat: float, lon: float) -> float:
    """Return the distance in km on a sphere; infinite where the entry has no coordinates."""
    if entry.lat is None or entry.lon is None:
        return math.inf
    a, b = math.radians(entry.lat), math.radians(lat)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon - entry.lon) / 2) ** 2
    return 12_742 * math.asin(math.sqrt(min(1.0, h)))


def inside(lat: float, lon: float, shape: Sequence[Any]) -> bool:
    """Tell whether a point lies in a circle [latitude, longitude, km] or in a polygon of [latitude, longitude] pairs."""
    if isinstance(shape[0], int | float):
        return distance(Entry("", None, lat=shape[0], lon=shape[1]), lat, lon) <= float(shape[2])
    odd = False
    for (y1, x1), (y2, x2) in zip(shape, [*shape[1:], shape[0]], strict=True):
        if (x1 > lon) != (x2 > lon) and lat < (y2 - y1) * (lon - x1) / (x2 - x1) + y1:
            odd = not odd
    return odd


@functools.cache
def lists() -> dict[str, frozenset[str]]:
    """Return the word lists of `codebooks/plover-2/places.toml`."""
    return {name: frozenset(words.split()) for name, words in table("places")["words"].items()}


class Atlas:
    """The places that one report speaks of, gathered once: its countries with their weight, its names resolved."""

    def __init__(self, view: View, gazetteer: Gazetteer) -> None:
        self.view, self.gazetteer = view, gazetteer
        self.text = view.report.text
        self.month = (view.report.published or "9999-12")[:7]
        self.votes: dict[str, float] = defaultdict(float)
        self.cast: dict[tuple[str | None, str], float] = defaultdict(float)  # votes that come from one name alone
        self.points: list[tuple[str, str | None, float, float]] = []
        self.broad: list[Mention] = []
        self.dateline = self._dateline()
        for named in self._names(view.report.publisher or ""):
            if home := named.entries[0].country:
                self.votes[home] += HOME
        found = list(self._scan())
        self._count(found)
        self.broad = [Mention(n.start, n.end, e) for n in found if (e := _broad(n))]
        for _ in range(2):  # the second time every name knows where the others lie
            settled = [Mention(n.start, n.end, e) for n in found if (e := self.choose(n))]
            self.points = list(
                dict.fromkeys(
                    (key(e.name), e.country, e.lat, e.lon)
                    for _, _, e in settled
                    if e.precision == "place" and e.lat is not None and e.lon is not None
                )
            )
        self.mentions = settled

    @property
    def country(self) -> str | None:
        """The country that the report is about, if its words name one above the others."""
        first, *rest = [*sorted(self.votes.items(), key=lambda v: -v[1]), ("", 0.0)]
        second = next((v for v in rest if {first[0], v[0]} != CONGO), ("", 0.0))
        return first[0] if first[1] >= 1 and first[1] >= CLEAR * second[1] else None

    def resolve(self, place: Place) -> tuple[Place, str]:
        """Return the place with what its words resolve to, and what decided."""
        place = _qualified(place, self.view)
        start, end = place.start or 0, place.end or 0
        named = list(self._names(self.text, start, end, whole=True))
        unsure = None
        for n in named:
            tail = TAIL.match(self.text, n.end)
            word = tail[1] if tail else ""
            top = n.entries[0]
            if top.precision == "country" and not self._ground(top, n, start, end, word.casefold()):
                continue
            if self._street(n.start) or word in lists()["streets"] or (word == "County" and top.country == "USA"):
                continue
            entry = self.choose(n)
            if entry and entry.feature.startswith("P") and word in lists()["wild"]:
                unsure = f"gazetteer: a town bears the name, {entry.name}"
                continue
            if entry:
                return _filled(place, entry, self, "role"), f"gazetteer: {self._why(entry, n.entries)}"
            unsure = "gazetteer: every candidate contradicts the report"
        name = self._bare(start, end)
        if not named and not name and (stand := self._stand_in(start, end)):
            mention, basis = stand
            return _filled(place, mention.entry, self, basis), f"the town told before: {mention.entry.name}"
        if unsure is None and name and not named:
            for variant in variants(key(name)):
                near = [e for e in self.gazetteer.find(variant) if self.votes.get(e.country or "", 0) >= 0.5]
                if near and (entry := self.choose(Named(start, end, near, False))) and entry.country == self.country:
                    return _filled(place, entry, self, "role"), f"gazetteer: {entry.name}, spelt {name}"
        return self._unknown(place, name, unsure or "gazetteer: no entry")

    def _unknown(self, place: Place, name: str | None, why: str) -> tuple[Place, str]:
        """Return a place that the gazetteer lacks with what the words around it tell: a region, a country, no point."""
        beside = [e for e in self._beside(place.start or 0, place.end or 0) if e.via != "demonym"]
        region = next((e for e in beside if e.precision == "admin1"), None)
        land = region or next((e for e in beside if e.country), None)
        country = land.country if land else self.country if why == "gazetteer: no entry" else None
        if not country:
            return place, why
        admin1 = region.name if region else None
        done = replace(place, name=name, country=country, admin1=admin1, precision="admin1" if region else "country")
        return done, f"{why}; country of the report" if not land else f"{why}; beside {land.name}"

    def _stand_in(self, start: int, end: int) -> tuple[Mention, Basis] | None:
        """Return the town that "the town", "the hospital" or "there" stands for: the nearest named where things happen."""
        words, home = self.text[start:end], self.country
        if not home or lists()["areas"] & set(re.findall(r"[a-z]+", words.casefold())):
            return None
        here = self.view.sentence(start)
        towns = [
            m for m in self.mentions if m.entry.precision == "place" and m.entry.country == home and self._scene(m)
        ]
        same = [m for m in towns if (here.start or 0) <= m.start < (here.end or 0)]
        if len({m.entry.name for m in same}) > 1:
            return None
        if same:
            return same[0], "sentence"
        if self.dateline and self.dateline.precision == "place":
            return Mention(start, end, self.dateline), "dateline"
        before = [m for m in towns if m.start < start and m.entry.feature != "PPLC"]  # of capitals 8 in 12 were wrong
        if before and not re.search("[A-Z]", words[1:]) and len({m.entry.name for m in before}) == 1:
            return before[-1], "paragraph"
        return None

    def _scene(self, m: Mention) -> bool:
        """Tell whether things happen in the town rather than that its name stands for a government."""
        before = self.text[max(0, m.start - 25) : m.start]
        return bool(LOCATIVE.search(before) or (m.entry.feature != "PPLC" and re.search(r"[a-zß-öø-ÿ,—-] $", before)))

    def _why(self, entry: Entry, entries: Sequence[Entry]) -> str:
        return f"{entry.name}, {entry.country}: " + (
            "only candidate" if len(entries) == 1 else f"best of {len(entries)} by context"
        )

    def _ground(self, entry: Entry, n: Named, start: int, end: int, tail: str) -> bool:
        """Tell whether a country's name or adjective in a noun phrase says where that is."""
        if (n.start, n.end) == (start, end):
            return True
        if entry.via == "demonym":
            return tail in lists()["ground"]
        border = re.search(
            r"\b(?:border|frontier|embassy|consulate|mission)s? (?:with|of|to) (?:the )?$", self.text[start : n.start]
        )
        return not border and tail not in ("border", "frontier", "embassy", "consulate", "mission")

    def _street(self, start: int) -> bool:
        """Tell whether a name is that of a street, of whose kind the word before it tells ("Rue", "Calle")."""
        before = re.search(r"(\w+) $", self.text[max(0, start - 15) : start])
        return before is not None and before[1] in lists()["ways"]

    def _bare(self, start: int, end: int) -> str | None:
        """Return the one proper name of a noun phrase, without its article and the common nouns around it."""
        runs = [
            m.group() for m in RUN.finditer(self.text[start:end]) if m.group().casefold() not in lists()["not_places"]
        ]
        return (
            runs[0]
            if len(runs) == 1 and len(key(runs[0])) > 4 and runs[0].split()[-1] not in lists()["streets"]
            else None
        )

    def _dateline(self) -> Entry | None:
        m = DATELINE.match(self.text, len(self.view.report.title or ""))
        if not m:
            return None
        more = {e.country for e in self.gazetteer.find(m["more"])} if m["more"] else set()
        entry = next((e for e in self.gazetteer.find(m["place"]) if not more or e.country in more), None)
        if entry and entry.country:
            self.votes[entry.country] += LINE
        return entry

    def _names(self, text: str, start: int = 0, stop: int | None = None, whole: bool = False) -> Iterator[Named]:
        """Yield the longest known names of a text, left to right, with their entries.

        With `whole` a name is no part of a longer one: "Salinas" is not found in "Puerto Salinas".
        """
        words = lists()
        stop = len(text) if stop is None else stop
        for run in RUN.finditer(text, start, stop):
            parts = list(PART.finditer(text, *run.span()))
            more = KIND.match(text, run.end(), stop)
            ends = [p.end() for p in parts]
            if more and more[1] in words["kinds"]:
                ends += [more.end(n) for n in (1, 2, 3) if more[n]]
            i = 0
            while i < len(parts):
                first = parts[i].group()
                step = 1
                if first in ("The", "THE"):
                    i += 1
                    continue
                for j in range(min(len(ends), i + 6), i, -1):
                    if first in SMALL or (j <= len(parts) and parts[j - 1].group() in SMALL):
                        continue
                    name = POSSESSIVE.sub("", text[parts[i].start() : ends[j - 1]])
                    if j == i + 1 and name.casefold() in words["not_places"]:
                        continue
                    if entries := self.gazetteer.find(name):
                        step = min(j, len(parts)) - i
                        rest = [p.group().strip(".,’'s").casefold() for p in (*parts[:i], *parts[j:])]
                        part = any(
                            r not in words["kinds"] and r not in words["regions"] and r not in SMALL for r in rest
                        )
                        if whole and part and entries[0].precision != "country":
                            break
                        end = parts[i].start() + len(name)
                        tail = TAIL.match(text, end)
                        region = bool(tail and tail[1].casefold() in words["regions"])
                        yield Named(parts[i].start(), end, entries, region)
                        break
                i += step

    def _scan(self) -> Iterator[Named]:
        """Yield the names of places in the report; of what may as well be a person or a body only what is sure."""
        for named in self._names(self.text):
            start, end, entries, _ = named
            kinds = {n.kind for n in self.view.markup.names if n.start < end and start < n.end}
            sure = entries[0].precision == "country" or self._sure(start, end, entries[0], "ORG" in kinds)
            if "LOC" in kinds or (sure and "PER" not in kinds):
                yield named

    def _sure(self, start: int, end: int, entry: Entry, body: bool) -> bool:
        """Tell whether a name that nobody marked as that of a place is one: behind a preposition, or too large to be missed,
        be it as part of the name of a body ("Boston Police")."""
        before, after = self.text[max(0, start - 25) : start], self.text[end : end + 12]
        large = entry.population >= 50_000 or entry.precision == "admin1" or _landmark(entry)
        if LOCATIVE.search(before) and (large or not body):
            return not re.match(r" (?!Province|Region|Oblast|State|District|Governorate|City|County)[A-Z][a-z]+", after)
        if body and entry.via == "name" and (entry.population >= KNOWN or entry.precision == "admin1"):
            return True
        if re.match(r" [A-Z]", after) or re.search(r"[A-Z][\w.’'-]* $", before):
            return False
        return large

    def _count(self, found: Sequence[Named]) -> None:
        """Add up the votes for each country: by name, by the word for its people, by its regions and towns."""
        seen: dict[tuple[str, str], int] = defaultdict(int)
        for start, end, entries, _ in found:
            top = entries[0]
            weight = 0.0
            there = LOCATIVE.search(self.text[max(0, start - 14) : start]) is not None
            if top.precision == "country":
                weight = PEOPLE if top.via == "demonym" else 1.0
            elif len({e.country for e in entries}) == 1:
                weight = TOWN if top.population >= 5_000 or _landmark(top) else TOWN / 2
            elif top.population >= CITY:
                weight = 0.8 if top.via in ("name", "spelling") else 0.4
            weight *= THERE if there else 1.0
            for land in sorted(CONGO) if top.country in CONGO else filter(None, [top.country]):
                seen[land, top.name] += 1
                if seen[land, top.name] <= 3:
                    self.votes[land] += weight
                    self.cast[land, self.text[start:end]] += weight

    def choose(self, named: Named) -> Entry | None:
        """Return the entry that the report means by a name of its text; none where it contradicts them all."""
        start, end, entries, region = named
        beside = self._beside(start, end)
        name = self.text[start:end]
        if len(name) < 4 and name.isupper():  # UK, DRC, N.Y. are no towns
            entries = [e for e in entries if e.precision != "place" or _landmark(e)]
        ranked = sorted(entries[:80], key=lambda e: -self._score(e, name, beside, region))
        return next((e for e in ranked[:2] if not self._contradicted(e, name, beside, entries)), None)

    def _beside(self, start: int, end: int) -> list[Entry]:
        """Countries and regions named in the same phrase: right behind the name, or right before it."""
        return [m.entry for m in self.broad if self._behind(m, end) or self._before(m, start)]

    def _behind(self, m: Mention, end: int) -> bool:
        link = BEHIND.fullmatch(self.text[end : m.start]) if end <= m.start <= end + 40 else None
        if link is None:
            return False
        return (
            link["end"] is None or m.entry.precision == "admin1" or bool(STOPPED.match(self.text, m.end))
        )  # not so in "In Tetovo, Serbia said"

    def _before(self, m: Mention, start: int) -> bool:
        return start - 40 <= m.end <= start and bool(BEFORE.fullmatch(self.text[m.end : start]))

    def _score(self, entry: Entry, name: str, beside: Sequence[Entry], region: bool) -> float:
        score = math.log10(max(entry.population, 300))
        if _landmark(entry):
            score = 6.5 if entry.country else 8.5
        elif entry.precision == "country":
            score = 8.5
        elif entry.precision == "admin1":
            score += 2.5 if region else -1.8
        if entry.feature == "PPLC":
            score += SEAT
        score -= VIA[entry.via]
        vote = self.votes.get(entry.country or "", 0.0) - self.cast.get((entry.country, name), 0.0)
        score += 4.5 * vote / (vote + 1)
        for other in beside:
            if entry.country != other.country:
                score -= 1
            elif other.precision == "country":
                score += 3
            else:
                score += 4 if entry.admin1 == other.name else 1.5
        if entry.precision == "place":
            score += 1.5 * math.exp(-self._nearest(entry) / 150)
        return score

    def _nearest(self, entry: Entry, home: bool = False) -> float:
        """Return the distance in km to the nearest other place of the report (in its country); infinite if none."""
        k = key(entry.name)
        near = (
            distance(entry, lat, lon) for n, c, lat, lon in self.points if n != k and (not home or c == entry.country)
        )
        return min(near, default=math.inf)

    def _contradicted(self, entry: Entry, name: str, beside: Sequence[Entry], entries: Sequence[Entry]) -> bool:
        """Tell whether the report speaks of other countries, or of other parts of this one, than the entry lies in."""
        if entry.precision == "country" or not entry.country or _landmark(entry):
            return False
        if lands := {b.country for b in beside if b.country and b.via != "demonym"}:
            return entry.country not in lands
        cast = sum(v for (_, n), v in self.cast.items() if n == name)
        ground = sum(self.votes.values()) - cast
        own = self.votes.get(entry.country, 0.0) - self.cast.get((entry.country, name), 0.0)
        most = max((v - self.cast.get((c, name), 0.0) for c, v in self.votes.items()), default=0.0)
        if entry.via == "alternate" and own < FAINT * most and (entry.population < KNOWN or own < 1):
            return True
        if own < 0.5 and ground >= GROUND:
            others = max(
                (e.population for e in entries if e.geonameid != entry.geonameid and e.precision == "place"), default=0
            )
            large = entry.population >= (KNOWN if len(entries) == 1 else WORLD) and entry.population >= 8 * others
            known = large and entry.via != "alternate"
            return not known and entry.feature != "PPLC" and self._nearest(entry) > NEAR
        home = self.country
        if home is None and entry.via == "alternate" and ground >= GROUND:  # 4 in 7 wrong
            return True
        if home != entry.country and entry.precision == "place" and entry.population < VILLAGE:  # 7 in 17 wrong
            return entry.feature != "PPLC" and self._nearest(entry) > NEAR
        if entry.precision == "place" and home not in (None, entry.country) and entry.population < WORLD:
            twins = sum(e.precision == "place" for e in entries)
            if twins >= MANY and entry.feature != "PPLC" and own < most and self._nearest(entry) > NEAR:
                return True
        if entry.precision == "place" and entry.population < VILLAGE and len(self.points) > 1:
            far = self._nearest(entry, home=True)
            return far != math.inf and far > NEAR
        return False


def _landmark(entry: Entry) -> bool:
    """Tell whether the entry is one of our own rows that is no town: a region, a sea, a base, known by its name alone."""
    return entry.geonameid is None and not entry.feature.startswith("PPL")


def _broad(named: Named) -> Entry | None:
    """Return the country or region that a name stands for, unless it is first of all that of a town."""
    top = named.entries[0]
    if top.precision == "country":
        return top
    region = next((e for e in named.entries if e.precision == "admin1"), None)
    if (
        region
        and not named.region
        and any(e.precision == "place" and e.country == region.country for e in named.entries)
    ):
        return None
    return region if region and (region is top or named.region) else None


def locate(event: Event, view: View, atlas: Atlas) -> tuple[Event, Reasons]:
    """Return the event with its places resolved, the surest first, each with its basis; what the gazetteer contradicts
    stays bare.

    An event without a place gets none: of the towns that its sentence names behind a preposition and that belong to no
    other event, 4 in 10 would be wrong where the model misses a fifth of the places (corpus w1 to w6). Places of the
    paragraph or of the dateline would be wrong more often still (w1 to w6, dev part, plover_real).
    """
    reasons: Reasons = {}
    places: list[Place] = []
    starts = {event.trigger.start, *(m.start for m in event.mentions)}
    parts = [p for t in view.markup.triggers if t.start in starts for p in t.parts if p.role == "place"]
    sure = {view.span(p.start, p.end).start: p.score for p in sorted(parts, key=lambda p: p.score)}
    for place in sorted(event.places, key=lambda p: -sure.get(p.start, 0.0)):
        if (place.text or "").casefold() in BARE:
            continue
        if places and places[0].precision is None and re.search("[A-Z]", places[0].text or ""):
            break  # behind a surest place that nobody can find the others are no pins (a third of them wrong)
        done, why = atlas.resolve(place)
        places.append(done)
        reasons["places"] = f"{reasons['places']}; {why}" if "places" in reasons else why
    return replace(event, places=tuple(places)), reasons


def _qualified(place: Place, view: View) -> Place:
    """Return the place with the words of distance and direction that stand before, in or behind its span."""
    start, end, text = place.start or 0, place.end or 0, place.text or ""
    m = INSIDE.match(text) or QUALIFIER.search(view.before(start, 60).rstrip()) or AFTER.match(view.after(end, 40))
    if not m:
        return place
    km = None
    if m["n"]:
        n = NUMBERS.get(m["n"].casefold()) or float(m["n"].replace(",", "."))
        unit = m["unit"].casefold()
        km = round(n * (KM.get(unit[:2]) or KM[unit[0]]), 3)
    return replace(place, qualifier=m["words"].strip(), distance_km=km)


def _filled(place: Place, entry: Entry, atlas: Atlas, basis: Basis) -> Place:
    held = any(
        since <= atlas.month <= (until or "9999")
        for since, _, until in (t.partition("/") for t in entry.contested.split())
    )
    return replace(
        place,
        name=entry.name,
        admin1=entry.admin1 or (entry.name if entry.precision == "admin1" and entry.geonameid else None),
        country=entry.country,
        contested=held,
        lat=entry.lat,
        lon=entry.lon,
        geonameid=entry.geonameid,
        feature=entry.feature,
        precision=entry.precision,
        basis=basis,
    )
