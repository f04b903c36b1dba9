"""What the store answers: by country, point, route, words, support, story; and never without saying how well it is watched."""

import random

import pytest
from store_made import ARMY, FASHER, HOSPITAL, NYALA, coding, corpus, opened

from reportedly.errors import UsageError
from reportedly.records import Attribution, Entity, Place
from reportedly.store import queries, stories, writing
from reportedly.store.queries import Area, Coverage, off_line

NEAR_FASHER = Area(lines=(((13.6, 25.3),),), km=20)
ROAD = Area(lines=(((13.63, 25.35), (12.05, 24.88)),), km=15)
RAIDED = "Gunmen raided a clinic in Kaduna on Friday and took two nurses."


@pytest.fixture
def store(tmp_path):
    store = opened(tmp_path / "s.sqlite")
    writing.add(store, coding(attribution=[Attribution(HOSPITAL)]))
    writing.add(store, coding("Nyala was shelled as well on Monday.", "shelled", publisher="Weekly", places=(NYALA,), attribution=[Attribution(ARMY, stance="denies")]))
    gunmen = Entity(name="gunmen", country="NGA", sectors=("UAF",))
    kaduna = Place(name="Kaduna", country="NGA", lat=10.52, lon=7.44, precision="place")
    writing.add(store, coding(RAIDED, "raided", publisher="Herald", day="2024-06-01", actors=(gunmen,), recipients=(), places=(kaduna,), when=None))
    land = Place(name="Sudan", country="SDN", lat=13.6, lon=25.3, precision="country")
    writing.add(store, coding("Sudan was bombed from the air, an envoy said.", "bombed", publisher="Times", places=(land,), modes=("aerial",)))
    return store


def places(found):
    return sorted(v.places[0].name for v in found)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["El Fasher", "Kaduna", "Nyala", "Sudan"]),
        ({"area": Area("SDN")}, ["El Fasher", "Nyala", "Sudan"]),
        ({"area": Area("UKR")}, []),
        ({"area": NEAR_FASHER}, ["El Fasher"]),
        ({"area": ROAD}, ["El Fasher", "Nyala"]),
        ({"area": Area(lines=(((-33.0, 151.0),),), km=100)}, []),
        ({"type": "COERCE"}, []),
        ({"since": "2024-05-20"}, ["Kaduna"]),
        ({"text": "clinic nurses"}, ["Kaduna"]),
        ({"text": 'killing "nine'}, ["El Fasher"]),
        ({"text": "shelling OR NOT ("}, []),
        ({"contested": True}, ["Nyala"]),
        ({"support": "one_voice"}, ["El Fasher", "Kaduna", "Nyala", "Sudan"]),
        ({"support": "verified"}, []),
    ],
)
def test_incidents_are_found_by_what_is_asked(store, asked, expected):
    assert places(queries.incidents(store, **asked)) == expected


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        ({}, ["El Fasher", "Kaduna", "Nyala", "Sudan"]),
        ({"area": Area("NGA")}, ["Kaduna"]),
        ({"area": NEAR_FASHER}, ["El Fasher"]),
        ({"area": ROAD}, ["El Fasher", "Nyala"]),
        ({"text": "clinic nurses"}, ["Kaduna"]),
        ({"contested": True}, ["Nyala"]),
        ({"type": "ASSAULT", "since": "2024-05-20"}, ["Kaduna"]),
    ],
)
def test_an_earlier_state_is_asked_as_the_present_one(store, asked, then):
    at = store.now()
    withdrawn = [v.reports[0] for v in queries.incidents(store) if v.places[0].name != "Sudan"]
    fasher = next(v for v in queries.incidents(store, area=NEAR_FASHER))
    writing.correct(store, fasher.events[0], "places.0.country", "TCD", "a mistake")
    writing.withdraw(store, withdrawn)
    assert places(queries.incidents(store)) == ["Sudan"]
    assert places(queries.incidents(store, as_of=at, **asked)) == then
    assert queries.incidents(store, as_of="2024-05-14T00:00", **asked) == []


def test_coverage_of_an_earlier_state_counts_what_there_was(store):
    at = store.now()
    writing.withdraw(store, [v.reports[0] for v in queries.incidents(store)])
    for area in (Area("SDN"), NEAR_FASHER, Area()):
        assert queries.coverage(store, area).reports == 0
    assert [queries.coverage(store, area, as_of=at).reports for area in (Area("SDN"), NEAR_FASHER, Area())] == [3, 1, 4]
    assert "is not kept" in queries.coverage(store, as_of=at).line(at)


def test_a_search_for_no_words_is_refused(store):
    with pytest.raises(UsageError, match="needs words"):
        queries.incidents(store, text='"')


def test_the_last_reported_come_first_and_no_more_than_asked(store):
    found = queries.incidents(store, limit=2)
    assert [v.last_reported for v in found] == ["2024-06-01", "2024-05-14"]


def test_coverage_counts_the_reports_that_name_the_area(store):
    assert queries.coverage(store, Area("SDN")) == Coverage((), 3, "2024-05-14")
    assert queries.coverage(store, NEAR_FASHER).reports == 1
    assert queries.coverage(store, Area("UKR")) == Coverage((), 0, None)
    assert queries.coverage(store, text="clinic").reports == 1
    assert "the newest of 2024-05-14 (" in queries.coverage(store, Area("SDN")).line("2024-05-16T00:00:00+00:00")


def test_a_page_holds_every_report_and_an_event_leads_to_it(store):
    one = queries.incidents(store, area=NEAR_FASHER)[0]
    page = queries.page(store, one.events[0])
    assert page.address == one.id
    assert page.tellings[0].event.sentence.text.startswith("Shells hit")
    assert [s.facet for _, s in page.history] == ["occurrence", "responsibility"]
    with pytest.raises(UsageError, match="no incident or event"):
        queries.page(store, "nothing")


def test_related_incidents_are_one_story_and_others_are_not(store):
    [one] = stories.stories(store)
    assert len(one.incidents) == 3
    assert one.title == "Shelling and air strikes in El Fasher and Nyala: Sudanese army, traders (13 May 2024)"
    assert one.actors[0] == "Sudanese army"
    assert (one.first, one.last) == ("2024-05-13", "2024-05-13")
    assert stories.story(store, one.incidents[-1]).id == one.id
    assert [s.id for s in stories.stories(store, country="NGA", least=1)] != [one.id]
    with pytest.raises(UsageError, match="no story"):
        stories.story(store, "nothing")


def test_stories_become_one_as_a_report_joins_them_and_both_addresses_answer(tmp_path):
    store = opened(tmp_path / "m.sqlite")
    police = Entity(name="Sudanese police", country="SDN", sectors=("COP",))
    writing.add(store, coding("Shells hit Fasher.", "hit", publisher="A"))
    writing.add(store, coding("Police seized lorries in Nyala.", "seized", publisher="B", type="COERCE", modes=("seize",), actors=(police,), recipients=(), places=(NYALA,)))
    one, two = (s.id for s in stories.stories(store, least=1))
    both = {"actors": (ARMY, police), "places": (FASHER, NYALA), "type": "MOBILIZE", "modes": ("troops",)}
    writing.add(store, coding("Army and police moved between Fasher and Nyala.", "moved", publisher="C", **both))
    [joined] = stories.stories(store)
    assert len(joined.incidents) == 3 and joined.id in (one, two)
    assert stories.story(store, one) == stories.story(store, two) == joined
    assert ("story", joined.id) in {(kind, id_) for _, kind, id_ in queries.changes(store, 0)[1]}


def test_the_volume_of_each_source_is_kept_by_day(store):
    assert ("Daily", "2024-05-14", 1) in queries.volume(store)
    assert queries.volume(store, "Herald") == [("Herald", "2024-06-01", 1)]


def test_the_groups_of_the_corpus_come_out_as_their_incidents(tmp_path):
    store = opened(tmp_path / "c.sqlite")
    for c in sorted(corpus("w1"), key=lambda c: c.report.published or ""):
        writing.add(store, c)
    found = queries.incidents(store, text="parliament storm", limit=10)
    assert any(len(v.reports) == 2 and v.standing[0].support == "not_reported_done" for v in found)


def test_a_country_is_never_a_point(store):
    assert "Sudan" not in places(queries.incidents(store, area=Area(lines=(((FASHER.lat, FASHER.lon),),), km=500)))


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A store of incidents of all latitudes, some denied, withdrawn, corrected or hidden, and the tellings of each."""
    store, draw = opened(tmp_path_factory.mktemp("many") / "s.sqlite"), random.Random(9)
    kinds = [("ASSAULT", ("heavy-weapons",)), ("COERCE", ("arrest",)), ("PROTEST", ("demo",))]
    for n in range(90):
        country, (kind, modes), day = draw.choice(["SDN", "NGA", "FJI"]), draw.choice(kinds), f"2024-0{draw.randint(1, 6)}-1{n % 9}"
        town = Place(name=f"Town {n}", country=country, lat=draw.uniform(-75, 75), lon=draw.uniform(-180, 180), precision="country" if n % 8 == 0 else "place")
        text = f"Number {n} struck {draw.choice(['bridge', 'harbour'])} and {draw.choice(['clinic', 'square'])}."
        said = [Attribution(ARMY, stance="denies")] if n % 7 == 0 else []
        force = Entity(name=f"Force {n}", country=country)
        fields = {"type": kind, "modes": modes, "actors": (force,), "recipients": (), "places": (town,), "when": None, "attribution": said}
        writing.add(store, coding(text + "".join(f" Word{n}{x}." for x in range(30)), "struck", publisher=f"Paper {n % 9}", day=day, **fields))
    found = queries.incidents(store, limit=1000)
    writing.withdraw(store, [found[3].reports[0]])
    writing.correct(store, found[5].events[0], "places.0.country", "TCD", "a mistake")
    writing.hide(store, found[8].id, "not ours")
    return store, {v.id: queries.page(store, v.id).tellings for v in queries.incidents(store, limit=1000)}


@pytest.mark.parametrize(
    "asked",
    [
        {"area": Area("SDN")}, {"area": Area("TCD")}, {"area": Area("UKR")}, {"type": "COERCE"}, {"since": "2024-03-12"}, {"support": "one_voice"},
        {"contested": True}, {"text": "bridge"}, {"text": "harbour clinic"}, {"area": Area("NGA"), "type": "PROTEST", "since": "2024-02-01", "text": "square"},
        *({"area": Area(lines=(((lat, lon),),), km=2000)} for lat, lon in ((0.0, 0.0), (68.0, 20.0), (-71.0, 100.0), (10.0, 179.0), (20.0, -175.0))),
        {"area": Area(lines=(tuple((-60.0 + 3 * x, -120.0 + 6 * x) for x in range(41)),), km=600)},
        {"area": Area(lines=(((20.0, 170.0), (-20.0, -170.0)), ((50.0, 0.0), (55.0, 40.0))), km=1500)},
    ],
)  # fmt: skip
def test_a_filtered_list_is_what_fits_of_the_whole_list(many, asked):
    store, tellings = many

    def fits(v):
        told, texts = zip(*((t.event, t.report.text) for t in tellings[v.id]), strict=True)
        area = asked.get("area", Area())
        spots = [(p.lat, p.lon) for p in v.places if p.precision != "country"]
        return (
            (not area.country or area.country in writing.countries_of(told))
            and (not area.lines or any(off_line(s, line) <= area.km for s in spots for line in area.lines))
            and v.type == asked.get("type", v.type) and v.last_reported >= asked.get("since", "")
            and v.standing[0].support == asked.get("support", v.standing[0].support)
            and (not asked.get("contested") or any(s.contested_by for s in v.standing))
            and any(all(word in text for word in asked.get("text", "").split()) for text in texts)
        )  # fmt: skip

    whole = queries.incidents(store, limit=1000)
    expected = [v for v in whole if fits(v)]
    assert len(whole) > 60 and (expected or asked == {"area": Area("UKR")})
    assert queries.incidents(store, limit=1000, **asked) == expected
    assert queries.incidents(store, limit=3, **asked) == expected[:3]
    assert queries.incidents(store, limit=1000, as_of="2030-01-01", **asked) == expected


def test_words_that_every_report_holds_find_the_last_reported(tmp_path):
    store = opened(tmp_path / "s.sqlite")
    for n in range(40):
        writing.add(store, coding(f"Town {n} was struck.", "struck", publisher=f"Paper {n}", day=str(2000 + n) + "-01-01", when=None))
    assert [v.last_reported[:4] for v in queries.incidents(store, text="struck", limit=2)] == ["2039", "2038"]
