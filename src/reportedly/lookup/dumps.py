"""Imports GeoNames dumps (download.geonames.org/export/dump, CC BY 4.0): every populated place, district, island, base …
of a country or of all, with its alternate names, into a file that is laid over the gazetteer of the package.

A dump is `XX.zip` or `allCountries.zip`, or the .txt in it: 19 columns parted by tabs, alternate names in the fourth.
"""

from __future__ import annotations

import io
import sqlite3
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from reportedly.errors import FormatError
from reportedly.lookup.build import AREAS, HERE, PLACE, Precision, Row, town, within

ADMIN2 = frozenset(("ADM2", "ADM3", "ADM4", "ADMD"))
GONE = frozenset(("PPLH", "PPLQ", "PPLW", "PPLCH", "ADM2H", "ADM3H", "ADM4H"))  # historical, abandoned, destroyed
# beside all of P (populated places): what news name; not schools, hotels, farms, wells
KEPT = ADMIN2 | AREAS | set(
    "AIRB AIRF AIRP NVB MILB INSM FT DAM BDG PRT PS OILR MSQE SHRN AMTH CSTL CMP CMPRF PASS MT PK HLL ISL CAPE PLAT "
    "LKS RVR STMX CNL HBR MNA MNCU MNAU NUCL PSN TNL BCN".split()
)  # fmt: skip
BATCH = 50_000


def load(dump: Path, out: Path, step: Callable[[], None] = lambda: None) -> Counter[str]:
    """Return how many places of which country were imported from a dump into `out`, in place of what was there.

    Reads line by line: memory stays flat for allCountries too. Raises FormatError naming the line that is none of a dump.
    """
    own = tomllib.loads((HERE / "places.toml").read_text(encoding="utf-8"))
    nations = tomllib.loads((HERE / "countries.toml").read_text(encoding="utf-8"))
    alpha3 = {c["iso2"]: code for code, c in nations.items()}
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_suffix(".part")
    part.unlink(missing_ok=True)
    db = sqlite3.connect(part)
    try:
        db.executescript(PLACE)
        db.execute("CREATE TABLE name (key TEXT, place INTEGER, via INTEGER)")
        db.execute("CREATE TABLE covered (country TEXT PRIMARY KEY)")
        regions = _regions(db, alpha3)
        done: Counter[str] = Counter()
        for n, row in enumerate(_rows(dump, alpha3, own), len(regions) + 1):
            e = row.entry
            point = [None if x is None else round(x * 1e5) for x in (e.lat, e.lon)]
            place = (n, e.name, e.country, regions.get(row.region or ""), *point, e.geonameid, e.feature, e.precision)
            db.execute("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)", (*place, e.population, e.contested or None))
            db.executemany("INSERT INTO name VALUES (?,?,?)", ((k, n, via) for k, via in row.keys.items()))
            done[e.country or ""] += 1
            step()
            if n % BATCH == 0:
                db.commit()
        if not done:
            raise FormatError(str(dump), "holds no place", "give a dump of a country or of all (docs/cli.md)")
        db.execute("CREATE INDEX name_key ON name (key)")
        db.executemany("INSERT INTO covered VALUES (?)", ((c,) for c in sorted(done)))
        db.commit()
        db.close()
        part.replace(out)
    finally:
        db.close()
        part.unlink(missing_ok=True)
    return done


def _regions(db: sqlite3.Connection, alpha3: dict[str, str]) -> dict[str, int]:
    """The first-level regions by code, entered without names: the package's own file finds them."""
    out = {}
    for n, line in enumerate((HERE / "regions.tsv").read_text(encoding="utf-8").splitlines(), 1):
        code, name, geonameid = line.split("\t")
        country = alpha3.get(code[:2])
        db.execute("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                   (n, name, country, None, None, None, int(geonameid), "ADM1", "admin1", 0, None))  # fmt: skip
        out[code] = n
    return out


def _rows(dump: Path, alpha3: dict[str, str], own: dict[str, Any]) -> Iterator[Row]:
    """Each place worth having, as the build of the package's gazetteer makes them."""
    with _opened(dump) as lines:
        for n, line in enumerate(lines, 1):
            cells = line.rstrip("\r\n").split("\t")
            try:
                _, _, _, other, lat, lon, class_, feature = cells[:8]
                place = {"geonameid": int(cells[0]), "name": cells[1], "alternatenames": [cells[2], *other.split(",")],
                         "latitude": float(lat), "longitude": float(lon), "countrycode": cells[8],
                         "admin1code": cells[10], "population": int(cells[14] or 0)}  # fmt: skip
            except (ValueError, IndexError) as e:
                raise FormatError(
                    str(dump),
                    f"line {n} is none of a GeoNames dump ({e})",
                    "give XX.zip, XX.txt, allCountries.zip or .txt",
                ) from e
            if place["countrycode"] not in alpha3 or feature in GONE or not (class_ == "P" or feature in KEPT):
                continue
            row = town(place, alpha3, own["recognised"])
            precision: Precision = "admin2" if feature in ADMIN2 else "admin1" if feature in AREAS else "place"
            row.entry = replace(row.entry, feature=feature if class_ != "P" else "P", precision=precision)
            for _, land, since, until, shape in own["contested"]:
                if within(row.entry, land, shape):
                    row.entry = replace(row.entry, contested=f"{row.entry.contested} {since}/{until}".strip())
            row.rank()
            yield row


@contextmanager
def _opened(dump: Path) -> Iterator[Iterator[str]]:
    """The lines of a dump: of the .txt itself, or of the one in its archive that is no readme."""
    try:
        if not zipfile.is_zipfile(dump):
            with dump.open(encoding="utf-8") as f:
                yield iter(f)
            return
        with zipfile.ZipFile(dump) as archive:
            name = next((n for n in archive.namelist() if n.endswith(".txt") and "readme" not in n.casefold()), None)
            if name is None:
                raise FormatError(str(dump), "an archive without a dump", "give XX.zip or allCountries.zip of GeoNames")
            with archive.open(name) as raw:
                yield iter(io.TextIOWrapper(raw, encoding="utf-8"))
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile) as e:
        raise FormatError(str(dump), f"cannot be read ({e})", "give a dump as GeoNames offers it") from e
