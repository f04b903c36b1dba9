"""Whether an act is told as done, and words that hedge it."""

import pytest
from made import CODER, Hand

from reportedly import codebook
from reportedly.coding.assemble import assemble
from reportedly.coding.status import settle

BOOK = codebook.load()


def settled(text, trigger, type="ASSAULT", status="happened", title=None, also=None):
    hand = Hand(text, title)
    body = hand.trigger(trigger, type, status=status)
    if also:
        hand.same = {(body, hand.trigger(also, type, anchor=0.0, score=0.1)): 0.9}
    view = hand.view()
    [(event, _)] = assemble(view, BOOK, CODER)
    return settle(event, view)


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("The army shelled the town.", "shelled", "happened"),
        ("The army may shell the town.", "shell", "possible"),
        ("The army might soon shell the town.", "shell", "possible"),
        ("Residents fear that the army will shell the town.", "shell", "possible"),
        ("If the army shells the town, the talks are over.", "shells", "possible"),
        ("Should the army shell the town, the talks are over.", "shell", "possible"),
        ("There is a danger that rebels will shell the road.", "shell", "possible"),
        ("A second raid is feared.", "raid", "possible"),
        ("The army will shell the town on Monday.", "shell", "planned"),
        ("The army plans to shell the town.", "shell", "planned"),
        ("The soldiers are to be moved on Friday.", "moved", "planned"),
        ("A raid is planned for Monday.", "raid", "planned"),
        ("The army did not shell the town.", "shell", "not_happened"),
        ("The soldiers will not withdraw from the town.", "withdraw", "not_happened"),
        ("No shots were fired at the gate.", "shots were fired", "not_happened"),
        ("Police foiled an attack on the station.", "attack", "not_happened"),
        ("The march against the police announced for tonight has been called off.", "march", "not_happened"),
        ("An attempt to burn the shed failed.", "attempt to burn", "not_happened"),
        ("The guards were to have met the rebels on Monday.", "met", "not_happened"),
        ("Teachers will march through the town.", "will", "planned"),
        ("Rebels failed to take the town.", "failed to take", "not_happened"),
        ("Two planes of the army landed at the base.", "landed", "happened"),
        ("Soldiers on 1 May attacked the station.", "attacked", "happened"),
        ("The report, which may be published, says the army shelled the town.", "shelled", "happened"),
    ],
)
def test_words_of_the_clause_decide_the_status(text, trigger, status):
    assert settled(text, trigger)[0].status == status


def test_the_words_overrule_the_model_and_explain_says_which():
    event, because = settled("The army may shell the town.", "shell", status="planned")
    assert event.status == "possible" and because["status"] == "modality.toml: 'may' possible"


def test_what_took_place_is_not_planned_whatever_the_model_makes_of_it():
    assert settled("A march through the town was held on Friday.", "march", status="planned")[0].status == "happened"


def test_without_such_words_the_model_decides():
    event, because = settled("The army shelled the town.", "shelled", status="not_happened")
    assert event.status == "not_happened" and "status" not in because


def test_a_speech_act_is_done_once_it_is_uttered():
    assert settled("The army will meet the rebels.", "meet", type="AGREE")[0].status == "happened"


@pytest.mark.parametrize(
    ("text", "trigger", "hedge"),
    [
        ("Rebels reportedly seized the town.", "seized", "reportedly"),
        ("A suspected drone strike hit the depot.", "strike", "suspected"),
        ("The guards are said to have been seized.", "seized", "are said to"),
        ("A reported rebel attack closed the road.", "attack", "reported"),
        ("Rebels seized the town, which reportedly stopped trade.", "seized", None),
        ("Rebels seized the town.", "seized", None),
    ],
)
def test_words_that_hedge_the_event_and_not_its_effect(text, trigger, hedge):
    event, _ = settled(text, trigger)
    assert (event.hedge.text if event.hedge else None) == hedge and event.hedged == (hedge is not None)


def test_quotation_marks_in_a_headline_hedge():
    event, _ = settled(
        "Damascus speaks of an attempted coup by officers.", "coup", title="Officers held after ‘revolt’", also="revolt"
    )
    assert event.hedged and event.hedge.text == "revolt"
