"""What a report gives a reader to know, in its own words."""

import pytest
from made import CODER, Hand

from reportedly import codebook
from reportedly.coding.actors import People, identify
from reportedly.coding.assemble import assemble
from reportedly.coding.attribution import Said, attribute
from reportedly.coding.evidence import Marks, judge
from reportedly.coding.findings import findings
from reportedly.coding.status import settle
from reportedly.coding.tag import Name
from reportedly.coding.times import anchor
from reportedly.lookup.roster import Roster

BOOK, ROSTER = codebook.load(), Roster()


def found(hand):
    view = hand.view()
    people = People(view, ROSTER)
    events = [settle(anchor(identify(e, view, people)[0], view)[0], view)[0] for e, _ in assemble(view, BOOK, CODER)]
    said = Said(view, people, events)
    marks = Marks(view, people, said)
    return [(f.kind, f.note) for f in findings(view, [judge(attribute(e, said)[0], marks)[0] for e in events], people)]


@pytest.mark.parametrize(
    ("title", "kinds"),
    [("Blast kills nine in Kano", ["headline_count"]), ("Blast kills six in Kano", []), ("Blast in Kano", [])],
)
def test_a_count_in_the_headline_that_the_text_does_not_bear_out(title, kinds):
    hand = Hand("A bomb exploded at the market of Kano, killing six.", title)
    hand.trigger("exploded", "ASSAULT")
    notes = found(hand)
    assert [kind for kind, _ in notes] == kinds
    if kinds:
        assert "nine" in notes[0][1] and "six" in notes[0][1]


@pytest.mark.parametrize(
    ("title", "kinds"),
    [("Rebels seize Sake", ["headline_bolder"]), ("Rebels said to seize Sake", []), ("Rebels ‘seize’ Sake", [])],
)
def test_a_headline_that_drops_the_hedge_of_the_text(title, kinds):
    hand = Hand("Rebels reportedly seized the town of Sake.", title)
    one, two = hand.trigger("seize", "ASSAULT", anchor=0.0, score=0.1), hand.trigger("seized", "ASSAULT")
    hand.same = {(one, two): 0.9}
    assert [kind for kind, _ in found(hand)] == kinds


def test_a_happening_dated_after_publication():
    hand = Hand("The army shelled Sake on 4 March 2025.", published="2025-03-01")
    hand.trigger("shelled", "ASSAULT", time="on 4 March 2025")
    assert [kind for kind, _ in found(hand)] == ["future"]


def test_an_attack_that_rests_on_the_word_of_a_party_alone():
    hand = Hand("Russian troops shelled the town of Kupiansk, the Ukrainian army said.")
    event = hand.trigger("shelled", "ASSAULT", actor=("Russian troops", "MIL"), recipient=("the Ukrainian army", "MIL"))
    hand.voice(
        hand.cue("said", source="the Ukrainian army", content="Russian troops shelled the town of Kupiansk"),
        event,
        "alleges",
    )
    assert [kind for kind, _ in found(hand)] == ["party_source"]


@pytest.mark.parametrize(
    ("called", "kinds"), [("former U.S. President Donald Trump", ["office"]), ("U.S. President Donald Trump", [])]
)
def test_an_office_that_the_roster_contradicts(called, kinds):
    hand = Hand(f"Yesterday {called} criticised the ceasefire talks.", published="2025-05-15")
    hand.trigger("criticised", "ACCUSE", actor=called)
    hand.names.append(Name(*hand.at("Donald Trump"), "PER", 0.9))
    assert [kind for kind, _ in found(hand)] == kinds
