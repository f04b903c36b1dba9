"""Roster and gazetteer at the command line, with a user's folder of its own."""

import pytest
from typer.testing import CliRunner

from reportedly.cli import app
from reportedly.cli_lookup import Reach
from reportedly.records import Place

HEAD = "id\tname\tcountry\tsectors\taliases\tsince\tuntil\tsource\twikidata\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    for name in ("XDG_DATA_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("REPORTEDLY_ROSTER", "REPORTEDLY_GAZETTEER"):
        monkeypatch.delenv(name, raising=False)
    return lambda *args: CliRunner().invoke(app, [str(a) for a in args])


def test_a_table_is_checked_added_and_listed(run, tmp_path):
    mine = tmp_path / "mine.tsv"
    mine.write_text(HEAD + "xx.dock\tDock Guard\tKEN\tPRM\tDG\t\t\tour list\n", encoding="utf-8")
    assert run("roster", "check", mine).output == "1 rows checked, 0 faults\n"
    assert run("roster", "add", mine).output.startswith("1 rows laid over the roster")
    listed = run("roster", "list", "--own")
    assert listed.stdout == "xx.dock\tDock Guard\tKEN\tPRM\t\t\t\tour list\n"
    assert run("roster", "check").output == "1 rows checked, 0 faults\n"


def test_a_bad_row_is_named_and_the_exit_code_is_1(run, tmp_path):
    mine = tmp_path / "mine.tsv"
    mine.write_text(HEAD + "xx.dock\tDock Guard\tKenya\tPRM\n", encoding="utf-8")
    done = run("roster", "check", mine)
    assert done.exit_code == 1
    assert f"{mine}: line 2: no source" in done.stderr
    assert f"{mine}: line 2: country 'Kenya' is not in the codebook" in done.stderr


def test_the_roster_is_listed_by_name_country_and_day(run):
    one = run("roster", "list", "Taliban", "--day", "2020-01-01").stdout.splitlines()
    two = run("roster", "list", "Taliban", "--day", "2023-01-01", "--country", "AFG").stdout.splitlines()
    assert ["\tREB\t" in x for x in one] == [True]
    assert ["\tGOV\t" in x for x in two] == [True]


def test_a_dump_is_imported_and_listed(run, tmp_path):
    cells = ["1", "Testivka", "Testivka", "", "48.0", "37.9", "P", "PPL", "UA", "", "05", "", "", "", "0", "", "", "", ""]
    (tmp_path / "UA.txt").write_text("\t".join(cells) + "\n", encoding="utf-8")
    done = run("gazetteer", "import", tmp_path / "UA.txt")
    assert done.stdout.startswith("1 places of UKR in ")
    assert "UA.sqlite\tUKR" in run("gazetteer", "list").stdout
    to = run("gazetteer", "import", tmp_path / "UA.txt", "--to", tmp_path / "x.sqlite")
    assert "REPORTEDLY_GAZETTEER=" in to.stdout


def test_a_run_ends_with_the_countries_that_have_only_the_small_set():
    from msgspec import Struct

    class Told(Struct):
        places: tuple[Place, ...]

    reach = Reach(frozenset({"UKR"}))
    assert reach.line() is None
    reach.see(Told((Place("Kyiv", 0, 4, country="UKR", lat=50.4, lon=30.5), Place("Testivka", 5, 9, country="UKR"))))
    assert reach.line() is None
    reach.see(Told((Place("Gao", 0, 3, country="MLI", lat=16.3, lon=0.0), Place("Anouzegren", 5, 9, country="MLI"))))
    said = reach.line()
    assert said.startswith("places in MLI were looked up among towns of 500 inhabitants and more; not found: 1")
