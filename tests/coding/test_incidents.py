"""Standing by codebook §10: every stance, alignment and facet; voices that are one; contest beside support; tolls."""

import pytest
from msgspec.structs import replace

from reportedly.coding.incidents import Origin, alignment, history, incident, party, phrase, standing, tolls
from reportedly.records import (
    Assertion,
    Attribution,
    Count,
    Entity,
    Event,
    Evidence,
    ReportRef,
    Sentence,
    Span,
    Standing,
)

ARMY = Entity(name="Russian armed forces", country="RUS", sectors=("MIL",))
UKRAINE = Entity(name="Ukraine", country="UKR", sectors=("GOV",))
KREMLIN = Entity(name="Government of Russia", country="RUS", sectors=("GOV",))
KYIV = Entity(name="Ministry of Defence of Ukraine", country="UKR", sectors=("MIL",))
MONITORS = Entity(name="UN human rights monitors", country="UNO")
OUTLET = Entity(name="Daily", country="POL", sectors=("JRN",))
SOMEBODY = Entity(text="a source close to the talks", name="source")
FRANCE = Entity(name="French foreign ministry", country="FRA", sectors=("GOV",))
SOURCES = {"actor": KREMLIN, "recipient": KYIV, "third": MONITORS, "outlet": OUTLET, "unnamed": SOMEBODY}
FACETS = ("occurrence", "responsibility", "toll")
SHORT = {"verified": "V", "both_sides": "B", "independent": "I", "one_voice": "1", "claimed": "C", "alleged": "A",
         "anticipated": "?", "not_reported_done": "N", None: "-"}  # fmt: skip
UNKNOWN_OWNER = {"Blog", "Other Blog"}


def voice_of(report: ReportRef) -> Origin:
    name = report.agency or report.publisher or ""
    return Origin(f"outlet:{name}", name not in UNKNOWN_OWNER)


def said(source: Entity, stance: str = "asserts", *about: str, words: tuple[int, int] | None = None) -> Attribution:
    content = Span("w" * (words[1] - words[0]), *words) if words else None
    return Attribution(source, None, content, stance, about or ("occurrence",))


def event(*attribution: Attribution, id: str = "e1", publisher: str = "Daily", day: str = "2025-05-15", **fields) -> Event:
    given = {
        "actors": (ARMY,), "recipients": (UKRAINE,), "counts": (Count("three", 0, 5, "killed", None, 3, 3),),
        "trigger": Span("struck", 0, 6), "sentence": Sentence("It struck.", 0, 10, 0), "type": "ASSAULT", **fields,
    }  # fmt: skip
    report = ReportRef(f"r-{id}", publisher=publisher, published=day, agency=given.pop("agency", None))
    return Event(id=id, report=report, attribution=attribution, **given)


def codes(*events: Event) -> tuple[str, ...]:
    return tuple(SHORT[s.support] + "x" * bool(s.contested_by) for s in standing(events, voice_of))


# One event that happened, with actor, recipient and a toll, told by a known outlet; one attribution. In each cell the
# five alignments: actor, recipient, third, outlet, unnamed. x: contested. What nobody is named for the outlet says (1).
ONE = "1 1 1 1 1"
SIDES = "C A 1 1 1"
OWN = "C C C C C"  # whoever says that it did it itself stands on the actor's side, with a name or without
NO = "1x 1x 1x 1x 1x"
OTHER = "1x A 1 1 1"  # the actor's side that alleges says that somebody else did it
TABLE = [
    # stance      about         occurrence  responsibility  toll
    ("asserts", "occurrence", SIDES, SIDES, SIDES),
    ("asserts", "actor", ONE, SIDES, ONE),
    ("asserts", "toll", ONE, ONE, SIDES),
    ("asserts", "place", ONE, ONE, ONE),
    ("asserts", "time", ONE, ONE, ONE),
    ("asserts", "effect", ONE, ONE, ONE),
    ("claims_own", "occurrence", OWN, OWN, OWN),
    ("claims_own", "actor", ONE, OWN, ONE),
    ("claims_own", "toll", ONE, ONE, OWN),
    ("claims_own", "place", ONE, ONE, ONE),
    ("claims_own", "time", ONE, ONE, ONE),
    ("claims_own", "effect", ONE, ONE, ONE),
    ("alleges", "occurrence", SIDES, OTHER, SIDES),
    ("alleges", "actor", ONE, OTHER, ONE),
    ("alleges", "toll", ONE, ONE, SIDES),
    ("alleges", "place", ONE, ONE, ONE),
    ("alleges", "time", ONE, ONE, ONE),
    ("alleges", "effect", ONE, ONE, ONE),
    ("confirms", "occurrence", SIDES, SIDES, SIDES),
    ("confirms", "actor", ONE, SIDES, ONE),
    ("confirms", "toll", ONE, ONE, SIDES),
    ("confirms", "place", ONE, ONE, ONE),
    ("confirms", "time", ONE, ONE, ONE),
    ("confirms", "effect", ONE, ONE, ONE),
    ("denies", "occurrence", NO, NO, NO),
    ("denies", "actor", ONE, NO, ONE),
    ("denies", "toll", ONE, ONE, NO),
    ("denies", "place", ONE, ONE, ONE),
    ("denies", "time", ONE, ONE, ONE),
    ("denies", "effect", ONE, ONE, ONE),
    ("doubts", "occurrence", NO, NO, NO),
    ("doubts", "actor", ONE, NO, ONE),
    ("doubts", "toll", ONE, ONE, NO),
    ("doubts", "place", ONE, ONE, ONE),
    ("doubts", "time", ONE, ONE, ONE),
    ("doubts", "effect", ONE, ONE, ONE),
]


def test_the_table_has_every_stance_with_every_facet_once():
    from reportedly import codebook

    book = codebook.load()
    assert sorted((row[0], row[1]) for row in TABLE) == sorted((s, f) for s in book.stances for f in book.facets)


@pytest.mark.parametrize(
    ("stance", "about", "side", "expected"),
    [
        (stance, about, side, tuple(cell.split()[n] for cell in cells))
        for stance, about, *cells in TABLE for n, side in enumerate(SOURCES)
    ],
)  # fmt: skip
def test_one_voice_of_each_stance_alignment_and_facet(stance, about, side, expected):
    assert codes(event(said(SOURCES[side], stance, about))) == expected


# Two voices that assert the occurrence, each in a report of its own.
PAIRS = """
           actor recipient third outlet unnamed
actor      C     B         I     I      I
recipient  B     A         I     I      I
third      I     I         1     I      I
outlet     I     I         I     1      I
unnamed    I     I         I     I      1
"""


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [(row.split()[0], two, row.split()[n]) for row in PAIRS.strip().splitlines()[1:] for n, two in enumerate(SOURCES, 1)],
)
def test_two_voices_and_the_same_voice_twice(one, two, expected):
    events = event(said(SOURCES[one]), id="e1", publisher="Morning"), event(said(SOURCES[two]), id="e2", publisher="Weekly")
    assert codes(*events)[0] == expected


STATUSES = """
               happened planned possible not_happened
happened       1        1       1        1x
planned        1        ?       ?        ?
possible       1        ?       ?        ?
not_happened   1x       ?       ?        N
"""


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (row.split()[0], two, row.split()[n])
        for row in STATUSES.strip().splitlines()[1:]
        for n, two in enumerate(STATUSES.split("\n")[1].split(), 1)
    ],
)
def test_reports_that_present_it_differently(one, two, expected):
    assert codes(event(status=one, id="e1"), event(status=two, id="e2"))[0] == expected


def test_an_outlet_of_unknown_owner_never_raises_support_beyond_one_voice():
    mine = [event(id="e1", publisher="Blog"), event(id="e2", publisher="Other Blog")]
    assert codes(*mine)[0] == "1"
    assert codes(*mine, event(id="e3", publisher="Daily"))[0] == "1"
    assert codes(*mine, event(said(KREMLIN, "claims_own"), id="e3"))[0] == "1"
    assert codes(event(id="e1", publisher="Daily"), event(id="e2", publisher="Weekly"))[0] == "I"


def test_reprints_of_one_agency_are_one_voice():
    reprints = [event(id=f"e{n}", publisher=f"Paper {n}", agency="Wire") for n in range(10)]
    assert codes(*reprints)[0] == "1"


def test_the_same_spokesman_in_ten_outlets_is_one_voice():
    quoted = [event(said(MONITORS), id=f"e{n}", publisher=f"Paper {n}") for n in range(10)]
    assert codes(*quoted)[0] == "1"


def test_two_bodies_of_one_state_are_one_voice_and_so_are_its_militias():
    events = event(said(FRANCE), id="e1"), event(said(replace(FRANCE, name="French army", sectors=("MIL",))), id="e2")
    assert codes(*events)[0] == "1"
    militia = Entity(name="Wagner", country="RUS", sectors=("PRM",))
    assert codes(event(said(KREMLIN), id="e1"), event(said(militia, "claims_own"), id="e2"))[0] == "C"
    assert party(militia) == party(KREMLIN) == "state:RUS"


def test_who_quotes_another_only_passes_the_words_on():
    chain = said(MONITORS, words=(10, 40)), said(Entity(name="Relief Network", country="NGO"), words=(0, 45))
    assert codes(event(*chain))[0] == "1"
    beside = said(MONITORS, words=(0, 40)), said(Entity(name="Relief Network", country="NGO"), words=(0, 30))
    assert codes(event(*beside))[0] == "1"
    together = [replace(a, cue=Span("said", 41, 45)) for a in beside]
    assert codes(event(*together))[0] == "I"


def test_the_three_parts_of_one_event_stand_apart():
    mayor = Entity(name="Mayor of Sumy", country="UKR", sectors=("GOV",))
    hospital = Entity(name="hospital of Sumy", country="UKR", sectors=("MED",))
    told = event(said(mayor, "confirms"), said(KYIV, "alleges", "actor"), said(hospital, "asserts", "toll"))
    assert codes(told) == ("A", "A", "1")


def test_contest_never_lowers_support_and_support_never_hides_it():
    told = [event(said(MONITORS), id="e1"), event(id="e2", publisher="Weekly", day="2025-05-16")]
    before = standing(told, voice_of)[0]
    denied = event(said(KREMLIN, "denies", words=(0, 30)), id="e3", day="2025-05-17")
    after = standing([*told, denied], voice_of)[0]
    assert before.support == after.support == "independent"
    [line] = after.contested_by
    assert (line.source, line.since, line.words.end) == ("Government of Russia", "2025-05-17", 30)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "I"),
        ({"confidence": 0.9}, "I"),
        ({"confidence": 0.5}, "1"),  # coded without certainty
        ({"hedged": True}, "1"),  # the words may rest on the very source that the other report names
        ({"publisher": "Morning"}, "1"),  # the outlet that leaves it to the source in the other report
        ({"attribution": (said(FRANCE, words=(0, 6)),)}, "I"),  # words that cover the trigger
        ({"attribution": (said(FRANCE, words=(7, 9)),)}, "1"),  # words about something beside it
        ({"attribution": (said(Entity(name="farmer", country="POL", sectors=("AGR",))),)}, "I"),
        ({"attribution": (said(Entity(name="Weekly")),)}, "I"),
    ],
)
def test_only_what_is_sure_raises_support_beside_another_voice(fields, expected):
    attribution = fields.pop("attribution", ())
    other = event(*attribution, **{"id": "e2", "publisher": "Weekly", **fields})
    assert codes(event(said(MONITORS), publisher="Morning"), other)[0] == expected


def test_sources_that_a_common_noun_names_are_no_more_than_one_unnamed_voice():
    farmer, nurse = (Entity(name=n, country="POL", sectors=("AGR",)) for n in ("farmer", "baker"))
    assert codes(event(said(farmer), publisher="Morning"), event(said(nurse), id="e2", publisher="Weekly"))[0] == "1"


def test_one_who_asked_not_to_be_named_is_one_voice_however_the_reports_resolve_him():
    official = "security official who asked not to be named"
    one = event(said(Entity(name=official, country="UKR", sectors=("COP",))))
    two = event(said(Entity(name=official, sectors=("COP",))), id="e2", publisher="Weekly")
    assert codes(one, two)[0] == "1"


def test_an_outlet_that_names_itself_as_the_source_is_the_outlet():
    itself = event(said(Entity(name="Daily", country="UKR", sectors=("JRN", "CVL")), "alleges"))
    [told] = standing([itself], voice_of)[0].because
    assert (told.alignment, told.voice) == ("outlet", voice_of(itself.report).id)


def test_an_outlet_quoted_beside_its_own_words_is_one_voice():
    wire = Entity(name="Daily")
    assert codes(event(said(wire)), event(id="e2"))[0] == "1"


def test_who_did_it_and_the_toll_are_vouched_for_by_words_that_tell_them():
    toll = Count("three", 20, 25, "killed", None, 3, 3)
    one = event(said(MONITORS, "asserts", "toll", words=(18, 30)), counts=(toll,), publisher="Morning")
    two = event(said(FRANCE, "asserts", "toll", words=(0, 6)), id="e2", counts=(toll,), publisher="Weekly")
    off = event(said(FRANCE, "asserts", "toll", words=(40, 50)), id="e2", counts=(toll,), publisher="Weekly")
    assert codes(one, two)[2] == "I"
    assert codes(one, off)[2] == "1"


def test_a_side_that_is_not_sure_makes_no_two_sides():
    claim, charge = event(said(KREMLIN, "claims_own")), event(said(KYIV, "alleges"), id="e2", publisher="Weekly", confidence=0.5)
    assert codes(claim, replace(charge, confidence=0.9))[0] == "B"
    assert codes(claim, charge)[0] == "C"


def test_hedged_words_of_an_outlet_rest_on_somebody_unnamed():
    hedged = [event(id="e1", hedged=True), event(id="e2", publisher="Weekly", hedged=True)]
    assert codes(*hedged)[0] == "1"
    assert standing(hedged, voice_of)[0].because[0].alignment == "unnamed"


def test_a_partys_own_outlet_speaks_for_the_party():
    own = Origin("outlet:mod", True, KREMLIN)
    assert standing([event()], lambda _: own)[0].support == "claimed"


def test_verified_needs_a_body_independent_of_the_sides():
    def proved(by: Entity | None, *attribution: Attribution) -> tuple[str, ...]:
        video = Evidence("footage", 0, 7, "video", None, None, "verified", by)
        return codes(event(*attribution, evidence=(video,)))

    assert proved(MONITORS) == ("V", "1", "1")
    assert proved(MONITORS, said(MONITORS, "alleges", "actor")) == ("V", "V", "1")
    assert proved(KREMLIN)[0] == "1"
    assert proved(Entity(name="N. Norden"))[0] == "1"
    assert proved(Entity(name="Norden Watch", sectors=("SOC",)))[0] == "V"
    assert proved(Entity(text="federal police", name="federal police"))[0] == "1"
    assert proved(None)[0] == "1"


def test_parties_that_meet_or_fight_are_both_sides():
    met = {"type": "CONSULT", "actors": (KREMLIN, UKRAINE), "recipients": ()}
    assert codes(event(said(KREMLIN), id="e1", **met), event(said(KYIV), id="e2", **met))[0] == "B"
    allies = {"actors": (KREMLIN, FRANCE)}
    assert codes(event(said(KREMLIN), id="e1", **allies), event(said(FRANCE), id="e2", **allies))[0] == "C"


def test_nobody_is_responsible_where_no_actor_is_named():
    gunmen = Entity(name="gunmen", sectors=("UAF",))
    assert codes(event(actors=(gunmen,)))[1] == "-"
    assert codes(event(counts=()))[2] == "-"


@pytest.mark.parametrize(
    ("source", "side"),
    [
        (ARMY, "actor"),
        (KREMLIN, "actor"),
        (UKRAINE, "recipient"),
        (Entity(name="Mayor of Sumy", country="UKR", sectors=("GOV",)), "recipient"),
        (Entity(name="residents of Sumy", country="UKR", sectors=("CVL",)), "recipient"),
        (Entity(name="hospital of Sumy", country="UKR", sectors=("MED",)), "third"),
        (FRANCE, "third"),
        (MONITORS, "third"),
        (Entity(name="Rights Watch", country="NGO", sectors=("SOC",)), "third"),
        (OUTLET, "outlet"),
        (Entity(text="state television", name="state television of Russia", country="RUS", sectors=("JRN", "GOV")), "actor"),
        (SOMEBODY, "unnamed"),
        (Entity(text="witnesses", name="witnesses", country="UKR", sectors=("CVL",)), "unnamed"),
        (Entity(), "unnamed"),
    ],
)
def test_alignment_by_who_the_source_is(source, side):
    assert alignment(source, event()) == side


def test_the_state_speaks_for_its_people_against_its_armed_opponents():
    rebels = Entity(name="March 23 Movement", country="COD", sectors=("REB",))
    traders = Entity(name="traders", country="COD", sectors=("CVL",))
    mayor = Entity(name="Mayor of Uvira", country="COD", sectors=("GOV",))
    assert alignment(mayor, event(actors=(rebels,), recipients=(traders,))) == "recipient"


def test_tolls_are_ranges_a_voice_and_scope_and_a_later_report_replaces_an_earlier():
    def count(low: int, high: int | None = None, by: Entity | None = None, scope: str = "event") -> Count:
        return Count("n", 0, 1, "killed", None, low, high, False, scope, False, (Attribution(by),) if by else ())

    told = [
        event(id="e1", counts=(count(3, 3), count(9, 9, KYIV), count(500, None, KYIV, "cumulative"))),
        event(id="e2", day="2025-05-16", counts=(count(4, 4), count(5, None))),
        event(id="e3", publisher="Weekly", counts=(count(2, 2),)),
    ]
    found = {(t.voice, t.scope): (t.low, t.high) for t in tolls(told, voice_of)}
    assert found == {
        ("outlet:Daily", "event"): (4, None),
        ("state:UKR", "event"): (9, 9),
        ("state:UKR", "cumulative"): (500, None),
        ("outlet:Weekly", "event"): (2, 2),
    }


def test_history_holds_each_change_of_support_and_contest():
    told = [
        event(said(KYIV, "alleges"), id="e1", day="2025-05-15", counts=()),
        event(said(KREMLIN, "denies"), said(KYIV, "alleges"), id="e2", day="2025-05-16", counts=()),
        event(said(MONITORS), id="e3", day="2025-05-17", counts=()),
    ]
    found = [(d, s.support, len(s.contested_by)) for d, s in history(told, voice_of) if s.facet == "occurrence"]
    assert found == [("2025-05-15", "alleged", 0), ("2025-05-16", "alleged", 1), ("2025-05-17", "independent", 1)]


def test_the_order_of_the_events_changes_nothing():
    told = [event(said(SOURCES[s]), id=f"e-{s}", day=f"2025-05-1{n}") for n, s in enumerate(SOURCES)]
    assert incident("i", told, voice_of) == incident("i", told[::-1], voice_of)


def test_the_phrase_shows_support_and_contest():
    one = Assertion("outlet:a", "outlet", "asserts", "A", "e", "r", None, Span())
    two, ministry = replace(one, voice="outlet:b", source="B"), replace(one, voice="state:RUS", stance="denies", source="the ministry")
    assert phrase(Standing("occurrence", "independent", (one, two), (ministry,))) == "independent (2 voices: A, B); denied by the ministry"
    third = replace(two, voice="outlet:c", source="C", firm=False)
    assert phrase(Standing("occurrence", "independent", (one, two, third))) == "independent (2 voices: A, B)"
    assert phrase(Standing("toll")) == "nobody says"
