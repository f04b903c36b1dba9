"""What keeps numbers honest: gate, replay, agreement, one's own reports, speed, the generated page."""

import json
import re
import time
from pathlib import Path

import msgspec
import pytest

from evaluation import agreement, gate, outputs, replay, report, speed, steps
from evaluation.item import Item, digest_of
from reportedly.errors import FormatError, UsageError
from reportedly.records import Coding, Report
from reportedly.scoring.own import evaluate
from tests.evaluation.made import ARREST, CONDEMNING, MINSK, TALKS, made

HEAD = 'set = "corpus-dev"\nreports = 2\ndigest = "{}"\n'
TYPED = '[[floor]]\nmeasure = "typed_F1"\nat_least = {}\n'
PINS = '[[floor]]\nmeasure = "wrong pins"\nat_most = {}\n'


def golds() -> list[Item]:
    return [Item(id=str(n), coding=made(MINSK, ARREST, CONDEMNING, TALKS)) for n in (2, 1)]


def good(_: Report) -> Coding:
    return made(MINSK, ARREST, CONDEMNING, TALKS)


def poor(_: Report) -> Coding:
    return made(MINSK, ARREST)


@pytest.mark.parametrize(
    ("rows", "allowed"),
    [
        ([TYPED.format(50), TYPED.format(60)], True),
        ([TYPED.format(60), TYPED.format(50)], False),
        ([TYPED.format(60), TYPED.format(50) + 'reason = "the rule changed"\n'], True),
        ([TYPED.format(60), TYPED.format(50) + 'reason = ""\n'], False),
        ([PINS.format(5), PINS.format(4)], True),
        ([PINS.format(5), PINS.format(6)], False),
    ],
)
def test_a_floor_may_be_raised_and_lowered_with_a_reason_only(rows, allowed):
    text = HEAD.format("x") + "".join(rows)
    if allowed:
        assert len(gate.read(text).bounds) == 1
    else:
        with pytest.raises(UsageError, match="without a reason"):
            gate.read(text)


def test_the_floors_in_the_repository_give_their_reasons():
    gate.read(gate.FLOORS.read_text())


def test_the_gate_holds_a_coder_to_its_floors():
    floors = gate.read(HEAD.format(digest_of(sorted(golds(), key=lambda i: i.id))) + TYPED.format(90))
    part = gate.frozen(floors, golds())
    assert gate.faults(floors, gate.measure(part, good)) == []
    assert gate.faults(floors, gate.measure(part, poor)) == ["typed_F1: 50.0, at least 90.0 is the floor"]


def test_a_rate_is_held_from_above_and_a_measure_that_vanished_is_a_fault():
    part = golds()
    floors = gate.Floors("corpus-dev", 2, "x", {"false corroboration": 3.0, "no such measure": 1.0})
    assert gate.faults(floors, gate.measure(part, good)) == ["no such measure: nan, at least 1.0 is the floor"]


def test_a_changed_frozen_part_is_a_fault():
    with pytest.raises(UsageError, match="the frozen part has changed"):
        gate.frozen(gate.read(HEAD.format("0" * 16)), golds())


def test_the_gate_says_loudly_that_it_has_no_model(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(gate, "MODELS", tmp_path)
    assert gate.main([]) == 0
    assert "NO MODEL" in capsys.readouterr().err


def test_replay_prints_nothing_where_nothing_changed():
    assert list(replay.differences(good(Report.of(MINSK)), good(Report.of(MINSK)))) == []


def test_replay_shows_events_that_came_went_and_changed_side_by_side():
    before = made(MINSK, ARREST, CONDEMNING)
    after = made(MINSK, {**ARREST, "status": "planned"}, TALKS)
    found = list(replay.differences(before, after))
    assert ("COERCE [arrested]", "status", '"happened"', '"planned"') in found
    assert ("ACCUSE [condemned]", "event", "coded", "-") in found
    assert ("CONSULT [Talks]", "event", "-", "coded") in found
    assert list(replay.side_by_side("abc", "x", width=2)) == ["    ab | x", "    c  | "]


def test_replay_reads_a_file_of_reports(tmp_path):
    (tmp_path / "r.jsonl").write_text(json.dumps({"text": MINSK, "title": "Arrests", "published": "2023-05-05"}) + "\n")
    (one,) = replay.reports(tmp_path / "r.jsonl")
    assert one.report.text == f"Arrests\n\n{MINSK}"


CORPUS = """=== w1-001
publisher: Valley Courier
form: wire
region: Europe
topic: war
published: 2023-05-05

1| Police arrested two men in Lyon.
2| The union condemned the arrests.
---
event 1[arrested] COERCE/arrest
  actor 1[Police] = Police | FRA | COP
  place 1[Lyon] site = Lyon | FRA
"""
SECOND = CORPUS.replace(
    "  place 1[Lyon] site = Lyon | FRA\n", "event 2[condemned] ACCUSE/disapprove\n  actor 2[The union]\n"
)


def test_agreement_is_measured_per_field_over_the_reports_both_have(tmp_path, capsys):
    for folder, text in (("a", CORPUS), ("b", SECOND)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "01.txt").write_text(text)
    (tmp_path / "b" / "02.txt").write_text(CORPUS.replace("w1-001", "w1-002"))
    table, both = agreement.agreement(tmp_path / "a", tmp_path / "b")
    assert both == ["w1-001"]
    assert table.value("typed_F1") == pytest.approx(200 / 3)
    assert (table.value("actor"), table.value("place")) == (100, 0)
    assert agreement.main([str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    assert "typed_F1" in capsys.readouterr().out


DOC = Path("docs/evaluate-your-own.md").read_text()


class Half:
    """The coder that the example of the docs supposes: no denial, no condemnation."""

    def __init__(self, lines: list[dict]) -> None:
        self.known = {line["text"]: line for line in lines}

    def code_report(self, asked: Report) -> Coding:
        line = next(v for k, v in self.known.items() if k in asked.text)
        events = [e for e in line["events"] if e["trigger"] != "condemned"]
        kept = [{**e, "attribution": [a for a in e.get("attribution", []) if a["stance"] != "denies"]} for e in events]
        title = f"{line['title']}\n\n" if "title" in line else ""
        return made(title + line["text"], *kept, published=line["published"])


def test_the_example_of_the_docs_gives_the_numbers_it_shows(tmp_path):
    block = re.search(r"<!-- gold -->\n```json\n(.*?)```", DOC, re.S)
    shown = re.search(r"<!-- scores -->\n(.*?)\n\n", DOC, re.S)
    assert block
    assert shown
    (tmp_path / "GOLD.jsonl").write_text(block[1])
    scores = evaluate(tmp_path / "GOLD.jsonl", Half([json.loads(line) for line in block[1].splitlines()]))
    got = {s.measure: (round(s.value, 1), s.of) for s in scores}
    rows = [[c.strip() for c in row.strip("|").split("|")] for row in shown[1].splitlines()[2:]]
    assert rows
    assert {name: (float(value), int(of)) for name, value, of in rows}.items() <= got.items()


def test_fields_that_a_file_never_mentions_are_not_scored(tmp_path):
    line = {"text": MINSK, "events": [{"trigger": "arrested", "type": "COERCE"}]}
    (tmp_path / "g.jsonl").write_text(json.dumps(line) + "\n")

    class Coder:
        def code_report(self, asked: Report) -> Coding:
            return made(MINSK, ARREST)

    measures = [s.measure for s in evaluate(tmp_path / "g.jsonl", Coder())]
    assert measures == ["detection_F1", "typed_P", "typed_R", "typed_F1"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            '{"text": "Police left.", "events": [{"trigger": "stayed", "type": "RETREAT"}]}',
            "g.jsonl:1: 'stayed' is not in",
        ),
        ('{"text": "Police left."}', "missing required field `events`"),
        ('{"text": "Police left.", "events": [{"trigger": "left", "type": "RETREAT", "places": []}]}', "unknown field"),
        ('{"text": "Police left.", "events": [{"trigger": "left", "type": "RETREAT", "status": "done"}]}', "'done'"),
        ("not json", "g.jsonl:1"),
        ("", "no reports"),
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong(tmp_path, line, said):
    (tmp_path / "g.jsonl").write_text(line + "\n")
    with pytest.raises(FormatError) as caught:
        evaluate(tmp_path / "g.jsonl", Half([]))
    assert said in str(caught.value)


def test_speed_repeats_reports_and_gives_both_the_same_work_in_turns():
    asked = speed.repeated([Report.of("One."), Report.of("Two.")], 60)
    calls: list[tuple[str, str]] = []

    def code(r: Report) -> None:
        calls.append(("code", r.text))
        time.sleep(0.0002)

    whole, alone = speed.race(code, lambda r: calls.append(("bare", r.text)), asked)
    assert whole.clock > alone.clock and whole.processor > 0
    for who in ("code", "bare"):
        assert [t for w, t in calls if w == who] == [r.text for r in asked]
    assert [w for w, _ in calls].index("code") == speed.BLOCK  # after one block of the other


def test_a_section_of_the_page_has_systems_side_by_side():
    items = golds()
    answers = {"a-1": items, "b-1": [msgspec.structs.replace(i, coding=poor(i.report)) for i in items]}
    scores = {k: {s.measure: s for s in steps.table("events", items, v).scores()} for k, v in answers.items()}
    text = "\n".join(report.section("corpus-dev", report.Measured(items, answers, scores, ())))
    assert "| typed_F1 | 6 | 100.0 [100.0, 100.0] | 50.0 [50.0, 50.0] |" in text
    assert digest_of(items) in text


def test_every_published_figure_has_a_source_and_says_what_differs():
    from evaluation.gold import SETS

    for peer in report.peers():
        assert peer["source"]
        assert peer["differs"]
        assert set(peer["set"].split(", ")) <= set(SETS)


def test_outputs_are_ignored_by_version_control():
    assert f"/{outputs.HERE}/" in Path(".gitignore").read_text().splitlines()
