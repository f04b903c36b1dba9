"""Near copies: reprints are found, other reports of the same thing are not, and copies are one voice."""

import numpy as np
import pytest

from corpus.grid import WRITERS
from corpus.parse import HERE
from corpus.parse import load as load_corpus
from reportedly.store.copies import LIKELY, copied, signature, similarities, stack

TEXT = (
    "Shells fell on the grain market of the river town at dawn and killed nine traders, the district hospital said, while the governor spoke of twelve. "
    "Witnesses counted six impacts between the mosque and the ferry landing. The army said that it had fired at a column on the far bank and denied aiming at the town. "
    "Boats took the wounded upstream because the bridge has been closed since last week."
)


def alike(one: str, two: str) -> float:
    return float(similarities(signature(one), stack([signature(two)]))[0])


def found(one: str, two: str) -> bool:
    return alike(one, two) >= LIKELY and copied(one, two)


@pytest.mark.parametrize(
    "copy",
    [TEXT[: len(TEXT) * 2 // 3], TEXT[: len(TEXT) // 4], "AGENCY NOTE. " + TEXT.replace("at dawn", "early on Monday"), TEXT.upper()],
    ids=["cut by a third", "cut to a quarter", "with a note and other words", "in capitals"],
)
def test_reprints_cut_or_touched_up_are_copies(copy):
    assert found(TEXT, copy) and found(copy, TEXT)


def test_another_report_of_the_same_is_none():
    other = "Nine people who sold millet died in the shelling of the town on the river, and the ferry no longer runs, a doctor there told this newspaper."
    assert not found(TEXT, other)


def test_a_digest_of_many_texts_makes_no_copies_of_them():
    rest = " ".join(f"In place {n} the council of ward {n} met about item {n} and closed after {n} hours." for n in range(120))
    assert not found(TEXT, TEXT + rest)


def test_the_signature_is_the_same_everywhere():
    assert signature(TEXT)[:8].hex() == signature(TEXT.upper())[:8].hex()
    assert len(signature("")) == len(signature(TEXT)) == 512


def test_in_the_corpus_reprints_are_found_and_no_other_pair():
    golds = [g for w, part in WRITERS.items() if part == "train" for g in load_corpus(HERE / "reports" / w)]
    texts, home = [g.coding.report.text for g in golds], [g.header.get("group") for g in golds]
    signed = stack([signature(t) for t in texts])
    likely = [(i, j) for i in range(len(golds)) for j in np.flatnonzero(similarities(signed[i].tobytes(), signed) >= LIKELY) if i < j]
    pairs = [(i, j) for i, j in likely if copied(texts[i], texts[j])]
    assert len(pairs) >= 18
    assert all(home[i] and home[i] == home[j] for i, j in pairs)


@pytest.mark.parametrize("text", ["", "one", "a b"])
def test_the_shortest_texts_have_signatures_too(text):
    assert alike(text, text) == 1.0
