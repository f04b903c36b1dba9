"""Aggregates: cells, sums, report volume, and what is unknown."""

import pytest
from events import FULL, events
from msgspec.structs import replace

from reportedly.errors import UsageError
from reportedly.export.aggregate import aggregate
from reportedly.records import Count, Entity, Place, ReportRef, When


def made(n, **fields):
    base = {"id": f"{n:016x}", "report": ReportRef(f"r{n}", published="2025-05-20"), "counts": (), "hedged": False, "places": (Place(country="SDN"),), "when": When(None, None, None, "2025-05-14", "2025-05-14")}
    return replace(FULL, **{**base, **fields})


def dead(low, high):
    return (Count("n", 0, 1, "killed", None, low, high),)


def table(given, by, measures="events", **more):
    return list(aggregate(given, by, measures, **more))


def test_cells_hold_counts_sums_and_the_reports_behind_them():
    given = [made(1, counts=dead(3, 5)), made(2, counts=dead(4, None)), made(3), made(4, places=(Place(country="TCD"),), report=ReportRef("r1", published="2025-05-21"))]
    assert table(given, "country,month", "events,fatalities_low,fatalities_high") == [
        ["country", "month", "events", "fatalities_low", "fatalities_high", "reports", "reports_in_period"],
        ["SDN", "2025-05", 3, 7, 9, 3, 3],
        ["TCD", "2025-05", 1, None, None, 1, 3],
    ]


def test_a_cell_without_figures_is_empty_and_a_figure_of_nought_is_nought():
    assert table([made(1)], "country", "killed_low")[1][1] is None
    assert table([made(1, counts=dead(0, 0))], "country", "killed_low")[1][1] == 0


def test_the_volume_counts_all_reports_of_the_period_whatever_is_kept():
    given = [made(1), made(2, status="planned"), made(3, status="possible", report=ReportRef("r3", published="2025-06-01"))]
    rows = table(given, "month", keep=lambda e: e.status == "happened")
    assert rows[1:] == [["2025-05", 1, 1, 2]]
    assert table(given, "country", keep=lambda e: e.status == "happened")[1:] == [["SDN", 1, 1, 3]]


def test_dyads_count_each_pair_of_countries_once():
    a, b, c = (Entity("x", country=x) for x in ("RUS", "UKR", "POL"))
    rows = table([made(1, actors=(a, a), recipients=(b, c)), made(2, actors=(a,), recipients=())], "dyad", "events,scale")
    assert rows[0][:2] == ["actor_country", "recipient_country"]
    assert [r[:4] for r in rows[1:]] == [["RUS", "", 1, -9.5], ["RUS", "POL", 1, -9.5], ["RUS", "UKR", 1, -9.5]]


@pytest.mark.parametrize(("by", "cell"), [("year", "2025"), ("month", "2025-05"), ("week", "2025-W20"), ("day", "2025-05-14"), ("type", "ASSAULT"), ("quad", "MX"), ("status", "happened"), ("publisher", "")])
def test_dimensions(by, cell):
    assert table([made(1)], by)[1][0] == cell


def test_what_is_unknown_has_a_cell_of_its_own():
    assert table([made(1, when=None, places=())], "country,week")[1][:2] == ["", ""]
    assert table([made(1, when=When(to="2025-05-14"))], "month")[1][0] == ""


@pytest.mark.parametrize(
    ("by", "measures", "said"),
    [("planet", "events", "'planet' is no dimension; there are country"), ("country", "deaths", "'deaths' is no measure; there are events"), ("", "events", "no dimension given"), ("country", " ", "no measure given")],
)
def test_unknown_names_are_answered_with_those_there_are(by, measures, said):
    with pytest.raises(UsageError, match=said):
        table([], by, measures)


def test_nothing_of_the_corpus_is_lost_or_counted_twice_by_place_and_time():
    rows = table(events(), "country,year,type")
    assert sum(r[3] for r in rows[1:]) == len(events()) and rows[1:] == sorted(rows[1:])
