"""The loaders read the original forms; tiny files of our own words stand in for the sets."""

import functools
import gzip
import json
import operator
from pathlib import Path

import pytest

from corpus.parse import Gold
from evaluation.gold import SETS, attribution, incidents, load, ours, pairs, sentences, toponyms
from evaluation.gold.words import join
from evaluation.item import digest_of, question
from reportedly.records import Coding, Report
from training.corpora.plover_real import prepare

REPORT = {
    "id": "R1",
    "origin": "made/1",
    "publisher": "Valley Courier",
    "title": "Shells hit Ost market",
    "published": "2020-03-04",
    "licence": "CC0",
    "sentences": ["The army shelled Ost, the mayor said.", "The army denied it.", "“We held fire,” it said."],
}
EVENT = {
    "sentence": 0,
    "trigger": "shelled",
    "also": [{"sentence": -1, "trigger": "Shells"}],
    "type": "ASSAULT",
    "mode": ["heavy-weapons"],
    "actor": [
        {"sentence": 0, "text": "The army", "name": "army", "country": "XKX", "sector": "MIL", "alternative": False}
    ],
    "recipient": [],
    "targets": [{"sentence": -1, "text": "market", "kind": "market"}],
    "weapon": None,
    "places": [
        {
            "sentence": 0,
            "text": "Ost",
            "role": "site",
            "qualifier": None,
            "name": "Ost",
            "country": "XKX",
            "contested": False,
        }
    ],
    "time": None,
    "historical": False,
    "status": "happened",
    "hedged": False,
    "hedge": None,
    "effects": [],
    "attribution": [
        {"sentence": 0, "text": "the mayor", "cue": "said", "stance": "alleges", "about": ["occurrence"], "via": None},
        {"sentence": 1, "text": "The army", "cue": "denied", "stance": "denies", "about": ["actor"], "via": None},
    ],
    "evidence": [],
    "counts": [],
}
NOTES = {
    "id": "R1",
    "annotator": "X",
    "codebook": "plover-2.1",
    "events": [EVENT],
    "attributions": [
        {
            "source": {"sentence": 0, "text": "the mayor", "name": "mayor of Ost"},
            "cue": {"sentence": 0, "text": "said"},
            "content": [{"sentence": 0, "text": "The army shelled Ost"}],
        }
    ],
    "quotations": [{"sentence": 2, "text": "We held fire", "speaker": "The army", "name": "army", "cue": "it said"}],
}


@pytest.fixture
def real(tmp_path: Path) -> Path:
    (tmp_path / "reports.jsonl").write_text(json.dumps(REPORT) + "\n")
    (tmp_path / "events.jsonl").write_text(json.dumps(NOTES) + "\n")
    return tmp_path


def test_plover_real_becomes_our_records_with_offsets_into_title_and_body(real):
    (gold,) = prepare.load(real)
    (event,), text = gold.coding.events, gold.coding.report.text
    assert text.startswith("Shells hit Ost market\n\nThe army shelled Ost, the mayor said. The army denied it. ")
    for span in (event.trigger, *event.mentions, *event.actors, *event.places, *event.targets, event.sentence):
        assert text[span.start : span.end] == span.text
    assert event.sentence.index == 1
    assert event.mentions[0].sentence == 0
    assert event.actors[0].start == event.sentence.start  # the one beside the trigger, not the one that denied
    assert event.when is not None
    assert (event.when.to, event.when.basis) == ("2020-03-04", "assumed")
    alleges, denies = event.attribution
    assert (alleges.source.text, alleges.stance, alleges.content and alleges.content.text) == (
        "the mayor", "alleges", "The army shelled Ost",
    )  # fmt: skip
    assert denies.source.start == text.index("The army denied")


def test_quotations_find_a_speaker_some_sentences_away(real):
    (quote,) = next(prepare.load(real)).coding.quotations
    assert quote.speaker is not None
    assert quote.speaker.text == "The army"
    assert quote.cue is not None
    assert quote.cue.text == "it said"


def test_words_that_are_not_in_the_named_sentence_are_an_error_that_names_the_report(real):
    broken = NOTES | {"events": [EVENT | {"trigger": "bombed"}]}
    (real / "events.jsonl").write_text(json.dumps(broken) + "\n")
    with pytest.raises(ValueError, match="R1: 'bombed' is not in sentence 0"):
        list(prepare.load(real))


def reports(*texts: str) -> list[Gold]:
    made = (Coding(Report.of(text, source_id=f"R{n}")) for n, text in enumerate(texts))
    return [Gold(coding, (), {}, {}, "") for coding in made]


def test_folds_are_even_seeded_and_do_not_depend_on_the_order():
    golds = reports(*(f"w{n} x{n} y{n} z{n} v{n} u{n}" for n in range(23)))
    folds = prepare.folds(golds)
    assert [list(folds.values()).count(k) for k in range(5)] == [5, 5, 5, 4, 4]
    assert folds == prepare.folds(reversed(golds)) != prepare.folds(golds, seed=2)


def test_copies_of_one_text_never_stand_on_both_sides_of_a_fold():
    texts = [f"Envoy {n} met the council of town {n} and left on day {n} without result" for n in range(40)]
    folds = prepare.folds(reports(*texts, *texts, *(f"{t} again, he said" for t in texts)))
    for n in range(40):
        assert len({folds[f"R{n + copy}"] for copy in (0, 40, 80)}) == 1


def test_an_item_of_plover_real_knows_its_fold_and_what_it_lacks(real):
    (item,) = ours.plover_real(real)
    assert (item.header["fold"], item.lacks) == ("0", ("date", "contexts"))


def test_a_question_holds_nothing_of_the_answer(real):
    (item,) = ours.plover_real(real)
    asked = question(item)
    assert asked.report == item.report
    assert asked.coding.events == asked.coding.attributions == asked.coding.quotations == ()
    assert asked.sentences == ()
    assert asked.header == {}


def test_a_pair_gets_its_offsets_from_the_marks_or_else_from_its_words(tmp_path):
    rows = ["\tsentence\tmarked_sentence\tsource\ttarget\tgold_root"]
    rows.append('0\tx\t<s>Nord</s> praised <t>Sued</t> "again".\tNord\tSued\tSUPPORT')
    rows.append("1\tx\t<s>Nord</s> left Sued.\tNord\tSued\tYIELD")
    (tmp_path / "plv.tsv").write_text("\n".join(rows) + "\n")
    one, two = pairs.plv(tmp_path / "plv.tsv")
    assert one.report.text == 'Nord praised Sued "again".'
    assert one.pair is not None
    assert (one.pair[1].text, one.pair[1].start) == ("Sued", 13)
    assert two.pair is not None
    assert two.pair[1].text == "Sued"
    assert two.coding.events[0].type == "YIELD"
    assert question(one).pair == one.pair


def test_source_and_reciprocal_spans_are_actors_and_target_spans_recipients(tmp_path):
    (tmp_path / "c.txt").write_text(
        "Nord B-R\nand O\nSued B-R\nmet O\n. O\n\nThe B-S\narmy I-S\nhit O\nOst B-T\n. O\n\n"
    )
    one, two = pairs.cameo(tmp_path / "c.txt")
    assert [e.text for e in one.coding.events[0].actors] == ["Nord", "Sued"]
    event = two.coding.events[0]
    assert ([e.text for e in event.actors], [e.text for e in event.recipients]) == (["The army"], ["Ost"])
    assert two.report.text == "The army hit Ost."


def test_attribution_in_pieces_is_one_entry_a_connected_piece(tmp_path):
    text = "“We won,” the mayor said, “and they lost.” Nobody else spoke."
    at = {w: (text.index(w), text.index(w) + len(w)) for w in ("We won", "the mayor", "said", "and they lost")}
    notes = [
        "T1\tSource {} {}\tx".format(*at["the mayor"]),
        "T2\tCue {} {}\tx".format(*at["said"]),
        "T3\tContent {} {};{} {}\tx".format(*at["We won"], *at["and they lost"]),
        "T4\tAttribution 0 1\tx",
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1",
    ]
    for folder, name, body in (("text", "d.txt", text), ("ann", "d.ann", "\n".join(notes))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(body)
    head = "doc\tannotator\tannotators_available\tpublisher\tpublication_date"
    (tmp_path / "docs.tsv").write_text(f"{head}\nd\tx\t1\tcourier\t2016-09-08\n")
    (item,) = attribution.polnear(tmp_path)
    assert [a.content and a.content.text for a in item.coding.attributions] == ["We won", "and they lost"]
    assert {a.source.text for a in item.coding.attributions} == {"the mayor"}


def test_toponyms_keep_those_without_coordinates(tmp_path):
    spot = {
        "start": 5,
        "end": 8,
        "name": "Ost",
        "type": "Literal",
        "canonical": "Ost",
        "geonameid": 1,
        "lat": 2.0,
        "lon": 3.0,
    }
    bare = spot | {"start": 12, "end": 15, "name": "Sud", "geonameid": None, "lat": None, "lon": None}
    line = {"id": "1", "title": "x", "text": "From Ost to Sud.", "toponyms": [spot, bare]}
    (tmp_path / "g.jsonl").write_text(json.dumps(line) + "\n")
    (item,) = toponyms.read(tmp_path / "g.jsonl")
    assert [(p.text, p.lat) for p in item.places] == [("Ost", 2.0), ("Sud", None)]


def test_facts_names_and_triggers_move_from_tokens_to_characters(tmp_path):
    facts = {"text": "He did n't leave .", "targets": [{"span1": [3, 4], "label": -3.0, "span_text": "leave"}]}
    (tmp_path / "f.jsonl").write_text(json.dumps(facts) + "\n")
    (item,) = sentences.facts(tmp_path / "f.jsonl")
    assert [(f.text, f.value) for f in item.facts] == [("leave", -3.0)]
    assert [f.value for f in question(item).facts] == [None]
    rows = "# text = x\n1\tIn\tO\t-\t-\n2\tOst\tB-LOC\t-\t-\n3\tMarket\tI-LOC\t-\t-\n4\tDane\tB-OTH\t-\t-\n\n"
    (tmp_path / "u.gz").write_bytes(gzip.compress(rows.encode()))
    (item,) = sentences.uner(tmp_path / "u.gz")
    assert [(n.text, n.kind) for n in item.names] == [("Ost Market", "LOC")]
    mentions = [{"id": t, "event_type": t, "trigger": {"start": 1, "end": 2}} for t in ("Attack", "Statement")]
    geneva = {"wnd_id": "1", "tokens": ["They", "attacked", "Ost", "."], "event_mentions": mentions}
    (tmp_path / "g.gz").write_bytes(gzip.compress(json.dumps(geneva).encode() + b"\n"))
    (item,) = sentences.geneva(tmp_path / "g.gz")
    assert [(e.trigger.text, e.type) for e in item.coding.events] == [("attacked", "ASSAULT")]


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        (["``", "No", "''", ",", "he", "said", "."], "“No”, he said."),
        (["the", "town", "'s", "mayor", "-LRB-", "58", "-RRB-"], "the town's mayor (58)"),
        (["$", "5", "%"], "$5%"),
    ],
)
def test_tokens_are_joined_as_a_reader_would_see_them(tokens, text):
    joined, at = join(tokens)
    assert joined == text
    assert len(at) == len(tokens)


KEY = """
0.  MESSAGE: ID                     TST1-MUC3-0001
1.  MESSAGE: TEMPLATE               1
2.  INCIDENT: DATE                  - 04 FEB 90
3.  INCIDENT: LOCATION              PERU: OST (TOWN)
4.  INCIDENT: TYPE                  BOMBING
5.  INCIDENT: STAGE OF EXECUTION    THREATENED

0.  MESSAGE: ID                     TST1-MUC3-0002
4.  INCIDENT: TYPE                  *
"""


def test_muc_templates_are_events_of_their_message_and_fillers_go_by_role(tmp_path):
    extracts = {"PerpInd": [[["rebels", 0], ["gunmen", 9]]], "PerpOrg": [], "Target": [], "Victim": [], "Weapon": []}
    docs = [{"docid": f"TST1-MUC3-000{n}", "doctext": "rebels.", "extracts": extracts} for n in (1, 2)]
    files = {
        "key-tst1.v7.gz": KEY, "key-tst2.v4.gz": "", "tst2-muc4.gz": "",
        "tst1-muc3.gz": "TST1-MUC3-0001\n\n  LIMA, 5 FEB 90 -- [TEXT] X\n\nTST1-MUC3-0002\n\n  Y\n",
        "grit_dev.jsonl.gz": "\n".join(map(json.dumps, docs)),
    }  # fmt: skip
    for name, body in files.items():
        (tmp_path / name).write_bytes(gzip.compress(body.encode()))
    one, two = incidents.muc(tmp_path)
    (event,) = one.coding.events
    assert (event.places[0].name, event.places[0].country, event.status) == ("Ost", "PER", "possible")
    assert event.when is not None
    assert (event.when.from_, event.when.to) == (None, "1990-02-04")
    assert one.report.published == "1990-02-05"
    assert one.fillers["actor"] == (("rebels", "gunmen"),)
    assert two.coding.events == ()


def test_the_corpus_is_split_by_writer(tmp_path):
    text = "publisher: Valley Courier\nform: wire\nregion: Europe\ntopic: war\n\n1| Police arrested two men.\n---\n"
    text += "event 1[arrested] COERCE/arrest\n  actor 1[Police] = Police | FRA | COP\n"
    for writer in ("w1", "w7"):
        (tmp_path / writer).mkdir()
        (tmp_path / writer / "01.txt").write_text(f"=== {writer}-001\n{text}")
    parts = {part: [i.id for i in ours.corpus(part, tmp_path)] for part in ("train", "dev", "test")}
    assert sorted(functools.reduce(operator.iadd, parts.values(), [])) == ["w1-001", "w7-001"]
    assert parts["train"] == ["w1-001"]


DATA = Path("../shared/data")


@pytest.mark.skipif(not DATA.is_dir(), reason="the sets are not on this machine")
def test_the_sets_hold_what_their_sheets_say():
    found = {}
    for name in ("plover_real", "cameo_spans_dev", "geowebnews", "muc_dev"):
        items = load(name, DATA)
        found[name] = len(items), sum(len(i.coding.events) for i in items), sum(len(i.places) for i in items)
        assert digest_of(items) == digest_of(load(name, DATA))
        sides = {(i.report.text, i.header.get("fold")) for i in items}
        assert len(sides) == len({text for text, _ in sides})
    assert found == {
        "plover_real": (128, 497, 0),
        "cameo_spans_dev": (776, 776, 0),
        "geowebnews": (100, 0, 1269),
        "muc_dev": (200, 191, 0),
    }


def test_every_set_has_a_sheet():
    sheets = Path("evaluation/gold/SHEETS.md").read_text()
    heads = [h for line in sheets.splitlines() if line.startswith("## ") for h in line[3:].split(", ")]
    assert sorted(heads) == sorted(SETS)
