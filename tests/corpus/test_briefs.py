"""Briefs: every line reads, and every type is met in many wordings."""

from collections import Counter

import pytest

from reportedly import codebook
from training.corpora.briefs.prepare import load, read


def test_every_line_reads_and_every_type_is_met():
    found = Counter(type_ for marked in load() for spans in marked.triggers.values() for _, type_, _, _ in spans)
    assert set(found) == set(codebook.load().types) and min(found.values()) >= 14


def test_marks_give_spans_of_the_plain_sentence():
    marked = read("{a:Kyiv} {t REQUEST/yield:told} {r:Minsk} to free {r2:the men} it {t2 COERCE/arrest:held}.")
    assert marked.text == "Kyiv told Minsk to free the men it held."
    [(span, type_, modes, status)] = marked.triggers["2"]
    assert marked.text[span[1] : span[2]] == "held" and (type_, modes, status) == (
        "COERCE",
        ["COERCE/arrest"],
        "happened",
    )


@pytest.mark.parametrize("line", ["{t NOPE:x}", "{t AID/drone:x}", "{a:Kyiv} said.", "{t AID:x"])
def test_a_wrong_mark_is_refused(line):
    with pytest.raises(ValueError, match=r"no such type|not readable"):
        read(line)
