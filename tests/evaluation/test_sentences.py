"""The measure of sentences reads gold as it is and counts boundaries inside paragraphs."""

import gzip

from evaluation.sentences import f1, found, gum, interval

CONLLU = """# newdoc id = a
# newpar
# text = "Stay in.
1\tin\t_
2\t.\tSpaceAfter=Yes
# text = Lock up."
1\tup\tSpaceAfter=No
2\t"\tSpaceAfter=No

# text = It was late.
1\tlate\t_

# newpar
# text = One only.
1\tonly\t_
"""


def test_gum_gives_paragraphs_with_the_ends_of_their_inner_sentences(tmp_path):
    path = tmp_path / "a.conllu.gz"
    path.write_bytes(gzip.compress(CONLLU.encode()))
    assert list(gum(path)) == [
        ('"Stay in. Lock up."It was late.', frozenset({9, 19})),
        ("One only.", frozenset()),
    ]


def test_the_end_of_the_paragraph_and_space_behind_a_sentence_are_not_counted():
    assert found("One. Two.  Three. ", lambda _: [(0, 5), (5, 11), (11, 18)]) == {4, 9}


def test_scores_are_sums_over_paragraphs():
    assert f1([(1, 1, 2), (2, 3, 2)]) == (0.75, 0.75, 0.75)
    assert f1([(0, 0, 0)]) == (0, 0, 0)


def test_the_interval_holds_the_middle():
    assert interval([i / 1000 for i in range(1000)]) == "+0.025..+0.974"
