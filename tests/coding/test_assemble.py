"""From marks to events."""

from made import CODER, Hand

from reportedly import codebook
from reportedly.coding.assemble import assemble, clusters

BOOK = codebook.load()


def events(hand):
    return [e for e, _ in assemble(hand.view(), BOOK, CODER)]


def test_mentions_of_one_happening_are_one_event_anchored_where_most_is_told():
    hand = Hand("Drones struck a depot. The attack cut power.", "Drone strike on depot")
    a = hand.trigger("strike", "ASSAULT", anchor=0.2)
    b = hand.trigger("struck", "ASSAULT", anchor=0.9, actor="Drones", target=("a depot", "military"))
    c = hand.trigger("attack", "ASSAULT", anchor=0.1)
    hand.same = {(a, b): 0.9, (a, c): 0.8, (b, c): 0.9}
    [event] = events(hand)
    assert event.trigger.text == "struck" and event.sentence.index == 1
    assert [m.text for m in event.mentions] == ["strike", "attack"] and [m.sentence for m in event.mentions] == [0, 2]
    assert event.targets[0].kind == "military" and event.quad == "MX"


def test_different_happenings_stay_apart():
    hand = Hand("Rebels shelled Goma. Police arrested two men. Rebels shelled Sake.")
    a = hand.trigger("shelled", "ASSAULT")
    hand.trigger("arrested", "COERCE")
    start = hand.report.text.rindex("shelled")
    hand.triggers.append(hand.triggers[a].__class__(**{**{f: getattr(hand.triggers[a], f) for f in hand.triggers[a].__struct_fields__}, "start": start, "end": start + 7}))
    hand.same = {(0, 2): 0.1}
    assert [e.type for e in events(hand)] == ["ASSAULT", "COERCE", "ASSAULT"]


def test_a_pair_that_only_one_member_vouches_for_does_not_chain_groups():
    hand = Hand("A attacked. B attacked again. C attacks.")
    for words in ("attacked. ", "attacked again", "attacks"):
        hand.trigger(words.strip(". "), "ASSAULT") if words != "attacked. " else hand.trigger("attacked", "ASSAULT")
    hand.same = {(0, 1): 0.9, (1, 2): 0.6, (0, 2): 0.05}
    assert clusters(hand.view()) == [[0, 1], [2]]


def test_a_headline_joins_the_body_event_it_repeats_even_if_the_model_is_unsure():
    hand = Hand("Soldiers detained a reporter in Bamako.", "Reporter arrested")
    a = hand.trigger("arrested", "COERCE")
    b = hand.trigger("detained", "COERCE")
    hand.same = {(a, b): 0.3}
    [event] = events(hand)
    assert event.trigger.text == "detained"


def test_whether_it_happened_is_told_by_all_mentions_together():
    hand = Hand("A suspected attack shook Goma. The raid killed two. The strike came at dawn.")
    marks = [hand.trigger(w, "ASSAULT", status=s) for w, s in (("attack", "not_happened"), ("raid", "happened"), ("strike", "happened"))]
    hand.same = {(a, b): 0.9 for a in marks for b in marks if a < b}
    [event] = events(hand)
    assert event.trigger.text == "attack" and event.status == "happened"


def test_roles_missing_at_the_anchor_are_borrowed_from_the_nearest_mention():
    hand = Hand("The arrest took place at dawn. Police held a lawyer in Minsk.")
    a = hand.trigger("arrest", "COERCE", anchor=0.95, time="at dawn")
    b = hand.trigger("held", "COERCE", anchor=0.3, actor=("Police", "COP"), recipient=("a lawyer", "CVL", "civilian"), place=("Minsk", "site"))
    hand.same = {(a, b): 0.9}
    [event] = events(hand)
    assert event.trigger.text == "arrest" and event.actors[0].sectors == ("COP",)
    assert event.recipients[0].class_ == "civilian" and event.recipients[0].sectors == ("CVL",)
    assert event.places[0].text == "Minsk" and event.when.text == "at dawn"


def test_a_prison_sentence_is_two_events_of_the_same_words():
    hand = Hand("A court jailed two editors.")
    hand.trigger("jailed", "SANCTION", modes=("convict",), second=("COERCE", "arrest"), actor="A court", recipient=("two editors", "JRN", "none"))
    one, two = events(hand)
    assert (one.type, one.modes, two.type, two.modes) == ("SANCTION", ("convict",), "COERCE", ("arrest",))
    assert one.id != two.id and one.actors == two.actors and two.quad == "MX"
    assert one.recipients[0].class_ is None


def test_a_hedge_makes_the_event_hedged_and_keeps_its_word():
    hand = Hand("Rebels reportedly seized the town.")
    hand.trigger("seized", "ASSAULT", hedge="reportedly")
    [event] = events(hand)
    assert event.hedged and event.hedge.text == "reportedly"


def test_ids_depend_on_the_content_alone():
    one, two = (Hand("Rebels seized the town.") for _ in range(2))
    one.trigger("seized", "ASSAULT")
    two.trigger("seized", "ASSAULT")
    assert events(one)[0].id == events(two)[0].id


def test_a_word_that_names_nobody_is_no_party():
    hand = Hand("The former president criticised the bank.")
    hand.trigger("criticised", "ACCUSE", actor=("former", "GOV"), recipient=("the bank", "BUS", "none"))
    [event] = events(hand)
    assert not event.actors and event.recipients[0].text == "the bank"
