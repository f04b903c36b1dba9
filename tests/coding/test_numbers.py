"""Figures in words."""

import pytest

from reportedly.coding.numbers import figure


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("12", (12, 12, False)),
        ("at least 12", (12, None, False)),
        ("more than 20", (21, None, False)),
        ("over 1,200", (1201, None, False)),
        ("up to 30", (None, 30, False)),
        ("as many as 400", (None, 400, False)),
        ("nearly 40", (None, 39, False)),
        ("fewer than ten", (None, 9, False)),
        ("no fewer than nine", (9, None, False)),
        ("dozens", (24, None, True)),
        ("scores of", (40, None, True)),
        ("hundreds", (200, None, True)),
        ("several", (3, None, True)),
        ("a dozen", (12, 12, False)),
        ("two dozen", (24, 24, False)),
        ("a", (1, 1, False)),
        ("one", (1, 1, False)),
        ("twenty-one", (21, 21, False)),
        ("two hundred and fifty", (250, 250, False)),
        ("three thousand", (3000, 3000, False)),
        ("1.2 million", (1_200_000, 1_200_000, False)),
        ("10 to 15", (10, 15, False)),
        ("between 10 and 15", (10, 15, False)),
        ("10–15", (10, 15, False)),
        ("about 50", (50, 50, False)),
        ("some 300", (300, 300, False)),
        ("four soldiers", (4, 4, False)),
        ("both", (2, 2, False)),
        ("The imam, Habib Rahmonov", (1, 1, False)),
        ("Habib Rahmonov, a boy", (1, 1, False)),
        ("a guard, two cooks", (3, 3, False)),
        ("villagers", (None, None, False)),
        ("300 or more", (300, None, False)),
        ("2,500", (2500, 2500, False)),
        ("a hundred and thirty", (130, 130, False)),
        ("a girl of four", (1, 1, False)),
        ("a 17-year-old", (1, 1, False)),
        ("Charafeddine, 38", (1, 1, False)),
        ("a welder, her husband", (1, 1, False)),
        ("a guard of the 21st Brigade", (1, 1, False)),
        ("the cook and two guards", (3, 3, False)),
    ],
)
def test_figures_say_low_high_and_vague(words, expected):
    assert figure(words) == expected
