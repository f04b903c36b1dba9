"""The gazetteer: places by name, read from the file beside this one (built by `lookup.build`) and from files of places
that users imported (`lookup.dumps`), laid over it."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from reportedly.coding.places import Entry, distance, key
from reportedly.errors import FormatError

FIND = """
SELECT p.name, p.country, r.name, p.lat / 1e5, p.lon / 1e5, p.geonameid, p.feature, p.precision, p.population,
       ifnull(p.contested, ''), CASE n.via WHEN 0 THEN 'name' WHEN 1 THEN 'spelling' WHEN 2 THEN 'alternate' ELSE 'demonym' END
FROM name n JOIN place p ON p.id = n.place LEFT JOIN place r ON r.id = p.region WHERE n.key = ? ORDER BY p.id"""
COVERED = "SELECT country FROM covered ORDER BY country"
TWIN = 20.0  # km within which a row of ours without an id and an imported one of the same name are one place


class Gazetteer:
    """Places by name; opening it reads nothing but the first page, a look-up takes some 20 µs.

    `over` are files of imported places, `covered` says of which countries, `full` of all of them together; other countries
    have the small set: towns of 500 inhabitants and more. Raises FormatError where one of them is no such file.

    >>> Gazetteer().find("Kiev")[0].name
    'Kyiv'
    """

    def __init__(self, path: Path | None = None, over: Iterable[Path] = ()) -> None:
        self.db = _open(path or Path(str(files("reportedly.lookup"))) / "gazetteer.sqlite")
        self.over = {p: _open(p) for p in over}
        try:
            self.covered = {p: [c for (c,) in db.execute(COVERED)] for p, db in self.over.items()}
        except sqlite3.DatabaseError as e:
            raise FormatError(
                ", ".join(map(str, self.over)), f"no imported places ({e})", "import the dump again"
            ) from e
        self.full = frozenset(c for countries in self.covered.values() for c in countries)
        self.find = functools.lru_cache(maxsize=50_000)(self._find)

    def _find(self, name: str) -> tuple[Entry, ...]:
        """Return every entry that bears the name, in any spelling, the most populous first."""
        k = key(name)
        found = [Entry(*row) for row in self.db.execute(FIND, (k,))]
        if not self.over:
            return tuple(found)
        for db in self.over.values():
            new = [Entry(*row) for row in db.execute(FIND, (k,))]
            found += [e for e in new if not any(_same(e, o) for o in found)]
        return tuple(sorted(found, key=lambda e: -e.population))


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def _same(new: Entry, old: Entry) -> bool:
    """Tell whether an imported entry is one that is there already."""
    if new.geonameid is not None and new.geonameid == old.geonameid:
        return True
    twin = old.geonameid is None and old.country == new.country and old.precision == new.precision
    return twin and distance(old, new.lat or 0.0, new.lon or 0.0) < TWIN
