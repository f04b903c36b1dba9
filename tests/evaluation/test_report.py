"""The page: which runs are used again, and what the tables and the headline say."""

import argparse

import pytest

from evaluation import cost, outputs, report
from evaluation.gold import SETS
from evaluation.item import Item, question, replace
from evaluation.report import OURS, REAL, Measured, answered, ceiling, cuts, front, headline, reliability, thresholds
from evaluation.steps import table
from reportedly.errors import UsageError
from tests.evaluation.made import ARREST, CONDEMNING, MINSK, TALKS, made

HEADER = {"fold": "0", "origin": "ewt", "publisher": "web", "form": "wire", "region": "Europe"}


def golds():
    texts = (MINSK, MINSK, "Quiet. " + MINSK)
    return [Item(id=f"R{n}", coding=made(t, ARREST, CONDEMNING), header=HEADER) for n, t in enumerate(texts)]


def measured(*events):
    ones = golds()
    found = [replace(question(g), coding=made(g.report.text, *events)) for g in ones]
    scores = {s.measure: s for s in table("events", ones, found).scores()}
    return Measured(ones, {OURS: found}, {OURS: scores}, ())


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """Outputs in a folder of their own; which systems were run."""
    seen = []

    def system(name, data, model=None, least=None):
        seen.append((name, model, least))
        return lambda task, asked, fold: replace(asked, coding=made(MINSK, ARREST))

    monkeypatch.setattr(report, "system", system)
    monkeypatch.setattr(report.outputs, "path", lambda version, name: tmp_path / version / f"{name}.jsonl")
    return seen


def told(**given):
    return argparse.Namespace(**{"data": None, "fresh": False, "no_runs": False, "sets": tuple(SETS), **given})


def test_a_run_is_used_again_until_its_set_or_its_system_changes(runs):
    for state, expected in (("s1", 1), ("s1", 1), ("s2", 2)):
        _, stale = answered(REAL, golds(), "reportedly", told(), state)
        assert (len(runs), stale) == (expected, False)
    answered(REAL, golds()[:2], "reportedly", told(), "s2")
    assert len(runs) == 3
    answered(REAL, golds()[:2], "reportedly", told(fresh=True), "s2")
    assert len(runs) == 4


def test_real_reports_are_coded_as_they_come_and_once_without_a_threshold(runs):
    answered(REAL, golds(), "reportedly", told(), "s")
    answered(REAL, golds(), "all", told(), "s")
    answered("corpus-dev", golds(), "reportedly", told(), "s")
    answered(REAL, golds(), "naive", told(), "s")
    assert runs == [("reportedly", None, None), ("reportedly", None, 0.0), ("reportedly", None, None), ("naive", None, None)]


def test_sets_that_were_not_asked_for_are_taken_as_they_are(runs):
    answered(REAL, golds(), "reportedly", told(), "s1")
    _, stale = answered(REAL, golds(), "reportedly", told(sets=("uw",)), "s2")
    assert (len(runs), stale) == (1, True)


def test_without_runs_what_is_there_is_taken_and_marked_out_of_date(runs):
    answered(REAL, golds(), "reportedly", told(), "s1")
    _, stale = answered(REAL, golds(), "reportedly", told(no_runs=True), "s2")
    assert (len(runs), stale) == (1, True)


def test_without_its_model_a_system_is_not_run_and_what_was_kept_is_taken(runs):
    answered(REAL, golds(), "reportedly", told(), "s1")
    _, stale = answered(REAL, golds(), "reportedly", told(), None)
    assert (len(runs), stale) == (1, True)
    with pytest.raises(UsageError, match="no such output"):
        answered("uw", golds(), "reportedly", told(), None)


def test_the_state_of_a_system_is_that_of_its_files(tmp_path):
    (tmp_path / "code.py").write_text("a = 1")
    before = outputs.stamp(tmp_path)
    assert outputs.stamp(tmp_path) == before
    (tmp_path / "code.py").write_text("a = 2")
    assert outputs.stamp(tmp_path) != before


def test_the_headline_has_real_reports_first_with_peers_beside():
    lines = [line for line in headline({REAL: measured(ARREST)}) if line.startswith("| typed events")]
    assert "66.7" in lines[0]
    assert "93.9 (two careful coders)" in lines[0]


def test_what_others_publish_stands_beside_ours_with_its_source():
    (line,) = [x for x in report.published({REAL: measured(ARREST)}) if x.startswith("| two careful coders")]
    assert "| 93.9 | 66.7 | evaluation rule of this project" in line


def test_two_annotations_of_one_text_give_the_agreement():
    assert ceiling(golds())["typed_F1"].value == 100
    assert ceiling(golds()[1:]) == {}


def test_confidence_is_held_against_what_is_right():
    one = measured(ARREST, TALKS)
    sure = [
        replace(a, coding=replace(a.coding, events=tuple(replace(e, confidence=0.95) for e in a.coding.events)))
        for a in one.answers[OURS]
    ]
    one = one._replace(answers={OURS: sure})
    lines = list(reliability({REAL: one}))
    assert "| 0.9 to 1.0 | 6 | 95.0 | 50.0 |" in lines
    assert any("45.0 points over 6 events" in line for line in lines)


def test_cuts_by_type_and_origin_and_the_curve_are_of_typed_events():
    one = {REAL: measured(ARREST)}
    lines = list(cuts(one))
    assert "| COERCE | 3 | 100 | 100 | 100 |" in lines
    assert "| ACCUSE | 3 | – | 0 | 0 |" in lines
    assert any(line.startswith("| web logs and web news | 3 | 6 | 100.0") for line in lines)
    assert "| 0.0 | 100.0 | 50.0 | 66.7 |" in list(thresholds(one))


def test_the_front_page_says_the_score_on_real_reports_and_what_annotators_reach():
    said = front({REAL: measured(ARREST)})
    assert "**F1 66.7" in said
    assert SETS[REAL].part.split()[0] in said
    assert front({}) == ""


def test_the_price_of_a_million_reports_follows_from_core_seconds(tmp_path, monkeypatch):
    kept = '{"date": "2024-05-14", "machine": "a laptop", "price": 0.1, "coding": {"reports": 9, "words a report": 170, "events a report": 6, "core-seconds a 1,000 reports": 72.0, "core-seconds to load": 1, "peak memory, MB": 150}}'
    monkeypatch.setattr(cost, "KEPT", tmp_path / "cost.json")
    assert list(cost.section()) == []
    cost.KEPT.write_text(kept)
    assert "20 core-hours; at 0.10 USD a core-hour 2.00 USD" in "\n".join(cost.section())
