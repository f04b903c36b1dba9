"""The roster's tables hold what the codebook knows, each name means one thing on one day, and users can lay theirs over."""

import datetime as dt
import itertools
import re
from collections import defaultdict

import pytest

from reportedly import codebook
from reportedly.coding.known import keys
from reportedly.errors import FormatError
from reportedly.lookup.roster import Roster, agents, plural

ROSTER = Roster()
BOOK = codebook.load()
ROWS = [row for row, _ in ROSTER.named()]
COUNTRIES = set(BOOK.countries) | set(BOOK.special_countries)
DATE = re.compile(r"\d{4}(-\d\d){0,2}")


def test_every_row_has_codes_of_the_codebook():
    wrong = [r.id for r in ROWS if r.country not in COUNTRIES or not set(r.sectors) <= set(BOOK.sectors)]
    assert not wrong


def test_every_country_of_the_codebook_is_there_under_its_name():
    have = {r.country for r in ROWS if r.kind == "country"}
    assert set(BOOK.countries) | {"KOS"} <= have


def test_every_date_is_a_date_and_no_term_ends_before_it_begins():
    for row in ROWS:
        for date in filter(None, (row.since, row.until, row.checked)):
            assert DATE.fullmatch(date), row.id
            dt.date.fromisoformat((date + "-01-01")[:10] if len(date) != 7 else date + "-01")
        assert not (row.since and row.until) or row.since[: len(row.until)] <= row.until, row.id


def test_every_body_and_every_term_names_a_source():
    assert not [r.id for r in ROWS if r.kind in ("body", "person") and not r.source]


def test_a_name_of_two_bodies_is_dated_so_that_one_of_them_holds():
    names = defaultdict(set)
    for row, aliases in ROSTER.named():
        if row.kind == "body":
            for alias in aliases:
                names[" ".join(keys(alias))].add(row)
    shared = {name: rows for name, rows in names.items() if len({r.id for r in rows}) > 1}
    for name, rows in shared.items():
        for day in ("1990-01-01", "2001-06-01", "2005-01-09", "2021-08-14", "2021-08-15", "2023-04-15", "2025-01-01"):
            assert sum(r.holds(day) for r in rows) <= 1, (name, day)


def test_no_person_holds_one_office_twice_on_one_day():
    terms = defaultdict(list)
    for row in ROWS:
        if row.kind == "person":
            terms[row.id, row.office].append(row)
    for (person, office), rows in terms.items():
        rows.sort(key=lambda r: r.since or "")
        for one, two in itertools.pairwise(rows):
            assert one.until and two.since and one.until <= two.since, (person, office)


def test_no_country_has_two_presidents_for_longer_than_the_day_of_handing_over():
    terms = sorted((r.country, r.since or "", r.until or "9", r.name) for r in ROWS if r.office == "president")
    for (land, _, until, name), (other, since, _, following) in itertools.pairwise(terms):
        assert land != other or name == following or until[: len(since)] <= since, (land, name, following)


def test_there_is_enough_of_it():
    bodies = {r.id for r in ROWS if r.kind == "body"}
    persons = {r.id for r in ROWS if r.kind == "person"}
    assert len(bodies) >= 1500
    assert len(persons) >= 600


@pytest.mark.parametrize(
    ("name", "day", "country", "sectors"),
    [
        ("Taliban", "2020-01-01", "AFG", ("REB",)),
        ("Taliban", "2022-01-01", "AFG", ("GOV",)),
        ("RSF", "2022-01-01", "SDN", ("PRM",)),
        ("RSF", "2023-06-01", "SDN", ("REB",)),
        ("Sudan People's Liberation Army", "1999-01-01", "SSD", ("REB",)),
        ("the Kremlin", "2020-01-01", "RUS", ("GOV",)),
        ("ISIL", "2016-01-01", "IMG", ("REB",)),
        ("NATO", "2016-01-01", "IGO", ()),
        ("Downing Street", "2016-01-01", "GBR", ("GOV",)),
        ("IDF", "2016-01-01", "ISR", ("MIL",)),
    ],
)
def test_a_name_means_what_it_meant_on_that_day(name, day, country, sectors):
    rows = ROSTER.rows(" ".join(keys(name.removeprefix("the "))))
    row = next(r for r in rows if r.holds(day))
    assert (row.country, row.sectors) == (country, sectors)


def test_an_inexact_date_includes_the_whole_of_its_month_or_year():
    row = next(r for r in ROSTER.surname("kadyrov"))
    assert row.since == "2007"
    assert row.holds("2007-01-01")
    assert not row.holds("2006-12-31")


def test_agent_nouns_have_sectors_and_classes_of_the_codebook():
    for word, agent in agents().items():
        assert set(agent.sectors) <= set(BOOK.sectors), word
        assert agent.class_ is None or agent.class_ in BOOK.victim_classes, word


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("gunman", "gunmen"),
        ("ministry", "ministries"),
        ("chief of police", "chiefs of police"),
        ("boy", "boys"),
        ("church", "churches"),
    ],
)
def test_plurals_are_regular_english(one, many):
    assert plural(one) == many


def test_a_users_table_adds_rows_and_replaces_those_of_the_same_id(tmp_path):
    head = "id\tname\tcountry\tsectors\taliases\tsince\tuntil\tsource\twikidata"
    lines = [
        head,
        "ukr.atesh\tAtesh\tUKR\tREB\t\t\t\tour own reading",
        "xx.dock\tDock Guard\tKEN\tPRM\tDG\t\t\tour own list",
    ]
    (tmp_path / "bodies.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    mine = Roster([tmp_path])
    assert [r.sectors for r in mine.rows("atesh")] == [("REB",)]
    assert mine.rows("dock guard")[0].country == "KEN"
    assert mine.rows("NATO")


def test_a_table_with_wrong_columns_says_which_line(tmp_path):
    (tmp_path / "bodies.tsv").write_text("id\tname\n", encoding="utf-8")
    with pytest.raises(FormatError, match="line 1"):
        Roster([tmp_path]).rows("NATO")
