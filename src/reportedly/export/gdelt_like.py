"""The columns of GDELT 2.0: 61 of events, 16 of mentions, tab-separated, without a header. This is not GDELT data.

Only events that the report presents as having happened, for no column could say that the others did not. An event here is what one
report tells, so NumSources and NumArticles are 1; each of its mentions in that report is a row of mentions. `GlobalEventID` is a
number of 63 bits made of our id, which stands whole in `Extras` of the mentions, with hedges. `EventCode` is the CAMEO root with a 0
("not specified below"): a finer code does not follow from PLOVER. `GoldsteinScale` holds PLOVER's scale. Actor codes are CAMEO's by
`gdelt_like.toml`; countries of places are FIPS 10-4. Lost: modes and contexts, all actors and recipients but the first, victim classes,
struck objects, weapon, effects, all places but one, attribution, evidence, figures, the last day of a range, clock time, quotations. Empty: tone, ethnic and religious codes, the actors' places, ADM1 and ADM2 codes, feature
ids (they are not GeoNames'), coordinates of all that is no point, and the document's length. Not read back.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from reportedly.export.columns import Column, countries, main_place, point
from reportedly.export.package import File, Format
from reportedly.export.plover import QUADS
from reportedly.records import Entity, Event, Place, digest

ACTOR = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code", "Type2Code", "Type3Code")  # fmt: skip
GEO = ("Type", "Fullname", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
SAYS = {
    "GlobalEventID": "Number made of our id.", "Day": "First day, YYYYMMDD.", "MonthYear": "YYYYMM.", "Year": "YYYY.", "FractionDate": "Year and fraction, (month * 30 + day) / 365.",
    "Code": "CAMEO code: country, known group, types.", "Name": "Name, else the report's words.", "CountryCode": "CAMEO country.", "KnownGroupCode": "UNO or EEC.",
    "Type1Code": "CAMEO type.", "Type2Code": "CAMEO type.", "Type3Code": "CAMEO type.", "IsRootEvent": "1 if told in the headline or the first sentence.",
    "EventCode": "CAMEO root and 0.", "EventBaseCode": "The same.", "EventRootCode": "CAMEO root.", "QuadClass": "1 verbal, 2 material cooperation, 3 verbal, 4 material conflict.",
    "GoldsteinScale": "PLOVER's scale.", "NumMentions": "Mentions in the report.", "NumSources": "1.", "NumArticles": "1.",
    "Geo_Type": "0 none, 1 country, 4 place, 5 region.", "Geo_Fullname": "Place, region, country.", "Geo_CountryCode": "FIPS 10-4.", "Geo_Lat": "Only of a point.",
    "Geo_Long": "Only of a point.", "DATEADDED": "Publication, UTC, YYYYMMDDHHMMSS.", "SOURCEURL": "Address of the report.",
    "EventTimeDate": "Publication, UTC.", "MentionTimeDate": "Publication, UTC.", "MentionType": "1 an address, 2 a citation.", "MentionSourceName": "Publisher.",
    "MentionIdentifier": "Address, else publisher, headline and date.", "SentenceID": "Number of the sentence, from 1.", "Actor1CharOffset": "First character of the first actor.",
    "Actor2CharOffset": "First character of the first recipient.", "ActionCharOffset": "First character of the trigger or mention.", "InRawText": "1.",
    "Confidence": "Confidence in percent.", "Extras": "Our id; hedged, historical, contested where so.",
}  # fmt: skip
INTEGERS = {"GlobalEventID", "Day", "MonthYear", "Year", "IsRootEvent", "QuadClass", "NumMentions", "NumSources", "NumArticles", "Actor1Geo_Type", "Actor2Geo_Type",
            "ActionGeo_Type", "MentionType", "SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence"}  # fmt: skip
NUMBERS = {"FractionDate", "GoldsteinScale", "ActionGeo_Lat", "ActionGeo_Long"}
EVENTS = (
    "GlobalEventID", "Day", "MonthYear", "Year", "FractionDate", *(f"Actor{n}{c}" for n in (1, 2) for c in ACTOR), "IsRootEvent", "EventCode", "EventBaseCode",
    "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone",
    *(f"{w}Geo_{c}" for w in ("Actor1", "Actor2", "Action") for c in GEO), "DATEADDED", "SOURCEURL",
)  # fmt: skip
MENTIONS = (
    "GlobalEventID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier", "SentenceID", "Actor1CharOffset",
    "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence", "MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras",
)  # fmt: skip


def _column(name: str) -> Column:
    of = name if name in SAYS else name.removeprefix("Actor1").removeprefix("Actor2").removeprefix("Action")
    says = "0." if name in ("Actor1Geo_Type", "Actor2Geo_Type") else SAYS.get(of, "Empty.") if not (of[:4] == "Geo_" and name[:5] == "Actor") else "Empty."
    return Column(name, "integer" if name in INTEGERS else "number" if name in NUMBERS else "string", says)


@functools.cache
def table() -> dict[str, Any]:
    """Return gdelt_like.toml."""
    return tomllib.loads(files("reportedly.export").joinpath("gdelt_like.toml").read_text(encoding="utf-8"))


def number(id_: str) -> int:
    """Return a number of 63 bits made of an id of ours."""
    return int(digest(id_), 16) >> 1


def actor(side: Sequence[Entity]) -> list[str]:
    """Return the ten cells of the first of a side."""
    if not side:
        return [""] * len(ACTOR)
    a, codes = side[0], table()
    group, kind = codes["known"].get(a.country or "", ("", ""))
    land = "" if a.country in codes["known"] else codes["countries"].get(a.country, a.country or "")
    types = list(dict.fromkeys(t for t in (kind, *(codes["sectors"].get(s) for s in a.sectors)) if t))[:3]
    return ["".join([land, group, *types]), a.name or a.text or "", land, group, "", "", "", *types, *[""] * (3 - len(types))]


def place_cells(p: Place | None) -> list[Any]:
    """Return the eight cells of the event's place."""
    if p is None:
        return [0, *[""] * 7]
    land = countries().get(p.country or "")
    kind = {"place": 4, "admin2": 5, "admin1": 5, "country": 1}.get(p.precision or "", 0)
    parts = dict.fromkeys(n for n in (p.name or p.text, p.admin1, land and land.name) if n)
    lat, lon = point(p)
    return [kind, ", ".join(parts), land and land.fips, "", "", lat, lon, ""]


def stamp(published: str | None) -> str:
    """Return a publication date or time as YYYYMMDDHHMMSS, in UTC where a zone is known."""
    if not published:
        return ""
    try:
        at = datetime.fromisoformat(published)
    except ValueError:
        return ""
    return (at.astimezone(UTC) if at.tzinfo else at).strftime("%Y%m%d%H%M%S")


def rows(e: Event) -> Iterator[list[Any]]:
    """Yield the event as one row, if it happened."""
    if e.status != "happened":
        return
    day = e.when.from_ if e.when and e.when.from_ else ""
    year, month, date = day.split("-") if day else ("", "", "")
    fraction = round(int(year) + (int(month) * 30 + int(date)) / 365, 4) if date else None
    root = e.cameo_root or ""
    yield [
        number(e.id), day.replace("-", ""), year + month, year, fraction, *actor(e.actors), *actor(e.recipients), int(e.sentence.index < 2),
        root and root + "0", root and root + "0", root, QUADS.get(e.quad or ""), e.scale, 1 + len(e.mentions), 1, 1, "",
        *place_cells(None), *place_cells(None), *place_cells(main_place(e)), stamp(e.report.published), e.report.url,
    ]  # fmt: skip


def mentions(e: Event) -> Iterator[list[Any]]:
    """Yield a row for the trigger and one for each later mention."""
    r, at, place = e.report, stamp(e.report.published), main_place(e)
    cite = ", ".join(x for x in (r.publisher, r.title, r.published) if x)
    told = [(e.sentence.index, e.trigger.start), *((m.sentence, m.start) for m in e.mentions)]
    extras = [f"id={e.id}", *(["hedged"] * e.hedged), *(["historical"] * e.historical), *(["contested"] * bool(place and place.contested))]
    sides = [side[0].start if side else None for side in (e.actors, e.recipients)]
    sure = None if e.confidence is None else round(100 * e.confidence)
    for sentence, start in told:
        yield [number(e.id), at, at, 1 if r.url else 2, r.publisher, r.url or cite, sentence + 1, *sides, start, 1, sure, "", "", "", "; ".join(extras)]


FORMAT = Format(
    "gdelt-like",
    "Reported events in a GDELT-like layout (not GDELT data)",
    (
        File("gdelt_like_export.csv", "Events, one a row, tab-separated.", tuple(map(_column, EVENTS)), rows, "\t", False, True, key="GlobalEventID"),
        File("gdelt_like_mentions.csv", "Mentions, one a row, tab-separated.", tuple(map(_column, MENTIONS)), mentions, "\t", False, True, refers=("GlobalEventID", "gdelt_like_export.csv")),
    ),
)  # fmt: skip
