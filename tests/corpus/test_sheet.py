"""The data sheet says what the files hold, and the plan was kept."""

from corpus.__main__ import count, counts_table, split_of
from corpus.parse import HERE, load
from evaluation.gold.ours import corpus
from evaluation.item import digest_of
from reportedly import codebook

GOLDS = list(load())
TRAIN = count([g for g in GOLDS if split_of(g) == "train"])
ALL = count(GOLDS)
BOOK = codebook.load()


def test_the_sheet_shows_the_counts_of_the_files():
    assert counts_table(GOLDS) in (HERE / "SHEET.md").read_text(encoding="utf-8"), "run python -m corpus sheet"


def test_the_corpus_is_as_large_and_as_various_as_planned():
    assert ALL["totals"]["reports"] >= 600 and ALL["totals"]["events"] >= 4000 and ALL["totals"]["without_event"] >= 80
    assert sum(150 <= len(g.coding.report.text.split()) <= 350 for g in GOLDS) >= 600
    parts = [sum(split_of(g) == part for g in GOLDS) / len(GOLDS) for part in ("train", "dev", "test")]
    assert parts == [0.7, 0.15, 0.15]
    lands = ALL["country of events"]
    assert len(lands) >= 60 and max(lands.values()) / lands.total() < 0.12
    groups = [g.header["group"] for g in GOLDS if "group" in g.header]
    assert len(set(groups)) >= 60 and all(2 <= groups.count(g) <= 5 for g in groups)
    assert sum("near" in g.header for g in GOLDS) >= 60
    assert {g.header["published"][:4] for g in GOLDS if "published" in g.header} >= {str(y) for y in range(2005, 2027)}


def test_every_mode_occurs_at_least_15_times():
    few = [f"{t}/{m}" for t in BOOK.types for m in BOOK.types[t].modes if ALL["type/mode"][f"{t}/{m}"] < 15]
    assert not few


def test_the_training_part_has_60_of_each_status_stance_facet_side_evidence_and_verification():
    asked = {
        "status": BOOK.statuses,
        "stance": BOOK.stances,
        "about": BOOK.facets,
        "side": ["actor", "recipient", "third", "outlet", "unnamed"],
        "evidence": BOOK.evidence_kinds,
        "verification": ["verified", "unverified", "refuted"],
    }
    assert not [
        (kind, code, TRAIN[kind][code]) for kind, codes in asked.items() for code in codes if TRAIN[kind][code] < 60
    ]


def test_the_test_part_is_frozen():
    assert f"digest `{digest_of(list(corpus('test')))}`" in (HERE / "SHEET.md").read_text(encoding="utf-8")
