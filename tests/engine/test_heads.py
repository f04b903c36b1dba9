"""Decoding: BIO spans are the best legal path, and pair features say what they promise."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.engine.heads import FEATURES, mark_of, pair_features, softmax, spans, viterbi


def logits(*tags: int, classes: int = 2) -> np.ndarray:
    """Logits that prefer these tags by far: 0 is O, 2k+1 begins class k, 2k+2 continues it."""
    out = np.zeros((len(tags), 2 * classes + 1))
    out[np.arange(len(tags)), tags] = 9
    return out


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ((0, 0, 0), []),
        ((1, 2, 0), [(0, 2, 0)]),
        ((1, 1, 2), [(0, 1, 0), (1, 3, 0)]),
        ((3, 4, 4), [(0, 3, 1)]),
        ((0, 3, 0), [(1, 2, 1)]),
        ((1, 3, 4), [(0, 1, 0), (1, 3, 1)]),
    ],
)
def test_spans_are_read_off_the_tags(tags, expected):
    assert [s[:3] for s in viterbi(logits(*tags))] == expected


def test_a_span_never_begins_with_a_continuation():
    assert all(s[0] == 1 for s in viterbi(logits(0, 1, 2))) and viterbi(logits(2, 2, 0))[0][:2] == (0, 2)


def test_nothing_comes_of_nothing():
    assert viterbi(np.zeros((0, 5))) == []


@settings(deadline=None)  # it tries every path
@given(st.lists(st.lists(st.floats(-3, 3), min_size=5, max_size=5), min_size=1, max_size=4))
def test_the_path_is_the_best_of_all_legal_ones(rows):
    x = np.array(rows)
    logp = np.log(softmax(x) + 1e-9)

    def legal(path):
        return all(t % 2 or t == 0 or (i and path[i - 1] in (t - 1, t)) for i, t in enumerate(path))

    def spans(path):
        out, i = [], 0
        while i < len(path):
            if path[i] % 2:
                j = i + 1
                while j < len(path) and path[j] == path[i] + 1:
                    j += 1
                out.append((i, j, path[i] // 2))
                i = j
            else:
                i += 1
        return out

    best = max((p for p in itertools.product(range(5), repeat=len(x)) if legal(p)), key=lambda p: sum(logp[i, t] for i, t in enumerate(p)))
    top = sum(logp[i, t] for i, t in enumerate(best))
    got = [s[:3] for s in viterbi(x)]
    rivals = [p for p in itertools.product(range(5), repeat=len(x)) if legal(p) and spans(p) == got]
    assert max(sum(logp[i, t] for i, t in enumerate(p)) for p in rivals) == pytest.approx(top, abs=1e-6)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(0, 9), min_size=1, max_size=5), st.sampled_from([0.0, 0.4, 2.0]))
def test_texts_laid_end_to_end_are_read_as_each_alone(seed, lengths, bonus):
    x = np.random.default_rng(seed).normal(0, 2, (sum(lengths), 7))
    each = np.split(x, np.cumsum(lengths)[:-1])
    assert [[s[:3] for s in row] for row in spans(x, lengths, bonus)] == [[s[:3] for s in viterbi(one, bonus)] for one in each]


def test_more_spans_are_found_when_nothing_is_made_dearer():
    x = np.array([[1.0, 0.8, 0, 0, 0]])
    assert viterbi(x) == [] and viterbi(x, empty=-1.0)[0][:3] == (0, 1, 0)


def marked(text, words, passage=0, word=0):
    start = text.index(words)
    return mark_of(text, start, start + len(words), passage, word)


def test_pair_features_tell_order_distance_and_shared_words():
    near = pair_features(marked("the attack", "the attack", 0, 3), marked("attacked", "attacked", 0, 9), inside=True, alike=False)
    assert near[0] == 1.0 and near[2] == 1.0 and near[4] == 1.0 and near[5] == 1.0 and near[6] == 0.0 and len(near) == FEATURES
    far = pair_features(marked("talks", "talks", 1, 90), marked("Talks", "Talks", 0, 2), inside=False, alike=True)
    assert far[0] == 0.0 and far[2] == 0.0 and far[3] == 1.0 and far[1] > near[1]


def test_pair_features_tell_what_points_back_what_is_another_and_what_is_counted():
    text = "Near Rawa, two strikes hit a depot. The strikes came at dawn. Near Hit, three further strikes hit a bridge in Rawa."
    first, again, other = marked(text, "strikes hit", 0, 3), marked(text, "strikes came", 0, 8), marked(text, "strikes hit a bridge", 0, 15)
    back, another, alike, apart, names = (slice(n, n + 1) for n in range(8, 13))
    same, different = pair_features(first, again, False, True), pair_features(first, other, False, True)
    assert (same[back], same[another], same[alike], same[apart]) == ((1.0,), (0.0,), (0.0,), (0.0,))
    assert (different[back], different[another], different[apart]) == ((0.0,), (1.0,), (1.0,))
    assert pair_features(first, first, False, True)[alike] == (1.0,) and 0.0 < different[names][0] <= 1.0
