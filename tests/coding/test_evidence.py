"""Evidence and counts find their event, and keep what the report says of them."""

import pytest
from made import CODER, Hand

from reportedly import codebook
from reportedly.coding.actors import People, identify
from reportedly.coding.assemble import assemble
from reportedly.coding.attribution import Said, attribute
from reportedly.coding.evidence import Marks, judge
from reportedly.coding.tag import Figure
from reportedly.coding.tolls import tolls
from reportedly.lookup.roster import Roster

BOOK, ROSTER = codebook.load(), Roster()


def judged(hand):
    view = hand.view()
    people = People(view, ROSTER)
    events = [identify(e, view, people)[0] for e, _ in assemble(view, BOOK, CODER)]
    said = Said(view, people, events)
    marks = Marks(view, people, said)
    return [judge(attribute(e, said)[0], marks)[0] for e in events]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The blast killed two and wounded at least five.", [("two", "killed"), ("at least five", "injured")]),
        ("Nobody was hurt.", [("Nobody", "injured")]),
        ("Twelve men were arrested.", [("Twelve", "arrested")]),
        ("Five miners, ten guards are missing.", [("ten", "missing")]),
        ("Russia launched 120 drones, 84 of them were shot down.", [("120", "launched"), ("84", "intercepted")]),
        ("Four residents have been displaced.", [("Four", "displaced")]),
        ("On 11 October he was detained.", []),
        ("In 1994 the ministry was burned.", []),
        ("Seven drones came, of which five were shot down.", [("five", "intercepted")]),
        ("In Sector 5 killed men lay.", []),
        ("The film captured 61 per cent of the market.", []),
    ],
)
def test_figures_in_set_phrases_are_found_with_what_they_count(text, found):
    assert [(text[a:b].removesuffix(" drones"), kind) for a, b, kind in tolls(text)] == found


def test_a_figure_belongs_to_the_event_of_its_sentence_and_fitting_type():
    hand = Hand("Police met the mayor on Monday. A bomb exploded at the market, killing two. He condemned it.")
    hand.trigger("met", "CONSULT")
    hand.trigger("exploded", "ASSAULT", place=("the market", "site"))
    hand.trigger("condemned", "ACCUSE")
    met, exploded, condemned = judged(hand)
    assert [(c.text, c.what, c.low, c.high) for c in exploded.counts] == [("two", "killed", 2, 2)]
    assert met.counts == condemned.counts == ()


def test_evidence_that_a_set_phrase_names_is_found_without_a_mark():
    hand = Hand("The group shared video evidence of the attack on the bridge.")
    hand.trigger("attack", "ASSAULT", target=("the bridge", "transport"))
    [e] = judged(hand)
    assert [(x.kind, x.text) for x in e.evidence] == [("video", "video evidence")]


def test_a_witness_who_vouches_for_an_event_is_its_evidence():
    hand = Hand("Soldiers beat a student, a witness said.")
    event = hand.trigger("beat", "ASSAULT", actor="Soldiers", recipient="a student")
    hand.voice(hand.cue("said", source="a witness", content="Soldiers beat a student"), event, "alleges")
    [e] = judged(hand)
    assert [(x.kind, x.text) for x in e.evidence] == [("eyewitness", "a witness")]


@pytest.mark.parametrize(
    ("text", "trigger", "recipient", "counted"),
    [
        ("Gunmen killed a judge.", "killed", "a judge", [("killed", 1)]),
        ("Gunmen kidnapped two nurses.", "kidnapped", "two nurses", [("abducted", 2)]),
        ("Police arrested a judge.", "arrested", "a judge", []),
    ],
)
def test_a_trigger_that_says_what_befell_its_recipients_counts_them(text, trigger, recipient, counted):
    hand = Hand(text)
    hand.trigger(trigger, "ASSAULT", recipient=recipient)
    [e] = judged(hand)
    assert [(c.what, c.low) for c in e.counts] == counted


def test_two_sources_with_two_tolls_give_two_entries_each_with_its_voice():
    hand = Hand("A bomb exploded at the market. Police counted three dead. The hospital counted five dead.")
    event = hand.trigger("exploded", "ASSAULT")
    for who, words in (("Police", "three dead"), ("The hospital", "five dead")):
        start = hand.report.text.index("counted", hand.report.text.index(who))
        cue = hand.cue("counted", source=who, content=words)
        hand.cues[cue] = hand.cues[cue].__class__(start, start + 7, 0.9, hand.cues[cue].parts, 0)
        hand.voice(cue, event, "asserts", "toll")
    [e] = judged(hand)
    assert [(c.low, c.attribution[0].source.text) for c in e.counts] == [(3, "Police"), (5, "The hospital")]


def test_the_same_figure_told_twice_is_one_entry():
    hand = Hand("A bomb exploded at the market, killing two. The blast killed two.")
    a, b = hand.trigger("exploded", "ASSAULT"), hand.trigger("blast", "ASSAULT", anchor=0.1)
    hand.same = {(a, b): 0.9}
    [e] = judged(hand)
    assert len(e.counts) == 1


def marked(text, words, kind, state="none"):
    hand = Hand(text)
    hand.trigger("attacked", "ASSAULT", actor=("Rebels", "REB"))
    start, end = hand.at(words)
    hand.evidence.append(Figure(start, end, kind, 0.9, (state,), {0: 0.9}))
    [event] = judged(hand)
    return event.evidence


@pytest.mark.parametrize(
    ("second", "state"),
    [
        ("Video showed the flames.", None),
        ("Video of the flames could not be independently verified.", "unverified"),
        ("Video of the flames was verified by a monitor.", "verified"),
        ("Video of the flames turned out to be from another country.", "refuted"),
        ("Video of the flames was filmed in Peru in 2019.", "refuted"),
        ("Video showed the flames. Its authenticity has not been established.", "unverified"),
    ],
)
def test_words_of_checking_decide_the_verification(second, state):
    [evidence] = marked(f"Rebels attacked the station. {second}", "Video", "video")
    assert evidence.kind == "video" and evidence.verification == state


def test_whoever_shared_a_video_holds_it():
    [evidence] = marked("Rebels attacked the station and shared a video of the flames.", "a video of the flames", "video")
    assert evidence.holder.text == "Rebels"
