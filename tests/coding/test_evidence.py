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
        ("The raid left 30 people injured.", [("30", "injured")]),
        ("The death toll has risen to 14.", [("14", "killed")]),
        ("Dozens were detained.", [("Dozens", "arrested")]),
        ("A guard was slightly hurt and a clerk died.", [("A guard", "injured"), ("a clerk", "killed")]),
        ("Two guards and one clerk were killed.", [("Two", "killed"), ("one", "killed")]),
        ("It displaced 134 people, 61 of them children.", [("134", "displaced"), ("61", "displaced")]),
        ("Six were hurt. The ministry puts the figure at four.", [("Six", "injured"), ("four", "injured")]),
        ("One captain who refused to leave was executed.", [("One", "killed")]),
        ("A hundred and thirty people were killed.", [("A hundred and thirty", "killed")]),
        ("Two men killed a guard.", [("a guard", "killed")]),
        ("They threatened to kill two guards; ten would be killed.", []),
        ("At 18:10 he died. In Sector 9 they fled.", []),
        ("A man of 22 was arrested.", [("A man of 22", "arrested")]),
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


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("video evidence", "video"),
        ("a leaked memo", "document"),
        ("an intercepted telephone call", "audio"),
        ("a voice note", "audio"),
        ("AIS tracks", "data"),
        ("drone fragments", "physical"),
        ("commercial satellite images", "satellite"),
    ],
)
def test_evidence_that_a_set_phrase_names_is_found_without_a_mark(words, kind):
    hand = Hand(f"The group shared {words} of the attack on the bridge.")
    hand.trigger("attack", "ASSAULT", target=("the bridge", "transport"))
    [e] = judged(hand)
    assert [(x.kind, x.text) for x in e.evidence] == [(kind, words.removeprefix("a ").removeprefix("an "))]


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
        ("Police arrested the judge.", "arrested", "the judge", []),
        ("Gunmen beat the judge.", "beat", "the judge", []),
    ],
)
def test_a_trigger_that_says_what_befell_its_recipients_counts_them(text, trigger, recipient, counted):
    hand = Hand(text)
    type, mode = ("COERCE", "arrest") if trigger == "arrested" else ("ASSAULT", "abduct")
    hand.trigger(trigger, type, modes=(mode,), recipient=recipient)
    [e] = judged(hand)
    assert [(c.what, c.low) for c in e.counts] == counted


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("A shell killed two soldiers.", "event"),
        ("Shelling has killed 30 soldiers since the war began.", "cumulative"),
        ("Shelling has killed 30 soldiers this year.", "cumulative"),
        ("Shelling has killed 30 soldiers since Monday.", "event"),
        ("A shell killed two soldiers; since 2014 there was none.", "event"),
    ],
)
def test_words_of_its_clause_say_over_what_time_a_figure_runs(text, scope):
    hand = Hand(text)
    hand.trigger("killed", "ASSAULT", modes=("heavy-weapons",), actor="A shell" if "A shell" in text else "Shelling")
    [e] = judged(hand)
    assert [c.scope for c in e.counts] == [scope]


def test_where_a_phrase_and_the_model_mark_a_figure_the_phrase_says_what_it_counts():
    hand = Hand("A bomb exploded at the market, killing two guards.")
    hand.trigger("exploded", "ASSAULT", modes=("explosives",))
    hand.counts.append(Figure(*hand.at("two guards"), "injured", 0.6, (), {0: 0.9}))
    [e] = judged(hand)
    assert [(c.text, c.what) for c in e.counts] == [("two", "killed")]


def test_a_figure_that_only_the_model_marks_counts_if_it_fits_an_event():
    hand = Hand("A bomb exploded at the market, 12 casualties among the stalls.")
    hand.trigger("exploded", "ASSAULT", modes=("explosives",))
    hand.counts.append(Figure(*hand.at("12"), "killed", 0.9, (), {0: 0.95}))
    [e] = judged(hand)
    assert [(c.text, c.what) for c in e.counts] == [("12", "killed")]


def test_the_age_of_somebody_is_no_count():
    hand = Hand("Police arrested the clerk, M.K., 26, at home.")
    hand.trigger("arrested", "COERCE", modes=("arrest",))
    hand.counts.append(Figure(*hand.at("26"), "arrested", 0.9, (), {0: 0.95}))
    [e] = judged(hand)
    assert e.counts == ()


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


def test_that_something_was_verified_wants_words():
    text = "Rebels attacked the station. Video showed the flames."
    assert [v.verification for v in marked(text, "Video", "video", "verified")] == [None]
    assert [v.verification for v in marked(text, "Video", "video", "unverified")] == ["unverified"]


def test_whoever_shared_a_video_holds_it():
    [evidence] = marked(
        "Rebels attacked the station and shared a video of the flames.", "a video of the flames", "video"
    )
    assert evidence.holder.text == "Rebels"


@pytest.mark.parametrize(("things", "counted"), [("huts", []), ("farmers", ["nine"])])
def test_a_figure_that_things_follow_is_not_one_of_people(things, counted):
    hand = Hand(f"A shell exploded in the village, nine {things} and a barn in its way.")
    hand.trigger("exploded", "ASSAULT", modes=("heavy-weapons",))
    hand.counts.append(Figure(*hand.at("nine"), "injured", 0.9, (), {0: 0.99}))
    [e] = judged(hand)
    assert [c.text for c in e.counts] == counted
