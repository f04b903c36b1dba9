"""Incidents and stories in words."""

import pytest
from msgspec.structs import replace
from store_made import FASHER, HOSPITAL, coding, known_owner, nine

from reportedly.coding.incidents import incident
from reportedly.export import account
from reportedly.records import Attribution, Count, Place, Span


def made(id="i", **fields):
    return replace(incident("i", list(coding(**fields).events), known_owner), id=id)


def test_a_title_says_what_to_whom_by_whom_and_where():
    assert account.title(made()) == "Shelling or missile attack on traders by Sudanese army, El Fasher"
    assert account.title(made(), "planned") == "Planned: shelling or missile attack on traders by Sudanese army, El Fasher"
    assert account.title(made(), "not_happened").startswith("Did not happen: ")


def test_a_title_does_not_name_what_is_not_known():
    assert account.title(made(actors=(), recipients=(), places=())) == "Shelling or missile attack"


def test_struck_objects_come_before_people():
    from reportedly.records import Target

    event = coding(targets=(Target("the market", None, None, "market"),)).events[0]
    assert account.title(made(), "happened", [event]).startswith("Shelling or missile attack on the market")


def test_a_sentence_has_tolls_by_voice_its_support_and_what_it_rests_on():
    one = made(counts=(nine(),), attribution=[Attribution(HOSPITAL)])
    said = account.sentence("latest", one, "happened")
    assert said.text == "Sudanese army shelled or fired missiles at traders, in El Fasher, 13 May 2024. Killed: 9 (hospital of El Fasher)."
    assert said.support.startswith("one voice (hospital of El Fasher)")
    assert (said.events, said.reports) == (one.events, one.reports)


def test_cumulative_figures_are_no_toll_of_the_happening():
    one = made(counts=(replace(nine(), scope="cumulative"),))
    assert [*account.tolls(one)] == []


def test_differing_figures_stand_side_by_side():
    both = (nine(), Count("nine", None, None, "injured", "child", 9, None))
    assert [*account.tolls(made(counts=both))] == ["Killed: 9 (Daily).", "Injured (child): at least 9 (Daily)."]


def test_responsibility_is_told_apart_where_it_stands_otherwise():
    denied = made(attribution=[Attribution(HOSPITAL), Attribution(replace(HOSPITAL, name="army", sectors=("MIL",)), None, None, "denies", ("actor",))])
    assert "; who did it: " in account.support(denied)
    assert "who did it" not in account.support(made())


CHOICES = [
    ([], []),
    ([("a", "happened", {})], [("latest", "a")]),
    ([("a", "planned", {})], [("ahead", "a")]),
    ([("a", "happened", {}), ("b", "happened", {"counts": (nine(),)})], [("latest", "a"), ("gravest", "b")]),
    ([("a", "happened", {"counts": (nine(),)}), ("b", "possible", {})], [("latest", "a"), ("ahead", "b")]),
    ([("a", "happened", {}), ("b", "happened", {"attribution": [Attribution(HOSPITAL, None, None, "denies")]})], [("latest", "a"), ("contested", "b")]),
]


@pytest.mark.parametrize(("told", "expected"), CHOICES)
def test_the_sentences_of_a_story_are_of_the_incidents_that_say_most_and_no_incident_twice(told, expected):
    assert account.choose((made(id, **fields), status) for id, status, fields in told) == expected


def test_a_story_has_at_most_four_of_them_and_its_scope():
    many = [(made(str(n), counts=(nine(),)), "happened") for n in range(3)] + [(made("p"), "planned")]
    assert len(account.choose(many)) <= account.MOST - 1
    scope = account.scope([v for v, _ in many], ["Daily", "Weekly"])
    assert scope.text == "4 incidents in 1 report by 2 publishers, 13 May 2024."


def test_every_span_of_an_event_has_a_role_and_a_path():
    event = coding(attribution=[Attribution(HOSPITAL, Span("said", 1, 2), Span("x", 3, 4))], counts=(nine(),), places=(FASHER, Place(name="x"))).events[0]
    found = {(role, path) for role, path, _, _ in account.spans(event)}
    assert {("trigger", "trigger"), ("actor", "actors.0"), ("place", "places.1"), ("cue", "attribution.0.cue"), ("content", "attribution.0.content"), ("count", "counts.0")} <= found
