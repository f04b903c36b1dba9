"""Running, outputs, scoring by step, baselines: from question to table."""

import json
from pathlib import Path

import msgspec
import pytest

from evaluation import kept, outputs, probes, steps
from evaluation.baselines import Classifier, Naive, sentences
from evaluation.item import Fact, Item, Name, item, question, replace
from evaluation.run import answers
from evaluation.systems import Reportedly
from reportedly.errors import UsageError
from reportedly.records import Attribution, Coding, Entity, Place, Report, Span
from tests.evaluation.made import ARREST, CONDEMNING, KHARKIV, MINSK, SHELLING, made


def gold(text: str = MINSK, *events: dict) -> Item:
    coding = made(text, *(events or (ARREST, CONDEMNING)))
    return Item(id="1", coding=coding)


def test_outputs_hold_offsets_and_codes_and_no_words_of_the_report(tmp_path):
    one = gold(KHARKIV, SHELLING)
    file = outputs.path("x-1", "set", tmp_path)
    outputs.write(file, [one], [one], system="x-1", set="set")
    written = file.read_text()
    for word in ("Kharkiv", "governor", "Russian", "shelled", "market"):
        assert word not in written
    assert "ASSAULT" in written


def test_outputs_come_back_as_they_were(tmp_path):
    one = gold(KHARKIV, SHELLING)
    file = outputs.path("x-1", "set", tmp_path)
    outputs.write(file, [one], [one], system="x-1")
    (back,) = outputs.read(file, [one])
    (event,), (expected,) = back.coding.events, one.coding.events
    assert msgspec.structs.replace(event, report=expected.report, sentence=expected.sentence) == expected
    assert event.sentence.text == expected.sentence.text


def test_a_canonical_name_that_the_report_does_not_have_is_kept(tmp_path):
    one = gold()
    place = Place("Minsk", 32, 37, name="Horad Minsk", country="BLR")
    event = msgspec.structs.replace(one.coding.events[0], places=(place,))
    answer = replace(one, coding=Coding(one.report, (event,)))
    outputs.write(tmp_path / "o.jsonl", [one], [answer])
    assert outputs.read(tmp_path / "o.jsonl", [one])[0].coding.events[0].places == (place,)


def test_outputs_of_another_state_of_the_set_are_refused(tmp_path):
    outputs.write(tmp_path / "o.jsonl", [gold()], [gold()])
    with pytest.raises(UsageError, match="the set has changed"):
        outputs.read(tmp_path / "o.jsonl", [gold(MINSK, ARREST)])


def test_an_output_that_breaks_off_leaves_no_file(tmp_path):
    def broken():
        yield gold()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        outputs.write(tmp_path / "o.jsonl", [gold(), gold()], broken())
    assert not (tmp_path / "o.jsonl").exists()


class Fake:
    """A coder that knows one answer to everything."""

    def __init__(self, name: str | None) -> None:
        self.name = name

    def code_report(self, report: Report) -> Coding:
        return made(MINSK, ARREST)


def test_a_cross_validated_set_is_coded_by_the_model_that_has_not_seen_the_report():
    used = []
    runner = Reportedly("runs/f{fold}", load=lambda path: used.append(path) or Fake(path))
    items = [replace(gold(), header={"fold": f}) for f in ("0", "1", "0")]
    list(answers(runner, "events", items))
    assert used == ["runs/f0", "runs/f1"]


def test_a_cross_validated_set_is_refused_to_one_model_and_coded_from_kept_markup_without_any():
    items, coder = [replace(gold(), header={"fold": "0"})], Fake(None)
    list(answers(Reportedly(None, load=lambda: coder), "events", items))
    assert isinstance(coder.tagger, kept.Tagger)
    runner = Reportedly("models/en-1", load=lambda *_: Fake(None))
    with pytest.raises(UsageError, match="cross-validated"):
        list(answers(runner, "events", items))


def test_each_task_asks_the_coder_for_its_own(monkeypatch):
    spot = Place("Minsk", 32, 37, name="Minsk", lat=53.9, lon=27.6)
    monkeypatch.setattr(probes, "names", lambda coder, report: [Name("Minsk", 32, 37, "LOC")])
    monkeypatch.setattr(probes, "toponyms", lambda coder, report: [spot])
    monkeypatch.setattr(probes, "factuality", lambda coder, report, spans: [3.0, None])
    monkeypatch.setattr(probes, "pair_type", lambda coder, report, actor, recipient: "RETREAT")
    runner = Reportedly(None, load=lambda *_: Fake(None))
    arrested = Fact("arrested", 7, 15, 2.0)
    pair = (Span("Police", 0, 6), Span("two students", 16, 28))
    target = made(MINSK, {**ARREST, "type": "YIELD", "mode": []})
    asked = {
        "names": item(MINSK, "1", names=(Name("Minsk", 32, 37, "LOC"), Name("Vienna", 133, 139, "LOC"))),
        "toponyms": item(MINSK, "1", places=(Place("Minsk", 32, 37, name="Minsk", lat=53.9, lon=27.5667),)),
        "factuality": item(MINSK, "1", facts=(arrested, Fact("condemned", 54, 63, 3.0))),
        "pair": Item(id="1", coding=target, pair=pair),
        "roles": gold(MINSK, {**ARREST, "recipient": []}),
    }
    seen = {}
    for task, one in asked.items():
        (answer,) = answers(runner, task, [one])
        table = steps.table(task, [one], [answer], lambda name, country: [])
        seen[task] = {m: round(table.value(m), 1) for m in steps.TASKS[task][2] if m in table.measures()}
    assert seen["names"]["names"] == 66.7
    assert seen["toponyms"]["within 161 km"] == 100
    assert (seen["factuality"]["mean absolute error"], seen["factuality"]["answered"]) == (1.0, 50.0)
    assert seen["pair"] == {"pair accuracy": 100, "pair-type macro": 100, "end-type macro": 0, "end found": 100}
    assert seen["roles"] == {"actor exact": 100, "actor overlap": 100, "recipient exact": 0, "recipient overlap": 0}


def test_toponyms_that_were_missed_count_as_wrong_and_far_ones_as_far():
    places = (Place("Minsk", 32, 37, lat=53.9, lon=27.6), Place("Vienna", 133, 139, lat=48.2, lon=16.4))
    one = item(MINSK, "1", places=(*places, Place("Police", 0, 6)))
    answer = replace(question(one), places=(replace(places[0], lat=40.0),))
    table = steps.table("toponyms", [one], [answer], lambda name, country: [(53.9, 27.6)])
    assert table.value("within 161 km") == 0
    assert table.total["within 161 km"][1] == (0, 2)
    assert table.total["within 161 km of listed"][1] == (0, 1)


def test_muc_fillers_count_a_participant_once_by_any_of_its_names():
    one = item(MINSK, "1", fillers={"actor": (("riot squad", "police"), ("army",))}, coding={"events": ()})
    attack = made(MINSK, {**ARREST, "type": "ASSAULT", "mode": [], "actor": [{"text": "Police"}, {"text": "Talks"}]})
    table = steps.table("incidents", [one], [replace(one, coding=attack)])
    assert table.total["filler actor"][1] == (1, 2, 2)


def test_errors_name_what_is_missed_extra_and_wrong():
    one = gold()
    wrong = made(MINSK, {**ARREST, "status": "planned"}, {**CONDEMNING, "trigger": "resume", "actor": []})
    lines = list(steps.errors("events", one, replace(one, coding=wrong)))
    assert "STATUS of COERCE [arrested]: happened -> planned" in lines
    assert any(line.startswith("MISSED ACCUSE | condemned") for line in lines)
    assert any(line.startswith("EXTRA ACCUSE | resume") for line in lines)


def test_errors_of_attribution_list_spans():
    voice = Attribution(Entity("The opposition", 39, 53), Span("condemned", 54, 63))
    one = item(MINSK, "1", coding={"attributions": (voice,)})
    assert list(steps.errors("attributions", one, question(one))) == [
        "MISSED source | The opposition",
        "MISSED cue | condemned",
    ]


def test_the_naive_baseline_asserts_every_verb_on_the_day_of_publication():
    asked = question(replace(gold(), coding=made(MINSK, ARREST)))
    events = Naive()("events", asked, None).coding.events
    assert [(e.type, e.trigger.text) for e in events][:2] == [("COERCE", "arrested"), ("ACCUSE", "condemned")]
    assert {e.status for e in events} == {"happened"}
    assert events[0].when is not None
    assert events[0].when.from_ == "2023-05-05"
    assert (events[0].actors[0].text, events[0].places[0].text) == ("Police", "Minsk")
    for e in events:
        assert asked.report.text[e.trigger.start : e.trigger.end] == e.trigger.text


def test_the_baseline_cuts_sentences_at_full_stops_and_lines():
    assert [s.text for s in sentences("Title here\n\nOne. Two by 3.5 points. “Three.”")] == [
        "Title here", "One.", "Two by 3.5 points.", "“Three.”",
    ]  # fmt: skip


def test_the_classifier_learns_types_of_sentences():
    pytest.importorskip("sklearn")
    items = []
    for who in ("Guards", "Troops", "Agents", "Wardens", "Officers", "Marshals"):
        one = made(f"{who} arrested two clerks. Markets were calm.", {"trigger": "arrested", "type": "COERCE"})
        items.append(Item(id=who, coding=one, sentences=tuple(sentences(one.report.text))))
    model = Classifier(items)
    ((type_, start, end, _),) = model.find("Soldiers arrested nine.")
    assert (type_, "Soldiers arrested nine."[start:end]) == ("COERCE", "arrested")
    assert model.find("Markets were calm.") == []


def test_the_first_line_of_an_output_says_what_it_is(tmp_path):
    outputs.write(tmp_path / "o.jsonl", [gold()], [gold()], system="naive-1", set="corpus-dev")
    head = json.loads((tmp_path / "o.jsonl").read_text().splitlines()[0])
    assert (head["system"], head["set"], len(head["digest"])) == ("naive-1", "corpus-dev", 16)


def test_packed_outputs_are_read_where_none_were_made_here(tmp_path, monkeypatch):
    golds, made_here, kept_here = [gold()], tmp_path / "outputs", tmp_path / "kept"
    monkeypatch.setattr(outputs, "KEPT", kept_here)
    monkeypatch.chdir(tmp_path)
    file = made_here / "old-1/corpus-dev.jsonl"
    outputs.write(file, golds, golds, system="old-1", set="corpus-dev", state="s")
    assert outputs.at_hand("old-1", "corpus-dev") == Path("outputs/old-1/corpus-dev.jsonl")
    [packed] = outputs.keep("old-1", made_here, kept_here)
    file.unlink()
    assert outputs.at_hand("old-1", "corpus-dev") == packed and outputs.head(packed)["state"] == "s"
    assert outputs.read(packed, golds)[0].coding.events == golds[0].coding.events
