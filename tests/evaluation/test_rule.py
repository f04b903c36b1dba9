"""The rule that coded events are scored by, on reports small enough to be worked by hand."""

import pytest

from reportedly import scoring
from reportedly.scoring.table import Table
from tests.evaluation.made import ARREST, CONDEMNING, KHARKIV, MINSK, SHELLING, TALKS, URGING, made

THIRD = 100 / 3
PAIRS = {
    "the same codes score everything": (
        (KHARKIV, [SHELLING, URGING], [SHELLING, URGING]),
        {"detection_F1": 100, "typed_F1": 100, "core_F1": 100, "actor": 100, "date": 100, "attribution": 100},
    ),
    "nothing coded recalls nothing": (
        (KHARKIV, [SHELLING, URGING], []),
        {"events pred": 0, "detection_F1": 0, "typed_F1": 0, "typed_R": 0, "core_F1": 0},
    ),
    "a false event costs precision alone": (
        (MINSK, [ARREST], [ARREST, CONDEMNING]),
        {"typed_P": 50, "typed_R": 100, "typed_F1": 2 * 100 / 3},
    ),
    # the sentence is shared (1), the trigger equal (2), no participant is missing on both sides (1 + 1): 5, over 2.2
    "a wrong type at the right words is detected, not typed": (
        (MINSK, [CONDEMNING], [{**CONDEMNING, "type": "REJECT", "mode": []}]),
        {"detection_F1": 100, "typed_F1": 0, "core_F1": 0},
    ),
    # no word of "Police" or "arrested" agrees and the recipient differs: 1 + 0 + 0 + 0 is under 2.2
    "a shared sentence alone is not enough": (
        (MINSK, [ARREST], [{"trigger": "Minsk", "type": "CONSULT", "actor": [{"text": "students"}]}]),
        {"detection_F1": 0, "typed_F1": 0},
    ),
    "another sentence is another event, whatever else agrees": (
        (MINSK, [ARREST], [{**ARREST, "trigger": "condemned"}]),
        {"detection_F1": 0},
    ),
    "a later mention anchors as well as the best sentence": (
        (KHARKIV, [SHELLING], [{**SHELLING, "sentence": None, "trigger": "killed", "also": []}]),
        {"detection_F1": 100, "typed_F1": 100},
    ),
    # one of two actors found: recall 1/2, precision 1, F1 2/3; country sets {BLR, AUT} and {BLR}: 2 * 1 / 3
    "participants are scored by F1 of words and of countries": (
        (
            MINSK,
            [{**ARREST, "actor": [*ARREST["actor"], {"text": "Vienna", "country": "AUT"}]}],
            [ARREST],
        ),
        {"actor": 2 * THIRD, "actor_country": 2 * THIRD, "core_F1": 100},
    ),
    "half of the shorter's words are enough, small words aside": (
        (KHARKIV, [SHELLING], [{**SHELLING, "actor": [{"text": "Russian"}]}]),
        {"actor": 100, "actor_country": 0},
    ),
    "fields are shares of typed pairs": (
        (
            MINSK,
            [ARREST, CONDEMNING, TALKS],
            [
                {**ARREST, "mode": ["deport"], "place": None, "hedged": True},
                {**CONDEMNING, "attribution": [{"text": "Talks"}], "evidence": ["video"]},
                {**TALKS, "status": "happened", "date": {"from": "2023-05-06", "to": "2023-05-12"}},
            ],
        ),
        {
            "typed_F1": 100,
            "mode": 2 * THIRD,
            "place": 2 * THIRD,
            "hedged": 2 * THIRD,
            "attribution": 2 * THIRD,
            "evidence": 2 * THIRD,
            "status": 2 * THIRD,
            "date": 2 * THIRD,
            "core_F1": 0,
        },
    ),
    "each gold event is aligned once": (
        (MINSK, [ARREST], [ARREST, {**ARREST, "mode": []}]),
        {"detection_F1": 2 * THIRD, "typed_R": 100},
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_the_rule_gives_the_numbers_worked_by_hand(name):
    (text, gold, pred), expected = PAIRS[name]
    table = Table([scoring.events(made(text, *gold), made(text, *pred))])
    assert {k: table.value(k) for k in expected} == pytest.approx(expected)


def test_scores_of_many_reports_are_pooled_not_averaged():
    one = scoring.events(made(KHARKIV, SHELLING, URGING), made(KHARKIV))
    two = scoring.events(made(MINSK, ARREST), made(MINSK, ARREST))
    assert Table([one, two]).value("typed_F1") == pytest.approx(2 * 1 / (3 + 1) * 100)


def test_a_pronoun_is_compared_by_the_name_it_stands_for():
    entity = scoring.Entity("She", 0, 3, "Marta Lysenko")
    assert scoring.label(entity) == "Marta Lysenko"
    assert scoring.same_entity(entity, scoring.Entity("Governor Lysenko", 9, 25, "Marta Lysenko"))


def test_fields_that_gold_does_not_annotate_are_not_scored():
    gold = made(KHARKIV, SHELLING)
    assert "date" in scoring.events(gold, gold)
    assert "date" not in scoring.events(gold, gold, lacks=["date"])
