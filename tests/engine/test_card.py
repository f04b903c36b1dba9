"""The cards of released models and the credits in NOTICE say what meta.toml and training/sets.toml say."""

import tomllib
from pathlib import Path

import pytest

from training import card

MODELS = sorted((card.ROOT / "models").glob("*/meta.toml"))


@pytest.mark.parametrize("meta", MODELS, ids=lambda m: m.parent.name)
def test_a_card_is_what_its_meta_gives(meta: Path):
    assert (meta.parent / "CARD.md").read_text(encoding="utf-8") == card.card(tomllib.loads(meta.read_text(encoding="utf-8")))


def test_notice_credits_every_set_that_asks_for_it():
    text = card.NOTICE.read_text(encoding="utf-8")
    assert card.notice(text) == text
    assert all(" ".join(s["credit"].split()) in " ".join(text.split()) for s in card.sets() if "credit" in s)


def test_a_digest_changes_with_a_file_and_with_its_name(tmp_path):
    (tmp_path / "a").write_text("one")
    first = card.digest([tmp_path])
    (tmp_path / "a").rename(tmp_path / "b")
    assert card.digest([tmp_path]) != first
    (tmp_path / "b").rename(tmp_path / "a")
    assert card.digest([tmp_path]) == first
    (tmp_path / "a").write_text("two")
    assert card.digest([tmp_path]) != first


def test_meta_reads_back_as_it_was_written():
    meta = {"name": "en-0", "cost": {"core_F1": [1.5, 2.0]}, "data": [{"name": 'a "set"', "sha256": "00"}], "labels": {"x": ["a"]}}
    text = card.toml(meta, "the run\n\n[stage]")
    assert tomllib.loads(text) == meta and text.endswith("# the run\n#\n# [stage]\n")
