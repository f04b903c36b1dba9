"""The documentation: a site that loads nothing from elsewhere, whose pages name only files that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "evaluation/README.md", *sorted((ROOT / "docs").glob("*.md"))]
PATH = re.compile(r"`((?:src|docs|corpus|evaluation|training|tests|models)/[\w./-]+?)/?`")
LOADED = re.compile(r'<(?:script|img|iframe|link)\b[^>]*?\b(?:src|href)="?(https?:)?//[^">]+', re.I)
MADE = {"docs/desk"}  # pictures of the desk


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site; a broken link or anchor fails here."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    folder = tmp_path_factory.mktemp("site")
    build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), strict=True))
    return folder


def test_every_page_is_in_the_site(site):
    assert {p.stem for p in (ROOT / "docs").glob("*.md")} <= {p.stem for p in site.glob("*.html")}


def test_the_site_loads_nothing_from_elsewhere(site):
    found = {m[0] for page in site.rglob("*.html") for m in LOADED.finditer(page.read_text(encoding="utf-8"))}
    assert not found
    assert not [s for s in site.rglob("*.css") if re.search(r"url\(['\"]?(?:https?:)?//", s.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_a_page_names_only_files_of_the_repository_that_are_there(page):
    named = {m[1] for m in PATH.finditer(page.read_text(encoding="utf-8"))}
    assert not [n for n in sorted(named) if n not in MADE and not (ROOT / n).exists()]


@pytest.mark.parametrize("page", [p for p in PAGES if p.parent != ROOT / "docs"], ids=lambda p: p.name)
def test_links_of_pages_outside_the_site_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert not [x for x in links if not (page.parent / x).exists()]
