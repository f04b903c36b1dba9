"""The roster: countries, seats, bodies, groups and dated offices, from tables anybody can read and correct.

`roster/countries.tsv`, `bodies.tsv` and `persons.tsv` hold a row a line; `codebooks/plover-2/agents.toml`
the agent nouns. Files of the same form laid over ours add rows and replace those of the same id; where a name is of
two rows, the user's goes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from reportedly import codebook
from reportedly.coding.known import Agent, Row, keys
from reportedly.coding.places import Entry
from reportedly.errors import FormatError

COLUMNS = {
    "countries": ("code", "name", "adjective", "people", "also", "seats"),
    "bodies": ("id", "name", "country", "sectors", "aliases", "since", "until", "source", "wikidata"),
    "persons": ("id", "name", "aliases", "country", "office", "sectors", "since", "until", "checked", "source"),
}
FAMILY_FIRST = frozenset(
    {"CHN", "TWN", "HKG", "KOR", "PRK", "VNM", "ETH", "ERI"}
)  # where the first name is the one used alone
Line = dict[str, str]  # column -> cell
IRREGULAR = {"man": "men", "woman": "women", "person": "people", "child": "children", "chief of": "chiefs of"}


class Roster:
    """Everything the roster knows, by normalised name. The files are read at the first question.

    `paths` are tables of the user, or folders of them, laid over ours in their order; their columns say which table it is.
    `find` looks places up, by default in the gazetteer of the package; without `ours` the user's tables stand alone.
    """

    def __init__(
        self, paths: Iterable[Path] = (), find: Callable[[str], Sequence[Entry]] | None = None, ours: bool = True
    ) -> None:
        self.paths, self.find, self.ours = tuple(paths), find, ours

    def rows(self, name: str) -> Sequence[Row]:
        """Return the rows under a normalised name, those of bodies before those of places, in the order of the files."""
        return self._names.get(name, ())

    def longest(self, first: str) -> int:
        """Return how many words the longest name has that begins with this word, 0 if there is none."""
        return self._longest.get(first, 0)

    def surname(self, last: str) -> Sequence[Row]:
        """Return the terms of all persons with this surname (normalised)."""
        return self._surnames.get(last, ())

    def agent(self, name: str) -> Agent | None:
        """Return what an agent noun of one or more normalised words says."""
        return self._agents.get(name)

    def compound(self, first: str) -> int:
        """Return how many words the longest agent noun has that begins with this word, 0 if there is none."""
        return self._compounds.get(first, 0)

    def country(self, code: str) -> tuple[str, str]:
        """Return name and adjective of a country as they stand in "Government of …" and "… army".

        >>> Roster().country("USA")
        ('the United States', 'American')
        """
        return self._countries.get(code, (code, code))

    def places(self, name: str) -> Sequence[tuple[str, int]]:
        """Return country and inhabitants of every place of this name as written, by the gazetteer of the package."""
        return self._places(name)

    @cached_property
    def _places(self) -> Callable[[str], tuple[tuple[str, int], ...]]:
        from reportedly.lookup.gazetteer import Gazetteer

        find = self.find or Gazetteer().find
        return lambda name: tuple((e.country, e.population) for e in find(name) if e.country and e.via != "demonym")

    @cached_property
    def _countries(self) -> dict[str, tuple[str, str]]:
        return {line["code"]: (line["name"], line["adjective"]) for line in self._lines("countries")}

    @cached_property
    def _agents(self) -> dict[str, Agent]:
        return agents()

    @cached_property
    def _compounds(self) -> dict[str, int]:
        longest: dict[str, int] = {}
        for name in self._agents:
            words = name.split()
            longest[words[0]] = max(len(words), longest.get(words[0], 0))
        return longest

    @cached_property
    def _tables(self) -> tuple[dict[str, list[Row]], dict[str, int], dict[str, list[Row]]]:
        names: dict[str, list[Row]] = {}
        longest: dict[str, int] = {}
        surnames: dict[str, list[Row]] = {}
        for row, aliases in self.named():
            for alias in aliases:
                words = keys(alias)
                if not words:
                    continue
                at = names.setdefault(" ".join(words), [])
                if row not in at:
                    at.append(row)
                if len(words) > longest.get(words[0], 0):
                    longest[words[0]] = len(words)
            if row.kind == "person":
                name = keys(aliases[-1])
                for last in {name[0] if row.country in FAMILY_FIRST else name[-1], name[-1].removeprefix("al-")}:
                    surnames.setdefault(last, []).append(row)
        return names, longest, surnames

    @cached_property
    def _names(self) -> dict[str, list[Row]]:
        return self._tables[0]

    @cached_property
    def _longest(self) -> dict[str, int]:
        return self._tables[1]

    @cached_property
    def _surnames(self) -> dict[str, list[Row]]:
        return self._tables[2]

    def named(self) -> Iterator[tuple[Row, list[str]]]:
        """Yield each row with its names; a person's last one is that whose last word is the surname."""
        for line in self._lines("bodies"):
            sectors = items(line["sectors"], ",")
            row = Row(
                line["id"],
                line["name"],
                line["country"] or None,
                sectors,
                "body",
                line["since"] or None,
                line["until"] or None,
                source=line["source"],
            )
            yield row, [line["name"], *items(line["aliases"])]
        for line in self._lines("countries"):
            code, name, id_ = line["code"], line["name"], line["code"].lower()
            yield Row(id_, name, code, ("GOV",), "country"), [name.removeprefix("the "), *items(line["also"])]
            yield Row(id_, name, code, ("GOV",), "seat"), list(items(line["seats"]))
            yield Row(id_, name, code, (), "people"), [line["adjective"], *items(line["people"])]
        for line in self._lines("persons"):
            row = Row(
                line["id"],
                line["name"],
                line["country"],
                items(line["sectors"], ","),
                "person",
                line["since"] or None,
                line["until"] or None,
                line["office"],
                line["checked"] or None,
                line["source"],
            )
            yield row, [*items(line["aliases"]), line["name"]]

    def _lines(self, table: str) -> Iterator[Line]:
        """The lines of one table as dicts: the user's, last file first, then ours that none of them replaces."""
        mine = [f for p in self.paths for f in (sorted(p.glob("*.tsv")) if p.is_dir() else [p]) if table_of(f) == table]
        seen = set()
        ours = [files("reportedly").joinpath(f"lookup/roster/{table}.tsv")] if self.ours else []
        for file in [*reversed(mine), *ours]:
            rows = [(identity(table, line), line) for _, line in lines(file, COLUMNS[table])]
            yield from (line for same, line in rows if same not in seen)
            seen |= {same for same, _ in rows}


def identity(table: str, line: Line) -> tuple[str, ...]:
    """Return what makes a line of a table replace another: its id, with the beginning and the office of a term."""
    return tuple(line[c] for c in ("code", "id", "since", "office") if c in COLUMNS[table])


def table_of(file: Path) -> str:
    """Return which table a file is by its columns: countries, bodies or persons; raises FormatError if none."""
    for n, text in _text(file):
        if table := next((t for t, columns in COLUMNS.items() if tuple(text.split("\t")) == columns), None):
            return table
        said = f"line {n}: columns {', '.join(text.split(chr(9)))}"
        forms = "; or ".join(", ".join(columns) for table, columns in COLUMNS.items() if table != "countries")
        raise FormatError(str(file), said, f"they should be, parted by tabs: {forms}")
    raise FormatError(str(file), "no line of columns", "see docs/cli.md for the form of a roster")


def agents() -> dict[str, Agent]:
    """Return the agent nouns of agents.toml by normalised words, plurals included; the first section that has one decides."""
    table = codebook.table("agents")
    bearers, weak = (set(_words(table[name]["words"])) for name in ("bearers", "weak"))
    out: dict[str, Agent] = {}
    for section, what in table.items():
        sectors, vague = tuple(what.get("sectors", ())), what.get("weak", False)
        for word in _words(what["words"]):
            agent = Agent(
                sectors,
                what.get("class"),
                word in bearers,
                what.get("government", False),
                vague or word in weak,
                section,
            )
            for form in (word, plural(word)):
                out.setdefault(" ".join(keys(form)), agent)
    return out


def plural(words: str) -> str:
    """Return the regular plural of a noun or of the noun that heads a compound.

    >>> plural("policeman"), plural("chief of police"), plural("ministry")
    ('policemen', 'chiefs of police', 'ministries')
    """
    head, of, rest = words.partition(" of ")
    if of:
        return plural(head) + of + rest
    for one, many in IRREGULAR.items():
        if head.endswith(one):
            return head.removesuffix(one) + many
    if head.endswith("y") and head[-2:-1] not in "aeiou":
        return head[:-1] + "ies"
    return head + ("es" if head.endswith(("s", "x", "ch", "sh")) else "s")


def _words(text: str) -> list[str]:
    return [w for part in text.split(",") if (w := " ".join(part.split()))]


def items(cell: str, mark: str = ";") -> tuple[str, ...]:
    """Return the parts of a cell that holds a list."""
    return tuple(c for part in cell.split(mark) if (c := part.strip()))


def lines(file: Traversable, columns: tuple[str, ...]) -> Iterator[tuple[int, Line]]:
    """Yield each line of a table with its number; under "" stands how many cells too many it has, if any."""
    for n, text in list(_text(file))[1:]:
        cells = text.split("\t")
        more = len(cells) - len(columns)
        yield n, dict(zip(columns, cells + [""] * -more, strict=False)) | ({"": str(more)} if more > 0 else {})


def _text(file: Traversable) -> Iterator[tuple[int, str]]:
    """Each line with its number that is neither empty nor a comment; raises FormatError where it is no text."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as e:
        raise FormatError(str(file), f"cannot be read ({e})", "give a table of tab-separated text in UTF-8") from e
    return ((n, line.rstrip("\r")) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#"))
