"""A process killed while it adds leaves a store that holds, loses nothing and doubles nothing (evaluation/kill.py kills more)."""

from evaluation import kill


def test_a_handful_of_kills_loses_and_doubles_nothing(tmp_path):
    found = kill.run(tmp_path, kills=3, reports=40)
    assert found["faults"] == []
    assert found["reports"] == 40
