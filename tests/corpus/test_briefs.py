"""Briefs, passages, registers: every line reads, and every type is met in many wordings."""

from collections import Counter

import pytest

from reportedly import codebook
from training.corpora.briefs.prepare import load, read


def test_every_line_reads_and_every_type_is_met():
    found = Counter(t.type for marked in load("briefs") for spans in marked.triggers.values() for t in spans)
    assert set(found) == set(codebook.load().types) and min(found.values()) >= 14


def test_marks_give_spans_of_the_plain_sentence():
    marked = read("{a:Kyiv} {t REQUEST/yield:told} {r:Minsk} to free {r2:the men} it {t2 COERCE/arrest:held}.")
    assert marked.text == "Kyiv told Minsk to free the men it held."
    [t] = marked.triggers["2"]
    assert marked.text[t.at[1] : t.at[2]] == "held" and (t.type, t.modes, t.status) == (
        "COERCE",
        ["COERCE/arrest"],
        "happened",
    )


def test_further_mentions_share_what_the_trigger_says():
    marked = read(
        "{m:The raid} was {a12:his} idea: he {t ASSAULT;historical:struck} {r:Dorne} and {t2 AGREE;planned:will} {r2:again}."
    )
    anchor, further = marked.triggers["1"]
    assert anchor.anchor and anchor.historical and anchor.status == "happened"
    assert not further.anchor and further.historical and marked.text[further.at[1] : further.at[2]] == "The raid"
    assert marked.roles["1"][0] == marked.roles["2"][0] and not marked.triggers["2"][0].historical


def test_says_who_is_marked_with_its_stance_and_contents_that_nest():
    marked = read(
        "{s1a2:The army} {c1 denies>3:denied} [1 that {s2:Kyiv} {c2:thinks} [2 it {t2 ASSAULT:fired}]]. {a3s3:Kyiv} {t3c3 ACCUSE|alleges:accused} "
        "{r3:it} of [3 {t4 ASSAULT:burning} the depot]."
    )
    words = {n: [(marked.text[a:b], role) for (_, a, b), role in parts] for n, parts in marked.voices.items()}
    assert words["1"] == [("The army", "source"), ("that Kyiv thinks it fired", "content")]
    assert words["2"] == [("Kyiv", "source"), ("it fired", "content")]
    pairs = {(marked.text[c[1] : c[2]], marked.text[t.at[1] : t.at[2]]): stance for c, t, _, stance in marked.vouched()}
    assert pairs["denied", "fired"] == pairs["denied", "accused"] == "denies" and pairs["thinks", "fired"] == "asserts"
    assert pairs["thinks", "burning"] == pairs["accused", "fired"] == "none" and pairs["accused", "burning"] == "alleges"


@pytest.mark.parametrize(
    "line",
    [
        "{t NOPE:x}",
        "{t AID/drone:x}",
        "{a:Kyiv} said.",
        "{t AID:x",
        "{m2:x} {t AID:y}",
        "{t AID;never:x}",
        "{z AID:x} {t AID:y}",
        "{c wonders:said} [1 it]",
        "{c1:said} [1 it",
        "{c1:said} [2 it]",
        "{c denies>2:denied} [1 it]",
    ],
)
def test_a_wrong_mark_is_refused(line):
    with pytest.raises(ValueError, match=r"no such|not readable|no trigger|lacks its cue"):
        read(line)
