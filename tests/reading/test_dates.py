"""Dates as pages, feeds and people write them."""

from __future__ import annotations

import pytest

from reportedly.reading.extract import moment


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025-05-15", "2025-05-15"),
        ("20250515", "2025-05-15"),
        ("2025-05-15T10:00:00+03:00", "2025-05-15T10:00:00+03:00"),
        ("2025-05-15T10:00:00.123Z", "2025-05-15T10:00:00+00:00"),
        ("2025-05-15T10:00", "2025-05-15T10:00:00"),
        ("2025-05-15 10:00:00 +0300", "2025-05-15T10:00:00+03:00"),
        ("2025-05-15 10:00 UTC", "2025-05-15T10:00:00+00:00"),
        ("Tue, 08 Jul 2025 21:14:00 +0300", "2025-07-08T21:14:00+03:00"),
        ("Wed, 09 Jul 2025 06:00:00 GMT", "2025-07-09T06:00:00+00:00"),
        ("15 May 2025", "2025-05-15"),
        ("Thursday, May 15th, 2025", "2025-05-15"),
        ("May 15, 2025 at 9:05 p.m.", "2025-05-15T21:05:00"),
        ("15 May 2025, 12:30 am EEST", "2025-05-15T00:30:00+03:00"),
        ("14:05, 15 May 2025", "2025-05-15T14:05:00"),
        ("15 May 2025 14.05 CEST", "2025-05-15T14:05:00+02:00"),
        ("0001-01-01T00:00:00Z", None),
        ("2025-13-40", None),
        ("31 February 2025", None),
        ("2025", None),
        ("last Tuesday", None),
        ("1747303200", None),
        ("", None),
        (None, None),
    ],
)
def test_moment_is_iso_8601_with_the_offset_written_or_none(text, iso):
    assert moment(text) == iso
