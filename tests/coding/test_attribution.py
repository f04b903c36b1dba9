"""Cues become attributions, and attributions bear on events with the right stance."""

import pytest
from made import CODER, Hand

from reportedly import codebook
from reportedly.coding.actors import People, identify
from reportedly.coding.assemble import assemble
from reportedly.coding.attribution import Said, attribute
from reportedly.coding.quotations import quotations
from reportedly.coding.tag import Name
from reportedly.lookup.roster import Roster

BOOK, ROSTER = codebook.load(), Roster()


def attributed(hand):
    view = hand.view()
    people = People(view, ROSTER)
    events = [identify(e, view, people)[0] for e, _ in assemble(view, BOOK, CODER)]
    return [attribute(e, Said(view, people, events))[0] for e in events]


def quoted(hand):
    view = hand.view()
    people = People(view, ROSTER)
    return quotations(view, people, Said(view, people))


def test_a_cue_with_two_pieces_of_content_gives_two_attributions_of_one_source():
    hand = Hand("“We hit it,” the commander said. “Nobody was hurt.”")
    hand.cue("said", source="the commander", content=["We hit it", "Nobody was hurt"])
    view = hand.view()
    one, two = Said(view, People(view, ROSTER)).attributions()
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
    [quote] = quoted(hand)
    assert quote.text == "We will answer every attack" and quote.cue.text == "wrote"
    assert quote.speaker.text == "Governor Marta Lysenko"


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("“We waited for hours. Is it really over?” asked Governor Lysenko.", ["Governor Lysenko", "Governor Lysenko"]),
        ("“They came like soldiers,” a farmer from Agdz, who grows henna, told the office.", ["a farmer from Agdz"]),
        ("Marta Lysenko, on the steps of the court: “We will not stay at home.”", ["Marta Lysenko"]),
        ("‘’Our chairman said that all is well here,’’ added Marta Lysenko.", ["Marta Lysenko"]),
    ],
)
def test_a_quotation_has_the_speaker_whom_the_words_beside_its_marks_name(text, speakers):
    hand = Hand(text)
    if "chairman" in text:
        hand.cue("said", source="Our chairman", content="all is well here")
    if "Marta Lysenko" in text:
        hand.names.append(Name(*hand.at("Marta Lysenko"), "PER", 0.9))
    assert [q.speaker.text.split(", who")[0] for q in quoted(hand)] == speakers


@pytest.mark.parametrize(
    ("before", "pronoun", "name"),
    [("The ministry", "it", "ministry"), ("Two residents", "they", "residents"), ("The spokeswoman", "she", "spokeswoman")],
)
def test_a_pronoun_that_speaks_is_whoever_spoke_before_and_fits_it(before, pronoun, name):
    hand = Hand(f"{before} said the bridge was closed. Nobody was hurt, {pronoun} added.")
    hand.cue("said", source=before, content="the bridge was closed")
    hand.cue("added", source=pronoun, content="Nobody was hurt")
    view = hand.view()
    assert Said(view, People(view, ROSTER)).attributions()[1].source.name == name


def test_whoever_stands_behind_by_speaks_in_the_passive():
    hand = Hand("The attack, which police had seen, was denied by the same front on Monday.")
    hand.cue("denied", source="police", content="The attack")
    view = hand.view()
    assert Said(view, People(view, ROSTER)).attributions()[0].source.text == "the same front"


def test_a_cue_is_read_up_to_what_is_said():
    hand = Hand("Saboteurs burned a relay cabinet. The group claimed responsibility for the sabotage.")
    hand.trigger("burned", "ASSAULT", actor="Saboteurs")
    hand.cue("claimed", source="The group", content="the sabotage")
    assert [a.stance for a in attributed(hand)[0].attribution] == ["claims_own"]


def test_scare_quotes_are_no_quotations():
    hand = Hand("The “special operation” went on, officials said.")
    hand.cue("said", source="officials", content="The “special operation” went on")
    assert [q.text for q in quoted(hand)] == []


@pytest.mark.parametrize(
    "denial",
    ["“Our soldiers had no part in the attack,” an army spokesman said.", "The army denied any involvement.", "The army denied it."],
)
def test_a_denial_attaches_to_the_event_denied_sentences_away(denial):
    hand = Hand(f"Soldiers attacked the village of Ndu on Monday, residents said. The huts were still burning at noon. {denial}")
    event = hand.trigger("attacked", "ASSAULT", actor=("Soldiers", "MIL"), place=("Ndu", "site"))
    hand.voice(hand.cue("residents said"[10:], source="residents", content="Soldiers attacked the village of Ndu on Monday"), event, "alleges")
    words = {"denied": ("The army", None), "an army spokesman said": ("an army spokesman", "Our soldiers had no part in the attack")}
    source, content = next(v for k, v in words.items() if k in denial)
    cue = "denied" if "denied" in denial else "said."
    content = content or denial.removeprefix("The army denied ").removesuffix(".")
    start = hand.report.text.index(denial)
    hand.cues.append(made_cue(hand, start, cue.strip("."), source, content))
    [e] = attributed(hand)
    assert "denies" in [a.stance for a in e.attribution]
    assert e.attribution[-1].source.text in ("The army", "an army spokesman")


def made_cue(hand, start, cue, source, content):
    from reportedly.coding.tag import Cue, Part

    at = lambda words: (i := hand.report.text.index(words, start), i + len(words))  # noqa: E731
    parts = [Part("source", *at(source), 0.9)] + ([Part("content", *at(content), 0.9)] if content else [])
    return Cue(*at(cue), 0.9, tuple(parts), 0)


def test_a_hospital_that_counts_the_dead_vouches_for_the_toll():
    hand = Hand("A bomb exploded at the market in Kano. The hospital counted nine dead.")
    event = hand.trigger("exploded", "ASSAULT", place=("the market", "site"))
    hand.voice(hand.cue("counted", source="The hospital", content="nine dead"), event, "asserts", "toll")
    [e] = attributed(hand)
    assert [(a.source.text, a.stance, a.about) for a in e.attribution] == [("The hospital", "asserts", ("toll",))]


def test_who_speaks_is_the_actor_of_a_speech_act_and_no_attribution_of_it():
    hand = Hand("The minister said that he condemned the raid on the clinic.")
    hand.trigger("condemned", "ACCUSE", actor="The minister")
    hand.cue("said", source="The minister", content="he condemned the raid on the clinic")
    assert attributed(hand)[0].attribution == ()


def test_what_is_said_on_a_day_keeps_the_day():
    hand = Hand("Rebels shelled Goma, the army said on Monday.", published="2025-01-28")
    event = hand.trigger("shelled", "ASSAULT", actor=("Rebels", "REB"))
    hand.voice(hand.cue("said", source="the army", content="Rebels shelled Goma"), event, "alleges")
    assert attributed(hand)[0].attribution[0].said_at == "2025-01-27"


def test_a_source_loses_small_words_marked_with_it_by_mistake():
    hand = Hand("Rebels shelled Goma, the army on Monday said.")
    event = hand.trigger("shelled", "ASSAULT")
    hand.voice(hand.cue("said", source="the army on", content="Rebels shelled Goma"), event, "asserts")
    assert attributed(hand)[0].attribution[0].source.text == "the army"


def test_a_quotation_of_several_sentences_is_one_a_sentence_with_one_speaker():
    hand = Hand("“We will rebuild the school. We will do it before winter,” Mayor Ada Brix said. “The council pays for all of it.”")
    hand.cue("said", source="Mayor Ada Brix", content="We will rebuild the school. We will do it before winter")
    assert [(q.text, q.speaker.text) for q in quoted(hand)] == [
        ("We will rebuild the school", "Mayor Ada Brix"),
        ("We will do it before winter", "Mayor Ada Brix"),
        ("The council pays for all of it", "Mayor Ada Brix"),
    ]


def test_who_makes_a_speech_act_speaks_its_quotation():
    hand = Hand("Paris begged the elders to “keep every channel open”.")
    hand.trigger("begged", "REQUEST", actor="Paris")
    [quote] = quoted(hand)
    assert quote.speaker.text == "Paris" and quote.cue.text == "begged"


def test_who_opens_the_sentence_of_a_cue_without_a_marked_source_speaks():
    hand = Hand("A person in the health office, who did not want to be named, said rebels had shelled Goma.")
    hand.cue("said", content="rebels had shelled Goma")
    view = hand.view()
    assert Said(view, People(view, ROSTER)).attributions()[0].source.text == "A person in the health office"


def test_a_speech_act_is_not_vouched_for_by_the_words_of_its_own_speaker():
    hand = Hand("The mayor said he condemned the raid.")
    event = hand.trigger("condemned", "ACCUSE", actor="The mayor")
    hand.voice(hand.cue("said", source="The mayor", content="he condemned the raid"), event, "asserts")
    assert attributed(hand)[0].attribution == ()


def test_an_answer_without_a_marked_cue_bears_on_the_event_before():
    hand = Hand("Rebels shelled the town of Goma on Monday. The army denied the attack.")
    hand.trigger("shelled", "ASSAULT", actor="Rebels")
    [a] = attributed(hand)[0].attribution
    assert (a.source.text, a.cue.text, a.stance) == ("The army", "denied", "denies")


@pytest.mark.parametrize(("content", "denied"), [("this proposal", False), ("the charge", True)])
def test_whoever_rejects_a_proposal_denies_no_event(content, denied):
    hand = Hand(f"Rebels shelled the town of Goma on Monday. The army rejected {content}.")
    hand.trigger("shelled", "ASSAULT", actor="Rebels")
    hand.cue("rejected", source="The army", content=content)
    assert bool(attributed(hand)[0].attribution) == denied


@pytest.mark.parametrize(
    ("text", "cue", "source", "name"),
    [
        ("The mayor denied the charge and said rebels had shelled Goma.", "said", "The mayor", "The mayor"),
        ("The shelling of Goma was quoted by the clerk as a fact.", "quoted by", None, "the clerk"),
        ("Radio Ndu reported on Goma, citing a colonel.", "citing", None, "a colonel"),
    ],
)
def test_a_cue_without_a_marked_source_takes_whoever_is_cited_or_spoke_before(text, cue, source, name):
    hand = Hand(text)
    if source:
        hand.cue("denied", source=source, content="the charge")
    hand.cue(cue, content="Goma")
    view = hand.view()
    assert Said(view, People(view, ROSTER)).attributions()[-1].source.text == name


def test_one_voice_vouches_once_for_an_event_and_may_deny_it_as_well():
    hand = Hand("Soldiers shelled Goma, the mayor said. The mayor said that Goma was shelled. The mayor denied it.")
    event = hand.trigger("shelled", "ASSAULT", actor="Soldiers")
    first = hand.cue("said", source="the mayor", content="Soldiers shelled Goma")
    hand.voice(first, event, "alleges")
    for n, (words, cue, content, stance) in enumerate(
        [("The mayor said", "said", "Goma was shelled", "alleges"), ("The mayor denied", "denied", None, "denies")], 1
    ):
        hand.cues.append(made_cue(hand, hand.report.text.index(words), cue, "The mayor", content))
        hand.voice(n, event, stance)
    [e] = attributed(hand)
    assert sorted(a.stance == "denies" for a in e.attribution) == [False, True]


def test_whoever_says_that_nobody_did_it_denies_it():
    hand = Hand("No shots were fired at the boat, the ministry said.")
    event = hand.trigger("fired", "ASSAULT", status="not_happened")
    hand.voice(hand.cue("said", source="the ministry", content="No shots were fired at the boat"), event, "asserts")
    [e] = attributed(hand)
    assert [a.stance for a in e.attribution] == ["denies"]


def test_what_is_said_goes_on_to_the_end_of_its_word_and_of_its_quotation():
    hand = Hand("The senator said prices rose and “we’re paying for it,” and left.")
    hand.cue("said", source="The senator", content="prices rose and “we’")
    view = hand.view()
    assert Said(view, People(view, ROSTER)).attributions()[0].content.text == "prices rose and “we’re paying for it"
