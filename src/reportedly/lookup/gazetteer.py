"""The gazetteer of the package: places by name, read from a file beside this one (built by `lookup.build`)."""

from __future__ import annotations

import functools
import sqlite3
from importlib.resources import files
from pathlib import Path

from reportedly.coding.places import Entry, key

FIND = """
SELECT p.name, p.country, r.name, p.lat / 1e5, p.lon / 1e5, p.geonameid, p.feature, p.precision, p.population,
       ifnull(p.contested, ''), CASE n.via WHEN 0 THEN 'name' WHEN 1 THEN 'spelling' WHEN 2 THEN 'alternate' ELSE 'demonym' END
FROM name n JOIN place p ON p.id = n.place LEFT JOIN place r ON r.id = p.region WHERE n.key = ? ORDER BY p.id"""


class Gazetteer:
    """Places by name; opening it reads nothing but the first page, a look-up takes some 20 µs.

    >>> Gazetteer().find("Kiev")[0].name
    'Kyiv'
    """

    def __init__(self, path: Path | None = None) -> None:
        path = path or Path(str(files("reportedly.lookup"))) / "gazetteer.sqlite"
        self.db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self.find = functools.lru_cache(maxsize=50_000)(self._find)

    def _find(self, name: str) -> tuple[Entry, ...]:
        """Return every entry that bears the name, in any spelling, the most populous first."""
        return tuple(Entry(*row) for row in self.db.execute(FIND, (key(name),)))
