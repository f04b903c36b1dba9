"""Who the actors, recipients and sources are: name, country and sectors of every entity (codebook §3).

`People` reads a report once: which roster rows it names, who bears which title, which country is spoken of where.
An entity is then resolved in this order: roster, the report's own words about it, agent nouns with a country in the
phrase, the country spoken of nearby, the sectors that the model guessed. Every answer comes with its reason.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from reportedly.coding.known import Agent, Row, Word, keys, lists, words_of
from reportedly.coding.known import Roster as Roster
from reportedly.coding.places import Atlas
from reportedly.coding.tag import Markup
from reportedly.coding.view import Reasons, View
from reportedly.records import Entity, Event, Report, Sentence, Span, Target

OR = re.compile(r",?\s+or\s+(?:by\s+|possibly\s+)?")
MONTHS = "January February March April May June July August September October November December".split()
OFFICES = {
    "premier": "prime minister",
    "defense minister": "defence minister",
    "defense secretary": "secretary of defense",
    "pontiff": "pope",
}
SPECIAL = frozenset({"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"})
# how much a word counts for the country spoken of, tuned on writers w1–w6: an adjective belongs to what it stands before
WEIGHTS = {"people": 0.25}
# how much is added for a word in the same sentence, the last before it, in the title; what the publisher's name counts
SAME, LAST, TITLE, PUBLISHER = 1.0, 0.5, 0.5, 3.0
ABOUT = 1.5  # what it counts that a country is that of the report by its places
PERSON, ONE, MANY = "p", "1", "n"  # what a pronoun may stand for
# territories whose soldiers and police are those of the state they belong to (ISO 3166-1; none has forces of its own)
OVERSEAS = dict.fromkeys("BLM GLP GUF MAF MTQ MYT NCL PYF REU SPM WLF".split(), "FRA")
TOWN = 10_000  # inhabitants above which a place counts though the report names no country of its namesakes


class Hit(NamedTuple):
    """Words `first..last` (end exclusive) that the roster knows, and as what."""

    first: int
    last: int
    row: Row


class Noun(NamedTuple):
    """Words `first..last` that are an agent noun."""

    first: int
    last: int
    agent: Agent
    key: str


class Known(NamedTuple):
    """A name that the report itself explains: the words `first..last` beside it say who bears it."""

    name: str
    first: int
    last: int
    person: bool


class Reading(NamedTuple):
    """Who a phrase names: `sectors` is None where its words do not say."""

    name: str | None
    country: str | None
    sectors: tuple[str, ...] | None
    why: str
    id: str | None = None
    soft: bool = False


class People:
    """What one report says of who is who, gathered once; offsets of entities are into the report's text.

    With an atlas the places are those that it resolved; without, those behind a preposition, by the roster's own look-up.
    """

    def __init__(self, view: View, roster: Roster, atlas: Atlas | None = None) -> None:
        self.view, self.roster, self.atlas, self.lists = view, roster, atlas, lists()
        self.day = (view.report.published or "")[:10] or None
        self.words = [self._plain(w) for w in words_of(view.report.text)]
        self.starts = [w.start for w in self.words]
        self.hits = self._fitting([h for h in self._hits(self.words) if not self._elsewhere(h)])
        self.hits = sorted([*self.hits, *(self._mapped(atlas) if atlas else self._places())], key=lambda h: h.first)
        self.nouns = list(self._nouns())
        self.lands = self._lands()
        self.home = self._home()
        self.roles: list[tuple[int, str, Known]] = []
        self.known: dict[str, Known] = {}
        self.surnames: dict[str, Known] = {}
        self._explained()
        self._acronyms()
        self.cache: dict[tuple[str | None, int | None, frozenset[str | None]], Reading] = {}
        self.counted: dict[str, str | None] = {}

    # -- the report's own table ---------------------------------------------------------------------------------------

    def _plain(self, word: Word) -> Word:
        """The word as if written in small letters where its capitals are those of a dateline or headline ("MINSK")."""
        if not word.key.isupper():
            return word
        small = word.key.casefold()
        loud = len(small) > 3 and not self.roster.longest(word.key)
        return (
            word._replace(key=small) if loud and (self.roster.longest(small) or self.roster.compound(small)) else word
        )

    def _hits(self, words: Sequence[Word]) -> Iterator[Hit]:
        """The longest roster name at each place of the text, from left to right."""
        i, n = 0, len(words)
        while i < n:
            most = min(self.roster.longest(words[i].key), n - i)
            if not most:
                i += 1
                continue
            tight = next((k for k in range(1, most) if not words[i + k].tight), most)
            for size in range(tight, 0, -1):
                run = words[i : i + size]
                rows = self.roster.rows(" ".join([w.key for w in run]))
                if rows and any(c.isupper() for w in run for c in w.text):
                    yield Hit(i, i + size, self._choose(rows))
                    i += size
                    break
            else:
                i += 1

    def _elsewhere(self, hit: Hit) -> bool:
        """True of a seat whose name the atlas puts into another country here (San José in California)."""
        if hit.row.kind != "seat" or not self.atlas:
            return False
        at = self.words[hit.first].start
        return any(s == at and e.country not in (None, hit.row.country) for s, _, e in self.atlas.mentions)

    def _mapped(self, atlas: Atlas) -> Iterator[Hit]:
        """The places that the atlas resolved, outside other names."""
        taken = {i for h in self.hits for i in range(h.first, h.last)}
        for start, end, entry in atlas.mentions:
            a, b = self._range(start, end)
            if (
                entry.country
                and entry.precision != "country"
                and a < b
                and taken.isdisjoint(range(a, b))
                and not (self.words[a].tight and self._subject(a))
                and not (b - a == 1 and self.roster.agent(self.words[a].key))
            ):
                yield Hit(a, b, Row(entry.country.lower(), self._text(a, b), entry.country, (), "place"))

    def _places(self) -> Iterator[Hit]:
        """Names of places after a preposition or in a dateline, each in the country that fits the report best."""
        taken = {i for h in self.hits for i in range(h.first, h.last)}
        spoken = Counter(h.row.country for h in self.hits)
        found: dict[str, Row | None] = {}
        i, n = 0, len(self.words)
        while i < n:
            w = self.words[i]
            if i in taken or not w.capital or w.key in self.lists.calendar or not (self._located(i) or w.text in found):
                i += 1
                continue
            end = i + 1
            while end < min(n, i + 4) and end not in taken and self.words[end].tight and self.words[end].capital:
                end += 1
            while end > i + 1 and self.words[end - 1].key in self.lists.areas:
                end -= 1
            name = self._text(i, end).removesuffix("’s").removesuffix("'s")
            if name not in found:
                found[name] = self._place(name, spoken)
            if row := found[name]:
                yield Hit(i, end, row)
            i = end

    def _place(self, name: str, spoken: Counter[str | None]) -> Row | None:
        """The place of that name in a country already spoken of, else the largest one if it is a town or has no namesake."""
        entries = self.roster.places(name)
        best = max(entries, key=lambda f: (spoken[f[0]] > 0, f[1]), default=None)
        if best and (spoken[best[0]] or best[1] >= TOWN or len({f[0] for f in entries}) == 1):
            return Row(best[0].lower(), name, best[0], (), "place")
        return None

    def _located(self, i: int) -> bool:
        """True if word `i` follows a preposition of place (but "Ministry of Energy"), a place and a comma, or opens a dateline."""
        if i == 0 or not self.words[i].tight:
            return self._dateline(i) or (
                self._gap(i) == ", "
                and i > 1
                and self.words[i - 1].capital
                and self.words[i - 2].key in self.lists.where
            )
        return self.words[i - 1].key in self.lists.where and not self._subject(i)

    def _subject(self, i: int) -> bool:
        """True if word `i` names what an office is for ("Ministry of Energy")."""
        return i > 1 and self.words[i - 1].key in ("of", "for") and self.words[i - 2].key in self.lists.topics

    def _dateline(self, i: int) -> bool:
        """True if word `i` opens a paragraph in capitals, as the place of a dateline does."""
        return i > 0 and self.words[i].text.isupper() and len(self.words[i].text) > 3 and "\n" in self._gap(i)

    def _fitting(self, hits: list[Hit]) -> list[Hit]:
        """The hits without acronyms that the report spells out otherwise, or of civil bodies of a country it never names;
        of two peoples or seats of one name that whose country the report names."""
        text = self.view.report.text
        halves = [h for h in hits if h.row.kind == "seat" and self.words[h.last - 1].key in self.lists.halves]
        spoken = Counter(
            h.row.country
            for h in hits
            if h.row.kind != "body" and len({r.country for r in self._rows(h)}) == 1 and h not in halves
        )
        out = []
        for h in hits:
            if h in halves and (not spoken[h.row.country] or self._goes_on(h.last)):
                continue
            rows = self._rows(h)
            if len({r.country for r in rows}) > 1:
                best = max(rows, key=lambda r: spoken[r.country])
                h = h._replace(row=best if spoken[best.country] else h.row)
            word = self.words[h.first].text
            if h.last - h.first == 1 and word.isupper() and h.row.kind == "body" and h.row.country not in SPECIAL:
                if f"({word})" in text and h.row.country not in spoken:
                    continue
                if (
                    spoken
                    and h.row.country not in spoken
                    and not set(h.row.sectors) & {"MIL", "REB", "SPY", "PRM", "CRM"}
                ):
                    continue
            out.append(h)
        return out

    def _goes_on(self, i: int) -> bool:
        """True if word `i` belongs to a name or phrase that began before it ("the North | Sea", "the South | of Chad")."""
        return i < len(self.words) and self.words[i].tight and (self.words[i].capital or self.words[i].key == "of")

    def _rows(self, hit: Hit) -> list[Row]:
        """The rows under the words of a hit that hold on the report's day."""
        rows = self.roster.rows(" ".join(w.key for w in self.words[hit.first : hit.last]))
        return [r for r in rows if r.holds(self.day)] or [hit.row]

    def _choose(self, rows: Sequence[Row]) -> Row:
        """The row in force on the report's day; of several the first, of none the one that ended last."""
        return next((r for r in rows if r.holds(self.day)), max(rows, key=lambda r: r.until or ""))

    def _nouns(self) -> Iterator[Noun]:
        """The longest agent noun at each place that is not inside a roster name."""
        taken = {i for h in self.hits if h.row.kind == "body" or h.last - h.first > 1 for i in range(h.first, h.last)}
        i, n = 0, len(self.words)
        while i < n:
            for size in range(0 if i in taken else min(self.roster.compound(self.words[i].key), n - i), 0, -1):
                run = self.words[i : i + size]
                if size == 1 or all(w.tight for w in run[1:]):
                    name = " ".join([w.key for w in run])
                    if agent := self.roster.agent(name):
                        yield Noun(i, i + size, agent, name)
                        i += size
                        break
            else:
                i += 1

    def _lands(self) -> list[tuple[int, str, float]]:
        """Where the text speaks of which country, in order, and how much each place counts."""
        title = len(self.view.report.title or "")
        out = []
        for h in self.hits:
            if h.row.country and h.row.country not in SPECIAL:
                at = self.words[h.first].start
                out.append((at, h.row.country, WEIGHTS.get(h.row.kind, 1.0) * (1 + TITLE * (at < title))))
        return out

    def _home(self) -> dict[str, float]:
        """The countries that the publisher's name speaks of and the report's places lie in, and how much that counts."""
        words = list(words_of(self.view.report.publisher or ""))
        home = {h.row.country: PUBLISHER for h in self._hits(words) if h.row.country and h.row.country not in SPECIAL}
        home |= {w.text: PUBLISHER for w in words if w.text.isupper() and self.roster.country(w.text)[0] != w.text}
        spoken = {c for _, c, _ in self.lands}
        for a, b in () if home else itertools.combinations(range(len(words) + 1), 2):
            named = [w for w in words[a:b] if w.capital and not self.roster.agent(w.key)]
            found = self.roster.places(" ".join(w.text for w in named)) if len(named) == b - a else ()
            best = max(found, key=lambda f: (f[0] in spoken, f[1]), default=None)
            if best and best[1] >= (TOWN if best[0] in spoken else 10 * TOWN):
                home[best[0]] = PUBLISHER / 2
        if self.atlas and (about := self.atlas.country):
            home[about] = home.get(about, 0.0) + ABOUT
        return home

    def _explained(self) -> None:
        """Names that stand beside an agent noun: "governor Marta Lysenko", "Marta Lysenko, the governor", "… (ABC)"."""
        begins = {h.first: h for h in self.hits if h.row.kind != "person"}
        officials = {h.first for h in self.hits if h.row.kind == "person"}
        for noun in self.nouns:
            if noun.agent.section in ("children", "unknown") and noun.key != "group":
                continue
            if noun.key in self.lists.titles and noun.last in officials:
                continue
            first = self._left(noun.first)
            end = self._name_end(noun.last, begins, noun.agent.section in self.lists.groups)
            if end > noun.last and self.words[noun.last].tight:
                self._explain(noun.last, end, first, noun.last, noun)
                continue
            opens = first < noun.first and (
                self.words[first].key in self.lists.determiners or self.words[first].capital
            )
            if opens and noun.last < len(self.words) and self._gap(noun.last) == ", ":
                end = self._name_end(noun.last, begins, False)
                if end - noun.last > 1:
                    self._explain(noun.last, end, first, noun.last, noun)
            name = self._name_before(first, begins) if self._gap(first) == ", " else None
            if name:
                self._explain(*name, first, self._right(noun.last), noun)

    def _acronyms(self) -> None:
        """Acronyms in brackets behind the name they stand for: "the Attorney General’s Office (FGR)"."""
        for i, w in enumerate(self.words):
            if (
                w.text.isupper()
                and len(w.text) > 1
                and self._gap(i).endswith("(")
                and self.view.report.text[w.end : w.end + 1] == ")"
            ):
                first = i
                while first > 0 and i - first < 8 and (first == i or self.words[first].tight):
                    before = self.words[first - 1]
                    if not (before.capital or before.key in ("of", "the", "for", "and", "de", "to")):
                        break
                    first -= 1
                while first < i and not self.words[first].capital:
                    first += 1
                if first < i:
                    name = self._text(first, i).removeprefix("The ")
                    self.known.setdefault(w.key, Known(name, first, i, False))

    def _explain(self, a: int, b: int, first: int, last: int, noun: Noun) -> None:
        while a < b and self.words[a].key in self.lists.titles:
            a += 1
        if a == b:
            return
        text = self.view.report.text[self.words[a].start : self.words[b - 1].end].removesuffix("’s").removesuffix("'s")
        known = Known(text, first, last, noun.agent.section not in self.lists.groups)
        self.roles.append((a, _stem(noun.key), known))
        self.known.setdefault(" ".join(w.key for w in self.words[a:b]), known)
        last_word = self.words[b - 1].key
        if last_word not in self.surnames or len(self.surnames[last_word].name) < len(text):
            self.surnames[last_word] = known

    def _gap(self, i: int) -> str:
        return self.view.report.text[self.words[i - 1].end : self.words[i].start] if i else ""

    def _left(self, i: int) -> int:
        """The first word of the noun phrase whose head begins at word `i`."""
        first = i
        while first > 0 and self.words[first].tight and i - first < 6:
            w = self.words[first - 1]
            if w.key in self.lists.cut or w.key in self.lists.stops or (w.text.islower() and w.key.endswith("ed")):
                break
            first -= 1
            if w.key in self.lists.determiners:
                break
        return first

    def _right(self, i: int) -> int:
        """The end of the run of words after word `i` that only space parts."""
        end = i
        while (
            end < len(self.words)
            and self.words[end].tight
            and end - i < 6
            and self.words[end].key not in self.lists.stops
        ):
            end += 1
        return end

    def _name_end(self, i: int, begins: dict[int, Hit], group: bool) -> int:
        """The end of the capitalised name that begins at word `i`, `i` if none does."""
        end = i
        first = True
        while end < len(self.words) and (self.words[end].tight or first):
            first = False
            w = self.words[end]
            if end in begins or self.roster.agent(w.key) or w.key in self.lists.calendar:
                break
            if w.capital:
                end += 1
            elif (
                end > i
                and end + 1 < len(self.words)
                and self.words[end + 1].capital
                and (w.key in self.lists.particles or (group and w.key == "of"))
            ):
                end += 2
            elif end == i and re.match(r"(?:al|el|as|ad|ar|ash|an)-[A-Z]", w.text):
                end += 1
            else:
                break
        return end if end == i or not (end - i == 1 and not self.words[i].tight) else i

    def _name_before(self, i: int, begins: dict[int, Hit]) -> tuple[int, int] | None:
        """The capitalised name that ends right before word `i`."""
        first = i
        within = {k for h in self.hits if h.row.kind == "body" for k in range(h.first + 1, h.last)}
        while first > 0 and (self.words[first].tight or first == i) and i - first < 5:
            w = self.words[first - 1]
            if (
                not (w.capital or w.key in self.lists.particles)
                or self.roster.agent(w.key)
                or first - 1 in begins
                or first - 1 in within
                or w.key in self.lists.calendar
            ):
                break
            first -= 1
        while first < i and not self.words[first].capital:
            first += 1
        return (first, i) if i - first >= 2 else None

    # -- reading a phrase -----------------------------------------------------------------------------------------------

    def _range(self, start: int, end: int) -> tuple[int, int]:
        return bisect.bisect_left(self.starts, start), bisect.bisect_left(self.starts, end)

    def _read(self, a: int, b: int, deep: int = 0) -> Reading:
        """Who the words `a..b` name."""
        return self._beyond(self._phrase(a, b, deep), a, b)

    def _phrase(self, a: int, b: int, deep: int) -> Reading:
        """Who the words `a..b` name by their own country, or that of the report."""
        full = a
        while (
            a < b - 1
            and (self.words[a].key in self.lists.few or self.words[a].text[0].isdigit())
            and not any(h.first == a for h in self._within(a, b))
        ):
            a += 1
        cut = next(
            (
                i
                for i in range(a + 1, b)
                if (not self.words[i].tight and not self._listed(i))
                or (self.words[i].key in self.lists.cut and not self._inside(i))
            ),
            b,
        )
        text = self.view.report.text[self.words[a].start : self.words[b - 1].end].removesuffix("’s").removesuffix("'s")
        head = [h for h in self._within(a, b) if h.first < cut]
        tail = (
            list(self._within(cut, b))
            if (cut < b and self.words[cut].key in self.lists.beside) or (cut < b and not self.words[cut].tight)
            else []
        )
        nouns = [n for n in self.nouns if a <= n.first and n.last <= b]
        mine = [n for n in nouns if n.first < cut]
        noun = mine[-1] if mine else None

        if head and (noun is None or noun.last <= head[-1].first) and head[-1].row.kind == "person":
            return self._row(head[-1].row, text)
        known = self._named(a, cut, noun) if deep < 2 else None
        if (known is None or " " not in known.name) and (row := self._surname(a, cut, noun)):
            return self._row(row, text)
        if known:
            return self._told(known, deep)
        if noun is None:
            return self._bare(a, cut, b, head, tail, nouns, text)
        return self._noun(full, a, cut, b, noun, head, tail, nouns, text, deep)

    def _told(self, known: Known, deep: int) -> Reading:
        """Who bears a name that the report explains."""
        told = self._read(known.first, known.last, deep + 1)
        return told._replace(
            name=known.name,
            id=None if known.person else told.id,
            why=f"the report's “{self._text(known.first, known.last)}”: {told.why}",
        )

    def _text(self, a: int, b: int) -> str:
        return self.view.report.text[self.words[a].start : self.words[b - 1].end]

    def _within(self, a: int, b: int) -> list[Hit]:
        i = bisect.bisect_left(self.hits, a, key=lambda h: h.first)
        out = []
        while i < len(self.hits) and self.hits[i].last <= b:
            out.append(self.hits[i])
            i += 1
        if i < len(self.hits) and self.hits[i].first + 1 < b and self.hits[i].row.kind == "body":
            out.append(self.hits[i])  # a name that the phrase breaks off
        return out

    def _listed(self, i: int) -> bool:
        """True if word `i` goes on with a list of peoples ("Swedish, Danish and German investigators")."""
        peoples = {(h.first, h.last) for h in self._within(max(i - 2, 0), i + 2) if h.row.kind == "people"}
        return self._gap(i) == ", " and any(z == i for _, z in peoples) and any(a == i for a, _ in peoples)

    def _inside(self, i: int) -> bool:
        """True if word `i` stands inside a roster name."""
        j = bisect.bisect_right(self.hits, i, key=lambda h: h.first) - 1
        return j >= 0 and self.hits[j].first < i < self.hits[j].last

    def _named(self, a: int, cut: int, noun: Noun | None) -> Known | None:
        """What the report says of the name at the end of the head, if it says something."""
        for i in range(noun.last if noun else a, cut):
            known = self.known.get(" ".join(w.key for w in self.words[i:cut]))
            if known and (self.words[i].capital or i > a):
                return known
        last = self.words[cut - 1]
        alone = cut - a == 1 or (noun and noun.last == cut - 1) or self.words[a].key in self.lists.titles
        return self.surnames.get(last.key) if last.capital and alone else None

    def _surname(self, a: int, cut: int, noun: Noun | None) -> Row | None:
        """The one known person of that surname whose country the report speaks of, in office then or lately."""
        last = self.words[cut - 1]
        if not last.capital or not (
            cut - a == 1 or (noun and noun.last == cut - 1) or self.words[a].key in self.lists.titles
        ):
            return None
        spoken = {c for _, c, _ in self.lands}
        rows = [r for r in self.roster.surname(last.key) if r.country in spoken or r.country in SPECIAL]
        rows = [r for r in rows if r.holds(self.day)] or sorted(rows, key=lambda r: r.until or "9")[-1:]
        return self._choose(rows) if len({r.id for r in rows}) == 1 else None

    def _row(self, row: Row, text: str) -> Reading:
        """A roster row as it stands on the report's day."""
        if row.kind in ("country", "seat"):
            return Reading(
                f"Government of {row.name}", row.country, ("GOV",), f"roster {row.kind} {row.country}", row.id
            )
        if (
            row.kind == "person"
            and self.day
            and not row.holds(self.day)
            and not set(row.sectors) & {"REB", "CRM", "OPP", "REL"}
        ):
            past = row.until is not None and self.day > row.until
            return Reading(
                row.name,
                row.country,
                ("ELI",) if past else None,
                f"roster row {row.id}, not in office on that day",
                row.id,
            )
        return Reading(row.name, row.country, row.sectors, f"roster row {row.id}", row.id)

    def _bare(
        self, a: int, cut: int, b: int, head: list[Hit], tail: list[Hit], nouns: list[Noun], text: str
    ) -> Reading:
        """A phrase whose head is no agent noun."""
        hit = next((h for h in reversed(head) if h.row.kind not in ("people", "place")), None)
        if hit and hit.row.kind == "person":
            return self._row(hit.row, text)
        whole = hit and all(h.first >= hit.first or h.row.kind in ("people", "place") for h in head)
        if hit and hit.row.kind in ("country", "seat") and not tail and hit.last - hit.first >= b - a - 1:
            return self._row(hit.row, text)
        if hit and hit.row.kind == "body" and whole:
            nation = next((h for h in head if h.last <= hit.first and h.row.country), None)
            if nation and hit.row.country == "NGO":  # "the Egyptian Red Crescent"
                return Reading(text, nation.row.country, hit.row.sectors, f"roster row {hit.row.id} of that country")
            return self._row(hit.row, text)
        for h in (*head[::-1], *tail):
            if h.row.kind == "body":
                return Reading(text, h.row.country, h.row.sectors, f"roster row {h.row.id} in the phrase")
        for h in (*head, *tail):
            if h.row.country:
                crowd = (
                    h.row.kind == "people"
                    and h in head[-1:]
                    and h.last == cut
                    and self.words[cut - 1].text.endswith(("s", "ese", "men"))
                )
                why = f"{h.row.kind} “{self._text(h.first, h.last)}” in the phrase"
                return Reading(text, h.row.country, ("CVL",) if crowd else None, why, None, crowd)
        if b - a == 1 and self.words[a].capital and (full := self._full(self.words[a].key, a)):
            return full
        country, why = self._near(self.words[a].start)
        if nouns and not (nouns[-1].agent.bearer and not nouns[-1].agent.sectors):
            return Reading(text, country, nouns[0].agent.sectors, f"agent noun “{nouns[0].key}” in the phrase; {why}")
        return Reading(text, country, None, why)

    def _noun(
        self,
        full: int,
        a: int,
        cut: int,
        b: int,
        noun: Noun,
        head: list[Hit],
        tail: list[Hit],
        nouns: list[Noun],
        text: str,
        deep: int,
    ) -> Reading:
        """A phrase headed by an agent noun."""
        agent = noun.agent
        body = next((h.row for h in (*head[::-1], *tail[:1]) if h.row.kind == "body"), None)
        place = next(
            (h for h in (head if body else (*head, *tail)) if h.row.kind not in ("body", "person") and h.row.country),
            None,
        )
        bare = noun.last == b and all(
            w.text.islower() or w.key in self.lists.few or i == a for i, w in enumerate(self.words[a : noun.first], a)
        )
        whose = deep == 0 and self.words[full].key in self.lists.whose
        earlier = self._earlier(full, a, noun) if bare and not body and not place and not deep and not whose else None
        if earlier and earlier[1]:
            return earlier[0]
        why = [f"agent noun “{noun.key}”"]
        sectors: tuple[str, ...] | None = agent.sectors or None
        soft = agent.weak
        if bare and not body and (longer := self._longer(full, noun)):
            sectors, soft = longer.agent.sectors, False
            why = [f"agent noun “{noun.key}” as “{longer.key}” before"]
        elif not body and noun.key in self.lists.either and self.force:
            sectors, soft, why = (
                (self.force,),
                False,
                [f"agent noun “{noun.key}”: {self.force} by the report’s other words"],
            )
        if body and (
            agent.bearer or (agent.section in self.lists.armed and "MIL" not in agent.sectors) or agent.government
        ):
            sectors, soft, why = body.sectors, False, [f"roster row {body.id} in the phrase"]
            if body.country in SPECIAL and not sectors and agent.section == "military":  # "the AU contingent"
                sectors = agent.sectors
        elif (agent.weak or (agent.bearer and agent.section not in self.lists.fighting)) and not body:
            nearby = (*reversed([n for n in nouns if n.last <= noun.first]), *(n for n in nouns if n.first >= cut))
            if other := next((n for n in nearby if n.agent.sectors and not n.agent.weak), None):
                sectors, soft, why = other.agent.sectors, False, [f"agent noun “{other.key}”"]
        if sectors == ("MIL",) and any(n.last == noun.first and n.agent.section == "police" for n in nouns):
            sectors = ("COP",)  # "Police Captain"
        if not sectors and agent.bearer and not body and place and place.row.kind in ("people", "country"):
            sectors, soft = ("GOV",), True  # "the Russian side", "his Kenyan counterpart", "an Israeli spokesman"
        if noun.key in self.lists.unions:
            trade = next(
                (n.agent for n in nouns if n.last <= noun.first and n.agent.section in self.lists.trades), None
            )
            sectors = (*trade.sectors, "LAB") if trade else sectors
        before = {w.key for w in self.words[a : noun.first]}
        if sectors == ("CVL",) and before & self.lists.driven:
            sectors, soft = ("REF",), False
        named = noun.key in self.lists.chambers and self.words[noun.first].capital
        if named and not body and (soft or not sectors) and self.chamber:
            sectors, soft = ("LEG",), True
        if sectors and "opposition" in before and "OPP" not in sectors:
            sectors = ("OPP", *sectors)
        if sectors == ("OPP",) and body and "PTY" in body.sectors:
            sectors = ("OPP", "PTY")
        if before & self.lists.former and agent.section in ("offices", "legislature", "defence"):
            sectors = ("ELI",)
        name = text
        if place:
            country, where = place.row.country, f"{place.row.kind} “{self._text(place.first, place.last)}”"
        elif body and body.country:
            country, where = body.country, f"roster row {body.id}"
        elif earlier:
            country, where = earlier[0].country, earlier[0].why
        elif whose:
            owner = self._pronoun(full)
            country, where = owner.country, f"{owner.why.split(':')[0]}"
            if agent.bearer and not sectors:
                sectors, soft = owner.sectors, True
        elif any(n.key in self.lists.several for n in nouns):
            country, where = None, "of more than one country"
        elif self.own and agent.section in self.lists.state and self.words[full].key == "the" and noun.key != "regime":
            country, where = self.own, "the publisher’s own"
        else:
            country, where = self._near(self.words[a].start)
        why = ["; ".join([*why, where])]
        if agent.government and country and all(h is place for h in head + tail) and noun.first - a <= 1:
            return Reading(
                f"Government of {self.roster.country(country)[0]}", country, sectors, why[0], country.lower()
            )
        if body and (agent.bearer or agent.section in self.lists.armed) and sectors == body.sectors:
            return Reading(body.name, country, sectors, why[0], body.id)
        if noun.first == a and noun.last == b and country and agent.sectors in (("MIL",), ("COP",), ("LEG",)):
            name = f"{self.roster.country(country)[1]} {noun.key}"
        return Reading(name, country, sectors, why[0], None, soft)

    @cached_property
    def chamber(self) -> bool:
        """True if the report speaks of a parliament more than once."""
        return sum(n.agent.section == "legislature" for n in self.nouns) > 1

    def _longer(self, full: int, noun: Noun) -> Noun | None:
        """The compound before a noun with "the" that it may be short for ("the drivers", once "taxi drivers" are named)."""
        if self.words[full].key != "the" or noun.first > full + 1:
            return None
        stem = _stem(noun.key)
        return next(
            (
                n
                for n in reversed(self.nouns)
                if n.last <= full and " " in n.key and n.agent.sectors and _stem(n.key.rpartition(" ")[2]) == stem
            ),
            None,
        )

    @cached_property
    def force(self) -> str | None:
        """Police (COP) or armed forces (MIL), whichever the report speaks of more."""
        said = Counter(s for n in self.nouns if n.key not in self.lists.either for s in n.agent.sectors)
        said.update(s for h in self.hits if h.row.kind == "body" for s in h.row.sectors)
        return None if said["COP"] == said["MIL"] else max(("COP", "MIL"), key=lambda s: said[s])

    def _earlier(self, full: int, a: int, noun: Noun) -> tuple[Reading, bool] | None:
        """A phrase elsewhere that says more of what this noun names, and whether it names the very same ("the ministry")."""
        definite = self.words[full].key in self.lists.determiners - {"a", "an"} or (
            self.words[noun.first].capital and noun.first == a
        )
        stem = _stem(noun.key)
        if definite:
            roles = [(at, known) for at, role, known in self.roles if role == stem and known.person]
            if not noun.key.endswith("s") and (
                known := next((k for at, k in reversed(roles) if at < noun.first), None)
            ):
                return self._told(known, 0), True
            if noun.key in self.lists.group and (group := self._group(noun)):
                return group, True
            named = not noun.key.endswith("s") and self.words[full].key not in self.lists.whose
            if named and (name := self._full(noun.key, noun.first)):
                fits = set(name.sectors or ()) & set(noun.agent.sectors) or self.words[noun.first].capital
                if fits or noun.agent.weak or noun.agent.section not in self.lists.powers:
                    return name, True
        same = [(at, r) for at, other, r in self.phrases if other.key == noun.key or _stem(other.key) == stem]
        if same:
            found = next((r for at, r in reversed(same) if at < noun.first), same[0][1])
            return found._replace(why=f"“{noun.key}” as elsewhere: {found.why}"), definite and not noun.key.endswith(
                "s"
            )
        return None

    def _full(self, word: str, at: int) -> Reading | None:
        """Who bears the last name of several words before word `at`, else the first or the publisher's, that has this word."""
        named = [(a, b) for a, b in self.names.get(word, ()) if not a <= at < b]
        if named:
            a, b = next((n for n in reversed(named) if n[0] < at), named[0])
            return self._read(a, b, 2)._replace(why=f"“{word}” is “{self._text(a, b)}”")
        if word in _heads(keys(self.view.report.publisher or "")) and self.outlet:
            return self.outlet._replace(why=f"“{word}” is the publisher: {self.outlet.why}")
        return None

    @cached_property
    def names(self) -> dict[str, list[tuple[int, int]]]:
        """Where names of several words stand that have a word: runs of capitals, "of", "for" and "the" inside, or roster names."""
        out: dict[str, list[tuple[int, int]]] = defaultdict(list)
        i, n = 0, len(self.words)
        while i < n:
            end = i + 1
            if self.words[i].capital and self.words[i].key not in self.lists.determiners:
                while end < n and self.words[end].tight:
                    if self.words[end].capital:
                        end += 1
                    elif end + 1 < n and self.words[end].key in ("of", "for", "and") and self.words[end + 1].tight:
                        step = end + 1 + (self.words[end + 1].key == "the" and end + 2 < n)
                        if not self.words[step].capital:
                            break
                        end = step + 1
                    else:
                        break
                if end - i > 1:
                    for word in _heads([w.key for w in self.words[i:end]]):
                        out[word].append((i, end))
            i = end
        for hit in self.hits:
            if hit.row.kind == "body":
                for word in _heads(keys(hit.row.name)):
                    out[word].append((hit.first, hit.last))
        return {word: sorted(set(found)) for word, found in out.items()}

    def _group(self, noun: Noun) -> Reading | None:
        """The armed or criminal group that was named last before a noun, by the roster or by the report itself."""
        hit = next(
            (h for h in reversed(self.hits) if h.first < noun.first and set(h.row.sectors) & {"REB", "PRM", "CRM"}),
            None,
        )
        own = next(((at, k) for at, _, k in reversed(self.roles) if at < noun.first and not k.person), None)
        if own and (not hit or own[0] > hit.first):
            return self._told(own[1], 0)
        return (
            self._row(hit.row, "")._replace(why=f"“{noun.key}” is the group named last, roster row {hit.row.id}")
            if hit
            else None
        )

    @cached_property
    def phrases(self) -> list[tuple[int, Noun, Reading]]:
        """The phrases headed by agent nouns that name a country or body themselves, in order: first word, noun, reading."""
        out = []
        for noun in self.nouns:
            first, end = self._left(noun.first), noun.last
            while end + 1 < len(self.words) and self.words[end].tight and self.words[end].key in ("of", "for", "in"):
                last = end + 1 + (self.words[end + 1].key == "the")
                while (
                    last < len(self.words)
                    and self.words[last].tight
                    and (self.words[last].capital or self._inside(last))
                ):
                    last += 1
                if not self.words[last - 1].capital:
                    break
                end = last
            if any(h.row.country for h in self._within(first, end)):
                reading = self._read(first, end, 2)
                if not reading.why.endswith("nearby"):
                    out.append((noun.first, noun, reading))
        return out

    def _near(self, offset: int) -> tuple[str | None, str]:
        """The country that the text speaks of around `offset`: named most, the same sentence counting more."""
        sentence = self.view.sentence(offset)
        votes = defaultdict[str, float](float, self.home)
        last = None
        for at, country, weight in self.lands:
            votes[country] += weight * (1 + SAME * ((sentence.start or 0) <= at < (sentence.end or 0)))
            last = country if at < offset else last
        if last:
            votes[last] += LAST
        if not votes:
            return None, "no country nearby"
        best = max(votes, key=lambda c: votes[c])
        return best, f"country spoken of nearby, {best}"

    # -- what the steps ask ---------------------------------------------------------------------------------------------

    def resolve(self, entity: Entity, apart: frozenset[str | None] = frozenset()) -> tuple[Entity, str]:
        """Return the entity with name, country, sectors and roster id, and why; what cannot be told stays as it is.

        A pronoun stands for none of the names of `apart`, those of the other side of its event.
        """
        if not entity.text:
            return entity, "no words"
        at = (entity.text, entity.start, apart)
        if at not in self.cache:
            self.cache[at] = self._reading(entity, apart)
        found = self.cache[at]
        sectors, why = found.sectors, found.why
        if sectors is None or (found.soft and entity.sectors):
            sectors, why = entity.sectors, why + ("; sectors by the model" if entity.sectors else "")
        return replace(entity, name=found.name or entity.name, country=found.country, sectors=sectors, id=found.id), why

    def _reading(self, entity: Entity, apart: frozenset[str | None]) -> Reading:
        if entity.start is None or entity.end is None:
            return Reading(entity.text, None, None, "no place in the text")
        a, b = self._range(entity.start, entity.end)
        if a >= b:
            return Reading(entity.text, *(self._near(entity.start)[0], None), "no words")
        if b - a == 1 and self.words[a].key in self.lists.he | self.lists.they | self.lists.we:
            return self._pronoun(a, apart=apart)
        if all(w.key in self.lists.few | self.lists.rest or w.text[0].isdigit() for w in self.words[a:b]):
            return self._pronoun(b - 1, MANY)._replace(country=self._near(entity.start)[0], id=None, soft=True)
        return self._read(a, b)

    def _beyond(self, found: Reading, a: int, b: int) -> Reading:
        """A reading of words `a..b` with the country put right that words of more than one country, or of none, give."""
        if found.id or found.country in SPECIAL:
            return found
        words = self.words[a:b]
        if not any(h.row.country for h in self._within(a, b)) and found.why.startswith(("agent", "country", "no", "“")):
            named = [w for w in words if w.capital and w.key in self.lists.regions]
            civic = found.sectors in (("SOC",), ("JRN",)) or any(w.key in self.lists.causes for w in words)
            if named and civic and words[-1].capital:
                return found._replace(country="NGO", sectors=("SOC",), why=f"a body of “{named[0].text}”")
        state = OVERSEAS.get(found.country or "")
        if state and set(found.sectors or ()) & {"MIL", "COP"}:
            return found._replace(country=state, why=f"{found.why}; forces overseas are {state}’s")
        return found

    def _pronoun(self, i: int, fits: str | None = None, apart: frozenset[str | None] = frozenset()) -> Reading:
        """Who a pronoun stands for: the person, body or people that fits and was spoken of last, subjects first."""
        word, at = self.words[i].key, self.words[i].start
        fits = fits or (
            PERSON
            if word in self.lists.he or word in ("i", "me", "my")
            else None
            if word in self.lists.we
            else MANY
            if word in self.lists.plural
            else ONE
        )
        if word in self.lists.we:
            if speaker := self._speaker(at):
                return self._read(*speaker)._replace(why=f"“{word}” is the speaker, {self._text(*speaker)}")
            if self.outlet and word in self.lists.us and not self._quoted(at):
                return self.outlet._replace(why=f"“{word}” is the publisher: {self.outlet.why}")
        for a, b in self._before(at):
            if fits is None or fits in self._kind(a, b):
                found = self._read(a, b)
                if found.name not in apart:
                    return found._replace(why=f"“{word}” is “{self._text(a, b)}”: {found.why}")
        country, why = self._near(at)
        return Reading(None, country, None, why)

    def _speaker(self, at: int) -> tuple[int, int] | None:
        """The source of the marked speech that holds the character at `at`, if it is no pronoun itself."""
        for cue in self.view.markup.cues:
            if any(p.role == "content" and p.start <= at < p.end for p in cue.parts):
                for p in cue.parts:
                    a, b = self._range(p.start, p.end)
                    if (
                        p.role == "source"
                        and a < b
                        and self.words[a].key not in self.lists.he | self.lists.they | self.lists.we
                    ):
                        return a, b
        return None

    @cached_property
    def outlet(self) -> Reading | None:
        """Who the publisher is by the words of its name, in the country of the report if they name none."""
        name = self.view.report.publisher
        if not name:
            return None
        found, words = _alone(name, self.day, self.roster)
        if found is None:
            return None
        country = found.country or self._near(0)[0]
        if found.sectors == ("GOV",) and country and words & self.lists.abroad:
            return found._replace(name=f"Government of {self.roster.country(country)[0]}", country=country)
        return found._replace(name=found.name if found.id else name, country=country)

    @cached_property
    def own(self) -> str | None:
        """The country of the publisher where its name says that it is an office of a state."""
        said = {
            a.section for w in keys(self.view.report.publisher or "") if (a := self.roster.agent(w)) and w != "agency"
        }
        country = self.outlet.country if said & self.lists.state and self.outlet else None
        return country if self.home.get(country or "", 0.0) >= PUBLISHER else None

    def _quoted(self, at: int) -> bool:
        """True if a quotation that begins in the paragraph of the character at `at` has not ended before it."""
        text = self.view.report.text
        before = text[text.rfind("\n", 0, at) + 1 : at]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1

    @cached_property
    def mentions(self) -> list[tuple[int, int]]:
        """The participants and sources that are marked, pronouns aside, or without marks what the roster and nouns give."""
        parts = {
            (p.start, p.end) for t in self.view.markup.triggers for p in t.parts if p.role in ("actor", "recipient")
        }
        parts |= {(p.start, p.end) for c in self.view.markup.cues for p in c.parts if p.role == "source"}
        found = {self._range(*part) for part in parts}
        found |= {(h.first, h.last) for h in self.hits if h.row.kind in ("person", "body", "seat", "country")}
        found |= {
            (first, self._name_end(at, {}, False)) for at, _, known in self.roles if known.person for first in (at,)
        }
        if not parts:
            found |= {(self._left(n.first), self._name_end(n.last, {}, False)) for n in self.nouns}
        return sorted(
            (a, b)
            for a, b in found
            if a < b
            and self.words[a].key not in self.lists.he | self.lists.they | self.lists.we
            and not (b - a == 1 and self.words[a].key in self.lists.determiners)
            and self.words[b - 1].key not in self.lists.plural
        )

    def _before(self, at: int) -> Iterator[tuple[int, int]]:
        """The mentions before a character: those of its own sentence and then of each earlier one, first to last."""
        sentences: dict[int, list[tuple[int, int]]] = {}
        for a, b in self.mentions:
            if self.words[b - 1].end <= at:
                sentences.setdefault(self.view.sentence(self.words[a].start).index, []).append((a, b))
        for index in sorted(sentences, reverse=True):
            yield from sentences[index]

    def _kind(self, a: int, b: int) -> str:
        """Whether the words name a person, one body or several (letters of PERSON, ONE, MANY)."""
        if any(h.row.kind == "person" for h in self._within(a, b)):
            return PERSON
        cut = next((i for i in range(a + 1, b) if not self.words[i].tight or self.words[i].key in self.lists.cut), b)
        nouns = [n for n in self.nouns if a <= n.first and n.last <= cut]
        if self._named(a, cut, nouns[-1] if nouns else None):
            return PERSON
        if not nouns:
            return ONE + MANY if self.words[cut - 1].capital else MANY if self.words[cut - 1].key.endswith("s") else ONE
        noun = nouns[-1]
        if noun.key.endswith("s") or noun.key in ("men", "women", "people", "police", "troops", "gunmen", "children"):
            return MANY
        return (
            PERSON
            if noun.agent.class_ and noun.agent.section in self.lists.individuals and noun.key not in self.lists.bodies
            else ONE + MANY
        )

    def victims(self, words: str) -> str | None:
        """Return the victim class of the words after a count, `None` if they name nobody.

        The last noun before a preposition decides ("dock workers", "guards of the company").
        """
        if words not in self.counted:
            self.counted[words] = self._victims(words)
        return self.counted[words]

    def _victims(self, words: str) -> str | None:
        found = None
        run = keys(words)
        i = 0
        while i < len(run) and not (found and run[i] in self.lists.cut):
            step = 1
            for size in range(min(self.roster.compound(run[i]), len(run) - i), 0, -1):
                if agent := self.roster.agent(" ".join(run[i : i + size])):
                    found, step = agent.class_ or found, size
                    break
            i += step
        return found

    def contradictions(self) -> Iterator[tuple[Span, str, str]]:
        """Yield title words, person and what the roster says where the text contradicts it on the report's day.

        "former President X" contradicts a term in force, and "President X" one that is over or has not begun, unless the
        sentence speaks of another time. Terms that are open count as far as they were checked.
        """
        for hit in self.hits:
            noun = next((n for n in self.nouns if n.last == hit.first), None) if hit.row.kind == "person" else None
            if not noun or not self.day or not self.words[hit.first].tight:
                continue
            first = self._left(noun.first)
            first += self.words[first].key in self.lists.determiners
            before = [w.key for w in self.words[max(first - 1, 0) : noun.first]] + noun.key.split()[:1]
            office = OFFICES.get(
                noun.key.removeprefix("former ").removeprefix("ex-"),
                noun.key.removeprefix("former ").removeprefix("ex-"),
            )
            terms = [r for r in self.roster.rows(self._key(hit)) if r.office == office and r.since]
            lands = {h.row.country for h in self._within(first, noun.first)} - {None}
            if not terms or (lands and lands != {terms[0].country}):
                continue
            now = next((r for r in terms if r.holds(self.day) and (r.until or self.day <= (r.checked or ""))), None)
            span = self.view.span(self.words[first].start, self.words[noun.last - 1].end)
            where = f"{office} of {self.roster.country(terms[0].country or '')[0]}"
            if "former" in before or any(w.startswith("ex-") for w in before):
                if now:
                    yield span, now.name, f"holds the office of {where} ({_day(now.since)}–{_day(now.until)})"
            elif (
                lands
                and not set(before) & self.lists.elsewhen
                and not any(r.holds(self.day) for r in terms)
                and not self._dated(hit.first)
            ):
                past = [r for r in terms if r.until and r.until < self.day]
                row = max(past, key=lambda r: r.until or "") if past else min(terms, key=lambda r: r.since or "")
                yield (
                    span,
                    row.name,
                    f"{'held' if past else 'takes'} the office of {where} ({_day(row.since)}–{_day(row.until)})",
                )

    def _key(self, hit: Hit) -> str:
        return " ".join(w.key for w in self.words[hit.first : hit.last])

    def _dated(self, i: int) -> bool:
        """True if the sentence of word `i` speaks of another time: a year, or words such as "under" and "when"."""
        sentence = self.view.sentence(self.words[i].start)
        return any(w in self.lists.elsewhen or re.fullmatch("(19|20)[0-9]{2}s?", w) for w in keys(sentence.text or ""))

    def parts(self, entity: Entity) -> list[Entity]:
        """Return an entity of two peoples ("Polish and German police") as one of each; their words stay those of the whole."""
        if entity.start is None or entity.end is None:
            return [entity]
        a, b = self._range(entity.start, entity.end)
        peoples = [h for h in self._within(a, b) if h.row.kind == "people"]
        if (
            len(peoples) == 2
            and peoples[0].last + 1 == peoples[1].first
            and self.words[peoples[0].last].key == "and"
            and peoples[1].last < b
        ):
            rest = self._text(peoples[1].last, b)
            return [
                replace(entity, name=f"{self._text(h.first, h.last)} {rest}", country=h.row.country) for h in peoples
            ]
        return [entity]

    def vague(self, entity: Entity) -> bool:
        """Return whether an entity is headed by a noun that says of people no more than that ("two men", "youths")."""
        if entity.start is None or entity.end is None:
            return False
        a, b = self._range(entity.start, entity.end)
        cut = next((i for i in range(a + 1, b) if self.words[i].key in self.lists.cut or not self.words[i].tight), b)
        head = [n for n in self.nouns if a <= n.first and n.last <= cut]
        return bool(head) and head[-1].agent.weak and head[-1].agent.section != "peoples"

    def owner(self, target: Target) -> Entity | None:
        """Return whose a struck object is, where its own words say so ("a Russian ammunition depot", "the UN base")."""
        if target.start is None or target.end is None:
            return None
        hit = next((h for h in self._within(*self._range(target.start, target.end)) if h.row.kind != "place"), None)
        if not hit or hit.row.kind == "person":
            return None
        sectors = hit.row.sectors if hit.row.kind == "body" else ()
        id_ = hit.row.id if hit.row.kind == "body" else None
        return Entity(target.text, target.start, target.end, hit.row.name, hit.row.country, sectors, id=id_)


def _day(date: str | None) -> str:
    """An ISO date or its beginning as English writes it; nothing for an open end."""
    year, month, day = (*(date or "").split("-"), "", "")[:3]
    return " ".join(filter(None, (day.lstrip("0"), MONTHS[int(month) - 1] if month else "", year)))


@lru_cache(maxsize=256)
def _alone(name: str, day: str | None, roster: Roster) -> tuple[Reading | None, frozenset[str]]:
    """Who a name that stands alone is of, and its words as they are looked up."""
    view = View(Report.of(name, published=day), [Sentence(name, 0, len(name), 0)], Markup())
    people = People(view, roster)
    return people._read(0, len(people.words)) if people.words else None, frozenset(w.key for w in people.words)


def _heads(name: list[str]) -> set[str]:
    """The words of a name that may stand for it: its last, and the last before "of" or "for"."""
    return {name[-1], *(word for word, after in itertools.pairwise(name) if after in ("of", "for"))} if name else set()


def _stem(name: str) -> str:
    """The agent noun without what marks the plural, so that "ministry" and "ministries" are alike."""
    return name.removesuffix("s").removesuffix("e").removesuffix("i").removesuffix("y").replace("men", "man")


def identify(event: Event, view: View, people: People) -> tuple[Event, Reasons]:
    """Return the event with its actors and recipients resolved, each named once, and why."""
    reasons: Reasons = {}
    actors = _side(event, event.actors, "actors", people, reasons)
    recipients = _side(event, event.recipients, "recipients", people, reasons, frozenset(a.name for a in actors))
    if event.type == "ASSAULT" and not recipients:
        owners = {owner.name: owner for t in event.targets if (owner := people.owner(t))}
        if owners:
            recipients = tuple(owners.values())
            reasons["recipients"] = "rule: whose the struck object is, by its own words"
    return replace(event, actors=_alternative(actors, view), recipients=recipients), reasons


def _side(
    event: Event,
    entities: Sequence[Entity],
    side: str,
    people: People,
    reasons: Reasons,
    apart: frozenset[str | None] = frozenset(),
) -> tuple[Entity, ...]:
    """The resolved participants of one side of an event, the first of each name."""
    found: dict[str | None, Entity] = {}
    notes = []
    struck = {t.start for t in event.targets}
    for entity in entities:
        whole = people.parts(entity)
        for part in whole:
            resolved, why = people.resolve(part, apart)
            if len(whole) > 1:
                resolved, why = (
                    replace(resolved, name=part.name, country=part.country, id=None),
                    f"one of two peoples; {why}",
                )
            if (
                side == "actors"
                and event.type == "ASSAULT"
                and resolved.sectors in (("CVL",), ())
                and not resolved.id
                and people.vague(part)
            ):
                resolved, why = replace(resolved, sectors=("UAF",)), f"{why}; rule: unnamed men who attack"
            if (
                side == "actors"
                and event.type == "PROTEST"
                and not resolved.sectors
                and resolved.country not in SPECIAL
            ):
                resolved, why = replace(resolved, sectors=("CVL",)), f"{why}; rule: who protests, else unknown"
            if side == "actors" and event.type in ("ASSAULT", "MOBILIZE") and resolved.id and not resolved.sectors:
                resolved, why = replace(resolved, sectors=("MIL",)), f"{why}; rule: an alliance that uses force"
            if (
                event.type in ("ASSAULT", "MOBILIZE")
                and resolved.sectors == ("GOV",)
                and why.startswith(("roster country", "roster seat"))
            ):
                resolved, why = (
                    replace(resolved, sectors=("MIL",) if side == "actors" else ()),
                    f"{why}; rule: a state that uses force",
                )
            if (
                event.type == "ASSAULT"
                and side == "recipients"
                and resolved.class_ is None
                and entity.start not in struck
            ):
                resolved = replace(resolved, class_=people.victims(entity.text or ""))
            if "strike" in event.modes and side == "actors" and resolved.sectors in (("MED",), ("EDU",)):
                resolved, why = (
                    replace(resolved, sectors=(*resolved.sectors, "LAB")),
                    f"{why}; rule: who strikes, works",
                )
            if resolved.name not in found:
                found[resolved.name] = resolved
                notes.append(f"{entity.text}: {why}")
    if notes:
        reasons[side] = "; ".join(notes)
    return tuple(found.values())


def _alternative(actors: tuple[Entity, ...], view: View) -> tuple[Entity, ...]:
    """Actors that "or" parts, each marked as an alternative to the other."""
    either = set()
    for one, two in itertools.pairwise(actors):
        if one.end is not None and two.start is not None and OR.fullmatch(view.report.text[one.end : two.start]):
            either |= {one, two}
    return tuple(replace(a, alternative=True) if a in either else a for a in actors)
