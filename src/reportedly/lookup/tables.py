"""The tables of the roster as files: what is wrong in one, and how rows are laid into a table.

python -m reportedly.lookup.tables      rewrites our own tables: cells trimmed, no alias twice; the same bytes each time
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from reportedly import codebook
from reportedly.coding.known import keys
from reportedly.errors import FormatError
from reportedly.lookup.roster import COLUMNS, Line, identity, items, lines, table_of

DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
NEEDED = {
    "countries": ("code", "name"),
    "bodies": ("id", "name", "country", "source"),
    "persons": ("id", "name", "country", "office", "source"),
}


class Fault(NamedTuple):
    """What is wrong in a line of a table, as said to its user."""

    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: line {self.line}: {self.reason}"


def check(path: Path) -> tuple[int, list[Fault]]:
    """Return how many rows a table, or every table in a folder, has, and what is wrong in them, line by line.

    Raises FormatError where a file is no table at all.
    """
    rows, found = 0, []
    for file in tables(path):
        table = table_of(file)
        rows += sum(1 for _ in lines(file, COLUMNS[table]))
        found += [Fault(file, n, reason) for n, reason in sorted(_faults(file, table))]
    return rows, found


def tables(path: Path) -> list[Path]:
    """Return the files of a folder, or the one file; raises FormatError if there is none."""
    found = sorted(path.glob("*.tsv")) if path.is_dir() else [path] if path.is_file() else []
    if not found:
        raise FormatError(str(path), "no such table", "give a .tsv file or a folder of them (docs/cli.md)")
    return found


def _faults(file: Path, table: str) -> Iterator[tuple[int, str]]:
    terms: dict[tuple[str, ...], list[tuple[int, Line]]] = {}
    names: dict[str, list[tuple[int, Line]]] = {}
    for n, line in lines(file, COLUMNS[table]):
        yield from ((n, reason) for reason in _row(line, table))
        same = tuple(line[c] for c in ("code", "id", "office") if c in line)
        yield from (
            (n, f"{same[0]} has the same time as in line {m}") for m, other in terms.get(same, ()) if _meet(line, other)
        )
        terms.setdefault(same, []).append((n, line))
        for name in (
            {" ".join(keys(x)) for x in (line["name"], *items(line.get("aliases", "")))} if table == "bodies" else ()
        ):
            clash = ((m, o) for m, o in names.get(name, ()) if o["id"] != line["id"] and _meet(line, o))
            yield from ((n, f"{name!r} is also a name of {o['id']} in line {m} at the same time") for m, o in clash)
            names.setdefault(name, []).append((n, line))


def _row(line: Line, table: str) -> Iterator[str]:
    """What is wrong in one line by itself."""
    book = codebook.load()
    if extra := line.get(""):
        yield f"{extra} cells more than the table has columns"
    yield from (f"no {c}" for c in NEEDED[table] if not line[c])
    yield from (f"{c} {line[c]!r} begins or ends with a space" for c in line if c and line[c] != line[c].strip())
    land = line.get("country") or line.get("code") or ""
    if land and land not in {*book.countries, *book.special_countries}:
        yield f"country {land!r} is not in the codebook (ISO 3166 alpha-3, or {', '.join(book.special_countries)})"
    for sector in items(line.get("sectors", ""), ","):
        if sector not in book.sectors:
            yield f"sector {sector!r} is not in the codebook ({', '.join(book.sectors)})"
    for c in ("since", "until", "checked"):
        if (date := line.get(c)) and not _date(date):
            yield f"{c} {date!r} is no date; write 2014, 2014-05 or 2014-05-07"
    if line.get("since") and line.get("until") and line["since"][: len(line["until"])] > line["until"]:
        yield f"ends ({line['until']}) before it begins ({line['since']})"
    if line.get("wikidata") and not re.fullmatch(r"Q\d+", line["wikidata"]):
        yield f"wikidata {line['wikidata']!r} is not like Q42"
    yield from (
        f"name {x!r} has no letter or digit"
        for x in (line["name"], *items(line.get("aliases", "")))
        if x and not keys(x)
    )


def _date(text: str) -> bool:
    try:
        return bool(DATE.fullmatch(text) and dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :]))
    except ValueError:
        return False


def _meet(a: Line, b: Line) -> bool:
    """Tell whether two rows hold at a time that is not the mere day, month or year of handing over."""
    one, two = sorted((a, b), key=lambda r: r.get("since", ""))
    until, since = one.get("until", ""), two.get("since", "")
    return (
        not until
        or (since or "0")[: len(until)] < until[: len(since or "0")]
        or (two.get("until") or "9") < (since or "0")
    )


def lay(path: Path, folder: Path) -> int:
    """Return how many rows of a table (or folder of tables) were laid into the tables of `folder`, which is made if need
    be. A row of the same id and beginning replaces the one there. Raises FormatError with the first fault of the file."""
    if faults := check(path)[1]:
        more = f" and {len(faults) - 1} more" if len(faults) > 1 else ""
        raise FormatError(
            str(path),
            f"line {faults[0].line}: {faults[0].reason}{more}",
            "nothing was added; see `reportedly roster check`",
        )
    folder.mkdir(parents=True, exist_ok=True)
    done = 0
    for file in tables(path):
        table = table_of(file)
        target = folder / f"{table}.tsv"
        kept = {
            identity(table, x): x for f in ([target] if target.exists() else []) for _, x in lines(f, COLUMNS[table])
        }
        new = {identity(table, x): x for _, x in lines(file, COLUMNS[table])}
        write(target, table, [*(kept | new).values()])
        done += len(new)
    return done


def write(target: Path, table: str, rows: list[Line], head: str = "") -> None:
    """Write a table in whole: `head` (comments), its columns, a row a line."""
    cells = ("\t".join(_tidy(c, row[c], row) for c in COLUMNS[table]) for row in rows)
    text = head + "\n".join(["\t".join(COLUMNS[table]), *cells]) + "\n"
    part = target.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(target)


def _tidy(column: str, cell: str, row: Line) -> str:
    if column in ("aliases", "people", "also", "seats"):
        return ";".join(dict.fromkeys(x for x in items(cell) if x != row["name"]))
    return ",".join(items(cell, ",")) if column == "sectors" else " ".join(cell.split())


def main() -> int:
    """Rewrite our own tables; say what is wrong in them and return 1 if anything is."""
    here = Path(str(files("reportedly.lookup"))) / "roster"
    found = check(here)[1]
    print("\n".join(map(str, found)), end="\n" * bool(found))
    for table in COLUMNS:
        file = here / f"{table}.tsv"
        head = "".join(x + "\n" for x in file.read_text(encoding="utf-8").split("\n") if x.startswith("#"))
        write(file, table, [line for _, line in lines(file, COLUMNS[table])], head)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
