"""The Python interface."""

import pytest

import reportedly
from reportedly.errors import EngineError, UsageError
from reportedly.records import Report, spans


@pytest.fixture(scope="module")
def coder():
    return reportedly.load()


def test_a_text_gives_a_coding_whose_spans_read_as_the_text(coder):
    coding = coder.code("Rebels shelled Goma on Monday, the army said. The governor denied it.", title="Shells hit Goma", published="2025-01-28", publisher="Daily")
    assert coding.report.text.startswith("Shells hit Goma\n\nRebels")
    assert all(s.start is None or coding.report.text[s.start : s.end] == s.text for s in spans((*coding.events, *coding.quotations, *coding.attributions)))
    assert all(e.coder.model == coder.tagger.name and e.report.publisher == "Daily" for e in coding.events)


def test_coding_is_the_same_every_time(coder):
    report = Report.of("Police arrested two students in Minsk on Friday.", published="2024-03-04")
    assert coder.code_report(report) == coder.code_report(report)


def test_another_language_is_not_coded(coder):
    assert coder.code_report(Report.of("Les rebelles ont attaqué Goma.", language="fr-CD")).events == ()


def test_a_threshold_leaves_out_what_is_less_sure():
    text = "Rebels shelled Goma. Talks may follow. The UN condemned the attack and urged restraint."
    every, few = (reportedly.load(min_confidence=p).code(text).events for p in (0.0, 0.9))
    assert {e.id for e in few} <= {e.id for e in every} and all(e.confidence >= 0.9 for e in few)


@pytest.mark.parametrize(("text", "published"), [("", None), ("  \n", None), ("Rebels shelled Goma.", "last week")])
def test_senseless_requests_are_refused(coder, text, published):
    with pytest.raises(UsageError):
        coder.code(text, published=published)


def test_a_damaged_model_is_refused(tmp_path, coder):
    for path in coder.tagger.release.folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "heads.npz").write_bytes(b"other")
    with pytest.raises(EngineError, match="damaged"):
        reportedly.load(tmp_path)


def test_without_a_date_relative_times_stay_open(coder):
    for event in coder.code("Rebels shelled Goma on Monday.").events:
        assert event.when is None or (event.when.from_ is None and event.when.to is None)
