"""WARC files, written here with warcio."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from reportedly.reading import read
from reportedly.records import Report

FIXTURES = Path(__file__).parent / "fixtures"
PAGE = (FIXTURES / "local.html").read_bytes()


def archive(path, answers, packed=False):
    """Write an archive; return the byte at which each record starts."""
    out, starts = io.BytesIO(), []
    writer = WARCWriter(out, gzip=packed)
    for i, (status, kind, content) in enumerate(answers):
        starts.append(out.tell())
        headers = [("Content-Type", kind), ("Content-Encoding", "gzip")] if packed else [("Content-Type", kind)]
        payload = io.BytesIO(gzip.compress(content, mtime=0) if packed else content)
        writer.write_record(
            writer.create_warc_record(
                f"https://gazette.example/{i}",
                "response",
                payload=payload,
                http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": "2025-03-05T00:00:00Z"},
            )
        )
    path.write_bytes(out.getvalue())
    return starts


@pytest.mark.parametrize(("name", "packed"), [("a.warc", False), ("a.warc.gz", True)])
def test_answered_html_pages_are_reports_with_their_address(tmp_path, name, packed):
    path = tmp_path / name
    archive(
        path,
        [
            ("200 OK", "text/html; charset=utf-8", PAGE),
            ("404 Not Found", "text/html", b"<p>gone</p>"),
            ("200 OK", "image/png", b"\x89PNG"),
            ("200 OK", "text/html", PAGE),
        ],
        packed,
    )
    first, second = read(str(path))
    assert (first.url, second.url) == ("https://gazette.example/0", "https://gazette.example/3")
    assert (first.title, first.agency) == ("Striking miners block bridge in Dolna", "AFP")
    assert first.id != second.id


@pytest.mark.parametrize(("name", "packed"), [("a.warc", False), ("a.warc.gz", True)])
def test_damaged_record_is_an_error_and_the_others_are_read(tmp_path, name, packed):
    path = tmp_path / name
    starts = archive(path, [("200 OK", "text/html", PAGE)] * 4, packed)
    content = bytearray(path.read_bytes())
    content[starts[1] + 4 : starts[1] + 40] = b"\x55" * 36
    path.write_bytes(content)
    found = list(read(str(path)))
    assert [r.url[-1] for r in found if isinstance(r, Report)] == ["0", "2", "3"]
    [error] = [r for r in found if not isinstance(r, Report)]
    assert str(error).startswith(f"{path}: a damaged record after byte 0 (")
    assert str(error).endswith("; fetch the archive again; its other records are read")


def test_page_without_text_is_an_error_that_names_its_address(tmp_path):
    path = tmp_path / "a.warc"
    archive(path, [("200 OK", "text/html", b"<html></html>"), ("200 OK", "text/html", PAGE)])
    error, report = read(str(path))
    assert str(error).startswith(f"{path} (https://gazette.example/0): no text found in the page; ")
    assert isinstance(report, Report)


def test_archive_without_pages_is_an_error(tmp_path):
    path = tmp_path / "a.warc"
    archive(path, [("404 Not Found", "text/html", b"gone")])
    assert [str(e) for e in read(str(path))] == [
        f"{path}: holds no HTML page answered with 200; check that it is an archive of pages"
    ]


def test_archive_cut_short_gives_what_is_whole(tmp_path):
    path = tmp_path / "a.warc"
    starts = archive(path, [("200 OK", "text/html", PAGE)] * 3)
    path.write_bytes(path.read_bytes()[: starts[2] + 200])
    found = list(read(str(path)))
    assert len([r for r in found if isinstance(r, Report)]) == 2
    assert len(found) == 3
