"""The bundled sample: every file is read into exactly the reports that `sample_expected.toml` lists."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from reportedly.reading import read
from reportedly.records import Report

SAMPLE = Path(str(files("reportedly") / "sample"))
EXPECTED = tomllib.loads((Path(__file__).parent / "sample_expected.toml").read_text("utf-8"))["report"]
FILES = sorted(str(p.relative_to(SAMPLE)) for p in SAMPLE.rglob("*") if p.is_file() and p.suffix != ".md")
FIELDS = ("title", "publisher", "agency", "published", "language", "category", "views", "comments")
FURNITURE = re.compile(
    r"cookie|subscribe|s’abonner|newsletter|advertisement|©|\(c\)|^share$|^share (?:this|on)|^partager|^facebook|^related"
    r"|^(?:read|see) (?:more|also)|à lire|^most (?:read|popular)|^more (?:on|news)|you may also like|\d comments?\b"
    r"|^comments?\b|comments? \(\d|sign (?:in|up)|log in|follow us|appeared first|min read|viewing this page|visitor no"
    r"|donate|^print|^home$|window\.|[<>]",
    re.IGNORECASE | re.MULTILINE,
)


def reports(name: str) -> list[Report]:
    found = list(read(str(SAMPLE / name)))
    assert all(isinstance(r, Report) for r in found), found
    return found


@pytest.mark.parametrize("name", FILES)
def test_file_gives_the_reports_listed_and_no_other(name):
    listed = [row for row in EXPECTED if row["file"] == name]
    found = reports(name)
    assert [r.title for r in found] == [row.get("title") for row in listed]
    for r, row in zip(found, listed, strict=True):
        stated = {key: getattr(r, key) for key in FIELDS}
        assert stated == {key: None if key in row.get("missed", ()) else row.get(key) for key in FIELDS}
        assert len(r.text.split("\n\n")) - bool(r.title) == row["paragraphs"]


@pytest.mark.parametrize("name", FILES)
def test_no_furniture_stands_in_any_text(name):
    for r in reports(name):
        assert not (found := FURNITURE.search(r.text)), found


@pytest.mark.parametrize("name", [f for f in FILES if f.startswith("pages/")])
def test_page_has_furniture_that_could_have_been_taken_for_text(name):
    visible = re.sub(r"<[^>]*>", "\n", (SAMPLE / name).read_text("utf-8"))
    assert FURNITURE.search(visible)


def test_sample_read_as_a_folder_gives_at_least_25_reports_with_ids_of_their_own():
    found = reports(".")
    assert len(found) == len(EXPECTED) >= 25
    assert len({r.id for r in found}) == len(found)


def test_one_report_is_in_another_language():
    assert [row["file"] for row in EXPECTED if row["language"] != "en"] == ["pages/strike-french.html"]


def test_entries_of_the_live_page_stand_under_its_head():
    head, *entries = reports("pages/luanda-live.html")
    assert len(entries) >= 5
    assert {e.page for e in entries} == {head.id}


def test_readme_of_the_sample_names_every_file():
    told = (SAMPLE / "README.md").read_text("utf-8")
    assert [f for f in FILES if f"`{f}`" not in told] == []


def test_documented_extraction_is_what_reading_gives():
    page = (Path(__file__).parents[1] / "docs" / "extraction.md").read_text("utf-8")
    for block in re.findall(r"```text\n(.*?)\n```", page, re.DOTALL):
        name, _, text = block.partition("\n\n")
        assert text in [r.text for r in reports(name)], name
    assert page.count("```text\n") >= 3
