"""The gazetteer of the package: what it holds, how names reach it, and that its tables are sound."""

import re
import time
import tomllib
from importlib.resources import files

import pytest

from reportedly.codebook import load, table
from reportedly.coding.places import Entry, key
from reportedly.lookup.build import Row, _same
from reportedly.lookup.gazetteer import Gazetteer

GAZETTEER = Gazetteer()
HERE = files("reportedly.lookup")
OWN = tomllib.loads((HERE / "places.toml").read_text(encoding="utf-8"))
NATIONS = tomllib.loads((HERE / "countries.toml").read_text(encoding="utf-8"))


def test_it_opens_within_a_fifth_of_a_second():
    begun = time.perf_counter()
    assert Gazetteer().find("Kyiv")
    assert time.perf_counter() - begun < 0.2


def test_a_look_up_in_a_missing_file_names_it(tmp_path):
    with pytest.raises(Exception, match="unable to open"):
        Gazetteer(tmp_path / "none.sqlite").find("Kyiv")


def test_it_cannot_be_written_to():
    with pytest.raises(Exception, match="readonly"):
        GAZETTEER.db.execute("DELETE FROM name")


@pytest.mark.parametrize("name", ["Kyiv", "Kiev", "KYIV", "Kyïv"])
def test_every_spelling_reaches_the_same_town(name):
    assert 703448 in {e.geonameid for e in GAZETTEER.find(name)}


def test_entries_come_with_the_most_populous_first():
    people = [e.population for e in GAZETTEER.find("San Jose")]
    assert people == sorted(people, reverse=True)
    assert len(people) > 5


def test_an_unknown_name_has_no_entries():
    assert GAZETTEER.find("Qwertyville") == ()
    assert GAZETTEER.find("") == ()


def test_a_town_has_region_country_and_coordinates():
    sumy = next(e for e in GAZETTEER.find("Sumy") if e.precision == "place")
    assert (sumy.country, sumy.admin1, sumy.feature) == ("UKR", "Sumy", "P")
    assert (round(sumy.lat), round(sumy.lon)) == (51, 35)


def test_a_region_lies_in_the_centre_of_its_towns_and_keeps_its_id():
    helmand = GAZETTEER.find("Helmand")[0]
    assert (helmand.precision, helmand.geonameid) == ("admin1", 1140043)
    assert 30 < helmand.lat < 33


@pytest.mark.parametrize(
    ("word", "country"), [("Ukrainians", "UKR"), ("Burkinabe", "BFA"), ("Dutch", "NLD"), ("Kosovar", "KOS")]
)
def test_words_for_peoples_lead_to_their_country_and_say_so(word, country):
    entry = next(e for e in GAZETTEER.find(word) if e.via == "demonym")
    assert (entry.country, entry.precision) == (country, "country")


def test_every_country_of_the_codebook_has_a_row_and_no_other():
    assert set(NATIONS) == set(load().countries) | {"KOS"}


@pytest.mark.parametrize("code", sorted(NATIONS))
def test_each_country_is_found_by_each_of_its_names(code):
    for name in NATIONS[code]["names"]:
        assert code in {e.country for e in GAZETTEER.find(name) if e.precision == "country"}


def test_each_place_of_our_own_is_found_by_each_of_its_names():
    for names, country, *_ in OWN["places"]:
        for name in names.split(";"):
            assert (country or None) in {e.country for e in GAZETTEER.find(name)}, name


def test_our_own_table_is_large_and_each_row_has_a_country_of_the_codebook_and_a_point_on_earth():
    assert len(OWN["places"]) >= 250
    known = set(NATIONS) | {""}
    for names, country, feature, lat, lon in OWN["places"]:
        assert country in known, names
        assert re.fullmatch(r"[A-Z0-9]+", feature)
        assert -90 <= lat <= 90
        assert -180 <= lon <= 180


def test_our_own_places_lie_where_the_towns_of_their_country_do():
    """A sign or a digit mistyped puts a point into another country: the nearest large town tells."""
    for names, country, _, lat, lon in OWN["places"]:
        box = GAZETTEER.db.execute(
            "SELECT count(*) FROM place WHERE country = ? AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?",
            (country, (lat - 4) * 1e5, (lat + 4) * 1e5, (lon - 7) * 1e5, (lon + 7) * 1e5),
        ).fetchone()[0]
        assert box or not country or country in ("IOT", "SJM"), names


def test_contested_areas_have_months_and_shapes():
    for name, country, since, until, shape in OWN["contested"]:
        assert country in set(NATIONS) | {""}, name
        assert re.fullmatch(r"\d{4}-\d\d", since)
        assert re.fullmatch(r"(?:\d{4}-\d\d)?", until)
        assert len(shape) == 3 or all(len(point) == 2 for point in shape)


def test_towns_in_the_golan_and_in_the_west_bank_have_their_recognised_country():
    assert [e.country for e in GAZETTEER.find("Katzrin")] == ["SYR"]
    assert {e.country for e in GAZETTEER.find("Hebron") if e.population > 100_000} == {"PSE"}
    assert not [e for e in GAZETTEER.find("Judea and Samaria Area") if e.country == "ISR"]


def test_no_row_lies_at_zero_zero():
    assert GAZETTEER.db.execute("SELECT count(*) FROM place WHERE lat = 0 AND lon = 0").fetchone() == (0,)


def test_names_of_machines_and_airports_are_left_out():
    assert GAZETTEER.find("deanerrsk") == ()
    assert "UKR" not in {e.country for e in GAZETTEER.find("KBP")}


def test_a_name_with_an_article_is_known_without_it_where_arabic_is_spoken():
    row = Row(Entry("Al Qāmishlī", "SYR"))
    assert set(row.keys) == {"alqamishli", "qamishli"}
    assert set(Row(Entry("Al Qāmishlī", "FRA")).keys) == {"alqamishli"}


def test_only_alternates_close_to_the_main_name_are_spellings():
    row = Row(Entry("Slovyansk", "UKR"))
    row.add(["Sloviansk", "Torske"], 2)
    row.rank()
    assert row.keys == {key("Slovyansk"): 0, key("Sloviansk"): 1, key("Torske"): 2}


def test_a_place_of_our_own_is_that_of_the_lists_only_if_it_is_near():
    hodeidah = Entry("Al Hudaydah", "YEM", lat=14.8, lon=42.95)
    assert _same(hodeidah, "PPLA", 14.798, 42.954)
    assert not _same(hodeidah, "PPLA", 16.0, 42.9)
    assert not _same(hodeidah, "PRT", 14.798, 42.954)


def test_the_word_lists_of_places_hold_no_word_twice():
    for name, words in table("places")["words"].items():
        if name != "not_places":
            assert len(words.split()) == len(set(words.split())), name
