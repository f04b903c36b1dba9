"""Sentences of hard news: `|` in an item marks where one ends and the next begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.coding.segment import paragraphs, sentences
from reportedly.records import Report

ITEMS = [
    # titles, ranks, initials
    "Mr. Adeyemi met Mrs. Osei in Accra. | Dr. Lund was absent.",
    "Lt. Gen. Pavel Hora took command. | Maj. Ines Roca left.",
    "The order came from Brig.-Gen. Okello on Friday. | It was ignored.",
    "Sen. J. R. Whitlow and Rep. Maria C. Dunne objected. | The bill failed.",
    "Gov. Ana Teixeira flew to Belém. | She returned at night.",
    "St. Lucia joined the bloc. | Mt. Agung erupted.",
    "The clinic is on Harbour St. | The mayor closed it.",
    "ST. LOUIS, Aug. 4 — Rain fell. | Crews worked on.",
    "They named Sgt. 1st Class Omar Idris. | He was 29.",
    "Prof. T. K. Anand of St. Xavier’s spoke. | Nobody answered.",
    "Eng. Salma Noor and Hj. Idris Amin spoke. | Adv. Pule listened.",
    # letters with stops, firms, states
    "The U.S. State Department protested. | Cuba did not reply.",
    "Troops were sent to the U.S. | The Senate objected.",
    "He spoke at the U.N. General Assembly. | Delegates walked out.",
    "The convoy belongs to the U.N. | It was not marked.",
    "She lives in Washington, D.C. | Her brother stayed in Lagos.",
    "Meridian Mining Inc. of Toronto shut the pit. | Strikers cheered.",
    "The licence went to Meridian Mining Inc. | The villagers sued.",
    "The plant of Orbex Corp. in Bilbao was sold. | It had stood idle.",
    "He was born in Tulsa, Okla. | His unit left in May.",
    "Lawmakers from the E.U. and the U.K. met. | They agreed on little.",
    "Samuel Okoro Jr. took the oath. | His rival fled.",
    # clock, dates, figures
    "The blast came at 4 a.m. local time. | Two guards died.",
    "Shelling began at 11:30 p.m. | Police sealed the road.",
    "The truce starts at 6 p.m. Kyiv time. | Both sides agreed.",
    "It was 7 p.m. Monday when the power failed. | Hospitals ran on diesel.",
    "Fighting resumed on Jan. 5. | A truce had held since Dec. 20.",
    "Since Oct. 300 people have fled. | More will.",
    "Inflation rose 3.5 percent to 11.2. | The bank raised rates by .75 points.",
    "Resolution No. 2254 was cited. | No. 10 did not comment.",
    "Art. 5 was invoked. | Allies met under Sec. 9 of the pact.",
    "He asked for a truce and was told no. | The guns went on.",
    "The fund holds $4.1 bn. | 40 states pay in.",
    "Visitors read www.example.org/a.b for news. | It was blocked.",
    # ellipses, question and exclamation marks
    "“We waited … and waited,” she said. | Nobody came.",
    "“They took the cattle... | Then they burned the huts,” the chief said.",
    "“I … I could not breathe,” the medic said.",
    "Who fired first? | Who gave the order? | The inquiry will ask.",
    "“Why now?” the envoy asked. | No one replied.",
    "“Why now?” Ambassador Ruiz asked. | No one replied.",
    "“Down with the junta!” protesters shouted. | Tear gas followed.",
    "“Enough!” | The crowd surged forward.",
    "Shares of Yahoo! fell. | Traders shrugged.",
    # quotations over several sentences
    "“We lost the bridge. | We will retake it,” the colonel said.",
    "“The talks are over.” | He left the room.",
    '"The talks are over." | "We tried," the envoy said. | "We failed."',
    "She called it ‘a dark day.’ | Others wept.",
    "The ministry spoke of “sabotage”. | It named nobody.",
    "“It is war.” the mayor wrote on his channel. | He deleted the post.",
    "He wrote: “Stay inside. | Lock the doors.” | Then the line went dead.",
    "The paper said “the dam (built in 1961) held.” | Engineers doubted it.",
    # datelines
    "KYIV, May 3 (Reuters) — Drones hit the port. | Two cranes burned.",
    "GOMA, DR Congo (AP) - Rebels took a hill. | The army denied it.",
    "SANAA, Yemen, Sept. 9 – A market was struck. | Eleven people died.",
    # brackets, notes, lost spaces, items, bullets, small first letters
    "The road is closed. | (Locals use the river.) | Trucks wait.",
    "The army denied it (see map). | The rebels did not.",
    "Nine died.[3] | The toll may rise.",
    "He resigned on Monday.|The cabinet met at once.",
    "1. Open the corridor. | It must be wide.",
    "The governor fled. | al-Shabaab fighters entered the town.",
    "Three points were agreed: | • a truce | • an exchange | • talks in June",
    "The group, known as Atesh, denied it. | eBay declined to comment.",
    "The case is Osei v. Republic. | It opens on Monday.",
    "Clans fought over wells, pasture, etc. in the north. | Elders met.",
    "Oil, gas, etc. | Villages got nothing.",
    "Nine died. [3, 4] | The toll may rise.",
    "2.1. Open the corridor. | It must be wide.",
]

BEYOND_RULES = [  # an abbreviation, then a word that tells nothing
    "The licence went to Meridian Mining Inc. | Villagers sued.",
    "The order was signed by Plan Group B. | Police obeyed.",
    "The envoy is back in the U.S. | Cuba stayed away.",
]


@pytest.mark.parametrize(
    "item", [*ITEMS, *(pytest.param(i, marks=pytest.mark.xfail(strict=True)) for i in BEYOND_RULES)]
)
def test_sentences_of_hard_news_end_where_a_reader_ends_them(item):
    wanted = [part.strip() for part in item.split("|")]
    text = item.replace(" | ", " ").replace("|", "")
    assert [s.text for s in sentences(text)] == wanted


def test_a_line_break_ends_a_sentence_whether_a_stop_stands_there_or_not():
    text = "Key developments\n• Two bridges hit\n• Talks off\n\nThe army said little. It will\nreport later."
    assert [s.text for s in sentences(text)] == [
        "Key developments",
        "• Two bridges hit",
        "• Talks off",
        "The army said little.",
        "It will",
        "report later.",
    ]


def test_the_title_is_one_sentence_with_index_0():
    report = Report.of("Talks failed. Guns spoke.", title="‘It is over.’ Envoy quits U.N. Post")
    got = sentences(report.text, report.title)
    assert [(s.index, s.text) for s in got] == [
        (0, "‘It is over.’ Envoy quits U.N. Post"),
        (1, "Talks failed."),
        (2, "Guns spoke."),
    ]


@pytest.mark.parametrize("title", [None, "", "  ", "Another title", "Talks"])
def test_without_a_title_in_the_text_the_body_begins_at_0(title):
    assert [(s.index, s.text) for s in sentences("Talks failed. Guns spoke.", title)] == [
        (0, "Talks failed."),
        (1, "Guns spoke."),
    ]


def test_an_empty_text_has_no_sentences():
    assert sentences("") == sentences(" \n\n\t ") == []
    assert paragraphs("\n \r\n") == []


def test_paragraphs_are_the_lines_that_say_something():
    text = "Title\n\n  One. Two.  \r\nThree.\u2028Four."
    assert [text[a:b] for a, b in paragraphs(text)] == ["Title", "One. Two.", "Three.", "Four."]


def test_a_very_long_line_takes_no_time_to_speak_of():
    assert len(sentences("The port of Odesa was hit again at 5 a.m. on Monday. " * 20_000)) == 20_000
    assert len(sentences("x" * 300_000 + ". Y" + "." * 300_000)) == 2


PIECES = [
    "Gen. ",
    "U.S. ",
    "said.",
    "”",
    "“",
    "…",
    "...",
    "?",
    "!",
    "[2]",
    "(",
    ")",
    "a.m. ",
    "No. 5",
    "• ",
    "1. ",
    "I",
    "The",
]
TEXTS = st.lists(st.one_of(st.sampled_from([*PIECES, " ", "\n", "\n\n", "\u2028", "\x1c"]), st.text(max_size=5))).map(
    "".join
)


@given(TEXTS, st.integers(0, 12))
def test_offsets_are_true_and_everything_but_space_is_covered_in_order(text, cut):
    got = sentences(text, text[:cut])
    assert [s.index for s in got] == list(range(len(got)))
    at = 0
    for s in got:
        assert s.text == text[s.start : s.end] == s.text.strip() != ""
        assert not text[at : s.start].strip()
        at = s.end
    assert not text[at:].strip()
    for start, end in paragraphs(text):
        assert text[start:end] == text[start:end].strip() != ""
