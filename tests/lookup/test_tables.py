"""Tables of the roster: what is wrong in one is said by line, rows are laid over, ours rebuild to the same bytes."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from reportedly.coding.places import key
from reportedly.errors import FormatError
from reportedly.lookup.roster import COLUMNS, Roster, items, lines
from reportedly.lookup.tables import check, lay, main, write

HERE = Path(str(files("reportedly.lookup"))) / "roster"
BODIES = "\t".join(COLUMNS["bodies"])
PERSONS = "\t".join(COLUMNS["persons"])


def table(folder, *rows, head=BODIES, name="mine.tsv"):
    path = folder / name
    path.write_text("# ours\n" + "\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_our_own_tables_have_no_fault():
    rows, faults = check(HERE)
    assert not faults
    assert rows > 2500


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_our_own_tables_rebuild_to_the_same_bytes(name, tmp_path):
    file = HERE / f"{name}.tsv"
    head = "".join(x + "\n" for x in file.read_text(encoding="utf-8").split("\n") if x.startswith("#"))
    write(tmp_path / file.name, name, [line for _, line in lines(file, COLUMNS[name])], head)
    assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_rebuilding_says_that_all_is_well_and_changes_nothing(capsys):
    before = {p: p.read_bytes() for p in HERE.glob("*.tsv")}
    assert main() == 0
    assert capsys.readouterr().out == ""
    assert {p: p.read_bytes() for p in HERE.glob("*.tsv")} == before


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("xx.dock\tDock Guard\tKEN\tPRM\tDG\t\t\tour list", None),
        ("xx.dock\tDock Guard\tKEN\tPRM\tDG", "no source"),
        ("\tDock Guard\tKEN\tPRM\tDG\t\t\tour list", "no id"),
        ("xx.dock\tDock Guard\tKenya\tPRM\tDG\t\t\tour list", "country 'Kenya' is not in the codebook"),
        ("xx.dock\tDock Guard\tKEN\tPRM,XYZ\tDG\t\t\tour list", "sector 'XYZ' is not in the codebook"),
        ("xx.dock\tDock Guard\tKEN\tPRM\tDG\t2014-13\t\tour list", "since '2014-13' is no date"),
        ("xx.dock\tDock Guard\tKEN\tPRM\tDG\t2014-05\t2013\tour list", "ends (2013) before it begins (2014-05)"),
        ("xx.dock\tDock Guard\tKEN\tPRM\tDG\t\t\tour list\t42", "wikidata '42' is not like Q42"),
        ("xx.dock\tDock Guard\tKEN\tPRM\t–;DG\t\t\tour list", "name '–' has no letter or digit"),
        ("xx.dock\tDock Guard\tKEN\tPRM\tDG\t\t\tour list\tQ42\tmore\tmore", "2 cells more than the table has columns"),
        ("xx.dock\tDock Guard \tKEN\tPRM\tDG\t\t\tour list", "name 'Dock Guard ' begins or ends with a space"),
    ],
)
def test_a_bad_row_is_named_by_line_and_reason(tmp_path, row, reason):
    rows, faults = check(table(tmp_path, row))
    assert rows == 1
    assert [f.line for f in faults] == [3] * (reason is not None)
    assert reason is None or (reason in faults[0].reason and str(faults[0]).startswith(f"{tmp_path}/mine.tsv: line 3: "))


def test_rows_that_stand_for_one_thing_at_one_time_are_named(tmp_path):
    path = table(
        tmp_path,
        "xx.a\tDock Guard\tKEN\tPRM\tDG\t\t2014\tour list",
        "xx.a\tDock Guard\tKEN\tREB\t\t2014\t\tour list",
        "xx.b\tDirection Générale\tKEN\tGOV\tDG\t2013\t\tour list",
        "xx.a\tDock Guard\tKEN\tREB\t\t2020\t\tour list",
    )
    said = [(f.line, f.reason) for f in check(path)[1]]
    assert said == [(5, "'DG' is also a name of xx.a in line 3 at the same time"), (6, "xx.a has the same time as in line 4")]


def test_two_terms_of_one_office_must_not_overlap(tmp_path):
    head = "ken.x\tAda Obi\t\tKEN\tpresident\tGOV\t"
    good = table(tmp_path, head + "2010-01-02\t2014-03-01\t\tours", head + "2014-03-01\t\t2020-01-01\tours", head=PERSONS)
    assert not check(good)[1]
    bad = table(tmp_path, head + "2010-01-02\t2014-03-01\t\tours", head + "2013\t\t2020-01-01\tours", head=PERSONS)
    assert [f.line for f in check(bad)[1]] == [4]


@pytest.mark.parametrize("text", ["id\tname\nx\ty\n", "", "# nothing\n", "\x00\ud800"])
def test_a_file_that_is_no_table_says_so(tmp_path, text):
    path = tmp_path / "mine.tsv"
    path.write_bytes(text.encode("utf-16" if "\x00" in text else "utf-8", "surrogatepass"))
    with pytest.raises(FormatError, match=r"mine\.tsv"):
        check(path)


def test_a_missing_table_says_so(tmp_path):
    with pytest.raises(FormatError, match="no such table"):
        check(tmp_path / "none.tsv")
    with pytest.raises(FormatError, match="no such table"):
        check(tmp_path)


def test_rows_are_laid_into_the_users_tables_and_replace_those_of_the_same_id(tmp_path):
    mine = tmp_path / "data" / "roster"
    assert lay(table(tmp_path, "xx.dock\tDock Guard\tKEN\tPRM\tDG\t\t\tours", "xx.b\tBay Guard\tKEN\tPRM\t\t\t\tours"), mine) == 2
    assert lay(table(tmp_path, "xx.dock\tDock Guard\tKEN\tREB\tDG;DG\t\t\tours"), mine) == 1
    roster = Roster([mine])
    assert [(r.id, r.sectors) for r in roster.rows("DG")] == [("xx.dock", ("REB",))]
    assert roster.rows("bay guard")
    assert (mine / "bodies.tsv").read_text(encoding="utf-8").count("DG") == 1


def test_nothing_is_laid_over_if_one_row_is_bad(tmp_path):
    mine = tmp_path / "roster"
    with pytest.raises(FormatError, match=r"line 4: no source; nothing was added"):
        lay(table(tmp_path, "xx.dock\tDock Guard\tKEN\tPRM\tDG\t\t\tours", "xx.b\tBay Guard\tKEN\tPRM"), mine)
    assert not mine.exists()


def test_where_a_name_is_theirs_and_ours_the_users_row_goes_first(tmp_path):
    path = table(tmp_path, "xx.nato\tNorth Atlantic Tuna Order\tNGO\tBUS\tNATO\t\t\tours")
    assert Roster([path]).rows("NATO")[0].id == "xx.nato"
    assert len(Roster([path]).rows("NATO")) == 2


GENERIC = re.compile(
    r"(?:the )?[\w’' -]+['’]s? own (?:sites?|statements|history)|press reports.*|UN reports|Government of [\w ]+"
)


@pytest.mark.parametrize(("name", "what"), [("bodies", "rows"), ("persons", "terms")])
def test_the_page_of_the_lookups_says_how_many_sources_name_no_page_or_document(name, what):
    rows = [line for _, line in lines(HERE / f"{name}.tsv", COLUMNS[name])]
    generic = [r for r in rows if all(GENERIC.fullmatch(part.strip()) for part in r["source"].split(";"))]
    page = (Path(__file__).parents[2] / "docs" / "lookups.md").read_text(encoding="utf-8")
    assert f"{len(generic)} of {len(rows):,} {what}" in page


def test_the_two_tables_of_countries_agree():
    """`countries.toml` is what the gazetteer is built from, `countries.tsv` what the roster reads."""
    nations = tomllib.loads((HERE.parent / "countries.toml").read_text(encoding="utf-8"))
    rows = {r["code"]: r for _, r in lines(HERE / "countries.tsv", COLUMNS["countries"])}
    assert set(rows) == set(nations)
    for code, row in rows.items():
        known = "".join(sorted(key(n) for n in nations[code]["names"]))
        assert any(key(n) in known for n in (row["name"], *items(row["also"]))), code
