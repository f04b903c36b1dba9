"""Feeds, chat exports and JSON lines."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.errors import ReadingError
from reportedly.reading import read
from reportedly.records import Report, to_json

FIXTURES = Path(__file__).parent / "fixtures"


def of(content, **extra):
    return list(read("-", stdin=io.BytesIO(content if isinstance(content, bytes) else content.encode()), **extra))


def test_rss_entry_is_a_report_with_full_content_before_summary():
    first, second, third = read(str(FIXTURES / "rss.xml"))
    assert first.text == (
        "Gunmen free prisoners in raid on Kesh jail\n\nUnidentified gunmen stormed a jail in the town of "
        "Kesh on Tuesday and freed about 40 prisoners, a police officer said.\n\nTwo guards were wounded."
    )
    assert (first.published, first.publisher, first.agency) == (
        "2025-07-08T21:14:00+03:00",
        "The Harbour Post",
        "Reuters",
    )
    assert (first.source_id, first.category, first.comments, first.language) == ("hp-501", "World", 7, "en")
    assert second.text == (
        "Ministers of four states agree on river patrols & shared radar\n\nInterior ministers of four "
        "states signed an agreement on joint river patrols in Lenk."
    )
    assert str(third) == f"{FIXTURES}/rss.xml entry 3: has neither title nor text; there is nothing to read in it"


def test_atom_keeps_its_language_and_resolves_its_links():
    first, second = read(str(FIXTURES / "atom.xml"))
    assert (first.language, first.url, first.updated) == (
        "uk",
        "https://visti.example/news/1",
        "2025-08-01T09:55:00+03:00",
    )
    assert first.published == "2025-08-01T09:30:00+03:00"
    assert second.published == "2025-08-01T10:00:00+03:00"  # the only date it has


def test_json_feed_items_are_reports():
    first, second, third = read(str(FIXTURES / "feed.json"))
    assert first.text.endswith("for Saturday.\n\nIts leader said people would come “anyway”.")
    assert (first.publisher, first.category, first.language) == ("Lenk Wire", "Politics", "en")
    assert (second.source_id, second.title, second.published) == ("2", None, "2025-02-12T09:00:00+00:00")
    assert isinstance(third, ReadingError)


def test_truncated_feed_gives_the_entries_there_are_and_an_error():
    content = (FIXTURES / "rss.xml").read_bytes()
    *reports, error = of(content[: content.index(b"river-patrols</guid>")])
    assert reports[0].source_id == "hp-501"
    assert "a malformed feed" in str(error)


def test_sloppy_but_whole_feed_is_read_without_complaint():
    content = (FIXTURES / "atom.xml").read_text().replace("Порт відновив роботу.", "Порт&nbsp;відновив <b>роботу.")
    assert all(isinstance(r, Report) for r in of(content))


def test_chat_export_gives_one_report_a_post_with_text():
    first, second = read(str(FIXTURES / "result.json"))
    assert first.text == (
        "❗️Explosions heard in Varnitsa.\n\nThe air defence is at work, the regional head says. "
        "https://channel.example/77"
    )
    assert (first.published, first.publisher, first.views, first.source_id) == (
        "2025-05-14T20:40:00+00:00",
        "Estuary Watch",
        5120,
        "2",
    )
    assert second.updated == "2025-05-14T21:30:00+00:00"


def line(**fields):
    return json.dumps(fields, ensure_ascii=False)


def test_json_line_keeps_its_text_and_its_id_as_source_id():
    [r] = of(
        line(
            id=7,
            text="Mortars hit Osek. Nobody was hurt.",
            publisher="Post",
            url="https://a.example",
            published="2025-05-15",
        )
    )
    assert (r.text, r.source_id, r.publisher, r.url) == (
        "Mortars hit Osek. Nobody was hurt.",
        "7",
        "Post",
        "https://a.example",
    )
    assert (r.published, r.language, r.title) == ("2025-05-15", "en", None)


@pytest.mark.parametrize(
    ("title", "text", "whole"),
    [
        ("Osek", "Mortars hit it.", "Osek\n\nMortars hit it."),
        ("Osek", "Osek\n\nMortars hit it.", "Osek\n\nMortars hit it."),
        ("Osek", "Osek\nMortars hit it.", "Osek\n\nMortars hit it."),
        ("Osek", "Osek was hit.", "Osek\n\nOsek was hit."),
        ("Osek", "Osek", "Osek"),
        (None, "Osek\n\nMortars  hit it. \n\n\n Twice.", "Osek\n\nMortars  hit it. \n\n\n Twice."),
        (None, "Osek\nMortars hit it.", "Osek\nMortars hit it."),
        ("Osek", "Mortars hit it.\nCategory: news\n84\n0\nComments", "Osek\n\nMortars hit it."),
    ],
)
def test_json_line_text_is_kept_but_for_furniture_at_its_end(title, text, whole):
    [r] = of(line(title=title, text=text))
    assert r.text == whole
    assert r.title == ("Osek" if title or whole.startswith("Osek\n\n") else None)


def test_json_lines_with_faults_give_errors_with_line_numbers_and_the_rest_goes_on():
    content = "\n".join(
        [
            line(text="One."),
            line(title="no text"),
            "{broken",
            "",
            '["list"]',
            line(text=" "),
            line(text="x", published="soon"),
            line(text="x", title=5),
            line(text="Two."),
        ]
    )
    found = of(content)
    assert [r.text for r in found if isinstance(r, Report)] == ["One.", "Two."]
    assert [str(r) for r in found if not isinstance(r, Report)] == [
        'standard input line 2: no text; give each line a "text"',
        "standard input line 3: not JSON (JSON is malformed: object keys must be strings (byte 1)); "
        "write one object a line, in UTF-8",
        'standard input line 5: a list, not an object; give each line a "text"',
        'standard input line 6: no text; give each line a "text"',
        "standard input line 7: published 'soon' is not a date; write it as 2025-05-31 or 2025-05-31T14:30+03:00",
        "standard input line 8: title 5 is not text; put it in quotes or leave it out",
    ]


def test_everything_read_from_the_fixtures_reads_back_identically():
    reports = [r for r in read(str(FIXTURES)) if isinstance(r, Report)]
    assert len(reports) > 20
    assert of(b"\n".join(map(to_json, reports)), published="2001-01-01", publisher="Other") == reports


def test_edited_line_of_ours_is_a_new_report_that_remembers_its_id():
    [r] = of(line(id="a", text="Osek\n\nMortars hit it.", published="2025-05-15"))
    [edited] = of(to_json(r).replace(b"Mortars", b"Rockets"))
    assert edited.text == "Osek\n\nRockets hit it."
    assert edited.id != r.id
    assert edited.source_id == r.id


words = st.text(st.characters(blacklist_categories=["Cs"]), max_size=40)
maybe = st.none() | words


@given(
    body=words,
    title=maybe,
    publisher=maybe,
    url=maybe,
    source_id=maybe,
    published=maybe,
    views=st.none() | st.integers(0, 10**9),
)
def test_output_read_again_is_identical_whatever_it_holds(body, title, **fields):
    report = Report.of(body, title, **fields)
    if report.text.strip():
        assert of(to_json(report)) == [report]


@given(text=words, title=maybe)
def test_reading_a_foreign_line_twice_over_changes_nothing(text, title):
    once = of(line(text=text, title=title, published="2025-05-15"))
    if isinstance(once[0], Report):
        assert once[0].title is None or once[0].text == once[0].title or once[0].text.startswith(once[0].title + "\n\n")
        assert of(to_json(once[0])) == once
