"""Errors by cause: each computed cause on a small case, and the sorted sample."""

import csv
import tomllib
from pathlib import Path

import pytest

from evaluation import misses
from evaluation.item import Item, replace
from tests.evaluation.made import ARREST, CONDEMNING, KHARKIV, MINSK, SHELLING, TALKS, URGING, made

HERE = Path(misses.__file__).parent


def causes(text, gold, pred, whole=None):
    items = [Item(id="1", coding=made(text, *each)) for each in (gold, pred, whole or ())]
    return [(e.kind, e.cause) for e in misses.errors(items[0], items[1], items[2] if whole else None)]


@pytest.mark.parametrize(
    ("text", "gold", "pred", "expected"),
    [
        (MINSK, [ARREST], [ARREST], []),
        (MINSK, [ARREST], [{**ARREST, "type": "ASSAULT", "mode": []}], [("missed", "found with another type")]),
        (MINSK, [TALKS], [], [("missed", "no trigger found: possible")]),
        (MINSK, [{**CONDEMNING, "trigger": "arrests", "type": "COERCE"}], [], [("missed", "no trigger found: a noun or in passing")]),
        (MINSK, [CONDEMNING], [], [("missed", "no trigger found: other")]),
        ("Kyiv must act.", [{"trigger": "must act", "type": "REQUEST"}], [], [("missed", "no trigger found: must, will, plan, commitment")]),
        (KHARKIV, [SHELLING], [{**URGING}], [("missed", "no trigger found: other"), ("extra", "in a sentence without an event")]),
        (MINSK, [ARREST, {**CONDEMNING, "trigger": "arrests", "type": "COERCE"}], [{**ARREST, "also": ["arrests"]}], [("missed", "merged into another event")]),
        (KHARKIV, [SHELLING], [SHELLING, {"trigger": "attack", "type": "ASSAULT", "sentence": "Moscow denied the attack."}], [("extra", "in a sentence without an event")]),
    ],
)  # fmt: skip
def test_each_error_has_its_cause(text, gold, pred, expected):
    assert causes(text, gold, pred) == expected


def test_what_is_found_without_a_threshold_was_below_it():
    assert causes(MINSK, [ARREST], [], [ARREST]) == [("missed", "below the threshold")]


def test_the_order_in_which_errors_are_read_is_the_same_every_time():
    gold = Item(id="1", coding=made(MINSK, ARREST, CONDEMNING, TALKS))
    empty = replace(gold, coding=made(MINSK))
    one, two = ([e.event.trigger.text for e in misses.drawn([gold], [empty])] for _ in range(2))
    assert one == two
    assert len(one) == 3


def test_the_hundred_sorted_errors_hold_ids_types_and_known_causes_alone():
    classes = tomllib.loads((HERE / "classes.toml").read_text(encoding="utf-8"))
    with (HERE / "misses.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) == 100
    assert {tuple(r) for r in rows} == {("kind", "report", "type", "cause")}
    assert {r["cause"] for r in rows} <= classes.keys()
    assert all(len(c["examples"]) == 2 and c["needs"] for c in classes.values())


def test_the_section_ranks_the_classes_and_counts_the_computed_causes():
    gold = Item(id="1", coding=made(MINSK, ARREST, CONDEMNING))
    lines = list(misses.section([gold], [replace(gold, coding=made(MINSK, ARREST))]))
    assert sum(line.startswith("| **") for line in lines) == misses.WORST
    assert "| missed | no trigger found: other | 1 |" in lines
