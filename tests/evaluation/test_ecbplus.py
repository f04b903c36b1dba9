"""ECB+: reading its markup and scoring joined events across documents."""

import xml.etree.ElementTree as ET

from evaluation.ecbplus import read, scores, stands_on
from reportedly.records import Event, ReportRef, Sentence, Span

XML = """<Document doc_name="1_1x.xml"><token t_id="1" sentence="0">http</token><token t_id="2" sentence="0">://x.example</token>
<token t_id="3" sentence="1">Rebels</token><token t_id="4" sentence="1">attacked</token><token t_id="5" sentence="1">.</token>
<token t_id="6" sentence="2">They</token><token t_id="7" sentence="2">fled</token><token t_id="8" sentence="2">.</token>
<Markables><ACTION_OCCURRENCE m_id="1"><token_anchor t_id="4"/></ACTION_OCCURRENCE><ACTION_OCCURRENCE m_id="2"><token_anchor t_id="7"/></ACTION_OCCURRENCE>
<HUMAN_PART m_id="3"><token_anchor t_id="3"/></HUMAN_PART><ACTION_OCCURRENCE m_id="9" instance_id="ACT1"/><ACTION_OCCURRENCE m_id="8" instance_id="ACT2"/></Markables>
<Relations><CROSS_DOC_COREF r_id="1"><source m_id="1"/><target m_id="9"/></CROSS_DOC_COREF><CROSS_DOC_COREF r_id="2"><source m_id="3"/><target m_id="9"/></CROSS_DOC_COREF>
<CROSS_DOC_COREF r_id="3"><source m_id="2"/><target m_id="8"/></CROSS_DOC_COREF></Relations></Document>"""


def test_mentions_of_events_in_validated_sentences_are_read_and_addresses_left_out():
    doc = read(1, "1_1x", ET.fromstring(XML), {("1_1x", "1")})
    assert doc.report.text == "Rebels attacked.\nThey fled."
    assert doc.mentions == {(7, 15): "ACT1"}
    event = Event(id="e", report=ReportRef("r"), type="ASSAULT", trigger=Span("attacked", 7, 15), sentence=Sentence("Rebels attacked.", 0, 16))
    assert stands_on(event, doc.mentions) == "ACT1"


def test_pairs_within_a_document_do_not_count():
    home = {"a": "d1", "b": "d2", "c": "d2"}
    gold = {"a": "x", "b": "x", "c": "y"}
    assert scores({"a": "1", "b": "1", "c": "1"}, gold, home)["pairwise P"] == 50
    assert scores({"a": "1", "b": "2", "c": "2"}, gold, home)["pairwise F1"] == 0
    assert scores({"a": "1", "b": "1", "c": "3"}, gold, home)["B3 F1"] == 100
