"""Bytes in whatever encoding become the same text, or an error."""

from __future__ import annotations

import io

import pytest

from reportedly.errors import FormatError
from reportedly.reading import read

UKRAINIAN = (
    "Обстріл порту\n\nУ порту вранці оголосили повітряну тривогу, робота причалів зупинена, повідомила адміністрація "
    "області. За її словами, ніхто не постраждав, а пожежу на складі вже загасили рятувальники."
)
FRENCH = "Élection reportée\n\nLe gouvernement a reporté l’élection à l’été, a déclaré le porte-parole."


def text(content):
    [r] = read("-", stdin=io.BytesIO(content))
    return r.text


@pytest.mark.parametrize(
    "content",
    [
        UKRAINIAN.encode(),
        UKRAINIAN.encode("utf-8-sig"),
        UKRAINIAN.encode("utf-16"),
        UKRAINIAN.encode("cp1251"),
        UKRAINIAN.replace("\n", "\r\n").encode(),
        UKRAINIAN.encode() + "я".encode()[:1],
    ],
)
def test_text_comes_out_whole_from_each_encoding(content):
    assert text(content) == UKRAINIAN


def test_damaged_character_does_not_spoil_the_others():
    assert text(FRENCH.encode() * 3 + b"\xff" + FRENCH.encode()).count("déclaré") == 4


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("cp1252", "iso-8859-1"),
        ("cp1252", "windows-1252"),
        ("utf-8", "iso-8859-1"),
        ("utf-8", "no-such-charset"),
        ("utf-8", "utf-8"),
    ],
)
def test_charset_a_page_declares_is_used_unless_it_is_plain_utf_8(encoding, declared):
    head = f"<head><meta http-equiv='Content-Type' content='text/html; charset={declared}'></head>"
    page = f"<html>{head}<body><p>{FRENCH}</p>"
    assert "reporté l’élection à l’été" in text(page.encode(encoding))


def test_bytes_of_no_encoding_are_an_error():
    noise = bytes(b for i in range(4000) for b in (0x80 + (i * 37) % 128, 0x0B + (i % 3) * 60))
    found = list(read("-", stdin=io.BytesIO(noise)))
    assert all(isinstance(r, FormatError) for r in found)
    assert len(found) == 1
