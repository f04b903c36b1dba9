"""Owners of outlets: facts with a source, found under the names that papers use, unknown where nobody knows."""

import tomllib
from importlib.resources import files

import pytest

from reportedly.errors import FormatError
from reportedly.lookup.owners import Owners, outlet_key
from reportedly.records import Entity, ReportRef


def origin(publisher: str | None = None, agency: str | None = None, owners: Owners | None = None):
    return (owners or Owners()).origin(ReportRef("r", publisher=publisher, agency=agency))


def test_outlets_of_one_owner_are_one_voice():
    assert origin("Daily Express").id == origin("Express.co.uk").id == origin("https://www.express.co.uk/news/1").id == origin("Daily Mirror").id
    assert origin("Daily Express").known


def test_an_agencys_credit_goes_before_the_paper():
    assert origin("Daily Express", "Reuters").id == origin("The Guardian", "Reuters").id != origin("Daily Express").id


def test_the_outlet_of_a_state_speaks_for_it():
    assert origin("TASS").entity == Entity(name="TASS", country="RUS", sectors=("GOV",))
    assert origin("BBC News").entity is None


def test_ownership_that_no_row_names_is_unknown():
    assert not origin("Border Line Post").known
    assert origin("Border Line Post").id == origin("the border line post").id
    assert not origin().known


def test_a_body_of_the_roster_that_publishes_is_itself():
    army = Entity(name="Army of Sudan", country="SDN", sectors=("MIL",))
    owners = Owners(resolve=lambda name: army if name == "Army of Sudan" else None)
    assert origin("Army of Sudan", owners=owners).entity == army


def test_a_file_of_the_user_is_laid_over_ours(tmp_path):
    mine = tmp_path / "owners.toml"
    mine.write_text('[[owner]]\nname = "Family"\noutlets = ["Border Line Post", "Reuters"]\nsource = "their imprint"\n')
    assert origin("Border Line Post", owners=Owners([mine])).id == origin("Reuters", owners=Owners([mine])).id == "outlet:Family"


@pytest.mark.parametrize("text", ["[[owner]]\nname = 'x'\n", "not toml", "owner = 3"])
def test_a_malformed_file_is_named(tmp_path, text):
    mine = tmp_path / "owners.toml"
    mine.write_text(text)
    with pytest.raises(FormatError, match=r"owners\.toml"):
        origin("Reuters", owners=Owners([mine]))


def test_every_row_has_a_source_and_no_outlet_two_owners():
    rows = tomllib.loads(files("reportedly.lookup").joinpath("owners.toml").read_text("utf-8"))["owner"]
    names = [outlet_key(o) for row in rows for o in row["outlets"]]
    doubled = {n for n in names if len({row["name"] for row in rows if n in map(outlet_key, row["outlets"])}) > 1}
    assert all(row["source"] for row in rows)
    assert not doubled
    assert len(rows) > 60
