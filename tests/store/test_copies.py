"""Near copies: reprints are found, other reports of the same thing are not, and copies are one voice."""

import numpy as np
import pytest

from corpus.parse import HERE
from corpus.parse import load as load_corpus
from reportedly.store.copies import ALIKE, signature, similarities, stack

TEXT = (
    "Shells fell on the grain market of the river town at dawn and killed nine traders, the district hospital said, while the governor spoke of twelve. "
    "Witnesses counted six impacts between the mosque and the ferry landing. The army said that it had fired at a column on the far bank and denied aiming at the town. "
    "Boats took the wounded upstream because the bridge has been closed since last week."
)


def alike(one: str, two: str) -> float:
    return float(similarities(signature(one), stack([signature(two)]))[0])


def test_a_reprint_shortened_by_a_third_is_a_copy():
    assert alike(TEXT, TEXT[: len(TEXT) * 2 // 3]) > ALIKE
    assert alike(TEXT, "AGENCY NOTE. " + TEXT.replace("at dawn", "early on Monday")) > ALIKE


def test_another_report_of_the_same_is_none():
    other = "Nine people who sold millet died in the shelling of the town on the river, and the ferry no longer runs, a doctor there told this newspaper."
    assert alike(TEXT, other) < ALIKE


def test_the_signature_is_the_same_everywhere():
    assert signature(TEXT)[:8].hex() == signature(TEXT.upper())[:8].hex()
    assert len(signature("")) == len(signature(TEXT)) == 512


def test_in_the_corpus_reprints_with_their_words_are_found_and_no_other_pair():
    golds = [g for n in range(1, 9) for g in load_corpus(HERE / f"reports/w{n}")]
    signed = stack([signature(g.coding.report.text) for g in golds])
    home = [g.header.get("group") for g in golds]
    pairs = [(i, j) for i in range(len(golds)) for j in np.flatnonzero(similarities(signed[i].tobytes(), signed) >= ALIKE) if i < j]
    assert len(pairs) >= 12
    assert all(home[i] and home[i] == home[j] for i, j in pairs)


@pytest.mark.parametrize("text", ["", "one", "a b"])
def test_the_shortest_texts_have_signatures_too(text):
    assert alike(text, text) == 1.0
