"""Cues become attributions, and attributions bear on events with the right stance."""

import pytest
from made import CODER, Hand

from reportedly import codebook
from reportedly.coding.actors import People
from reportedly.coding.assemble import assemble
from reportedly.coding.attribution import attribute, attributions
from reportedly.coding.quotations import quotations
from reportedly.lookup.roster import Roster

BOOK, ROSTER = codebook.load(), Roster()


def attributed(hand):
    view = hand.view()
    people = People(view, ROSTER)
    return [attribute(e, view, people)[0] for e, _ in assemble(view, BOOK, CODER)]


def test_a_cue_with_two_pieces_of_content_gives_two_attributions_of_one_source():
    hand = Hand("“We hit it,” the commander said. “Nobody was hurt.”")
    hand.cue("said", source="the commander", content=["We hit it", "Nobody was hurt"])
    view = hand.view()
    one, two = attributions(view, People(view, ROSTER))
    assert one.source.text == two.source.text == "the commander"
    assert (one.content.text, two.content.text) == ("We hit it", "Nobody was hurt")


def test_voices_come_nearest_first():
    hand = Hand("The agency reported that the ministry said rebels had shelled Goma.")
    event = hand.trigger("shelled", "ASSAULT")
    outer = hand.cue("reported", source="The agency", content="the ministry said rebels had shelled Goma")
    inner = hand.cue("said", source="the ministry", content="rebels had shelled Goma")
    hand.voice(outer, event, "asserts")
    hand.voice(inner, event, "alleges", "occurrence", "actor")
    [e] = attributed(hand)
    assert [a.cue.text for a in e.attribution] == ["said", "reported"]
    assert e.attribution[0].about == ("occurrence", "actor")


@pytest.mark.parametrize(
    ("cue", "model", "stance"),
    [
        ("denied", "asserts", "denies"),
        ("claimed responsibility for", "asserts", "claims_own"),
        ("confirmed", "asserts", "confirms"),
        ("cast doubt on", "denies", "doubts"),
        ("said", "alleges", "alleges"),
    ],
)
def test_cue_words_decide_a_stance_over_the_model(cue, model, stance):
    hand = Hand(f"The army {cue} the attack on Goma by the M23 rebels.")
    event = hand.trigger("attack", "ASSAULT", actor="the M23 rebels")
    hand.voice(hand.cue(cue, source="The army", content="the attack on Goma by the M23 rebels"), event, model)
    [e] = attributed(hand)
    assert e.attribution[0].stance == stance


def test_an_event_nobody_vouches_for_is_in_the_outlets_own_voice():
    hand = Hand("Rebels shelled Goma.")
    hand.trigger("shelled", "ASSAULT")
    assert attributed(hand)[0].attribution == ()


def test_a_direct_quotation_takes_the_speaker_of_the_cue_that_covers_it():
    hand = Hand("“We will answer every attack,” Governor Marta Lysenko wrote on Telegram.")
    hand.cue("wrote", source="Governor Marta Lysenko", content="We will answer every attack")
    view = hand.view()
    people = People(view, ROSTER)
    [quote] = quotations(view, people, attributions(view, people))
    assert quote.text == "We will answer every attack" and quote.cue.text == "wrote"
    assert quote.speaker.text == "Governor Marta Lysenko"


def test_scare_quotes_are_no_quotations():
    hand = Hand("The “special operation” went on, officials said.")
    hand.cue("said", source="officials", content="The “special operation” went on")
    view = hand.view()
    people = People(view, ROSTER)
    assert [q.text for q in quotations(view, people, ())] == []
