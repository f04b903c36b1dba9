"""The commands of the store: one line for each error, coverage under every answer, and an empty answer that is no comfort."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "store"))
from store_made import DIFFERENT, SHELLED, Known, coding

from reportedly import cli, filing

EMPTY = "No reports found. This is not evidence of safety."


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run a command in a folder of its own, with a coder that knows two texts; return exit status, output, errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("REPORTEDLY_STORE", raising=False)
    known = Known([coding(), coding(DIFFERENT, "struck"), coding(SHELLED.replace("nine", "twelve"))])
    monkeypatch.setattr(filing, "Shipped", lambda model=None: known)
    for name, text in (("a.txt", SHELLED), ("b.txt", DIFFERENT)):
        Path(name).write_text(text)

    def call(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["reportedly", *args])
        status = 0
        try:
            cli.main()
        except SystemExit as e:
            status = int(e.code or 0)
        out = capsys.readouterr()
        return status, out.out, out.err

    return call


@pytest.fixture
def filled(run):
    for name, publisher in (("a.txt", "BBC News"), ("b.txt", "The Guardian")):
        assert run("add", name, "--published", "2024-05-14", "--publisher", publisher)[0] == 0
    return run


def ids(out: str) -> list[str]:
    return [line.split()[0] for line in out.splitlines() if line and line[0] not in " CN"]


def test_add_says_what_it_did_and_twice_is_once(run):
    first = run("add", "a.txt", "b.txt", "--published", "2024-05-14", "--publisher", "BBC News")
    assert first[:2] == (0, "2 reports (2 new), 1 incidents new or changed\n")
    assert run("add", "a.txt", "b.txt", "--published", "2024-05-14", "--publisher", "BBC News")[1].startswith("2 reports (2 known)")


def test_add_goes_on_after_an_error_and_exits_with_one(run):
    status, out, err = run("add", "none.txt", "a.txt")
    assert status == 1
    assert out.startswith("1 reports")
    assert "none.txt: no such file" in err


def test_incidents_show_support_and_end_with_coverage(filled):
    status, out, _ = filled("incidents", "--country", "sdn")
    assert status == 0
    assert "occurrence: independent (2 voices: " in out
    assert out.splitlines()[-1].startswith("Coverage: no source is polled; the store holds 2 reports on what was asked, the newest of 2024-05-14")


@pytest.mark.parametrize("asked", [["--country", "UKR"], ["--near", "50.9,34.8", "--km", "30"], ["--text", "volcano"], ["--type", "AID"], ["--contested"]])
def test_an_empty_answer_is_no_evidence_of_safety(filled, asked):
    _, out, _ = filled("incidents", *asked)
    assert out.splitlines()[-2] == EMPTY
    assert out.splitlines()[-1].startswith("Coverage: ")


def test_json_lines_stay_pure_and_coverage_goes_beside_them(filled):
    _, out, err = filled("incidents", "--json")
    assert json.loads(out)["type"] == "ASSAULT"
    assert err.startswith("Coverage: ")
    assert EMPTY in filled("incidents", "--json", "--country", "UKR")[2]


def test_a_route_finds_what_lies_along_it(filled, tmp_path):
    line = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[25.0, 13.6], [26.0, 13.6]]}}
    (tmp_path / "route.geojson").write_text(json.dumps(line))
    assert "ASSAULT" in filled("incidents", "--along", "route.geojson", "--km", "10")[1]
    assert EMPTY in filled("incidents", "--along", "route.geojson", "--km", "1")[1]


def test_lines_of_a_route_that_do_not_meet_are_not_joined(filled, tmp_path):
    lines = [[[25.0, 13.6], [25.1, 13.6]], [[25.6, 13.65], [26.0, 13.6]]]
    (tmp_path / "two.geojson").write_text(json.dumps({"type": "MultiLineString", "coordinates": lines}))
    (tmp_path / "one.geojson").write_text(json.dumps({"type": "LineString", "coordinates": lines[0] + lines[1]}))
    assert EMPTY in filled("incidents", "--along", "two.geojson", "--km", "10")[1]
    assert "ASSAULT" in filled("incidents", "--along", "one.geojson", "--km", "10")[1]


def test_without_a_filter_the_whole_store_is_covered(filled):
    assert "the store holds 2 reports, the newest of 2024-05-14" in filled("incidents")[1]


def test_a_list_that_is_cut_says_so(filled):
    shown = json.loads(filled("incidents", "--json")[1])
    filled("split", shown["id"], shown["events"][1], "--because", "two markets")
    assert "There are more than these 1" in filled("incidents", "--limit", "1")[1]
    assert "There are more" not in filled("incidents", "--limit", "2")[1]


def test_reports_without_a_story_are_not_said_to_be_no_reports(filled):
    out = filled("story", "list", "--least", "50")[1]
    assert out.startswith("No stories of 50 incidents or more found. This is not evidence of safety.")
    assert filled("story", "list", "--country", "UKR")[1].startswith(EMPTY)


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (["incidents", "--type", "WAR"], 2, "none of the codebook's types: "),
        (["incidents", "--country", "Ukraine"], 2, "perhaps UKR"),
        (["incidents", "--since", "tomorrow"], 2, "not ISO 8601"),
        (["story", "list", "--country", "ZZZ"], 2, "no code of ISO 3166"),
        (["store", "export", "/proc/none/s.jsonl"], 1, "cannot be written"),
        (["store", "import", "none.jsonl", "--store", "new.sqlite"], 1, "none.jsonl: No such file"),
        (["incidents", "--near", "here"], 2, "not LAT,LON"),
        (["incidents", "--near", "99,10"], 2, "no such place"),
        (["incidents", "--near", "1,1", "--country", "UKR"], 2, "give one of"),
        (["incidents", "--along", "none.geojson"], 1, "no GeoJSON"),
        (["incidents", "--along", "a.txt"], 1, "no GeoJSON"),
        (["incidents", "--store", "none.sqlite"], 1, "no such store"),
        (["incidents", "--store", "a.txt"], 1, "not a store"),
        (["incidents", "--as-of", "soon"], 2, "not ISO 8601"),
        (["show", "nothing"], 2, "no incident or event"),
        (["story", "show", "nothing"], 2, "no story"),
        (["undo", "7", "--because", "x"], 2, "no correction 7"),
        (["watch", "none.toml"], 1, "cannot be opened"),
    ],
)
def test_wrong_use_and_missing_things_are_one_line(filled, args, status, message):
    code, _, err = filled(*args)
    assert code == status
    assert message in err
    assert err.count("\n") == 1


def test_show_gives_every_reports_words_and_how_it_came_to_stand_so(filled):
    id_ = ids(filled("incidents")[1])[0]
    _, out, _ = filled("show", id_)
    assert SHELLED in out
    assert DIFFERENT in out
    assert "began an incident: nothing alike before it" in out
    assert "\n      matched: 0." in out
    assert "How it came to stand so" in out
    assert out.splitlines()[-1].startswith("Coverage: ")


def test_corrections_show_wherever_the_event_shows_and_export_as_annotation(filled):
    shown = json.loads(filled("incidents", "--json")[1])
    event = shown["events"][0]
    assert filled("correct", event, "status", "planned", "--because", "the text says so")[1].startswith("correction ")
    assert "status planned" in filled("show", shown["id"])[1]
    assert "status planned: the text says so" in filled("corrections")[1]
    assert json.loads(filled("corrections", "--annotation")[1])["status"] == "planned"
    number = filled("corrections")[1].split()[0]
    assert filled("undo", number, "--because", "it does not")[0] == 0
    assert "[undone]" in filled("corrections")[1]
    assert filled("corrections", "--annotation")[1] == ""
    assert filled("correct", event, "status", "done", "--because", "x")[0] == 2


def test_split_merge_and_hide_work_and_old_addresses_answer(filled):
    shown = json.loads(filled("incidents", "--json")[1])
    new = filled("split", shown["id"], shown["events"][1], "--because", "two markets")[1].strip()
    assert len(ids(filled("incidents")[1])) == 2
    assert filled("merge", shown["id"], new, "--because", "one after all")[1].strip() == shown["id"]
    assert filled("show", new)[1].startswith(shown["id"])
    filled("hide", shown["id"], "--because", "a hoax")
    assert EMPTY in filled("incidents")[1]


def test_stories_are_listed_and_shown_with_coverage(filled):
    out = filled("story", "list", "--least", "1")[1]
    assert "Shelling in El Fasher: Sudanese army, traders (13 May 2024), 1 incident" in out
    assert "Coverage: " in filled("story", "show", ids(out)[0])[1]


def test_a_store_is_checked_exported_and_imported(filled):
    assert filled("store", "check")[1] == "the store holds\n"
    assert filled("store", "export", "out.jsonl")[0] == 0
    assert filled("store", "import", "out.jsonl", "--store", "twin.sqlite")[0] == 0
    assert filled("store", "check", "--store", "twin.sqlite")[1] == "the store holds\n"
    assert filled("incidents", "--json", "--store", "twin.sqlite")[1] == filled("incidents", "--json")[1]
    assert filled("store", "volume")[1].count("2024-05-14") == 2
    assert filled("store", "changes")[1].splitlines()[-1] == "2"
    assert filled("store", "refold")[1] == "0 incidents changed\n"


def test_damage_makes_the_check_fail(filled, tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "reportedly.sqlite") as c:
        c.execute("DELETE FROM member")
    status, _, err = filled("store", "check")
    assert status == 1
    assert "belongs to 0 incidents" in err


def test_help_needs_none_of_the_heavy_libraries():
    import subprocess

    code = "import sys, reportedly.cli; print([m for m in ('sqlalchemy', 'numpy', 'alembic', 'httpx2', 'rensa') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
