"""Places: the span in [[ ]] is the place of the event; what it resolves to, or nothing."""

import pytest
from msgspec.structs import replace

from reportedly.coding.places import Atlas, Entry, distance, inside, key, locate, variants
from reportedly.coding.segment import sentences
from reportedly.coding.tag import Markup, Name, Part, Trigger
from reportedly.coding.view import View
from reportedly.lookup.gazetteer import Gazetteer
from reportedly.records import Event, Place, Report, ReportRef, Span

GAZETTEER = Gazetteer()


def told(text, published="2024-05-15T10:00+00:00", publisher=None, names=()):
    """Return the first place of an event whose place is the span in double brackets."""
    start = text.index("[[")
    end = text.index("]]") - 2
    text = text.replace("[[", "").replace("]]", "")
    report = Report.of(text, published=published, publisher=publisher)
    marks = tuple(Name(text.index(n), text.index(n) + len(n), kind, 1.0) for n, kind in names)
    view = View(report, sentences(text), Markup(names=marks))
    place = Place(text[start:end], start, end, basis="role")
    sentence = view.sentence(start)
    event = Event(
        id="e", report=ReportRef(report.id), type="ASSAULT", places=(place,), trigger=Span(), sentence=sentence
    )
    done, why = locate(event, view, Atlas(view, GAZETTEER))
    assert done.places[0].text == place.text
    assert why["places"]
    return done.places[0]


# text, country, any spelling of the name
NAMED = [
    # towns of conflict under the spellings of news
    ("Shells fell on [[Kiev]].", "UKR", "Kyiv"),
    ("Shells fell on [[Kharkov]].", "UKR", "Kharkiv"),
    ("Shells fell on [[Avdeevka]].", "UKR", "Avdiivka"),
    ("Shells fell on [[Chasiv Yar]] in Ukraine.", "UKR", "Chasiv Yar"),
    ("Shells fell on [[Izium]].", "UKR", "Izyum"),
    ("Shells fell on [[Sudzha]].", "RUS", "Sudzha"),
    ("Shells fell on [[Mykolaiv]].", "UKR", "Mykolayiv"),
    ("Shells fell on [[Zaporizhzhia]].", "UKR", "Zaporizhzhya"),
    ("Jets struck [[Khan Younis]].", "PSE", "Khan Yunis"),
    ("Jets struck [[Khan Yunis]].", "PSE", "Khan Yunis"),
    ("Jets struck [[Jabalia]].", "PSE", "Jabaliya"),
    ("Jets struck [[Nuseirat]].", "PSE", "Nuseirat"),
    ("Jets struck [[Gaza City]].", "PSE", "Gaza"),
    ("Jets struck [[Deir al-Balah]].", "PSE", "Deir el-Balah"),
    ("Jets struck [[Beit Hanoun]].", "PSE", "Bayt Hanun"),
    ("Jets struck [[Hodeidah]].", "YEM", "Al Hudaydah"),
    ("Jets struck [[al-Hudaydah]].", "YEM", "Hodeidah"),
    ("Jets struck [[Sana'a]].", "YEM", "Sanaa"),
    ("Jets struck [[Taiz]] in Yemen.", "YEM", "Taiz"),
    ("Jets struck [[Qamishli]].", "SYR", "Al Qamishli"),
    ("Jets struck [[Deir ez-Zor]].", "SYR", "Deir ez-Zor"),
    ("Jets struck [[Deir al-Zor]].", "SYR", "Deir ez-Zor"),
    ("Jets struck [[Raqqa]].", "SYR", "Ar Raqqah"),
    ("Jets struck [[al-Bab]] in northern Syria.", "SYR", "Al Bab"),
    ("Jets struck [[Kobani]] in Syria.", "SYR", "Ayn al Arab"),
    ("Gunmen entered [[El Fasher]].", "SDN", "Al-Fashir"),
    ("Gunmen entered [[al-Fashir]].", "SDN", "El Fasher"),
    ("Gunmen entered [[Nyala]].", "SDN", "Nyala"),
    ("Gunmen entered [[Wad Madani]].", "SDN", "Wad Medani"),
    ("Gunmen entered [[Mekelle]].", "ETH", "Mekele"),
    ("Gunmen entered [[Goma]].", "COD", "Goma"),
    ("Gunmen entered [[Bunagana]] in Congo.", "COD", "Bunagana"),
    ("Gunmen entered [[Maiduguri]].", "NGA", "Maiduguri"),
    ("Gunmen entered [[Djibo]].", "BFA", "Djibo"),
    ("Gunmen entered [[Timbuktu]].", "MLI", "Tombouctou"),
    ("Gunmen entered [[Mocimboa da Praia]].", "MOZ", "Mocímboa da Praia"),
    ("Gunmen entered [[N’Djamena]].", "TCD", "N'Djamena"),
    ("Gunmen entered [[Las Anod]] in Somalia.", "SOM", "Laascaanood"),
    ("Gunmen entered [[Beled Hawo]] in Somalia.", "SOM", "Bulo Hawo"),
    ("Troops left [[Myawaddy]].", "MMR", "Myawaddy"),
    ("Troops left [[Naypyidaw]].", "MMR", "Nay Pyi Taw"),
    ("Troops left [[Marawi]] in the Philippines.", "PHL", "Marawi City"),
    ("Troops left [[Stepanakert]].", "AZE", "Khankendi"),
    ("Troops left [[Mazar-e Sharif]].", "AFG", "Mazar-i-Sharif"),
    ("Troops left [[Rangoon]].", "MMR", "Yangon"),
    ("Troops left [[Saigon]].", "VNM", "Ho Chi Minh City"),
    ("Troops left [[St. Petersburg]] in Russia.", "RUS", "Saint Petersburg"),
    # what is no administrative unit
    ("Fighting went on in the [[Donbas]].", "UKR", "Donbass"),
    ("Fighting went on in [[Tigray]].", "ETH", "Tigray"),
    ("Fighting went on in the [[West Bank]].", "PSE", "West Bank"),
    ("Fighting went on in the [[Gaza Strip]].", "PSE", "Gaza Strip"),
    ("Fighting went on in [[Kashmir]].", "IND", "Jammu and Kashmir"),
    ("Fighting went on in [[Darfur]].", "SDN", "Darfur"),
    ("Fighting went on in [[Nagorno-Karabakh]].", "AZE", "Karabakh"),
    ("Fighting went on in [[Waziristan]].", "PAK", "Waziristan"),
    ("Fighting went on in [[Casamance]].", "SEN", "Casamance"),
    ("Fighting went on in [[Cabo Delgado]].", "MOZ", "Cabo Delgado"),
    ("Fighting went on in the [[Sambisa Forest]].", "NGA", "Sambisa"),
    ("Fighting went on in [[Rojava]].", "SYR", "northeast Syria"),
    ("Rockets crossed from the [[Golan Heights]].", "SYR", "Golan"),
    ("Rockets crossed from the [[Bekaa Valley]].", "LBN", "Beqaa"),
    ("Rockets hit the [[Shebaa Farms]].", "LBN", "Shebaa Farms"),
    ("Drones hit the [[Kerch Bridge]].", "UKR", "Crimean Bridge"),
    ("Troops took [[Snake Island]].", "UKR", "Zmiinyi"),
    ("Inspectors toured [[Natanz]].", "IRN", "Natanz"),
    ("Inspectors toured [[Fordow]].", "IRN", "Fordo"),
    ("Inspectors toured the [[Zaporizhzhia nuclear power plant]].", "UKR", "ZNPP"),
    ("Inspectors toured the [[Bushehr nuclear power plant]].", "IRN", "Bushehr NPP"),
    ("Aid passed the [[Rafah crossing]].", "PSE", "Rafah crossing"),
    ("Aid passed the [[Bab al-Hawa crossing]].", "SYR", "Bab al-Hawa"),
    ("Aid reached [[Zamzam camp]].", "SDN", "Zamzam"),
    ("Aid reached the [[al-Hol camp]].", "SYR", "al-Hol"),
    ("Aid reached [[Dadaab]].", "KEN", "Dadaab"),
    ("Rockets hit [[Ain al-Asad]].", "IRQ", "Ain al-Asad"),
    ("Drones hit [[Hmeimim air base]].", "SYR", "Khmeimim"),
    ("Missiles hit the port of [[Kharg Island]].", "IRN", "Kharg"),
    ("Ships rammed each other off [[Second Thomas Shoal]].", "PHL", "Ayungin Shoal"),
    ("Migrants landed on [[Lampedusa]].", "ITA", "Lampedusa"),
    ("Prisoners rioted in [[Evin prison]].", "IRN", "Evin"),
    ("Crowds filled [[Tahrir Square]].", "EGY", "Tahrir Square"),
    # namesakes told apart by the words beside them or elsewhere in the report
    ("A strike hit [[Krasnohorivka, Donetsk Oblast]].", "UKR", "Krasnohorivka"),
    ("A strike hit [[Rafah]], Egypt.", "EGY", "Rafah"),
    ("A strike hit [[Rafah]]. Gaza’s hospitals are full.", "PSE", "Rafah"),
    ("Police in [[Tripoli]], Lebanon, fired tear gas.", "LBN", "Tripoli"),
    ("Police in [[Tripoli]] fired tear gas.", "LBY", "Tripoli"),
    ("Police in [[Valencia]] fired tear gas, Venezuela’s interior minister said.", "VEN", "Valencia"),
    ("Police in [[Valencia]] fired tear gas, Spain’s interior minister said.", "ESP", "Valencia"),
    ("Police in [[Córdoba]], Argentina, fired tear gas.", "ARG", "Córdoba"),
    ("Police in [[Birmingham]], Alabama, made arrests.", "USA", "Birmingham"),
    ("Police in [[Birmingham]] made arrests.", "GBR", "Birmingham"),
    ("Police in [[Paris, Texas]] made arrests.", "USA", "Paris"),
    ("Police in [[Paris]] made arrests.", "FRA", "Paris"),
    ("Police in [[London, Ontario]] made arrests.", "CAN", "London"),
    ("Police in [[Hyderabad]], Pakistan, made arrests.", "PAK", "Hyderabad"),
    ("Police in [[Hyderabad]] made arrests, India’s home minister said.", "IND", "Hyderabad"),
    ("Police in [[Santiago]] made arrests.", "CHL", "Santiago"),
    ("Police in [[San José]], Costa Rica, made arrests.", "CRI", "San José"),
    ("Police in [[Georgetown]], Guyana, made arrests.", "GUY", "Georgetown"),
    ("Police in [[Kingston]], Jamaica, made arrests.", "JAM", "Kingston"),
    ("Police in [[Victoria]], Seychelles, made arrests.", "SYC", "Victoria"),
    ("Police in the Syrian town of [[Hama]] made arrests.", "SYR", "Hama"),
    ("Protesters in [[Georgia]] met Armenian and Azerbaijani envoys in Tbilisi.", "GEO", "Georgia"),
    ("Protesters in [[Atlanta, Georgia]] marched.", "USA", "Atlanta"),
    ("Soldiers in [[Niger]] detained the president.", "NER", "Niger"),
    ("Soldiers in [[Niger State]] freed hostages, Nigeria’s army said.", "NGA", "Niger"),
    # seas and countries
    ("A tanker was hit in the [[Red Sea]].", None, "Red Sea"),
    ("A tanker was hit in the [[Strait of Hormuz]].", None, "Hormuz"),
    ("A tanker was hit in the [[Gulf of Aden]].", None, "Gulf of Aden"),
    ("A frigate sailed through the [[Taiwan Strait]].", None, "Taiwan Strait"),
    ("A frigate sailed into the [[Black Sea]].", None, "Black Sea"),
    ("A frigate sailed into the [[South China Sea]].", None, "South China Sea"),
    ("Jihadists roam the [[Sahel]].", None, "Sahel"),
    ("Voters queued across [[Kosovo]].", "KOS", "Kosovo"),
    ("Voters queued across [[Ivory Coast]].", "CIV", "Ivory Coast"),
    ("Voters queued across [[Côte d’Ivoire]].", "CIV", "Ivory Coast"),
    ("Voters queued across the [[DRC]].", "COD", "Democratic Republic of the Congo"),
    ("Voters queued across [[Burma]].", "MMR", "Myanmar"),
    ("Voters queued across the [[U.S.]] on Tuesday.", "USA", "United States"),
]


@pytest.mark.parametrize(("text", "country", "name"), NAMED)
def test_a_name_resolves_to_the_place_that_the_report_means(text, country, name):
    place = told(text)
    assert place.country == country
    same = [e for e in GAZETTEER.find(name) if (e.name, e.geonameid) == (place.name, place.geonameid)]
    assert same, place


QUALIFIED = [
    ("Shells fell near [[Sumy]].", "near", None),
    ("Shells fell close to [[Sumy]].", "close to", None),
    ("Shells fell just outside [[Sumy]].", "just outside", None),
    ("Shells fell on the outskirts of [[Sumy]].", "on the outskirts of", None),
    ("Shells fell on the northern outskirts of [[Sumy]].", "on the northern outskirts of", None),
    ("Shells fell around [[Sumy]].", "around", None),
    ("Shells fell south of [[Sumy]].", "south of", None),
    ("Shells fell north-east of [[Sumy]].", "north-east of", None),
    ("Shells fell 30 km west of [[Sumy]].", "30 km west of", 30.0),
    ("Shells fell some 12 kilometres from [[Sumy]].", "some 12 kilometres from", 12.0),
    ("Shells fell about 20 miles north of [[Sumy]].", "about 20 miles north of", 32.18),
    ("Shells fell ten kilometres east of [[Sumy]].", "ten kilometres east of", 10.0),
    ("Shells fell 300 metres from [[Sumy]].", "300 metres from", 0.3),
    ("Shells fell at [[a lay-by 12 kilometres north-west of Gomel]].", "12 kilometres north-west of", 12.0),
    ("Shells fell at [[the village near Gomel]].", "near", None),
    ("Shells fell at [[Gomel]], 25 km west of the border.", "25 km west of", 25.0),
    ("A boat sank off [[Sfax]].", "off", None),
    ("A boat sank 40 nautical miles off [[Sfax]].", "40 nautical miles off", 74.08),
    ("A drone was downed over [[Sumy]].", "over", None),
    ("A convoy moved towards [[Sumy]].", "towards", None),
    ("Shells fell in [[Sumy]].", None, None),
    ("Shells fell on [[Sumy]].", None, None),
]


@pytest.mark.parametrize(("text", "words", "km"), QUALIFIED)
def test_words_of_distance_and_direction_are_kept_beside_the_place_they_refer_to(text, words, km):
    place = told(text)
    assert (place.qualifier, place.distance_km) == (words, km)
    assert place.name is not None


HELD = [
    ("[[Simferopol]]", "2013-01-10", "UKR", False),
    ("[[Simferopol]]", "2016-01-10", "UKR", True),
    ("[[Sevastopol]]", "2023-01-10", "UKR", True),
    ("[[Crimea]]", "2023-01-10", "UKR", True),
    ("[[Donetsk]]", "2012-01-10", "UKR", False),
    ("[[Donetsk]]", "2015-01-10", "UKR", True),
    ("[[Kramatorsk]]", "2023-01-10", "UKR", False),
    ("[[Mariupol]]", "2021-01-10", "UKR", False),
    ("[[Mariupol]]", "2022-08-10", "UKR", True),
    ("[[Kherson]]", "2022-05-10", "UKR", True),
    ("[[Kherson]]", "2023-05-10", "UKR", False),
    ("[[Tiraspol]]", "2020-05-10", "MDA", True),
    ("[[Sukhumi]]", "2020-05-10", "GEO", True),
    ("[[Tskhinvali]]", "2020-05-10", "GEO", True),
    ("[[Stepanakert]]", "2015-05-10", "AZE", True),
    ("[[Stepanakert]]", "2024-05-10", "AZE", False),
    ("[[Katzrin]]", "2020-05-10", "SYR", True),
    ("the [[Golan Heights]]", "2020-05-10", "SYR", True),
    ("[[Kyrenia]]", "2020-05-10", "CYP", True),
    ("[[Nicosia]]", "2020-05-10", "CYP", False),
    ("[[Laayoune]]", "2020-05-10", "ESH", True),
    ("[[Hargeisa]]", "2020-05-10", "SOM", True),
    ("[[Mogadishu]]", "2020-05-10", "SOM", False),
    ("[[Srinagar]]", "2020-05-10", "IND", True),
    ("[[Lviv]]", "2023-05-10", "UKR", False),
    ("[[Taipei]]", "2023-05-10", "TWN", False),
]


@pytest.mark.parametrize(("name", "published", "country", "contested"), HELD)
def test_the_country_is_the_recognised_one_and_contested_where_another_held_it_at_the_time(
    name, published, country, contested
):
    place = told(f"An official spoke in {name}.", published)
    assert (place.country, place.contested) == (country, contested)


NULL = [
    # villages that the gazetteer lacks and whose namesakes lie elsewhere
    "LAGOS — Nigerian troops in Kaduna, Nigeria, retook [[Springfield]] on Monday, Nigeria’s army said.",
    "Ukrainian forces left [[Woodstock]], Ukraine’s general staff said. Kyiv sent aid to Kharkiv, Ukraine.",
    "Malian soldiers entered [[Barsa]]. Mali’s junta in Bamako praised them; Mali is at war.",
    "Sudanese fighters burned [[Franklin]]. Sudan’s army shelled Khartoum; Sudan is starving.",
]


@pytest.mark.parametrize("text", NULL)
def test_where_every_candidate_contradicts_the_report_there_is_no_point(text):
    place = told(text)
    assert (place.lat, place.lon, place.geonameid) == (None, None, None)


BROAD = [
    ("Shells fell in [[Donetsk Oblast]].", "admin1", "UKR"),
    ("Shells fell in the [[Kharkiv region]].", "admin1", "UKR"),
    ("Shells fell in [[Idlib province]].", "admin1", "SYR"),
    ("Shells fell in [[Anbar province]].", "admin1", "IRQ"),
    ("Shells fell in [[Helmand]].", "admin1", "AFG"),
    ("Shells fell in [[North Kivu]].", "admin1", "COD"),
    ("Shells fell in [[Rakhine State]].", "admin1", "MMR"),
    ("Shells fell in [[Kyiv]].", "place", "UKR"),
    ("Shells fell in [[Donetsk]].", "place", "UKR"),
    ("Shells fell in [[Ukraine]].", "country", "UKR"),
    ("Shells fell in [[southern Lebanon]].", "country", "LBN"),
    ("Shells fell in the [[Donbas]].", "admin1", "UKR"),
]


@pytest.mark.parametrize(("text", "precision", "country"), BROAD)
def test_regions_and_countries_say_that_they_are_no_point(text, precision, country):
    place = told(text)
    assert (place.precision, place.country) == (precision, country)


STANDING_IN = [
    ("Gunmen stormed Garowe in Somalia on Friday. They burned [[the market]].", "Garoowe", "paragraph"),
    ("Gunmen who entered Garowe in Somalia burned [[the market]].", "Garoowe", "sentence"),
    ("GAROWE, Somalia, May 14 — Gunmen burned [[the market]].", "Garoowe", "dateline"),
    ("MOSUL (Agency) — A bomb went off at [[the university]].", "Mosul", "dateline"),
    ("Soldiers marched into Uvira in Congo. They left [[the town]] by night.", "Uvira", "paragraph"),
]


@pytest.mark.parametrize(("text", "name", "basis"), STANDING_IN)
def test_a_place_without_a_name_takes_that_of_the_town_told_before_and_says_so(text, name, basis):
    place = told(text)
    assert (place.name, place.basis) == (name, basis)


def test_an_embassy_is_not_in_the_country_it_is_of():
    place = told("Crowds in Baghdad, Iraq, stoned [[the embassy of Sweden]].")
    assert place.country != "SWE"


def test_a_nationality_in_a_noun_phrase_is_no_place():
    assert told("Crowds in Amman, Jordan, stoned [[the Iraqi embassy]].").country == "JOR"


def test_a_country_s_adjective_before_territory_is_one():
    assert told("A drone crashed on [[Polish territory]].").country == "POL"


def test_a_village_beside_a_region_keeps_region_and_country_without_a_point():
    place = told("Shells fell on [[Nowhereivka]] in Donetsk Oblast.")
    assert (place.name, place.admin1, place.country, place.lat) == ("Nowhereivka", "Donetsk", "UKR", None)
    assert place.precision == "admin1"


def test_a_person_s_name_is_no_place_of_the_report():
    text = "Victoria Santiago spoke. Shells fell in [[Goma]], Congo."
    place = told(text, names=[("Victoria Santiago", "PER"), ("Goma", "LOC"), ("Congo", "LOC")])
    assert place.country == "COD"


def test_the_publisher_s_home_decides_between_namesakes():
    assert told("Police in [[Hyderabad]] made arrests.", publisher="Pakistan Daily").country == "PAK"


def test_every_place_of_an_event_is_resolved():
    text = "Drones launched from Kursk hit Sumy."
    report = Report.of(text)
    view = View(report, sentences(text), Markup())
    places = tuple(Place(n, text.index(n), text.index(n) + len(n)) for n in ("Kursk", "Sumy"))
    base = Event(id="e", report=ReportRef("r"), type="ASSAULT", trigger=Span(), sentence=view.sentences[0])
    done, _ = locate(replace(base, places=places), view, Atlas(view, GAZETTEER))
    assert [p.country for p in done.places] == ["RUS", "UKR"]


def test_the_place_the_model_is_surest_of_comes_first_and_an_article_alone_is_none():
    text = "Shells from Kharkiv struck Sumy, the city."
    spans = [
        (text.index(w), text.index(w) + len(w), score) for w, score in (("Kharkiv", 0.6), ("Sumy", 0.9), ("the", 0.7))
    ]
    parts = tuple(Part("place", *span) for span in spans)
    mark = Trigger(20, 26, "ASSAULT", 1.0, (), {}, 0.0, 0.0, 1.0, (), parts, 0)
    report = Report.of(text, published="2024-05-15T10:00+00:00")
    view = View(report, sentences(text), Markup(triggers=(mark,)))
    event = Event(
        id="e",
        report=ReportRef(report.id),
        type="ASSAULT",
        places=tuple(Place(text[a:b], a, b, basis="role") for a, b, _ in spans),
        trigger=Span("struck", 20, 26),
        sentence=view.sentence(0),
    )
    done, _ = locate(event, view, Atlas(view, GAZETTEER))
    assert [p.text for p in done.places] == ["Sumy", "Kharkiv"]


def test_behind_a_surest_place_that_nobody_can_find_no_other_is_drawn():
    text = "Malian troops shelled Franklin after talks in Bamako. Mali is at war, Mali’s junta said."
    report = Report.of(text, published="2024-05-15T10:00+00:00")
    view = View(report, sentences(text), Markup())
    places = tuple(Place(n, text.index(n), text.index(n) + len(n)) for n in ("Franklin", "Bamako"))
    event = Event(id="e", report=ReportRef(report.id), type="ASSAULT", trigger=Span(), sentence=view.sentences[0])
    done, _ = locate(replace(event, places=places), view, Atlas(view, GAZETTEER))
    assert [(p.text, p.lat) for p in done.places] == [("Franklin", None)]


@pytest.mark.parametrize("word", ["the", "on", "Off", "around"])
def test_a_word_that_only_leads_to_a_place_is_none(word):
    text = f"Boats sank {word} Samos."
    view = View(Report.of(text), sentences(text), Markup())
    place = Place(word, 11, 11 + len(word))
    event = Event(id="e", report=ReportRef("r"), type="ASSAULT", trigger=Span(), sentence=view.sentences[0])
    assert locate(replace(event, places=(place,)), view, Atlas(view, GAZETTEER))[0].places == ()


def test_the_article_of_a_common_noun_makes_no_name():
    assert told("Officials in Goma spoke. [[The border]] remained closed.").lat is None


def test_a_small_table_serves_as_gazetteer():
    class Table:
        def find(self, name):
            return [Entry("Atlantis", "GRC", lat=36.4, lon=25.4)] if key(name) == "atlantis" else []

    text = "Waves hit Atlantis."
    view = View(Report.of(text), sentences(text), Markup())
    place, why = Atlas(view, Table()).resolve(Place("Atlantis", 10, 18))
    assert (place.name, place.country, place.lat) == ("Atlantis", "GRC", 36.4)
    assert why == "gazetteer: Atlantis, GRC: only candidate"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Al-Ḩasakah", "El Hasakah"),
        ("ash-Shaykh Miskīn", "al-Shaykh Miskin"),
        ("Khan-Younis", "Khan Younis"),
        ("Saint Louis", "St. Louis"),
        ("Donets’k", "Donetsk"),
        ("Łódź", "Lodz"),
        ("Malmö", "MALMO"),
        ("the Gambia", "Gambia"),
    ],
)
def test_spellings_of_one_name_share_a_key(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("Al Bany", "Albania"), ("Niger", "Nigeria"), ("Mali", "Malawi")])
def test_other_names_have_other_keys(one, other):
    assert key(one) != key(other)


def test_variants_exchange_one_letter_group_at_a_time():
    assert {"budaia", "kattankudy"} & set(variants("budaiya")) == {"budaia"}


def test_distance_is_in_km_and_infinite_without_coordinates():
    kyiv = GAZETTEER.find("Kyiv")[1]
    assert distance(kyiv, 50.0, 36.23) == pytest.approx(410, abs=10)
    assert distance(Entry("x", None), 0, 0) == float("inf")


def test_inside_knows_circles_and_polygons():
    assert inside(10.1, 10.1, [10, 10, 20])
    assert not inside(11, 11, [10, 10, 20])
    square = [[0, 0], [0, 2], [2, 2], [2, 0]]
    assert inside(1, 1, square)
    assert not inside(3, 1, square)


def named(text, names=()):
    """Return the names of the places that a report speaks of, of which the model marks `names`."""
    report = Report.of(text, published="2024-05-15")
    marks = tuple(Name(text.index(n), text.index(n) + len(n), kind, 1.0) for n, kind in names)
    atlas = Atlas(View(report, sentences(text), Markup(names=marks)), GAZETTEER)
    return [text[m.start : m.end] for m in atlas.mentions]


@pytest.mark.parametrize(
    ("text", "names", "found"),
    [
        ("Officials in Nairobi met Kenyan traders.", [], ["Nairobi", "Kenyan"]),
        ("The United States said no.", [("United States", "ORG")], ["United States"]),
        ("Boston Police arrested two.", [("Boston Police", "ORG")], ["Boston"]),
        ("Paris Hilton spoke.", [("Paris Hilton", "PER")], []),
        ("The Ministry of Energy said no.", [("Ministry of Energy", "ORG")], []),
        ("The Supreme Court ruled.", [("Supreme Court", "ORG")], []),
        ("Norwood spoke of Marka.", [("Norwood", "PER"), ("Marka", "LOC")], ["Marka"]),
    ],
)
def test_what_the_model_does_not_mark_is_a_place_where_the_gazetteer_is_sure(text, names, found):
    assert named(text, names) == found


@pytest.mark.parametrize(
    "text",
    [
        "Ghana sent police. In Ghana a chief fled [[Bole]].",  # the gazetteer has a large one in China alone
        "Colombian soldiers crossed [[the Mira river]] in Colombia.",
        "In Sri Lanka the army and American aid workers met in Colombo. Police raided [[Norwood]].",
        "Troops left Osh for Jalal-Abad in Kyrgyzstan. Police guarded [[the Lenin Hospital]].",
        "Soldiers left Osh for Jalal-Abad in Kyrgyzstan and searched [[the building]].",
        "The minister spoke in Asmara in Eritrea. Troops dug in along [[the ridge]].",  # a capital is named for its government
        "In Bastia, France, police searched a customs house in [[the Rue du Nouveau Port]].",
        "In Bastia, France, windows broke on the Place [[Saint-Nicolas]].",
        "Bombers attacked [[the Supreme Court]].",
        "Eritrea and Ethiopia blamed each other. Rebels attacked [[Badme]].",  # a village, far from all else that is named
    ],
)
def test_a_pin_wants_evidence(text):
    assert told(text).lat is None
