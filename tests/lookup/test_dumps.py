"""GeoNames dumps laid over the gazetteer: what is taken, how it is found, and what is said of a file that is none."""

import os
import zipfile

import pytest

from reportedly.errors import FormatError, UsageError
from reportedly.lookup.dumps import load
from reportedly.lookup.gazetteer import Gazetteer
from reportedly.lookup.layers import layers, stamp


def place(id, name, other="", lat=48.0, lon=37.9, feature="P.PPL", country="UA", admin1="05", people=0):
    """One line of a dump, as GeoNames writes it."""
    class_, code = feature.split(".")
    cells = [id, name, name, other, lat, lon, class_, code, country, "", admin1, "", "", "", people, "", 120, "Europe/Kiev", "2024-01-01"]
    return "\t".join(map(str, cells)) + "\n"


LINES = [
    place(1, "Testivka", "Testovka,Тестівка,testivka,Testiwka"),
    place(2, "Old Testivka", feature="P.PPLH"),
    place(3, "Testivka District", feature="A.ADM2"),
    place(4, "Testivka Airbase", feature="S.AIRB"),
    place(5, "Testivka School", feature="S.SCH"),
    place(6, "Qunaytirat Test", lat=33.1, lon=35.75, country="IL", admin1="03"),
    place(703448, "Kyiv", "Qyiv", lat=50.45, lon=30.52, feature="P.PPLC", admin1="12", people=2_797_553),
    place(7, "Nowhere", country="ZZ"),
]


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "UA.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "Readme for GeoNames dumps\n")
        archive.writestr("UA.txt", "".join(LINES))
    return path


@pytest.fixture
def over(dump, tmp_path):
    out = tmp_path / "data" / "UA.sqlite"
    assert load(dump, out) == {"UKR": 4, "SYR": 1}
    return Gazetteer(over=[out])


@pytest.mark.parametrize("name", ["Testivka", "Testovka", "TESTIWKA"])
def test_a_village_of_the_dump_is_found_by_each_of_its_latin_names(over, name):
    entry = over.find(name)[0]
    assert (entry.geonameid, entry.name, entry.country, entry.precision) == (1, "Testivka", "UKR", "place")
    assert entry.admin1 == "Donetsk"
    assert not Gazetteer().find(name)


def test_districts_and_bases_are_there_and_what_is_gone_or_small_is_not(over):
    assert [e.precision for e in over.find("Testivka District")] == ["admin2"]
    assert [e.feature for e in over.find("Testivka Airbase")] == ["AIRB"]
    assert not over.find("Old Testivka")
    assert not over.find("Testivka School")


def test_a_place_of_both_files_is_one_and_keeps_what_ours_says(over):
    kyiv = [e for e in over.find("Kyiv") if e.geonameid == 703448]
    assert [e.feature for e in kyiv] == ["PPLC"]
    assert 703448 in {e.geonameid for e in over.find("Qyiv")}


def test_a_place_of_our_own_table_swallows_its_twin(tmp_path):
    ours = next(e for e in Gazetteer().find("Bakhmut") if e.country == "UKR")
    (tmp_path / "UA.txt").write_text(place(8, "Bakhmut", lat=ours.lat + 0.05, lon=ours.lon) if ours.geonameid is None else place(ours.geonameid, "Bakhmut"))
    load(tmp_path / "UA.txt", tmp_path / "UA.sqlite")
    found = Gazetteer(over=[tmp_path / "UA.sqlite"]).find("Bakhmut")
    assert len([e for e in found if e.country == "UKR" and e.precision == "place"]) == 1


def test_the_golan_is_syrian_and_a_held_place_contested(over):
    assert over.find("Qunaytirat Test")[0].country == "SYR"
    assert over.find("Testivka")[0].contested


def test_it_says_which_countries_are_there_in_full(over):
    assert over.full == {"SYR", "UKR"}
    assert Gazetteer().full == frozenset()


def test_importing_twice_gives_the_same_bytes(dump, tmp_path):
    load(dump, tmp_path / "a.sqlite")
    load(dump, tmp_path / "b.sqlite")
    assert (tmp_path / "a.sqlite").read_bytes() == (tmp_path / "b.sqlite").read_bytes()


@pytest.mark.parametrize(
    ("text", "said"),
    [(LINES[0] + "a\tb\n", "line 2 is none"), ("", "holds no place"), (LINES[0].replace("48.0", "north"), "line 1 is none")],
)
def test_a_file_that_is_no_dump_is_named_with_its_line_and_nothing_is_left_behind(tmp_path, text, said):
    (tmp_path / "XX.txt").write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=said):
        load(tmp_path / "XX.txt", tmp_path / "data" / "XX.sqlite")
    assert not list((tmp_path / "data").iterdir())


def test_a_failed_import_leaves_the_file_of_before(dump, tmp_path):
    out = tmp_path / "UA.sqlite"
    load(dump, out)
    (tmp_path / "XX.txt").write_text("a\tb\n")
    with pytest.raises(FormatError):
        load(tmp_path / "XX.txt", out)
    assert Gazetteer(over=[out]).find("Testivka")


def test_a_layer_that_holds_no_places_is_named(tmp_path):
    (tmp_path / "x.sqlite").write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(FormatError, match=r"x\.sqlite"):
        Gazetteer(over=[tmp_path / "x.sqlite"])


def test_layers_come_from_the_variable_or_the_users_folder(tmp_path, monkeypatch, dump):
    home = tmp_path / "home"
    for name in ("XDG_DATA_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.delenv("REPORTEDLY_GAZETTEER", raising=False)
    assert layers("gazetteer") == ()
    assert stamp() == ""
    one = tmp_path / "one.sqlite"
    load(dump, one)
    monkeypatch.setenv("REPORTEDLY_GAZETTEER", os.pathsep.join([str(one), str(tmp_path)]))
    assert layers("gazetteer") == (one, one)
    assert "one.sqlite" in stamp()
    monkeypatch.setenv("REPORTEDLY_GAZETTEER", str(tmp_path / "gone.sqlite"))
    with pytest.raises(UsageError, match="not there"):
        layers("gazetteer")
