"""The dependency-rule peer: its dictionary, what it matches, and what it makes of roles."""

import numpy as np
import pytest

from evaluation.dependency import Dependency, Row, build, hits, inflections, participant, place, read
from evaluation.item import Item, question
from reportedly.coding.segment import sentences
from reportedly.records import Span
from tests.evaluation.made import ARREST, MINSK, made

VERBS = {"arrest", "condemn", "meet"}


@pytest.mark.parametrize(
    ("lemma", "verb", "forms"),
    [
        ("arrest", True, "arrest arrested arresting arrests"),
        ("rally", True, "rallied rallies rally rallying"),
        ("raid", False, "raid raids"),
        ("free", True, "free freed freeing frees"),
        ("accuse", True, "accuse accused accuses accusing"),
        ("ban", True, "ban banned banning bans"),
        ("clash", False, "clash clashes"),
    ],
)
def test_regular_forms_of_a_word(lemma, verb, forms):
    assert sorted(inflections(lemma, verb)) == forms.split()


def report(text, *events):
    coding = made(text, *events)
    return Item(id=text[:5], coding=coding, sentences=tuple(sentences(coding.report.text)))


def test_a_word_is_listed_with_the_type_it_mostly_names_and_in_all_its_forms():
    items = [report(f"{who} arrested two clerks.", {"trigger": "arrested", "type": "COERCE"}) for who in ("Guards", "Troops", "Agents")]
    items.append(report("Nobody was seen to arrest him.", {"trigger": "arrest", "type": "ASSAULT"}))
    (row,) = build(items, {"arrested": "arrest"}, VERBS)
    assert row == Row("arrest", "COERCE", 3, 4, ("arrest", "arrested", "arresting", "arrests"))


def test_a_word_that_seldom_names_an_event_is_not_listed():
    items = [report("They met. It met the need. The goals were met. Terms met. All met.", {"trigger": "met", "type": "CONSULT", "sentence": "They met."})] * 2
    assert list(build(items, {"met": "meet"}, VERBS)) == []


def test_the_longest_entry_at_a_place_wins():
    entries = {"called": Row("call", "REQUEST", 5, 9, ("called",)), "called off": Row("called off", "REJECT", 2, 2, ("called off",))}
    found = hits("They called off talks and called for calm.", entries)
    assert [(a, row.type) for a, _, row in found] == [(5, "REJECT"), (26, "REQUEST")]


def test_the_dictionary_of_the_repository_can_be_read_and_holds_codes_of_the_codebook():
    from reportedly import codebook

    entries = read()
    assert entries["arrested"].type == "COERCE"
    assert {row.type for row in entries.values()} == set(codebook.load().types)


def test_clauses_are_no_participants_and_places_are_names():
    assert participant(None) == ()
    assert participant(Span(" ".join(["word"] * 20), 0, 99)) == ()
    assert [e.name for e in participant(Span("two students", 3, 15))] == ["two students"]
    assert [(p.name, p.start) for p in place(Span("in the town of Minsk near Brest", 10, 41))] == [("Brest", 36)]


class Roles(Dependency):
    """The peer with roles given by hand in place of the model's."""

    given: dict[str, dict[str, tuple[int, int]]] = {}

    def roles(self, cuts, found):
        def span(s, word):
            at = (s.text or "").find(word)
            return Span(word, (s.start or 0) + at, (s.start or 0) + at + len(word))

        return [[{role: span(s, w) for role, w in self.given.get(row.lemma, {}).items() if w in (s.text or "")} for _, _, row in each] for s, each in zip(cuts, found, strict=True)]


def test_it_asserts_every_entry_with_a_known_participant_and_names_no_source():
    peer = Roles()
    peer.given = {"arrest": {"ARG0": "Police", "ARG1": "two students", "LOC": "in Minsk"}}
    asked = question(Item(id="1", coding=made(MINSK, ARREST)))
    (event,) = peer("events", asked, None).coding.events
    assert (event.type, event.trigger.text, event.status, event.attribution) == ("COERCE", "arrested", "happened", ())
    assert ([a.text for a in event.actors], [r.text for r in event.recipients]) == (["Police"], ["two students"])
    assert [p.country for p in event.places] == ["BLR"]
    assert event.when is not None
    assert event.when.from_ == "2023-05-05"


def test_without_a_known_participant_there_is_no_event():
    peer = Roles()
    peer.given = {"arrest": {"ARG0": "It"}}
    assert peer("events", question(Item(id="1", coding=made("It arrested my attention.", published=None))), None).coding.events == ()


def test_roles_are_read_off_the_head_by_sentence(monkeypatch):
    from types import SimpleNamespace

    from reportedly.engine import tokens

    words = ["Police", "arrested", "two", "students"]
    starts = np.array([0, 7, 16, 20])
    ends = np.array([6, 15, 19, 28])
    passage = tokens.Passage(np.arange(6), np.zeros(6), np.arange(4), starts, ends)
    logits = np.full((1, 4, 5), -5.0)
    logits[0, 0, 1], logits[0, 1, 0], logits[0, 2, 3], logits[0, 3, 4] = 5, 5, 5, 5
    monkeypatch.setattr(tokens, "passages", lambda texts, tokenizer: [passage for _ in texts])
    peer = Dependency()
    heads = SimpleNamespace(frame=lambda head, vectors, anchors, at: logits)
    peer.__dict__["tagger"] = SimpleNamespace(
        labels={"frame_predicate": ["ARG0", "ARG1"]}, tokenizer=None, heads=heads, encode=lambda toks: [[np.zeros((len(words), 3))] for _ in toks]
    )
    (cut,) = sentences("Police arrested two students.")
    ((roles,),) = peer.roles([cut], [[(7, 15, Row("arrest", "COERCE", 1, 1, ("arrested",)))]])
    assert {k: v.text for k, v in roles.items()} == {"ARG0": "Police", "ARG1": "two students"}
