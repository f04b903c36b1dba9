"""Matching: what two events have in common, which incident an event joins, and why."""

import pytest
from msgspec.structs import replace

from corpus import incidents
from corpus.parse import load as load_corpus
from reportedly.coding.matching import compare, days, distance, match, match_all, model, probability
from reportedly.records import Count, Entity, Event, Place, ReportRef, Sentence, Span, When

ARMY = Entity(name="Sudanese army", country="SDN", sectors=("MIL",))
TRADERS = Entity(name="traders", country="SDN", sectors=("CVL",))


def event(id: str = "a", report: str | None = None, **fields) -> Event:
    words = fields.pop("words", "Shells hit the market of El Fasher on Monday, killing nine traders.")
    given = {
        "type": "ASSAULT", "modes": ("heavy-weapons",), "actors": (ARMY,), "recipients": (TRADERS,),
        "places": (Place(name="El Fasher", country="SDN", lat=13.63, lon=25.35, precision="place"),), "when": When("on Monday", 0, 9, "2024-05-13", "2024-05-13", None, "text"),
        "counts": (Count("nine", 0, 4, "killed", None, 9, 9),), **fields,
    }  # fmt: skip
    return Event(id=id, report=ReportRef(report or f"r-{id}", published="2024-05-14"), trigger=Span("hit", 7, 10),
                 sentence=Sentence(words, 0, len(words), 1), **given)  # fmt: skip


SAME = event("b", words="Nine traders died when the market of El Fasher was shelled on Monday, a hospital said.")
OTHER_PLACE = event("c", places=(Place(name="Nyala", country="SDN", lat=12.05, lon=24.88, precision="place"),), counts=(), words="Nyala was shelled as well.")
OTHER_DAY = event("d", when=When("in March", 0, 8, "2024-03-02", "2024-03-02", None, "text"), historical=True,
                  counts=(), words="In March the army bombed a school there.", modes=("aerial",))  # fmt: skip


def test_an_event_joins_the_incident_of_the_same_happening_and_says_why():
    found = match(event(), [("i1", [OTHER_PLACE]), ("i2", [SAME]), ("i3", [OTHER_DAY])])
    assert found.incident == "i2"
    assert found.nearest == "b"
    assert {"counts_same", "places_near"} <= {name for name, _ in found.reasons}
    assert found.score > 0.9


@pytest.mark.parametrize("other", [OTHER_PLACE, OTHER_DAY, replace(SAME, type="COERCE")])
def test_another_happening_makes_a_new_incident(other):
    assert match(event(), [("i1", [other])]).incident is None


def test_acts_of_speech_of_different_days_are_two():
    said = event(type="REQUEST", modes=("yield",))
    later = replace(SAME, type="REQUEST", modes=("yield",), when=When("on Tuesday", 0, 10, "2024-05-14", "2024-05-14", None, "text"))
    assert match(said, [("i1", [later])]).incident is None
    assert match(said, [("i1", [replace(later, when=said.when)])]).incident == "i1"


def test_two_events_of_one_report_never_share_an_incident():
    assert match(event(), [("i1", [event("b", report="r-a")])]).incident is None
    twins = [event("a", report="r"), event("a2", report="r", words="Shells hit the market of El Fasher.")]
    found = match_all(twins, [("i1", [SAME])])
    assert [found[t.id].incident for t in twins].count("i1") == 1


def test_no_incident_nearby_makes_a_new_one():
    assert match(event(), []).incident is None


def test_the_order_of_incidents_and_events_changes_nothing():
    nearby = [("i1", [OTHER_PLACE]), ("i2", [SAME]), ("i3", [OTHER_DAY])]
    assert match_all([event(), event("e")], nearby) == match_all([event("e"), event()], nearby[::-1])


def test_places_are_near_by_coordinates_where_they_are_resolved():
    here = Place(name="Sumy", lat=50.91, lon=34.80, precision="place")
    there = Place(name="Stetskivka", lat=50.99, lon=34.87, precision="place")
    assert distance(here, there) == pytest.approx(10.2, abs=0.5)
    assert distance(here, Place(name="Ukraine", lat=49.0, lon=32.0, precision="country")) is None
    assert compare(event(places=(here,)), event("b", places=(there,)))["places_near"] > 0.6
    far = Place(name="Sumy", lat=40.0, lon=20.0, precision="place")
    assert compare(event(places=(here,)), event("b", places=(far,)))["places_near"] < 0.01


def test_what_is_not_told_speaks_neither_way():
    bare = event("b", actors=(), recipients=(), places=(), when=None, counts=(), modes=())
    named = {name for name, value in compare(event(), bare).items() if value}
    assert not named & {"actors_differ", "places_differ", "countries_differ", "counts_differ", "modes_differ"}


def test_days_fall_back_on_publication():
    assert str(days(event(when=None))[0]) == "2024-05-14"
    assert days(replace(event(when=None), report=ReportRef("r"))) is None


def test_the_shipped_weights_point_the_right_way():
    weights = model().weights
    for name in ("actors_alike", "recipients_alike", "places_near", "counts_same", "words_shared", "same_days_told"):
        assert weights[name] > 0
    for name in ("countries_differ", "modes_differ", "days_apart_told", "published_apart"):
        assert weights[name] < 0
    assert weights["places_differ"] < weights["places_untold"] < weights["places_near"]
    assert 0 < probability({}, model()) < 0.5


def test_the_links_of_the_corpus_find_their_events():
    golds = list(load_corpus())
    links, lost = incidents.load(golds)
    assert len(links) > 600
    assert len(lost) <= 0.05 * len(links)
    report = {e.id: (g.id, e.type) for g in golds for e in g.coding.events}
    for incident in set(links.values()):
        told = [report[e] for e, i in links.items() if i == incident]
        assert len({r for r, _ in told}) == len(told)
        assert len({t for _, t in told}) == 1
