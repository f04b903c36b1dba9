"""The command line as a user meets it: outputs whole, errors in one line, exit codes."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from reportedly.records import Event, Quotation, Report, from_json

SAMPLE = Path(__file__).parents[1] / "src/reportedly/sample"


def reportedly(*args: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from reportedly.cli import main; main()", *map(str, args)]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """The sample's JSON lines, coded once: (result, events, reports, quotes, findings)."""
    folder = tmp_path_factory.mktemp("coded")
    reports, events = folder / "reports.jsonl", folder / "events.jsonl"
    read = reportedly("read", SAMPLE / "lines", SAMPLE / "pages", "--out", reports)
    assert read.returncode == 0, read.stderr
    done = reportedly("code", reports, "--out", events, "--quotes", folder / "q.jsonl", "--findings", folder / "f.jsonl", "--explain", "--min-confidence", "0.3")
    return done, events, reports, folder / "q.jsonl", folder / "f.jsonl"


def test_coding_writes_events_that_prove_against_their_reports(coded):
    done, events, reports, *_ = coded
    assert done.returncode == 0, done.stderr
    assert events.read_text().count("\n") > 20
    checked = reportedly("check", events, reports)
    assert checked.returncode == 0, checked.stderr
    assert b", 0 with faults" in checked.stdout


def test_every_event_says_why(coded):
    for line in coded[1].read_text().splitlines():
        because = json.loads(line)["because"]
        assert because["type"] and because["status"]
        assert not json.loads(line)["attribution"] or because["attribution"]


def test_quotations_are_in_the_report_they_name(coded):
    texts = {r.id: r.text for r in (from_json(Report, line) for line in coded[2].read_text().splitlines())}
    lines = coded[3].read_text().splitlines()
    assert lines
    for line in lines:
        quote = from_json(Quotation, line)
        assert texts[json.loads(line)["report"]["id"]][quote.start : quote.end] == quote.text


def test_another_language_is_named_and_not_coded(coded):
    assert b"language 'fr'" in coded[0].stderr


def test_coding_twice_gives_the_same_bytes(coded, tmp_path):
    again = tmp_path / "again.jsonl"
    assert reportedly("code", coded[2], "--out", again, "--explain", "--min-confidence", "0.3").returncode == 0
    assert again.read_bytes() == coded[1].read_bytes()


def test_check_finds_a_span_that_was_moved(coded, tmp_path):
    line = json.loads(coded[1].read_text().splitlines()[0])
    line["trigger"]["start"] += 1
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps(line) + "\n{\n")
    checked = reportedly("check", bad, coded[2])
    assert checked.returncode == 1 and b"is not at" in checked.stderr and b"line 2: not an event" in checked.stderr


def test_rows_and_table(coded):
    one = coded[2].read_bytes().splitlines(keepends=True)[0]
    rows = reportedly("code", "-", "--format", "csv", stdin=one)
    assert rows.returncode == 0 and next(csv.DictReader(rows.stdout.decode().splitlines()))["type"]
    table = reportedly("code", "-", "--format", "table", stdin=one)
    assert table.returncode == 0 and "what the report says" in table.stdout.decode()


def test_plain_text_from_standard_input_takes_its_date_from_the_option():
    text = b"Rebels shelled the market of Goma on Monday, killing at least 12 people, the army said."
    done = reportedly("code", "-", "--published", "2025-01-28", "--min-confidence", "0", stdin=text)
    event = from_json(Event, done.stdout.splitlines()[0])
    assert event.report.published == "2025-01-28" and event.sentence.text == text.decode()


def test_bad_inputs_are_named_one_line_each_and_the_good_ones_done(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "noise.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "lines.jsonl").write_text('{"title": "no text"}\n{"text": "Police arrested two men in Minsk."}\n')
    out = tmp_path / "out.jsonl"
    done = reportedly("read", tmp_path / "empty.txt", tmp_path / "noise.txt", tmp_path / "lines.jsonl", tmp_path / "gone.txt", "--out", out)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 1 and len(lines) == 5
    for name in ("empty.txt", "noise.txt", "lines.jsonl", "gone.txt"):
        assert sum(name in line for line in lines) == 1
    assert "1 reports done, 4 not read" in lines[-1]
    assert from_json(Report, out.read_text()).text == "Police arrested two men in Minsk."


@pytest.mark.parametrize(
    "args",
    [("code",), ("code", "x.txt", "--format", "xml"), ("code", "x.txt", "--min-confidence", "2"), ("schema", "story"), ("fly",)],
)
def test_wrong_use_exits_with_2(args):
    assert reportedly(*args).returncode == 2


def test_a_missing_model_is_one_clear_line(tmp_path):
    done = reportedly("code", "-", "--model", tmp_path, stdin=b"Police arrested two men in Minsk.")
    assert done.returncode == 1 and b"no model here" in done.stderr and done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("record", ["event", "report"])
def test_schema_is_json_schema(record):
    assert "properties" in json.dumps(json.loads(reportedly("schema", record).stdout))


def test_help_and_version_load_nothing_heavy():
    probe = "import sys; sys.argv = ['reportedly', '--help']\ntry:\n from reportedly.cli import main; main()\nexcept SystemExit: pass\n"
    probe += "print([m for m in ('numpy', 'onnxruntime', 'trafilatura', 'tokenizers', 'sqlalchemy', 'fastapi') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip().endswith("[]")
    assert reportedly("--version").stdout.startswith(b"reportedly 0.")
