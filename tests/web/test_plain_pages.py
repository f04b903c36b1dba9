"""Pages that need no script: they say what the API says, lead on, and make room for the built front end."""

import re

import pytest
from desk_made import CORRECTED, client

FORMATS = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/geo+json", "text/csv", "application/ld+json"}


def first(desk):
    return desk.get("/api/incidents?type=ASSAULT&status=happened").json()["items"][0]


def paths(desk):
    one = first(desk)
    return ["/", f"/story/{one['story']}", f"/incident/{one['id']}", f"/report/{one['reports'][0]}", "/quotes", "/map", "/try", "/log"]


def test_every_page_has_one_title_one_heading_and_a_way_home(desk):
    for path in paths(desk):
        page = desk.get(path)
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert len(re.findall(r"<h1", page.text)) == len(re.findall(r"<title", page.text)) == len(re.findall(r"<main", page.text)) == 1, path
        assert 'href="/"' in page.text
        assert 'lang="en"' in page.text


def test_every_link_of_every_page_leads_somewhere(desk):
    seen = {a.partition("#")[0].replace("&amp;", "&") for path in paths(desk) for a in re.findall(r'href="(/[^"]*)"', desk.get(path).text)}
    assert len(seen) > 25
    for address in sorted(seen):
        assert desk.get(address).status_code == 200, address


def test_words_that_are_linked_to_are_marked_in_their_report(desk):
    page = desk.get(f"/incident/{first(desk)['id']}").text
    linked = set(re.findall(r'href="(/report/\w+)#(c\d+-\d+)"', page))
    assert len(linked) > 2
    for report, words in linked:
        assert f'id="{words}"' in desk.get(report).text, (report, words)


def test_the_text_of_a_report_stands_on_its_page_word_for_word(desk):
    one = next(r for r in desk.get("/api/reports?publisher=Daily").json()["items"] if r["current"] and "Smoke" in desk.get(f"/api/reports/{r['id']}").json()["text"])
    body = re.search(r'<div class="report"[^>]*>(.*?)</div>', desk.get(f"/report/{one['id']}").text, re.S)[1]
    assert re.sub(r"<[^>]+>", "", body).strip() == CORRECTED


def test_lists_offer_every_format_and_the_page_of_a_report_its_data(desk):
    one = first(desk)
    for path in ("/", f"/story/{one['story']}"):
        assert set(re.findall(r'rel="alternate" type="([^"]+)"', desk.get(path).text)) == FORMATS
    assert f'href="/report/{one["reports"][0]}/page.jsonld"' in desk.get(f"/report/{one['reports'][0]}").text
    assert 'href="/feed.rss?type=AGREE&amp;country=TCD"' in desk.get("/?type=AGREE&country=TCD").text


def test_filters_stand_in_the_address_and_in_the_form(desk):
    page = desk.get("/?type=AGREE&q=agreement").text
    assert '<option value="AGREE" selected>' in page
    assert 'value="agreement"' in page
    assert len(re.findall(r'<article class="incident"', page)) == 1


def test_a_list_goes_on_under_the_same_filters(desk):
    page = desk.get("/?country=SDN&limit=1").text
    more = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert "country=SDN" in more
    assert len(re.findall(r'<article class="incident"', desk.get(more).text)) == 1


def test_an_empty_list_says_so_and_what_to_do_next(desk):
    page = desk.get("/?q=nothing+of+it").text
    assert "This is not evidence of safety" in page
    assert 'href="/">Show all incidents' in page


def test_the_built_front_end_is_loaded_where_it_is_there(own, tmp_path):
    assert "/static/app.js" not in client(own, static=tmp_path).get("/").text
    assert client(own, static=tmp_path).get("/static/app.js").status_code == 404
    for name in ("app.js", "app.css"):
        (tmp_path / name).write_text("", encoding="utf-8")
    page = client(own, static=tmp_path).get("/").text
    assert '<script type="module" src="/static/app.js"></script>' in page
    assert '<link rel="stylesheet" href="/static/app.css">' in page
    assert page.index('<div id="app">') < page.index('<div id="plain">') < page.index("<h1")


def test_nothing_is_inline_and_the_style_has_print_and_dark(desk):
    for path in paths(desk):
        page = desk.get(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=", page), path
        assert not re.search(r"<script(?! type=\"(module|application/ld\+json)\")", page), path
    style = desk.get("/plain/page.css").text
    assert "@media print" in style
    assert "prefers-color-scheme: dark" in style


@pytest.mark.parametrize("kind", ["incident", "story"])
def test_a_page_names_its_own_address(desk, kind):
    one = first(desk)
    path = f"/{kind}/{one['id'] if kind == 'incident' else one['story']}"
    assert f'<link rel="canonical" href="{path}">' in desk.get(path).text
