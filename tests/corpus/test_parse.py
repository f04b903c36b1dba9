"""The corpus: every report parses, spans are exact, faults are named."""

from pathlib import Path

import pytest

from corpus.grid import WRITERS, rows
from corpus.parse import HERE, doubts, load, parse_file
from corpus.render import page
from reportedly import codebook
from reportedly.coding.segment import sentences
from reportedly.records import spans

GOLDS = list(load())
EXAMPLE = "\n".join(
    line[4:]
    for line in (HERE / "FORMAT.md").read_text(encoding="utf-8").split("\n")
    if line.startswith("    ") or not line
)


def read(text: str, tmp_path: Path):
    path = tmp_path / "x.txt"
    path.write_text(text, encoding="utf-8")
    return parse_file(path)


def test_every_span_reads_as_the_text_does():
    for gold in GOLDS:
        text = gold.coding.report.text
        for span in spans((*gold.coding.events, *gold.coding.attributions, *gold.coding.quotations)):
            assert span.start is None or text[span.start : span.end] == span.text, gold.id


def test_every_code_is_in_the_codebook():
    book = codebook.load()
    assert not [(g.id, fault) for g in GOLDS for e in g.coding.events for fault in book.check(e)]


def test_ids_are_those_of_the_plan_and_occur_once():
    ids = [g.id for g in GOLDS]
    assert len(set(ids)) == len(ids) and set(ids) <= {r["id"] for r in rows()}


def test_groups_stay_with_one_writer_and_so_in_one_part():
    for gold in GOLDS:
        for key in ("group", "near"):
            assert gold.header.get(key, gold.id).split("-")[0] == gold.id.split("-")[0]
    assert {"train", "dev", "test"} == set(WRITERS.values())


def test_the_plan_is_the_same_every_time():
    assert "\n".join("\t".join(r.values()) for r in rows()) in (HERE / "grid.tsv").read_text(encoding="utf-8")


def test_the_example_of_the_form_is_what_the_page_says(tmp_path):
    [gold], faults = read(EXAMPLE[EXAMPLE.index("===") :].split("\n\n\n")[0], tmp_path)
    assert not faults and not doubts(gold)
    [event] = gold.coding.events
    assert event.actors[0].sectors == ("MIL",) and event.places[0].qualifier == "on the outskirts of"
    assert [a.stance for a in event.attribution] == ["asserts", "denies"] and gold.sides[event.id] == (
        "recipient",
        "actor",
    )
    assert (event.counts[0].low, event.counts[0].high) == (2, None)


HEAD = "=== w1-001\npublisher: X\nform: wire\nregion: R\ntopic: t\npublished: 2020-01-02\n\n1| Rebels shelled Goma and rebels fled.\n---\n"


@pytest.mark.parametrize(
    ("notes", "fault"),
    [
        ("event 1[shelled] ASSAULT/archery", "archery"),
        ("event 1[bombed] ASSAULT", "is not in sentence 1"),
        ("event 2[shelled] ASSAULT", "no sentence 2"),
        ("event 1[shelled] ATTACK", "ATTACK"),
        ("event 1[shelled] ASSAULT\n  actor 1[ebels]", "is not in sentence"),
        ("event 1[shelled] ASSAULT\n  actor 1[Rebels] = M23 | XXX | REB", "XXX"),
        ("event 1[shelled] ASSAULT\n  by a9 asserts occurrence third", "known attr"),
        ("event 1[shelled] ASSAULT\n  time 1[Goma] = 2020-13-01", "month"),
        ("event 1[shelled] ASSAULT\n  count 1[Goma] killed many", "no figure"),
        ("event 1[shelled] ASSAULT\n  colour red", "unknown line"),
        ("  actor 1[Rebels]", "indented line"),
        ("story 1[shelled]", "unknown line"),
    ],
)
def test_faults_name_file_report_and_line(notes, fault, tmp_path):
    good, [error] = read(HEAD + notes + "\n", tmp_path)
    assert not good and str(error).startswith("x.txt:") and "w1-001" in str(error) and fault in str(error)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("1| Rebels", "2| Rebels", "sentence 2 where 0 or 1"),
        ("form: wire", "form: novel", "form 'novel'"),
        ("publisher: X\n", "", "'publisher' is missing"),
        ("---\n", "", "no line '---'"),
        ("fled.", "“fled to the hills at dawn”.", "has no quote line"),
        ("fled.", "fled [all].", "square brackets"),
        ("2020-01-02", "yesterday", "not ISO 8601"),
    ],
)
def test_faults_of_header_and_text_are_named(old, new, fault, tmp_path):
    good, [error] = read(HEAD.replace(old, new), tmp_path)
    assert not good and fault in str(error)


def test_one_bad_report_does_not_cost_its_neighbours(tmp_path):
    good, bad = read(HEAD + "nonsense\n" + HEAD.replace("w1-001", "w1-002"), tmp_path)
    assert [g.id for g in good] == ["w1-002"] and len(bad) == 1


def test_our_segmenting_agrees_with_the_writers_sentences():
    gold = ours = both = 0
    for g in GOLDS:
        a = {s.start for s in g.sentences}
        b = {s.start for s in sentences(g.coding.report.text, g.coding.report.title)}
        gold, ours, both = gold + len(a), ours + len(b), both + len(a & b)
    assert both / gold > 0.97 and both / ours > 0.97


def test_a_report_renders_as_a_page_with_its_events():
    gold = next(g for g in GOLDS if g.coding.events)
    html = page(gold)
    assert gold.id in html and gold.coding.events[0].type in html and "<script" not in html
