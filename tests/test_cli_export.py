"""The commands export, import and aggregate: round trips, filters, and bad input in one line."""

import csv
import io
import json
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from msgspec.structs import replace
from store_made import NYALA, coding, nine

from corpus import parse
from reportedly import cli
from reportedly.coding.incidents import Origin
from reportedly.export import package
from reportedly.export.columns import short
from reportedly.records import Event, from_json, to_json
from reportedly.store import Store, queries, writing


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    path = tmp_path_factory.mktemp("given") / "events.jsonl"
    gold, _ = parse.parse_file(parse.HERE / "reports/w1/01.txt")
    path.write_bytes(b"".join(to_json(e) + b"\n" for g in gold for e in g.coding.events))
    return path


@pytest.fixture
def run(monkeypatch, capsys):
    def command(*args):
        monkeypatch.setattr(sys, "argv", ["reportedly", *map(str, args)])
        try:
            cli.main()
        except SystemExit as e:
            return e.code or 0, *capsys.readouterr()
        return 0, *capsys.readouterr()

    return command


@pytest.mark.parametrize("format", ["csv", "plover", "parquet"])
def test_events_go_out_and_come_back(given, run, tmp_path, format):
    code, _, err = run("export", given, "--format", format, "--out", tmp_path / "out")
    assert code == 0 and f"events in {tmp_path / 'out'}" in err
    assert run("import", tmp_path / "out", "--out", tmp_path / "back.jsonl")[0] == 0
    back = [from_json(Event, line) for line in (tmp_path / "back.jsonl").read_text().splitlines()]
    want = [short(from_json(Event, line)) for line in given.read_text().splitlines()]
    assert sorted(back, key=lambda e: e.id) == sorted(want, key=lambda e: e.id)
    if format != "parquet":
        assert back == want
        assert run("export", tmp_path / "out", "-f", "geojson", "-o", tmp_path / "map")[0] == 0


def test_the_bundled_sample_comes_back_from_every_format_that_is_read_back(run, tmp_path):
    sample, coded = Path(str(files("reportedly") / "sample")), tmp_path / "sample.jsonl"
    assert run("code", sample, "--format", "jsonl", "--out", coded)[0] == 0
    events = [from_json(Event, line) for line in coded.read_text(encoding="utf-8").splitlines()]
    want = sorted(map(short, events), key=lambda e: e.id)
    happened = sum(e.status == "happened" for e in events)
    assert len(want) > 50
    for format in package.NAMES:
        folder = tmp_path / format
        assert run("export", coded, "--format", format, "--out", folder)[0] == 0
        about = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        written, left = about["reportedly:events"], about["reportedly:left_out"]
        assert written + left == len(events)
        assert left == 0 or written == happened or (format == "acled-like" and 0 < written < happened)
        code, _, err = run("import", folder, "--out", tmp_path / "back.jsonl")
        if package.load(format).read:
            back = [from_json(Event, line) for line in (tmp_path / "back.jsonl").read_text(encoding="utf-8").splitlines()]
            assert sorted(back, key=lambda e: e.id) == want
        else:
            assert code == 1 and "does not hold enough to read events back" in err


def test_what_has_no_place_in_a_format_is_said(given, run, tmp_path):
    *_, err = run("export", given, "-f", "acled-like", "-o", tmp_path / "out")
    assert "have no place in acled-like and are left out" in err


def test_aggregates_go_to_standard_output_or_a_file(given, run, tmp_path):
    code, out, err = run("aggregate", given, "--by", "country,month", "--measure", "events,fatalities_low")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0 and err == "" and list(rows[0]) == ["country", "month", "events", "fatalities_low", "reports", "reports_in_period"]
    happened = [e for e in (from_json(Event, x) for x in given.read_text().splitlines()) if e.status == "happened"]
    assert sum(int(r["events"]) for r in rows) == len(happened)
    run("aggregate", given, "--by", "type", "--status", "planned,possible", "--not-historical", "--type", "AGREE,ASSAULT", "--out", tmp_path / "a.csv")
    assert {r["type"] for r in csv.DictReader((tmp_path / "a.csv").open())} <= {"AGREE", "ASSAULT"}


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("export", "GIVEN", "-f", "excel", "-o", "OUT"), 2, "'excel' is no format; there are plover, polecat"),
        (("export", "MISSING", "-f", "csv", "-o", "OUT"), 1, "no such file"),
        (("export", "BAD", "-f", "csv", "-o", "OUT"), 1, "written only in part"),
        (("export", "GIVEN", "-f", "csv", "-o", "OUT.csv"), 2, "an export is a folder"),
        (("import", "BAD", "-o", "OUT"), 1, "line 2"),
        (("export", "GIVEN", "-f", "csv", "-o", "BAD/out"), 1, "cannot be written"),
        (("aggregate", "GIVEN", "--by", "moon"), 2, "'moon' is no dimension"),
        (("aggregate", "GIVEN", "--by", "country", "--measure", "sum"), 2, "'sum' is no measure"),
        (("aggregate", "GIVEN", "--by", "country", "--status", "maybe"), 2, "'maybe' is no status"),
        (("aggregate", "BAD", "--by", "country", "-o", "OUT"), 1, "line 2"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(given, run, tmp_path, args, code, said):
    bad = tmp_path / "bad.jsonl"
    bad.write_text("".join(given.read_text().splitlines(keepends=True)[:2])[:-30])
    names = {"GIVEN": given, "MISSING": tmp_path / "no.jsonl", "BAD": bad, "BAD/out": bad / "out", "OUT": tmp_path / "out", "OUT.csv": tmp_path / "out.csv"}
    got, out, err = run(*(names.get(a, a) for a in args))
    assert (got, err.count("\n"), out) == (code, 1, "") and said in err
    assert [p.name for p in tmp_path.iterdir()] == ["bad.jsonl"]


def test_no_cell_of_an_aggregate_is_a_formula(given, run, tmp_path):
    events = [from_json(Event, line) for line in given.read_text().splitlines()]
    (tmp_path / "e.jsonl").write_bytes(to_json(replace(events[0], status="happened", report=replace(events[0].report, publisher="=1+1"))) + b"\n")
    assert run("aggregate", tmp_path / "e.jsonl", "--by", "publisher")[1].splitlines()[1] == "'=1+1,1,1,1"


@pytest.fixture
def store(tmp_path):
    """A store with two reports of one happening, one of another, one event corrected, one hidden."""
    path = tmp_path / "s.sqlite"
    kept = Store(path, voice_of=lambda r: Origin(f"outlet:{r.publisher}"))
    for publisher in ("Daily", "Weekly"):
        text = "Shells hit the market of El Fasher on Monday, killing nine traders." if publisher == "Daily" else "El Fasher's market was hit by shells on Monday; nine traders died."
        writing.add(kept, coding(text, "hit", publisher=publisher, counts=(nine(text),)))
    writing.add(kept, coding("Nyala was shelled on Monday.", "shelled", publisher="Times", places=(NYALA,)))
    writing.add(kept, coding("Kutum was shelled too on Monday.", "shelled", publisher="Herald", places=(replace(NYALA, name="Kutum", lat=14.2, lon=24.66),)))
    by_place = {v.places[0].name: v for v in queries.incidents(kept)}
    writing.correct(kept, by_place["Nyala"].events[0], "places.0.admin1", "South Darfur", "the region")
    writing.hide(kept, by_place["Kutum"].id, "a test")
    kept.close()
    return path


def test_a_store_goes_out_as_it_shows(store, run, tmp_path):
    code, _, err = run("export", "--store", store, "--format", "csv", "--out", tmp_path / "out")
    assert code == 0 and "3 events in" in err
    rows = list(csv.DictReader((tmp_path / "out/events.csv").open(encoding="utf-8")))
    assert [r["place"] for r in rows].count("El Fasher") == 2
    assert [r["admin1"] for r in rows if r["place"] == "Nyala"] == ["South Darfur"]


def test_incidents_count_once_with_their_reports_beside(store, run):
    said = run("aggregate", "--store", store, "--incidents", "--by", "country,month", "--measure", "incidents,fatalities_low,contested")[1]
    assert list(csv.DictReader(io.StringIO(said))) == [
        {"country": "SDN", "month": "2024-05", "incidents": "2", "fatalities_low": "9", "contested": "0", "reports": "3", "reports_in_period": "4"}
    ]
    assert "events" in run("aggregate", "--store", store, "--by", "dyad", "--measure", "events,fatalities_low")[1]
    of_events = list(csv.DictReader(io.StringIO(run("aggregate", "--store", store, "--by", "dyad", "--measure", "events,fatalities_low")[1])))
    assert [(r["actor_country"], r["recipient_country"], r["events"], r["fatalities_low"]) for r in of_events] == [("SDN", "SDN", "3", "18")]


def test_incidents_are_counted_by_how_they_stand(store, run):
    rows = list(csv.DictReader(io.StringIO(run("aggregate", "--store", store, "--incidents", "--by", "support,dyad")[1])))
    assert {r["support"]: r["incidents"] for r in rows} == {"independent": "1", "one_voice": "1"}
    only = run("aggregate", "--store", store, "--incidents", "--by", "type,contested", "--support", "independent", "--uncontested")[1]
    assert only.splitlines()[1] == "ASSAULT,no,1,2,4"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--by", "type"], "give a file of events, or --store"),
        (["--by", "type", "--store", "none.sqlite"], "no such store"),
        (["--by", "type", "--store", "none.sqlite", "--support", "independent"], "asked of --incidents"),
        (["--by", "type", "--store", "none.sqlite", "--incidents", "--hedged"], "takes --support"),
        (["--by", "type", "--store", "none.sqlite", "--incidents", "--support", "certain"], "is no support"),
    ],
)
def test_what_does_not_go_together_is_said_in_one_line(run, args, said):
    code, _, err = run("aggregate", *args)
    assert code and said in err and len(err.strip().splitlines()) == 1
