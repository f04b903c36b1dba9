"""The kept markup of the cross-validation's models."""

import gzip

import msgspec
import pytest

from evaluation import kept, outputs
from reportedly.coding.tag import Markup, Trigger
from reportedly.errors import EngineError, UsageError
from reportedly.records import digest

TRIGGER = Trigger(0, 5, "ASSAULT", 0.9, (("drone", 0.8),), {"happened": 1.0}, 0.1, 0.2, 0.9, ("military",), (), 0, None)
MARKUP = Markup(triggers=(TRIGGER, TRIGGER), same={(0, 1): 0.25}, tuned={"threshold": 0.4})


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "folds.msgpack.gz"
    keep = kept.Keep(outputs.stamp(kept.ENGINE), "abc", {digest("A raid."): ([(0, 7)], MARKUP)})
    path.write_bytes(gzip.compress(msgspec.msgpack.encode(keep)))
    return path


def test_what_was_kept_comes_back_as_it_was(file):
    tagger = kept.Tagger(file)
    assert tagger.tag("A raid.", [(0, 7)]) == MARKUP and tagger.tune["threshold"] == 0.4 and not tagger.old


def test_another_text_or_other_passages_are_refused(file):
    for text, cuts in (("A fire.", [(0, 7)]), ("A raid.", [(0, 3), (4, 7)])):
        with pytest.raises(UsageError, match="make folds"):
            kept.Tagger(file).tag(text, cuts)


def test_it_is_told_when_nothing_is_kept_or_the_engine_has_changed(file, tmp_path, monkeypatch):
    with pytest.raises(EngineError, match="make folds"):
        kept.read(tmp_path / "none")
    monkeypatch.setattr(kept, "ENGINE", tmp_path)
    assert kept.Tagger(file).old


def test_a_model_keeps_what_it_marks_by_the_digest_of_the_text():
    class Model:
        name, tune = "m", {}

        def tag(self, text, passages):
            return MARKUP

    markups = {}
    assert kept.Keeping(Model(), markups).tag("A raid.", ((0, 7),)) == MARKUP
    assert markups == {digest("A raid."): ([(0, 7)], MARKUP)}


def test_the_file_in_the_repository_holds_no_words():
    def texts(value):
        if isinstance(value, dict):
            for k, v in value.items():
                yield from (*texts(k), *texts(v))
        elif isinstance(value, list | tuple):
            for v in value:
                yield from texts(v)
        elif isinstance(value, str):
            yield value

    found = set(texts([msgspec.to_builtins(m) for _, m in kept.read().markups.values()]))
    assert len(kept.read().markups) == 101 and max(map(len, found)) < 24 and not any(" " in t for t in found)
