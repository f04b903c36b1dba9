"""More real reports: the annotation finds its words again, and keeps them out of the repository."""

import gzip
import re

import pytest

from corpus.parse import parse_text
from training.corpora.real_more import prepare

BANK = """# newdoc id = weblog-x
# newpar
# text = Nothing happened on Monday.
1\tNothing

# newpar
# text = Police "arrested" two men [in Minsk]...
1\tPolice

# text = They were freed.
1\tThey

"""
NOTE = """=== real-900
publisher: x
form: weblog
region: World
topic: none
published: 2010-05-04
origin: ewt/weblog-x 1..2
---
event 1[arrested] COERCE/arrest
  actor 1[Police] = police | BLR | COP
quote 1[arrested] none
"""


@pytest.fixture
def data(tmp_path):
    (tmp_path / "ud_ewt").mkdir()
    (tmp_path / "ud_ewt/en_ewt-ud-train.conllu.gz").write_bytes(gzip.compress(BANK.encode()))
    return tmp_path


def test_sentences_come_from_the_source_in_the_letters_of_corpus_files(data):
    assert prepare.text("ewt/weblog-x 1..2", data) == "1| Police “arrested” two men (in Minsk)…\n2| They were freed."
    assert prepare.text("ewt/weblog-x 0..1", data).splitlines()[1] == ""


def test_a_note_with_its_sentences_is_a_corpus_report(data):
    [gold], faults = parse_text(prepare.whole(NOTE, data), "900.txt")
    assert not faults and [e.type for e in gold.coding.events] == ["COERCE"]
    assert gold.coding.report.text.endswith("They were freed.")


def test_notes_hold_no_sentence_of_a_text():
    files = sorted(prepare.NOTES.glob("*.txt"))
    assert len(files) > 50
    for file in files:
        assert not re.search(r"^\d+\| ", file.read_text(encoding="utf-8"), re.MULTILINE), file.name


def test_files_without_a_report_are_a_fault_of_their_own():
    good, [fault] = parse_text("nothing", "x.txt")
    assert not good and "x.txt: no line '=== ID'" in str(fault)
