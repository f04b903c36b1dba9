"""Measures beyond the rule: spans, classes, attribution, figures, quotations, release rates, intervals."""

import math

import msgspec
import numpy as np
import pytest

from reportedly import scoring
from reportedly.records import Attribution, Coding, Count, Entity, Evidence, Place, Quotation, Report, Span
from reportedly.scoring import support, wrong_pin
from reportedly.scoring.table import Table, compare, curve
from tests.evaluation.made import ARREST, CONDEMNING, KHARKIV, MINSK, SHELLING, TALKS, URGING, made

replace = msgspec.structs.replace
TEXT = "Rebels said the army shelled Sumy."


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(words, start, start + len(words))


def only(coding: Coding, **changes: object) -> Coding:
    return replace(coding, events=tuple(replace(e, **changes) for e in coding.events))


@pytest.mark.parametrize(
    ("gold", "pred", "exact", "overlap"),
    [
        (["the army"], ["the army"], 100, 100),
        (["the army"], ["army"], 0, 100),
        (["the army shelled Sumy"], ["Sumy", "the army"], 0, 200 / 3),  # one to one
        (["Rebels"], ["Sumy"], 0, 0),
        (["Rebels said the"], ["the army shelled"], 0, 0),  # shares three of fifteen characters
    ],
)
def test_spans_match_exactly_or_by_half_of_the_shorter(gold, pred, exact, overlap):
    sheet = scoring.spans(map(at, gold), map(at, pred), "x")
    assert scoring.value(sheet["x exact"]) == pytest.approx(exact)
    assert scoring.value(sheet["x overlap"]) == pytest.approx(overlap)


def test_status_and_hedge_are_scored_by_class_so_that_always_happened_earns_nothing():
    gold = made(MINSK, ARREST, TALKS, {**CONDEMNING, "hedged": True})
    table = Table([scoring.events(gold, only(gold, status="happened", hedged=False))], ["status"])
    assert table.value("status") == pytest.approx(200 / 3)
    assert table.value("status possible") == 0
    assert table.value("hedge") == 0
    assert table.value("status macro") == pytest.approx((80 + 0) / 2)


def test_dates_are_also_scored_where_the_text_has_a_time():
    gold = made(MINSK, ARREST, {**TALKS, "date": {"from": "2023-05-08", "to": "2023-05-14"}})
    table = Table([scoring.events(gold, only(gold, when=None))])
    assert (table.value("date"), table.value("date where told")) == (50, 0)


def test_stance_and_about_are_scored_over_matched_sources():
    gold = made(KHARKIV, SHELLING)
    said, denied = gold.events[0].attribution
    other = replace(said, source=Entity(None, None, None, "a monitor"))
    pred = only(gold, attribution=(replace(said, stance="asserts", about=("toll",)), denied, other))
    table = Table([scoring.events(gold, pred)])
    assert (table.value("stance"), table.value("about")) == (50, 50)
    assert table.value("event source") == pytest.approx(100 * 2 * 2 / (2 + 3))


def test_counts_match_by_kind_figures_and_scope():
    gold = only(made(MINSK, ARREST), counts=(Count(what="arrested", low=2, high=2), Count(what="killed", low=12)))
    pred = only(gold, counts=(Count(what="arrested", low=2, high=2), Count(what="killed", low=12, high=12)))
    assert Table([scoring.events(gold, pred)]).value("counts") == 50


def test_evidence_is_scored_by_kind():
    gold = only(made(MINSK, ARREST), evidence=(Evidence(kind="video"), Evidence(kind="photo")))
    pred = only(gold, evidence=(Evidence(kind="video"),))
    table = Table([scoring.events(gold, pred)])
    assert (table.value("evidence"), table.value("evidence kinds")) == (0, pytest.approx(200 / 3))


def test_attributions_are_scored_by_part_and_as_whole_relations():
    report = Report.of(TEXT)
    good = Attribution(Entity("Rebels", 0, 6), at("said"), at("the army shelled Sumy"))
    half = Attribution(Entity("Rebels", 0, 6), at("said"), at("Rebels"))
    sheet = scoring.attributions(Coding(report, attributions=(good,)), Coding(report, attributions=(half,)))
    values = {k: scoring.value(t) for k, t in sheet.items()}
    assert (values["source exact"], values["cue exact"], values["content overlap"]) == (100, 100, 0)
    assert values["attribution whole"] == 0


def test_quotations_are_scored_by_words_and_their_speaker():
    gold = Coding(Report.of(TEXT), quotations=(Quotation("shelled Sumy", 21, 33, Entity("Rebels", 0, 6, "Rebels")),))
    pred = replace(gold, quotations=(Quotation("shelled Sumy", 21, 33, Entity("the army", 12, 20, "the army")),))
    sheet = scoring.quotations(gold, pred)
    assert scoring.value(sheet["quotation exact"]) == 100
    assert scoring.value(sheet["quotation speaker"]) == 0


SUMY, LVIV, ODESA_TX = (50.91, 34.80), (49.84, 24.03), (31.85, -102.37)


@pytest.mark.parametrize(
    ("gold", "pin", "wrong"),
    [
        (Place(name="Sumy", country="UKR"), Place(country="UKR", lat=50.9, lon=34.8), False),
        (Place(name="Odesa", country="UKR"), Place(country="USA", lat=ODESA_TX[0], lon=ODESA_TX[1]), True),
        (Place(name="Sumy", country="UKR", lat=SUMY[0], lon=SUMY[1]), Place(country="UKR", lat=49.84, lon=24.03), True),
        (Place(name="Lviv", country="UKR"), Place(country="UKR", lat=50.9, lon=34.8), True),  # by the gazetteer
        (Place(name="Nowhere", country="UKR"), Place(country="UKR", lat=50.9, lon=34.8), False),
    ],
)
def test_a_pin_is_wrong_in_another_country_or_over_161_km_away(gold, pin, wrong):
    event = replace(made(MINSK, ARREST).events[0], places=(gold,))
    known = {"Lviv": [LVIV], "Sumy": [SUMY]}
    assert wrong_pin(event, pin, lambda name, country: known.get(name, [])) is wrong


def test_a_country_or_region_is_no_pin():
    event = made(MINSK, ARREST).events[0]
    country = replace(event, places=(Place(country="BLR", lat=53.0, lon=28.0, precision="country"),))
    assert scoring.pinned(country) is None


UKR_GOV = {"text": "Kyiv", "country": "UKR", "sector": "GOV"}
RUS_GOV = {"text": "Moscow", "country": "RUS", "sector": "GOV"}
GOVERNOR = {"text": "the regional governor", "country": "UKR", "sector": "GOV"}
MONITOR, ALLIES = {"text": "Army"}, {"text": "allies"}


@pytest.mark.parametrize(
    ("voices", "status", "expected"),
    [
        ([], "happened", "one_voice"),
        ([MONITOR], "happened", "one_voice"),
        ([MONITOR, ALLIES], "happened", "independent"),
        ([RUS_GOV], "happened", "claimed"),
        ([UKR_GOV], "happened", "alleged"),
        ([UKR_GOV, GOVERNOR], "happened", "alleged"),  # two bodies of one government are one voice
        ([RUS_GOV, UKR_GOV], "happened", "both_sides"),
        ([UKR_GOV, MONITOR], "happened", "independent"),
        ([{**RUS_GOV, "stance": "denies"}, UKR_GOV], "happened", "alleged"),
        ([UKR_GOV], "planned", "anticipated"),
        ([UKR_GOV], "not_happened", "not_reported_done"),
    ],
)
def test_support_counts_voices_that_are_not_aligned(voices, status, expected):
    sides = {"recipient": [{"text": "residents", "country": "UKR", "sector": "GOV"}]}
    event = made(KHARKIV, {**SHELLING, **sides, "attribution": voices, "status": status}).events[0]
    assert support(event) == expected


def test_verified_evidence_is_support_above_one_voice_and_written_sides_win_over_guesses():
    event = made(KHARKIV, {**SHELLING, "attribution": [MONITOR, ALLIES]}).events[0]
    assert support(replace(event, evidence=(Evidence(verification="verified"),))) == "verified"
    assert support(event, ("actor", "actor")) == "claimed"


def test_false_corroboration_counts_support_that_gold_voices_do_not_give():
    gold = made(KHARKIV, {**SHELLING, "attribution": [MONITOR]}, URGING)
    pred = made(KHARKIV, {**SHELLING, "attribution": [MONITOR, ALLIES]}, URGING)
    table = Table([scoring.events(gold, pred)])
    assert (table.value("false corroboration"), table.value("false among corroborated")) == (50, 100)
    assert Table([scoring.events(gold, gold)]).value("false corroboration") == 0


def test_a_denial_is_missed_if_its_event_its_source_or_its_stance_is():
    gold, denial = made(KHARKIV, SHELLING), SHELLING["attribution"][1]
    for attribution, missed in (
        ([denial], 0),
        ([{**denial, "stance": "doubts"}], 100),
        ([{**denial, "text": "Kyiv"}], 100),
    ):
        table = Table([scoring.events(gold, made(KHARKIV, {**SHELLING, "attribution": attribution}))])
        assert table.value("missed denials") == missed
    assert Table([scoring.events(gold, made(KHARKIV))]).value("missed denials") == 100


def sheets(hits: list[int]) -> list[scoring.Sheet]:
    return [{"F": ("f1", (h, 1, 1))} for h in hits]


def test_intervals_are_seeded_and_hold_the_value():
    table = Table(sheets([1, 0] * 20))
    (one,), (two,) = table.scores(), table.scores()
    assert one == two
    assert one.low < one.value == 50 < one.high
    assert one.of == 40
    assert 30 <= one.low <= 40
    assert 60 <= one.high <= 70


def test_the_paired_test_sees_a_steady_gain_and_no_gain_where_there_is_none():
    first, better, shuffled = [1, 0] * 30, [1, 1, 1, 0] * 15, [0, 1] * 30
    assert compare(Table(sheets(first)), Table(sheets(better)))[0].p < 0.05
    assert compare(Table(sheets(first)), Table(sheets(shuffled)))[0].p > 0.5


def test_macro_averages_leave_out_classes_that_gold_lacks():
    table = Table([{"t A": ("f1", (1, 1, 1)), "t B": ("f1", (0, 1, 0)), "t C": ("f1", (0, 0, 5))}], ["t"])
    assert table.value("t macro") == 50
    assert table.sample("t macro", np.array([[1]])) == pytest.approx([50])


def test_pearson_is_the_textbook_one_and_nothing_over_nothing_is_no_number():
    x, y = np.array([3.0, -3, 1, 0]), np.array([2.5, -1, 0, 1])
    numbers = (4, x.sum(), y.sum(), (x * x).sum(), (y * y).sum(), (x * y).sum())
    assert scoring.value(("pearson", numbers)) == pytest.approx(100 * np.corrcoef(x, y)[0, 1])
    assert math.isnan(scoring.value(("f1", (0, 0, 0))))


def test_the_curve_trades_recall_for_precision():
    gold = made(MINSK, ARREST)
    both = made(MINSK, ARREST, CONDEMNING)
    pred = replace(both, events=tuple(replace(e, confidence=c) for e, c in zip(both.events, (0.9, 0.4), strict=True)))
    rows = {t: (p, r) for t, p, r, _ in curve([gold], [pred], (0.0, 0.5, 0.95))}
    assert rows[0.0] == (50, 100)
    assert rows[0.5] == (100, 100)
    assert rows[0.95][1] == 0
