"""Answers that the model passes over become cues."""

import pytest
from made import Hand

from reportedly.coding.answers import answers
from reportedly.records import Span

STRIKE = "A strike destroyed the depot. "


def answered(text, cue=None, act=None):
    hand = Hand(STRIKE + text)
    if cue:
        hand.cue(cue)
    if act:
        hand.trigger(act[0], "ACCUSE", actor=act[1])
    part = lambda c, role: next((hand.report.text[p.start : p.end] for p in c.parts if p.role == role), None)  # noqa: E731
    return [
        (part(c, "source"), hand.report.text[c.start : c.end], part(c, "content"))
        for c in answers(hand.view(), [Span("strike", 2, 8)])
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The army denied the strike.", ("The army", "denied", "the strike")),
        ("The army has flatly denied this through a lawyer.", ("The army", "denied", "this through a lawyer")),
        ("The ministry rejected the charge, and left.", ("The ministry", "rejected", "the charge")),
        ("The embassy, which is closed, disputed the report.", ("The embassy", "disputed", "the report")),
        ("The envoys questioned the strike.", ("The envoys", "questioned", "the strike")),
        ("The mayor confirmed the attack.", ("The mayor", "confirmed", "the attack")),
        ("Their spokesman, Ivo Brix, rejected the charge.", ("Their spokesman", "rejected", "the charge")),
        ("The union denied through its counsel any link.", ("The union", "denied", "through its counsel any link")),
        ("The party distanced itself from the attack.", ("The party", "distanced itself from", "the attack")),
        ("Reports of an attack are false.", (None, "are false", "Reports of an attack")),
        ("An embassy called the allegations absurd.", ("An embassy", "called", "the allegations absurd")),
    ],
)
def test_an_answer_is_found_with_who_gives_it_and_what_it_is_about(text, found):
    assert answered(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "The army denied journalists access to the town.",
        "The ministry rejected a demand for talks.",
        "Police questioned two men about the fire.",
        "The film could not be verified.",
        "The accused left the court.",
        "Fighting went on along the disputed border.",
        "The two sides met at the disputed hill on Monday.",
        "Two suspects were held.",
    ],
)
def test_other_uses_of_such_words_are_no_answers(text):
    assert answered(text) == []


def test_an_accusation_whose_actor_is_marked_is_an_answer():
    text = "The governor blamed smugglers for it."
    assert answered(text, act=("blamed", "The governor")) == [("The governor", "blamed", "smugglers for it")]
    assert answered(text) == []


def test_what_the_model_marks_is_not_found_again():
    assert answered("The army denied the strike.", cue="denied") == []
