"""HTML pages: text without furniture, what the page states, live pages entry by entry."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from reportedly.reading import read
from reportedly.records import Report

FIXTURES = Path(__file__).parent / "fixtures"
BODY = (
    "<p>Shells hit the market of Osek on Friday morning, and two people were hurt, the mayor said in a statement.</p>"
)


def reports(name, **given):
    found = list(read(str(FIXTURES / name), **given))
    assert all(isinstance(r, Report) for r in found), found
    return found


def page(head="", body=BODY, html="<html lang='en'>"):
    content = f"<!doctype html>{html}<head><meta charset='utf-8'>{head}</head><body><h1>Osek</h1>{body}</body></html>"
    return list(read("-", stdin=io.BytesIO(content.encode())))


def test_full_news_page_gives_its_text_and_what_it_states():
    [r] = reports("news.html")
    assert (
        r.text
        == """Drone strike shuts oil depot outside Varnitsa, governor says

A drone set fire to a fuel tank at an oil depot outside the port of Varnitsa early on Thursday and forced the operator \
to stop deliveries, the governor of the region said.

Nobody was hurt, he wrote on his channel, adding that 60 firefighters were still at work at dawn. “The tank held \
diesel and the fire has been contained,” he said.

The general staff of the neighbouring country said its forces had struck “an installation that feeds the \
aggressor’s army”. It published a video said to show the impact. The Harbour Post could not verify the footage.

Second attack in a week

On Sunday a substation near the same port was hit and some 4,000 homes lost power for a night, according to the \
regional grid company."""
    )
    assert (r.published, r.updated) == ("2025-06-12T07:41:00+03:00", "2025-06-12T09:02:30+03:00")
    assert (r.publisher, r.language, r.category, r.views, r.comments) == ("The Harbour Post", "en", "War", 1204, 12)
    assert r.url == "https://harbourpost.example/world/2025/06/12/drone-strike-oil-depot-varnitsa"


def test_page_without_json_ld_is_read_from_meta_and_what_is_visible():
    [r] = reports("local.html")
    assert r.title == "Striking miners block bridge in Dolna"
    assert r.text.endswith("put off their visits.")
    assert "By AFP" not in r.text
    assert r.text.count("Striking miners block bridge") == 1
    assert (r.published, r.publisher, r.agency) == ("2025-03-04T18:05:00+01:00", "Dolna Gazette", "AFP")
    assert (r.category, r.views, r.comments) == ("Region", 3410, 27)


def test_page_with_a_visible_date_only_has_that_day():
    [r] = reports("ministry.html")
    assert (r.published, r.language) == ("2025-02-21", "en")
    assert r.text.startswith("Statement by the Ministry of Foreign Affairs\n\nThe Ministry of Foreign Affairs today")


def test_page_in_another_language_is_kept_with_its_language():
    [r] = reports("german.html")
    assert (r.language, r.published) == ("de", "2025-01-20T06:30:00+01:00")
    assert "geräumt" in r.title


def ld(json):
    json = json.replace("%s", '"@type": "NewsArticle", "headline": "Osek"')
    return f'<script type="application/ld+json">{json}</script>'


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (ld('{%s, "datePublished": "2025-05-01T10:00:00+02:00"}'), "2025-05-01T10:00:00+02:00"),
        (ld('[{"@type": "Organization"}, {%s, "datePublished": "2025-05-01"}]'), "2025-05-01"),
        (ld('{"@graph": [{%s, "datePublished": "2025-05-01T08:00:00.000Z"}]}'), "2025-05-01T08:00:00+00:00"),
        (ld('{"@type": "WebPage", "mainEntity": {%s, "datePublished": "2025-05-01"}}'), "2025-05-01"),
        (
            ld("{broken") + '<meta property="article:published_time" content="2025-05-02T01:00:00-05:00">',
            "2025-05-02T01:00:00-05:00",
        ),
        (
            ld('{%s, "datePublished": "0001-01-01T00:00:00Z"}') + '<meta name="date" content="2025-05-02 10:00 UTC">',
            "2025-05-02T10:00:00+00:00",
        ),
        ("", None),
    ],
)
def test_published_is_the_json_ld_date_with_its_zone_then_that_of_meta(head, published):
    [r] = page(head)
    assert r.published == published


def test_time_element_counts_after_meta_and_not_from_comments():
    late = "<div class='comments'><time datetime='2025-06-01T10:00'>10:00</time></div>"
    [r] = page(body=late + BODY + "<time datetime='2025-05-03T10:00+02:00'>3 May</time>")
    assert r.published == "2025-05-03T10:00:00+02:00"


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        (ld('{%s, "publisher": [{"name": "Post &amp; Mail"}]}'), "publisher", "Post & Mail"),
        ('<meta property="og:site_name" content="Gazette">', "publisher", "Gazette"),
        (ld('{%s, "author": {"name": "Agence France-Presse"}}'), "agency", "AFP"),
        ('<meta name="author" content="A. Writer, AP">', "agency", "AP"),
        ('<meta property="article:section" content="World">', "category", "World"),
        (
            ld('{"@type": "BreadcrumbList", "itemListElement": [{"name": "Home"}, {"item": {"name": "War"}}]}'),
            "category",
            "War",
        ),
        (
            ld(
                '{%s, "interactionStatistic": {"interactionType": {"@type": "CommentAction"}, '
                '"userInteractionCount": 3}}'
            ),
            "comments",
            3,
        ),
        ('<link rel="canonical" href="https://a.example/osek">', "url", "https://a.example/osek"),
    ],
)
def test_what_the_page_states_goes_into_its_field(head, field, value):
    [r] = page(head)
    assert getattr(r, field) == value


@pytest.mark.parametrize(
    ("counter", "field", "value"),
    [
        ("<span class='views'>1.2K</span>", "views", 1200),
        ("<span class='post-views-count'>3 410</span>", "views", 3410),
        ("<span class='meta'>84 views</span>", "views", 84),
        ("<a class='comments-link'>5 comments</a>", "comments", 5),
        ("<span class='icon-eye'>64,907</span>", "views", 64907),
        ("<i class='fa fa-eye'></i> 18,442 views", "views", 18442),
    ],
)
def test_visible_counters_are_counts_and_not_text(counter, field, value):
    [r] = page(body=BODY + f"<div>{counter}</div>")
    assert getattr(r, field) == value
    assert r.text.endswith("in a statement.")


def test_language_of_the_page_is_trusted_and_else_recognised():
    assert page()[0].language == "en"
    assert page(html="<html lang='en-US'>")[0].language == "en"
    assert page(html="<html>")[0].language == "en"


def test_site_name_is_taken_off_the_title():
    [r] = page(
        "<title>Shelling in Osek | Gazette</title><meta property='og:title' content='Shelling in Osek - Gazette'>"
        "<meta property='og:site_name' content='Gazette'>"
    )
    assert r.title == "Shelling in Osek"


def test_site_named_in_the_title_and_in_the_copyright_line_is_the_publisher():
    content = f"<title>OSEK DAILY - Shells hit market</title><body>{BODY}<p>Visitor 4,118 - (c) Osek Daily</p></body>"
    [r] = read("-", stdin=io.BytesIO(content.encode()))
    assert (r.publisher, r.title) == ("Osek Daily", "Shells hit market")


def test_title_with_a_dash_and_no_such_copyright_line_names_no_publisher():
    [r] = read("-", stdin=io.BytesIO(f"<title>Osek - Shells hit market</title>{BODY}<p>© Daily</p>".encode()))
    assert (r.publisher, r.title) == (None, "Osek - Shells hit market")


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("Osek, 5 September 2025", "2025-09-05", None),
        ("By Desk | Published: 5 September 2025, 10:15 | 3 min read", "2025-09-05T10:15:00", None),
        ("Updated Sep 5, 2025 6:10 pm GMT", None, "2025-09-05T18:10:00+00:00"),
    ],
)
def test_date_right_above_the_text_counts_where_no_other_does(line, published, updated):
    [r] = page(body=f"<div class='x'><font>{line}</font></div>{BODY}")
    assert updated or r.published == published
    assert r.updated == updated
    [r] = page('<meta property="article:published_time" content="2025-09-04T08:00:00Z">', f"<font>{line}</font>{BODY}")
    assert r.published == "2025-09-04T08:00:00+00:00"


def test_page_laid_out_in_tables_gives_its_paragraphs_and_a_table_of_data_stays_one():
    data = "<table><tr><td>Osek</td><td>4 shells</td></tr></table>"
    menu = "<td><a href='a.html'>Front page</a><br><a href='b.html'>Small ads</a></td>"
    [r] = page(body=f"<table><tr>{menu}<td>{BODY}{BODY.replace('Friday', 'Sunday')}{data}</td></tr></table>")
    assert "Front page" not in r.text
    assert len(r.text.split("\n\n")) == 4
    assert r.text.endswith("Osek | 4 shells")


def test_category_and_headline_above_the_text_are_not_repeated_in_it():
    head = '<meta property="og:title" content="Osek"><meta property="article:section" content="Security">'
    [r] = page(head, f"<article><div>Security</div><h1>Osek</h1>{BODY}</article>")
    assert r.text.count("Osek\n") == 1
    assert "Security" not in r.text


def test_control_character_in_a_page_does_not_lose_it():
    [r] = page(body=BODY.replace("Osek", "Osek&#1;&#x1F;"))
    assert r.text.endswith("in a statement.")


def test_page_nested_beyond_reason_is_cut_there():
    [r] = page(body="<div>" * 5000 + BODY)
    assert r.text == "Osek"


def test_truncated_page_gives_what_is_there():
    content = (FIXTURES / "news.html").read_bytes()
    cut = content[: content.index(b"Second attack in a week")]
    [r] = read("-", stdin=io.BytesIO(cut))
    assert r.text.endswith("could not verify the footage.")
    assert r.published == "2025-06-12T07:41:00+03:00"


def test_live_page_in_json_ld_gives_its_head_and_each_entry_under_it():
    head, *entries = reports("live.html")
    assert (
        head.text
        == """Border talks live: delegations arrive as shelling goes on

Negotiators of both sides meet in Lenk on Friday for the first time since March. A truce in the border district \
expired on Monday, and neither government has said whether it will be extended."""
    )
    assert (head.category, head.views, head.comments) == ("news", 84, 0)
    assert [(e.title, e.published) for e in entries] == [
        ("Mortar fire reported near Osek", "2025-09-05T11:40:00+02:00"),
        ("Second delegation lands", "2025-09-05T10:15:00+02:00"),
        (None, "2025-09-05T08:00:00+02:00"),
    ]
    assert entries[0].text == (
        "Mortar fire reported near Osek\n\nMortar shells hit the edge of the village of Osek, the "
        "army said in a statement.\n\nThe other side denied having fired."
    )
    assert {e.page for e in entries} == {head.id}
    assert {e.publisher for e in entries} == {"Channel Nine"}
    assert entries[0].url == "https://channelnine.example/live/border-talks#u3"


def test_live_page_whose_entries_are_items_of_a_list_does_not_repeat_them_in_its_head():
    told = [(f"1{i}:00", f"Shells hit quarter {i}", f"Four shells hit quarter {i}. Nobody was hurt.") for i in range(4)]
    updates = ", ".join(
        f'{{"headline": "{title}", "datePublished": "2025-09-05T{clock}:00Z", "articleBody": "{text}"}}'
        for clock, title, text in told
    )
    items = "".join(f"<li><time>{clock}</time><h3>{title}</h3><p>{text}</p></li>" for clock, title, text in told)
    head = f'<script type="application/ld+json">{{"@type": "LiveBlogPosting", "liveBlogUpdate": [{updates}]}}</script>'
    first, *entries = page(head, f"{BODY}<ol>{items}</ol>")
    assert first.text == f"Osek\n\n{BODY[3:-4]}"
    assert [e.text for e in entries] == [f"{title}\n\n{text}" for _, title, text in told]


def test_live_page_in_plain_markup_dates_entries_by_their_clock_over_midnight():
    head, *entries = reports("live_markup.html")
    assert head.text.endswith("what the grid operator called an attack on two substations.")
    assert [e.published for e in entries] == [
        "2025-11-03T00:25:00+02:00",
        "2025-11-02T23:50:00+02:00",
        "2025-11-02T22:35:00+02:00",
        "2025-11-02T22:10:00+02:00",
    ]
    assert entries[2].text == (
        "The interior ministry speaks of “at least five drones”. A group calling itself the Reed "
        "Brigade claims the attack."
    )


def test_live_page_without_boxes_keeps_each_paragraph_with_its_time():
    head, *entries = reports("live_flat.html")
    assert head.title == "As it happened: protest march in Brod"
    assert [e.published for e in entries] == [f"2025-04-10T{t}:00+00:00" for t in ("12:05", "13:20", "14:45")]
    assert entries[1].text.endswith("petition.\n\nSome of the marchers sit down on the tram line and block it.")


def test_markup_tells_the_entries_that_json_ld_leaves_out():
    content = (FIXTURES / "live.html").read_text()
    start, end = content.index('  {"@type": "BlogPosting", "@id": "u2"'), content.index(" ]}\n</script>")
    content = content[:start].rstrip().rstrip(",") + content[end:]
    found = list(read("-", stdin=io.BytesIO(content.encode())))
    assert [r.title for r in found[1:]] == ["Mortar fire reported near Osek", "Second delegation lands", None]


def test_live_page_pasted_as_text_gives_its_entries():
    head, *entries = reports("live.txt", published="2025-09-01T16:00+03:00")
    assert head.title == "Harbour strike: live updates"
    assert [e.published for e in entries] == [f"2025-09-01T{t}:00+03:00" for t in ("15:10", "13:30", "09:00")]


def test_short_chronology_inside_an_article_stays_in_it():
    steps = "".join(
        f"<li><b>1{i}:05</b> {step}</li>"
        for i, step in enumerate(
            ["Sirens sound in the harbour.", "Two shells fall near the mole.", "The all-clear is given by the mayor."]
        )
    )
    [r] = page(body=f"<article>{BODY * 3}<ul>{steps}</ul>{BODY * 2}</article>")
    assert "Two shells fall near the mole." in r.text


def test_headline_above_nothing_but_entries_is_the_head():
    content = "Osek LIVE: shells fall\n\n" + "".join(f"{h}:00 Shells hit quarter {h}.\n\n" for h in (10, 11, 12))
    head, *entries = read("-", stdin=io.BytesIO(content.encode()))
    assert (head.title, head.text) == ("Osek LIVE: shells fall", "Osek LIVE: shells fall")
    assert [e.text for e in entries] == [f"Shells hit quarter {h}." for h in (10, 11, 12)]


def test_live_page_without_a_head_of_its_own_stands_under_its_capture():
    content = "".join(f"{h}:00\nShells hit quarter {h} of the town.\n\n" for h in (10, 11, 12))
    found = list(read("-", published="2025-05-15", stdin=io.BytesIO(content.encode())))
    assert [r.published for r in found] == [f"2025-05-15T{h}:00:00" for h in (10, 11, 12)]
    assert {r.page for r in found} == {found[0].capture}


def test_comments_and_lists_of_links_with_times_are_no_entries():
    assert len(reports("news.html")) == 1
    links = "".join(
        f"<li class='item'><time>1{i}:00</time> <a href='/{i}'>Another headline of the day, number {i}</a></li>"
        for i in range(5)
    )
    assert len(page(body=f"<article>{BODY * 4}</article><ul class='latest-news'>{links}</ul>")) == 1
