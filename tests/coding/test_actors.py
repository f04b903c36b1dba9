"""Who is who: names, countries and sectors of actors, recipients and sources, from short texts of our own."""

import pytest

from reportedly.coding.actors import People, identify
from reportedly.coding.known import key
from reportedly.coding.places import Atlas
from reportedly.coding.segment import sentences
from reportedly.coding.tag import Cue, Markup, Part
from reportedly.coding.view import View
from reportedly.lookup.gazetteer import Gazetteer
from reportedly.lookup.roster import Roster
from reportedly.records import Entity, Event, Report, ReportRef, Sentence, Span, Target

PLACES = {
    "Kherson": "UKR",
    "Goma": "COD",
    "Mopti": "MLI",
    "Sumy": "UKR",
    "Gulu": "UGA",
    "Mopti Street": "MLI",
    "Uvira": "COD",
}


class SmallAtlas(Roster):
    """The roster of the package with a handful of places, so that no test depends on the gazetteer."""

    def places(self, name):
        return [(PLACES[name], 50_000 if name == "Uvira" else 500_000)] if name in PLACES else []


ROSTER = SmallAtlas()


def people(text, day="2025-05-15", title=None, publisher=None, markup=None):
    report = Report.of(text, title, published=day, publisher=publisher)
    return People(View(report, sentences(report.text, title), markup or Markup()), ROSTER)


def entity(who, words, n=0, **fields):
    text, at = who.view.report.text, -1
    for _ in range(n + 1):
        at = text.index(words, at + 1)
    return Entity(words, at, at + len(words), words, **fields)


def told(text, words, n=0, **more):
    found, why = (who := people(text, **more)).resolve(entity(who, words, n))
    assert why
    return found


# text, words, name, country, sectors
NAMED = [
    ("Moscow rejected the offer.", "Moscow", "Government of Russia", "RUS", "GOV"),
    ("The Kremlin rejected the offer.", "The Kremlin", "Government of Russia", "RUS", "GOV"),
    ("The White House praised the deal.", "The White House", "Government of the United States", "USA", "GOV"),
    ("Downing Street declined.", "Downing Street", "Government of the United Kingdom", "GBR", "GOV"),
    ("The Élysée confirmed the call.", "The Élysée", "Government of France", "FRA", "GOV"),
    ("Ankara says it will not attend.", "Ankara", "Government of Turkey", "TUR", "GOV"),
    ("Kyiv’s offer stands.", "Kyiv’s", "Government of Ukraine", "UKR", "GOV"),
    ("The United States imposed sanctions.", "The United States", "Government of the United States", "USA", "GOV"),
    ("U.S. officials met in Doha.", "U.S. officials", None, "USA", "GOV"),
    ("US and allies agreed.", "US", "Government of the United States", "USA", "GOV"),
    ("Ivory Coast expelled him.", "Ivory Coast", "Government of Ivory Coast", "CIV", "GOV"),
    ("Pristina protested.", "Pristina", "Government of Kosovo", "KOS", "GOV"),
    ("The IDF struck a convoy in Lebanon.", "The IDF", "Israel Defense Forces", "ISR", "MIL"),
    ("The SBU detained him in Ukraine.", "The SBU", "SBU", "UKR", "SPY"),
    ("The FSB detained him in Russia.", "The FSB", "FSB", "RUS", "SPY"),
    (
        "Iran’s Revolutionary Guards seized a tanker.",
        "Iran’s Revolutionary Guards",
        "Islamic Revolutionary Guard Corps",
        "IRN",
        "MIL",
    ),
    ("The Bundeswehr sent a ship.", "The Bundeswehr", "Bundeswehr", "DEU", "MIL"),
    ("The Knesset passed the bill.", "The Knesset", "Knesset", "ISR", "LEG"),
    ("The State Duma passed the bill.", "The State Duma", "State Duma", "RUS", "LEG"),
    ("Ukraine’s Verkhovna Rada voted.", "Verkhovna Rada", "Verkhovna Rada", "UKR", "LEG"),
    ("Europol arrested nine.", "Europol", "Europol", "EUR", "COP"),
    ("The United Nations condemned it.", "The United Nations", "United Nations", "UNO", ""),
    ("The European Union condemned it.", "The European Union", "European Union", "EUR", ""),
    ("NATO will meet on Friday.", "NATO", "NATO", "IGO", ""),
    ("ECOWAS suspended Niger.", "ECOWAS", "ECOWAS", "IGO", ""),
    ("Human Rights Watch accused the army.", "Human Rights Watch", "Human Rights Watch", "NGO", "SOC"),
    ("UN peacekeepers came under fire in Mali.", "UN peacekeepers", "UN peacekeepers", "UNO", "MIL"),
    ("UNIFIL reported the blast.", "UNIFIL", "UNIFIL", "UNO", "MIL"),
    ("ISIS said it was behind it.", "ISIS", "ISIL", "IMG", "REB"),
    ("Al-Qaeda issued a tape.", "Al-Qaeda", "Al-Qaida", "IMG", "REB"),
    ("Islamic State fighters left.", "Islamic State fighters", "ISIL", "IMG", "REB"),
    ("Hezbollah fired rockets.", "Hezbollah", "Hezbollah", "LBN", "REB"),
    ("M23 rebels entered Goma.", "M23 rebels", "March 23 Movement", "COD", "REB"),
    ("The partisans of Atesh burned a relay cabinet.", "The partisans of Atesh", "Atesh", "UKR", "PRM"),
    ("Wagner left Mali.", "Wagner", "Wagner Group", "RUS", "PRM"),
    ("A spokesman for Hezbollah denied it.", "A spokesman for Hezbollah", "Hezbollah", "LBN", "REB"),
    ("Russian President Vladimir Putin spoke.", "Russian President Vladimir Putin", "Vladimir Putin", "RUS", "GOV"),
    ("President Zelensky of Ukraine spoke.", "President Zelensky", "Volodymyr Zelensky", "UKR", "GOV"),
    ("In Turkey, Erdogan called for calm.", "Erdogan", "Recep Tayyip Erdoğan", "TUR", "GOV"),
    ("Bill Clinton came to Haiti.", "Bill Clinton", "Bill Clinton", "USA", "ELI"),
    ("Hezbollah leader Naim Qassem vowed revenge.", "Hezbollah leader Naim Qassem", "Naim Qassem", "LBN", "REB"),
]


@pytest.mark.parametrize(("text", "words", "name", "country", "sectors"), NAMED)
def test_what_the_roster_knows_has_its_name_country_and_sectors(text, words, name, country, sectors):
    found = told(text, words)
    assert (found.country, ",".join(found.sectors)) == (country, sectors)
    assert name is None or found.name == name
    assert name is None or found.id


# text, words, country, sectors
PHRASES = [
    ("The Ukrainian governor of Kherson resigned.", "The Ukrainian governor of Kherson", "UKR", "GOV"),
    ("The governor of Kherson resigned.", "The governor of Kherson", "UKR", "GOV"),
    ("Sudanese soldiers fired.", "Sudanese soldiers", "SDN", "MIL"),
    ("At least two Kenyan police officers were hurt.", "At least two Kenyan police officers", "KEN", "COP"),
    ("Peru’s parliament voted.", "Peru’s parliament", "PER", "LEG"),
    ("A court in Algiers fined him.", "A court in Algiers", "DZA", "JUD"),
    ("Gunmen stormed a village in Nigeria.", "Gunmen", "NGA", "UAF"),
    ("Nigerian lawmakers walked out.", "Nigerian lawmakers", "NGA", "LEG"),
    ("Residents of Goma fled.", "Residents of Goma", "COD", "CVL"),
    ("Journalists in Mali protested.", "Journalists in Mali", "MLI", "JRN"),
    ("Three aid workers died in Sudan.", "Three aid workers", "SDN", "SOC"),
    ("Dock workers struck in Chile.", "Dock workers", "CHL", "LAB"),
    ("Herders drove cattle through Chad.", "Herders", "TCD", "AGR"),
    ("Refugees crossed into Uganda.", "Refugees", "UGA", "REF"),
    ("Prisoners rioted in Ecuador.", "Prisoners", "ECU", "PRE"),
    ("A bishop in Nicaragua spoke.", "A bishop", "NIC", "REL"),
    ("Opposition lawmakers in Georgia left.", "Opposition lawmakers", "GEO", "OPP,LEG"),
    ("Pirates boarded a ship off Somalia.", "Pirates", "SOM", "CRM"),
    ("Students marched in Serbia.", "Students", "SRB", "EDU"),
    ("A police spokesman in Ghana said so.", "A police spokesman", "GHA", "COP"),
    ("An army vehicle burned in Mali.", "An army vehicle", "MLI", "MIL"),
    ("The commander of the navy of Peru resigned.", "The commander of the navy of Peru", "PER", "MIL"),
    ("Former Foreign Minister Ana Prett of Chile spoke.", "Former Foreign Minister", "CHL", "ELI"),
    ("The military junta of Guinea ruled.", "The military junta of Guinea", "GIN", "GOV,MIL"),
    ("The embassy of Japan in Peru closed.", "The embassy of Japan in Peru", "JPN", "GOV"),
    ("The Iraqi embassy in Jordan closed.", "The Iraqi embassy in Jordan", "IRQ", "GOV"),
    ("Workers of the port of Gulu struck.", "Workers of the port of Gulu", "UGA", "LAB"),
    ("South Korean fishermen were held.", "South Korean fishermen", "KOR", "AGR"),
    ("Papua New Guinea’s police came.", "Papua New Guinea’s police", "PNG", "COP"),
    ("Exiled Iranians gathered.", "Exiled Iranians", "IRN", "CVL"),
    ("Col. Idriss Bako spoke in Chad.", "Col. Idriss Bako", "TCD", "MIL"),
    ("The nurses’ union of Ghana struck.", "The nurses’ union of Ghana", "GHA", "MED,LAB"),
    ("Displaced villagers marched in Sudan.", "Displaced villagers", "SDN", "REF"),
    ("The opposition party of Togo left.", "The opposition party of Togo", "TGO", "OPP,PTY"),
    ("Customs clerks were held in Jordan.", "Customs clerks", "JOR", "GOV"),
    ("Unknown persons burned a car in Peru.", "Unknown persons", "PER", "UNK"),
    ("The State Committee for National Security of Tajikistan met.", "The State Committee for National", "TJK", "SPY"),
    (
        "The opposition Democratic Action Party of Malaysia left.",
        "opposition Democratic Action Party",
        "MYS",
        "OPP,PTY",
    ),
    ("A platoon of armed police came to Ghana.", "A platoon of armed police", "GHA", "COP"),
    ("Fighters loyal to a cleric fled in Yemen.", "Fighters loyal to a cleric", "YEM", "REB"),
    ("The Egyptian Red Crescent sent tents.", "The Egyptian Red Crescent", "EGY", "SOC"),
    ("The Pacific Rights Bureau came to Fiji.", "The Pacific Rights Bureau", "NGO", "SOC"),
    ("The Pacific Naval Force of Colombia fired.", "The Pacific Naval Force", "COL", "MIL"),
    ("Gendarmes came to New Caledonia.", "Gendarmes", "FRA", "COP"),
    ("Dockers struck in New Caledonia.", "Dockers", "NCL", "LAB"),
    ("A military court sentenced him in Peru.", "A military court", "PER", "JUD,MIL"),
    ("Swiss mediators came to Chad.", "Swiss mediators", "CHE", "GOV"),
    ("Swedish, Danish and German investigators came.", "Swedish, Danish and German investigators", "SWE", "COP"),
    (
        "The Senate of Peru met; Senator Rojas left. Member Banda and the Committee stayed.",
        "Member Banda",
        "PER",
        "LEG",
    ),
    (
        "The Senate of Peru met; Senator Rojas left. Member Banda and the Committee stayed.",
        "the Committee",
        "PER",
        "LEG",
    ),
    ("The Committee came to Peru.", "The Committee", "PER", "SOC"),
    ("Police Captain Ana Rojas spoke in Peru.", "Police Captain Ana Rojas", "PER", "COP"),
    ("HMS Albion left Oman.", "HMS Albion", "GBR", "MIL"),
    ("The World Food Programme, owner of the cargo in Chad, paid.", "The World Food Programme", "UNO", ""),
    ("Kanaks marched in New Caledonia.", "Kanaks", "NCL", "CVL"),
    ("The AU contingent left Somalia.", "The AU contingent", "IGO", "MIL"),
    ("The executive of the dockers’ union of Peru met.", "The executive of the dockers’ union of Peru", "PER", "LAB"),
    ("The prison guards of Peru left; the guards want pay.", "the guards", "PER", "COP"),
]


@pytest.mark.parametrize(("text", "words", "country", "sectors"), PHRASES)
def test_agent_nouns_and_the_country_in_the_phrase_decide(text, words, country, sectors):
    found = told(text, words)
    assert (found.country, ",".join(found.sectors)) == (country, sectors)


NO_COUNTRY = [
    ("Tehran-backed gunmen attacked.", "Tehran-backed gunmen"),
    ("Syrian-born residents complained.", "Syrian-born residents"),
    ("Pro-Russian gunmen attacked.", "Pro-Russian gunmen"),
    ("Anti-Israel protesters marched.", "Anti-Israel protesters"),
    ("The ambassador spoke.", "The ambassador"),
    ("Gunmen attacked.", "Gunmen"),
    ("The assadists spoke.", "The assadists"),
    ("Chadwick residents complained.", "Chadwick residents"),
]


@pytest.mark.parametrize(("text", "words"), NO_COUNTRY)
def test_backed_born_pro_and_names_inside_other_words_give_no_country(text, words):
    assert told(text, words).country is None


WITHIN = [
    (
        "Marta Lysenko, the regional governor of Sumy, spoke. Lysenko blamed a drone.",
        "Lysenko",
        1,
        "Marta Lysenko",
        "UKR",
        "GOV",
    ),
    ("Prison director Hugo Portal, of Peru, spoke. Mr Portal left.", "Mr Portal", 0, "Hugo Portal", "PER", "GOV"),
    ("The Bolivian police commander, Ana Rojas, spoke. Rojas left.", "Rojas", 1, "Ana Rojas", "BOL", "COP"),
    ("Kenyan activist Joan Ateka was held. Ateka was freed.", "Ateka", 1, "Joan Ateka", "KEN", "SOC"),
    (
        "Malian troops left Mopti. French troops stayed. The army of Mali fired; the army denies it.",
        "the army",
        0,
        None,
        "MLI",
        "MIL",
    ),
    ("The Malian army shelled a camp. On Friday the army denied it.", "the army", 0, None, "MLI", "MIL"),
    ("Government troops fired at a crowd in Juba, South Sudan.", "Government troops", 0, None, "SSD", "MIL"),
    ("Hezbollah and Israel traded fire. The group said it would go on.", "The group", 0, "Hezbollah", "LBN", "REB"),
    ("A militia called Dawn Lions burned huts in Chad.", "A militia", 0, None, "TCD", "PRM"),
    (
        "The Ministry of Health of Togo warned. The ministry shut a clinic.",
        "The ministry",
        0,
        "Ministry of Health of Togo",
        "TGO",
        "GOV",
    ),
    (
        "Defence Minister Oto Varga of Hungary resigned. The defence minister gave no reason.",
        "The defence minister",
        0,
        "Oto Varga",
        "HUN",
        "GOV,MIL",
    ),
    (
        "The Coast Workers’ Federation (CWF) of Ghana called a strike. CWF said so.",
        "CWF",
        1,
        "Coast Workers’ Federation",
        "GHA",
        None,
    ),
    (
        "The Committee for Harbour Safety of Ghana met. On Friday the committee closed a pier.",
        "the committee",
        0,
        "Committee for Harbour Safety of Ghana",
        "GHA",
        "SOC",
    ),
    (
        "Inspectors of the IAEA came to Iran. The Agency had asked for it.",
        "The Agency",
        0,
        "International Atomic Energy Agency",
        "IGO",
        "",
    ),
    ("The Arakan Army fought in Myanmar. The army of Myanmar fled.", "The army", 0, None, "MMR", "MIL"),
    ("Soldiers closed a road in Chad. Two officers were hurt.", "Two officers", 0, None, "TCD", "MIL"),
    ("Police closed a road in Chad. Two officers were hurt.", "Two officers", 0, None, "TCD", "COP"),
    ("Sudanese nurses marched. Three of them were hurt.", "Three of them", 0, None, "SDN", "MED"),
    ("The Civic Alliance of Peru met. On Friday the Alliance called a strike.", "the Alliance", 0, None, "PER", ""),
    ("Chadian soldiers fired. Sudan said its soldiers stayed.", "its soldiers", 0, None, "SDN", "MIL"),
    ("North Korea called. On Friday the North fired.", "the North", 0, "Government of North Korea", "PRK", "GOV"),
    ("Chad called. On Friday the North voted.", "the North", 0, None, "TCD", ""),
    ("Brussels will reply to Iran.", "Brussels", 0, "European Union", "EUR", ""),
    ("Belgium is silent. Brussels will not pay.", "Brussels", 0, "Government of Belgium", "BEL", "GOV"),
]


@pytest.mark.parametrize(("text", "words", "n", "name", "country", "sectors"), WITHIN)
def test_surnames_descriptions_and_acronyms_resolve_within_the_report(text, words, n, name, country, sectors):
    found = told(text, words, n)
    assert found.country == country
    assert name is None or found.name == name
    assert sectors is None or ",".join(found.sectors) == sectors


PRONOUNS = [
    ("Kenyan activist Joan Ateka was held. She was freed on Friday.", "She", "Joan Ateka", "KEN"),
    ("Hezbollah fired rockets. It said so on Friday.", "It", "Hezbollah", "LBN"),
    ("Sudanese soldiers entered the market. They beat traders.", "They", "Sudanese soldiers", "SDN"),
    ("Vladimir Putin met the delegation. He left at noon.", "He", "Vladimir Putin", "RUS"),
]


@pytest.mark.parametrize(("text", "word", "name", "country"), PRONOUNS)
def test_a_pronoun_has_the_name_of_whom_it_stands_for(text, word, name, country):
    found = told(text, word)
    assert (found.name, found.country) == (name, country)


def test_a_determiner_that_is_marked_alone_is_nobody_a_pronoun_stands_for():
    text = "Kenyan soldiers came. The market burned. They left."
    the = text.index("The ")
    marks = (Part("source", 0, 15, 1.0), Part("source", the, the + 3, 1.0))
    who = people(text, markup=Markup(cues=tuple(Cue(p.start, p.end, 1.0, (p,), 0) for p in marks)))
    assert who.resolve(entity(who, "They"))[0].name == "Kenyan soldiers"


def test_a_pronoun_on_the_other_side_of_an_event_is_not_its_actor():
    who = people("Kenyan soldiers came. Sudanese police beat them.")
    found, _ = identify(event(who, "ASSAULT", ["Sudanese police"], ["them"]), who.view, who)
    assert [e.name for e in found.recipients] == ["Kenyan soldiers"]
    assert who.resolve(entity(who, "them"))[0].name == "Sudanese police"


def test_we_in_marked_speech_is_the_speaker():
    text = "Chad protested. “We fired first,” a Sudanese army spokesman said."
    speech, source, cue = text.index("We fired"), text.index("a Sudanese"), text.index("said")
    parts = (Part("content", speech, speech + 14, 1.0), Part("source", source, cue - 1, 1.0))
    who = people(text, markup=Markup(cues=(Cue(cue, cue + 4, 1.0, parts, 0),)))
    assert who.resolve(entity(who, "We"))[0].country == "SDN"
    assert people(text).resolve(entity(who, "We"))[0].country == "TCD"


def test_we_without_a_speaker_is_the_publisher():
    text = "Chad protested in a letter. We reject it, and our soldiers will stay."
    said = people(text, publisher="Ministry of Defence of Sudan")
    found = said.resolve(entity(said, "We"))[0]
    assert (found.name, found.country, found.sectors) == ("Ministry of Defence of Sudan", "SDN", ("GOV", "MIL"))
    assert said.resolve(entity(said, "our soldiers"))[0].country == "SDN"
    quoted = people(f"“{text}”", publisher="Ministry of Defence of Sudan")
    assert quoted.resolve(entity(quoted, "We"))[0].country == "TCD"


def test_a_foreign_ministry_speaks_for_its_country():
    said = people("We reject it.", publisher="Ministry of Foreign Affairs of Chad")
    assert said.resolve(entity(said, "We"))[0].name == "Government of Chad"


def test_whose_army_it_is_follows_from_the_publisher_where_the_text_names_no_country():
    assert told("The army closed the road.", "The army", publisher="Togo Morning Post").country == "TGO"


@pytest.mark.parametrize("words", ["both governments", "the envoys of six states"])
def test_who_is_of_more_than_one_country_has_none(words):
    assert told(f"Chad and Niger met; the police of Chad said that {words} will come.", words).country is None


def test_the_minister_in_a_release_of_a_ministry_is_its_own():
    text = "Sudan closed the border, and Sudan and Somalia want more. The minister wrote to Khartoum."
    release = people(text, publisher="Ministry of Interior of Bahrain")
    assert release.resolve(entity(release, "The minister"))[0].country == "BHR"
    assert told(text, "The minister", publisher="Bahrain Daily").country == "SDN"


@pytest.mark.parametrize(
    ("publisher", "country"), [("Bay Weekly", "TCD"), ("Uvira Weekly", "COD"), ("COD Alerts", "COD")]
)
def test_the_publisher_says_where_a_report_is_at_home(publisher, country):
    assert (
        told("Soldiers came. Chad denied it, and so did the Congo.", "Soldiers", publisher=publisher).country == country
    )


def test_the_only_army_that_is_named_is_not_every_army():
    text = "Moldova fears Russian soldiers. Moldova, said Moldova’s president, is calm. The commander of the garrison agreed."
    assert told(text, "The commander").country == "MDA"


def test_what_an_office_is_for_is_no_place():
    text = "Kenya opened the gates on Monday. Nairobi said that the Ministry of Energy paid."
    report = Report.of(text, published="2025-05-15")
    view = View(report, sentences(report.text), Markup())
    who = People(view, ROSTER, Atlas(view, Gazetteer()))
    assert who.resolve(entity(who, "the Ministry of Energy"))[0].country == "KEN"


def test_a_seat_that_the_report_puts_elsewhere_is_not_that_government():
    text = "Police in San Jose, California, held a man. San Jose is calm."
    report = Report.of(text, published="2025-05-15")
    view = View(report, sentences(report.text), Markup())
    who = People(view, ROSTER, Atlas(view, Gazetteer()))
    assert who.resolve(entity(who, "Police in San Jose"))[0].country == "USA"


def test_the_army_of_a_report_about_two_countries_is_that_of_its_own_sentence():
    text = "Chad and Sudan met. In Chad, the army fired. Sudan protested. Chad was silent."
    assert told(text, "the army").country == "TCD"


def test_what_the_model_made_of_sectors_stays_where_words_say_nothing():
    who = people("The Blue Lantern struck in Chad.")
    assert who.resolve(entity(who, "The Blue Lantern", sectors=("CRM",)))[0].sectors == ("CRM",)


def test_a_vague_noun_yields_to_the_model_and_a_clear_one_does_not():
    who = people("Men attacked soldiers in Chad.")
    assert who.resolve(entity(who, "Men", sectors=("UAF",)))[0].sectors == ("UAF",)
    assert who.resolve(entity(who, "Men"))[0].sectors == ("CVL",)
    assert who.resolve(entity(who, "soldiers", sectors=("CVL",)))[0].sectors == ("MIL",)


def test_offices_are_those_of_the_reports_day():
    assert told("Joe Biden spoke in the United States.", "Joe Biden", day="2022-03-01").sectors == ("GOV",)
    assert told("Joe Biden spoke in the United States.", "Joe Biden", day="2026-03-01").sectors == ("ELI",)
    assert told("The Taliban spoke.", "The Taliban", day="2010-01-01").sectors == ("REB",)
    assert told("The Taliban spoke.", "The Taliban", day="2024-01-01").sectors == ("GOV",)


VICTIMS = [
    ("dock workers", "civilian"),
    ("soldiers", "combatant"),
    ("members of the family, including a child", "civilian"),
    ("schoolchildren", "child"),
    ("journalists from a local radio", "journalist"),
    ("aid workers", "aid worker"),
    ("nurses and doctors", "medic"),
    ("police officers", "official"),
    ("hostages", "detainee"),
    ("rebel fighters", "combatant"),
    ("people", "civilian"),
    ("drones", None),
    ("", None),
]


@pytest.mark.parametrize(("words", "class_"), VICTIMS)
def test_the_words_after_a_count_give_the_victim_class(words, class_):
    assert people("Nothing.").victims(words) == class_


CONTRADICTED = [
    (
        "Former U.S. President Donald Trump will stay away.",
        "2025-05-15",
        "Former U.S. President",
        "holds the office of president of the United States (20 January 2025–)",
    ),
    (
        "Neither side came, nor did former President Vladimir Putin of Russia.",
        "2020-01-10",
        "former President",
        "holds the office of president of Russia (7 May 2012–)",
    ),
    (
        "US President Joe Biden met him on Monday.",
        "2025-05-15",
        "US President",
        "held the office of president of the United States (20 January 2021–20 January 2025)",
    ),
]


@pytest.mark.parametrize(("text", "day", "words", "term"), CONTRADICTED)
def test_a_title_that_contradicts_a_sourced_term_is_reported_with_the_term(text, day, words, term):
    [(span, name, says)] = people(text, day).contradictions()
    assert (span.text, says) == (words, term)
    assert name in text


FITTING = [
    ("U.S. President Donald Trump will stay away.", "2025-05-15"),
    ("Former U.S. President Donald Trump will stay away.", "2023-05-15"),
    ("Former U.S. President Bill Clinton will come.", "2025-05-15"),
    ("In 2015 US President Barack Obama signed it.", "2025-05-15"),
    ("Then US President Barack Obama signed it.", "2025-05-15"),
    ("President Joe Biden spoke of his memoirs.", "2025-05-15"),
    ("Former President Donald Trump will stay away.", None),
    ("Former mayor Vladimir Putin will stay away.", "2025-05-15"),
]


@pytest.mark.parametrize(("text", "day"), FITTING)
def test_a_title_that_fits_or_speaks_of_another_time_is_left_alone(text, day):
    assert not list(people(text, day).contradictions())


def event(who, type_, actors=(), recipients=(), targets=()):
    text = who.view.report.text
    return Event(
        id="e",
        report=ReportRef("r"),
        type=type_,
        actors=tuple(entity(who, a) for a in actors),
        recipients=tuple(entity(who, r) for r in recipients),
        targets=tuple(Target(t, text.index(t), text.index(t) + len(t)) for t in targets),
        trigger=Span(text[:1], 0, 1),
        sentence=Sentence(text, 0, len(text), 0),
    )


def test_the_same_participant_under_two_words_is_named_once():
    who = people("Moscow and the Kremlin agreed with Oman.")
    found, reasons = identify(event(who, "AGREE", ["Moscow", "the Kremlin"], ["Oman"]), who.view, who)
    assert [a.name for a in found.actors] == ["Government of Russia"]
    assert reasons["recipients"].startswith("Oman: roster country OMN")


def test_police_of_two_countries_are_two_actors_with_the_same_words():
    who = people("Polish and German police raided flats.")
    found, _ = identify(event(who, "COERCE", ["Polish and German police"]), who.view, who)
    assert [(a.country, a.sectors, a.text) for a in found.actors] == [
        ("POL", ("COP",), "Polish and German police"),
        ("DEU", ("COP",), "Polish and German police"),
    ]


def test_a_state_that_uses_force_is_its_military_and_victims_have_their_class():
    who = people("Israel struck a village, killing three farmers.")
    found, _ = identify(event(who, "ASSAULT", ["Israel"], ["three farmers"]), who.view, who)
    assert found.actors[0].sectors == ("MIL",)
    assert found.recipients[0].class_ == "civilian"


EVENTS = [
    ("Two men shot a guard in Peru.", "Two men", "ASSAULT", ("UAF",)),
    ("Two men shot a guard in Peru.", "Two men", "CONSULT", ("CVL",)),
    ("A group of eight shot a guard in Peru.", "A group of eight", "ASSAULT", ("UAF",)),
    ("Tuareg shot a guard in Mali.", "Tuareg", "ASSAULT", ("CVL",)),
    ("The Blue Lantern marched in Peru.", "The Blue Lantern", "PROTEST", ("CVL",)),
    ("NATO bombed a depot in Libya.", "NATO", "ASSAULT", ("MIL",)),
]


@pytest.mark.parametrize(("text", "words", "type", "sectors"), EVENTS)
def test_what_an_actor_does_tells_what_vague_words_leave_open(text, words, type, sectors):
    who = people(text)
    found, _ = identify(event(who, type, [words]), who.view, who)
    assert found.actors[0].sectors == sectors


def test_the_owner_that_a_struck_object_names_is_the_recipient():
    who = people("Partisans burned a Russian relay cabinet and a bridge.")
    found, reasons = identify(event(who, "ASSAULT", targets=["a Russian relay cabinet", "a bridge"]), who.view, who)
    assert [(r.text, r.country) for r in found.recipients] == [("a Russian relay cabinet", "RUS")]
    assert "struck object" in reasons["recipients"]


def test_either_or_makes_actors_alternatives():
    who = people("Either rebels or soldiers of Chad fired.")
    found, _ = identify(event(who, "ASSAULT", ["rebels", "soldiers of Chad"]), who.view, who)
    assert [a.alternative for a in found.actors] == [True, True]


@pytest.mark.parametrize(
    ("word", "is_"),
    [("Élysée’s", "elysee"), ("U.S.", "US"), ("NATO’s", "NATO"), ("al-Shabaab", "al-shabaab"), ("Türkiye", "turkiye")],
)
def test_names_are_looked_up_without_case_accents_and_possessive_but_acronyms_keep_their_capitals(word, is_):
    assert key(word) == is_


def test_the_country_of_the_report_is_told_by_its_places_too():
    text = "Farmers blocked the road at Tignère, and the police fired. Two women from Ngaoundéré were hurt."
    report = Report.of(text, published="2024-05-15")
    view = View(report, sentences(text), Markup())
    start = text.index("the police")
    police = Entity("the police", start, start + len("the police"))
    assert People(view, ROSTER, Atlas(view, Gazetteer())).resolve(police)[0].country == "CMR"
    assert People(view, ROSTER).resolve(police)[0].country is None


@pytest.mark.parametrize(
    ("text", "words", "sectors"),
    [
        ("The Russian side refused.", "The Russian side", ("GOV",)),
        ("He met his Kenyan counterpart.", "his Kenyan counterpart", ("GOV",)),
        ("The rebel side refused.", "The rebel side", ("REB",)),
    ],
)
def test_who_speaks_for_a_country_alone_is_its_government(text, words, sectors):
    assert told(text, words).sectors == sectors


@pytest.mark.parametrize(("modes", "sectors"), [(("strike",), ("MED", "LAB")), (("demo",), ("MED",))])
def test_nurses_who_strike_are_labour_too(modes, sectors):
    who = people("Nurses in Kenya stopped work.")
    event = Event(
        id="e",
        report=ReportRef("r"),
        type="PROTEST",
        modes=modes,
        actors=(entity(who, "Nurses"),),
        trigger=Span(),
        sentence=Sentence("", 0, 0),
    )
    assert identify(event, who.view, who)[0].actors[0].sectors == sectors
