"""How the tables [tuned] of hints are found and written."""

from training import climb


def test_a_value_is_kept_only_if_it_makes_the_mean_better():
    by = {"a": 1.0, "b": 5.0}
    assert climb.climb(by, {"a": (1.0, 2.0, 3.0), "b": (4.0,)}, lambda: by["b"] - abs(by["a"] - 2)) == {"a": 2.0, "b": 5.0}


def test_values_are_written_into_the_table_alone_and_its_comments_stay(tmp_path):
    file = tmp_path / "x.toml"
    file.write_text("a = 9\n\n[tuned]\n# why\na = 1.0  # on dev\nb = 2.0\n\n[more]\na = 3\n")
    climb.write(file, {"a": 0.5})
    assert file.read_text() == "a = 9\n\n[tuned]\n# why\na = 0.5  # on dev\nb = 2.0\n\n[more]\na = 3\n"
