"""Page furniture never becomes text; what it says becomes metadata; and prose is left alone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from reportedly.reading import read
from reportedly.reading.extract import agency, cut_end, number, paragraphs, strip_furniture

FIXTURES = Path(__file__).parent / "fixtures"
PROSE = "Mortars hit the market on Friday, the mayor said."


def test_text_pasted_from_a_page_keeps_the_report_alone():
    [r] = read(str(FIXTURES / "pasted.txt"))
    assert (
        r.text
        == """Ferry crews walk out over safety rules

Crews of the island ferries stopped work on Friday afternoon after talks on new safety rules broke down, their union \
said.

The strike left some 2,000 passengers waiting on both sides of the strait. The ministry of transport called the \
walkout “irresponsible”.

Union sees no way back

“We have asked for lifeboats that float,” the union’s secretary told reporters at the pier.

The two sides are to meet again on Monday."""
    )
    assert (r.published, r.category, r.views, r.comments) == ("2025-10-03T16:20:00", "Business", 2300, 14)


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Share",
        "Share this article",
        "Share on Facebook",
        "Read more",
        "Read more: Port reopens",
        "READ MORE »",
        "Read also: Port reopens",
        "Related: Port reopens after storm",
        "Subscribe",
        "Subscribe to our newsletter",
        "👉 Subscribe to our channel",
        "Follow us on Telegram",
        "Join our WhatsApp channel",
        "Sign up for our daily briefing",
        "This site uses cookies.",
        "We use cookies to improve your experience. Accept all",
        "Accept all cookies",
        "By continuing you accept our cookies and our privacy policy",
        "Log in to comment",
        "Photo: handout / press service",
        "Home > World > Europe",
        "3 min read",
        "Copy link",
        "Continue reading →",
        "À lire aussi : Deux ans de grève",
        "Lea también: Paro en el puerto",
        "3,412 viewing this page",
        "***",
        "[…]",
    ],
)
def test_line_of_furniture_is_taken_out_between_paragraphs(line):
    assert strip_furniture([PROSE, line, PROSE])[0] == [PROSE, PROSE]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["Category: news", "84", "0", "Comments"], {"category": "news", "views": 84, "comments": 0}),
        (["Comments", "Leave a comment"], {}),
        (["12 comments"], {"comments": 12}),
        (["Comments (7)", "1,204 views"], {"comments": 7, "views": 1204}),
        (["Views", "84", "Comments", "3"], {"views": 84, "comments": 3}),
        (["84", "Views", "3", "Comments"], {"views": 84, "comments": 3}),
        (["84"], {}),
        (["Views: 2.3K", "Tags: war, border"], {"views": 2300}),
        (["Filed under: Region"], {"category": "Region"}),
        (["AFP"], {}),
        (["Related articles", "Port reopens", "What we know so far"], {}),
        (["Read also", "Port reopens", "5 comments", "© 2025 The Harbour Post. All rights reserved."], {"comments": 5}),
        (["Published: 3 October 2025"], {"published": "2025-10-03"}),
        (["The post Mortars hit market appeared first on Gazette."], {}),
        (["Privacy policy | Terms of use"], {}),
        (["Don’t miss the news", "9.8K 41"], {}),
        (["Yes / No / Don’t know"], {}),
        (["Quotes are delayed by at least 15 minutes."], {}),
        (["Live Reporting", "Edited by the Africa desk"], {}),
    ],
)
def test_furniture_at_the_end_is_cut_and_what_it_says_is_kept(lines, found):
    assert cut_end([PROSE, *lines]) == (1, found)


@pytest.mark.parametrize(
    "line",
    [
        "Parliament voted to reject all amendments.",
        "Share the burden, minister tells allies",
        "Comments by the minister caused anger.",
        "Related charges were dropped, the court said.",
        "Copyright law will change next year, the ministry said.",
        "Register to vote, opposition urges exiles",
        "Views differ on who fired first.",
        "Live ammunition was used, witnesses said.",
        "Home to 4,000 people, the town has no hospital.",
        "Photographs show craters.",
        "More than 84 were hurt.",
        "Subscribers in the east lost their connection.",
        "Section 4 of the law bans rallies.",
        "In 2014 it was annexed.",
        "By Monday the town had fallen.",
        "Lea: I saw the shells fall.",
        "Don’t miss the point, the minister said.",
    ],
)
def test_prose_that_begins_like_furniture_stays(line):
    assert strip_furniture([line, PROSE, line])[0] == [line, PROSE, line]


def test_a_list_heading_followed_by_prose_cuts_nothing():
    lines = [PROSE, "More news", PROSE, "Latest", "The army said it had taken the hill."]
    assert cut_end(lines)[0] == 5


@pytest.mark.parametrize(
    "byline",
    [
        "By Olena Bondar",
        "By Olena Bondar, Kyiv",
        "By Foreign desk",
        "By Our Staff | 3 May 2025",
        "3 May 2025, 10:15",
        "10:15",
        "Published on 3 May 2025 at 10:15",
        "Last updated: 3 May 2025",
        "84 views",
        "EXCLUSIVE",
        "3 May 2025 · Fact check · 3 min read",
        "Reuters",
    ],
)
def test_lines_between_title_and_text_are_furniture(byline):
    assert strip_furniture([byline, PROSE])[0] == [PROSE]


@pytest.mark.parametrize(
    ("lines", "credits", "name"),
    [
        (["KYIV (Reuters) — Shells hit Osek."], [], "Reuters"),
        (["OSEK, Sept 5 (AP) - Shells hit the town."], [], "AP"),
        (["(AFP) Shells hit the town."], [], "AFP"),
        (["WARSAW, Poland (AP/dpa) — Shells."], [], "AP"),
        ([PROSE], ["By AFP"], "AFP"),
        ([PROSE], ["Reuters Staff"], "Reuters"),
        ([PROSE], ["By A. Writer, Associated Press"], "AP"),
        ([PROSE], ["(Reporting by A. Writer in Lenk; Editing by B. Writer; Reuters)"], "Reuters"),
        ([PROSE], ["© 2025 AFP"], "AFP"),
        ([PROSE], ["Source: Ukrinform"], "Ukrinform"),
        ([PROSE + " (dpa)"], [], "dpa"),
        ([PROSE + " /TASS/"], [], "TASS"),
        (["OSEK (Lowland News Agency) — Shells hit the town."], [], "Lowland News Agency"),
        ([PROSE], ["Gazette newsroom with Lowland Press Agency"], "Lowland Press Agency"),
        (["A News Agency (Lowland) — Shells hit the town."], [], None),
        ([PROSE], ["By Petra Novak"], None),
        (["The Palestinian Authority (PA) said it would not attend."], [], None),
        (["The news agency Reuters reported that shells hit Osek."], [], None),
        ([PROSE + " The mayor spoke to AFP"], [], None),
    ],
)
def test_agency_is_credited_in_byline_dateline_or_sign_off_only(lines, credits, name):
    assert agency(lines, credits) == name


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("84", 84),
        ("1,204", 1204),
        ("1.204", 1204),
        ("3 410", 3410),
        ("2.3K", 2300),
        ("1M", 1_000_000),
        (7, 7),
        ("many", None),
        (None, None),
    ],
)
def test_counter_is_a_whole_number_or_none(text, value):
    assert number(text) == value


def test_wrapped_text_is_joined_and_unwrapped_text_is_not():
    [r] = read(str(FIXTURES / "wire.txt"))
    assert r.text == (
        "OSEK, Sept 5 (Reuters) - Mortar shells hit the edge of the border village of Osek on Friday, hours "
        "before talks between the two governments were to begin in Lenk, the army said.\n\nThe other side "
        'denied having fired. "Our units keep to the truce," a spokesman said.'
    )
    assert r.agency == "Reuters"
    assert paragraphs("One\nTwo\n\nThree") == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Mortars hit Osek\n\n{PROSE}", "Mortars hit Osek"),
        (f"Mortars hit Osek\n{PROSE}", "Mortars hit Osek"),
        (f"Who fired on Osek?\n\n{PROSE}", "Who fired on Osek?"),
        (f"Strike hits U.S.\n\n{PROSE}", "Strike hits U.S."),
        (f"{PROSE}\n\n{PROSE}", None),
        (PROSE, None),
        ("Mortars hit Osek", None),
    ],
)
def test_first_line_is_the_title_if_it_is_short_and_no_sentence(text, title):
    [r] = read("-", stdin=io.BytesIO(text.encode()))
    assert r.title == title
    assert r.text.replace("\n\n", "\n") == text.replace("\n\n", "\n")


def test_title_given_for_plain_text_is_not_repeated_in_the_body():
    [r] = read("-", title="Mortars hit Osek", stdin=io.BytesIO(f"MORTARS HIT OSEK\n\n{PROSE}".encode()))
    assert r.text == f"Mortars hit Osek\n\n{PROSE}"
