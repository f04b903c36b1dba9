"""Single heads asked about given spans, with a tagger whose heads are a few numbers."""

from types import SimpleNamespace

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from evaluation import probes, steps
from evaluation.item import Item
from reportedly.coding.places import Entry
from reportedly.coding.tag import Markup, Name
from reportedly.records import Coding, Place, Report, Span
from tests.evaluation.made import ARREST, CONDEMNING, KHARKIV, MINSK, URGING, made

TEXT = "Nord praised Sued in Ost"
WORDS = TEXT.split()
TYPES = ["SUPPORT", "ACCUSE"]


def tokenizer() -> Tokenizer:
    vocab = {w: i for i, w in enumerate(["[CLS]", "[SEP]", "?", *WORDS])}
    made = Tokenizer(models.WordLevel(vocab, unk_token="?"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", special_tokens=[("[CLS]", 0), ("[SEP]", 1)])
    return made


class Heads:
    """Status by the word; roles by its distance: the word before the anchor is its actor, the one after its recipient."""

    def pools(self, heads: tuple[str, ...], vectors: np.ndarray) -> list[np.ndarray]:
        rows = [[9.0, 0.0, 0.0, 0.0] if v[0] == WORDS.index("praised") else [0.0, 0.0, 0.0, 9.0] for v in vectors]
        return [np.array(rows) for _ in heads]

    def frame(self, head: str, words: np.ndarray, anchors: np.ndarray, at: np.ndarray) -> np.ndarray:
        logits = np.zeros((len(anchors), len(words), 5))
        logits[:, :, 0] = 5.0
        for n, i in enumerate(at):
            if i > 0:
                logits[n, i - 1, 1] = 9.0
            if i + 1 < len(words):
                logits[n, i + 1, 3] = 9.0
        return logits


class Tagger:
    """Marks Ost as a place; the trigger head takes `praised` for SUPPORT and every other word for ACCUSE."""

    labels = {
        "pool_status": ["happened", "planned", "possible", "not_happened"],
        "tag_trigger": TYPES,
        "frame_event": ["actor", "recipient"],
    }
    heads, tokenizer = Heads(), tokenizer()

    def encode(self, toks):
        out = []
        for t in toks:
            vectors = np.arange(len(t.first), dtype=float)[:, None]
            logits = np.zeros((len(t.first), 5))
            logits[:, 3] = 4.0
            logits[WORDS.index("praised")] = [0, 4.0, 0, 0, 0]
            out.append([vectors, logits])
        return out

    def tag(self, text, passages):
        start = text.index("Ost")
        return Markup(names=(Name(0, 4, "PER", 0.9), Name(start, start + 3, "LOC", 0.9)))


def find(name: str) -> list[Entry]:
    return [Entry("Ost", "XKX", lat=42.0, lon=21.0)] if name == "Ost" else []


CODER = SimpleNamespace(tagger=Tagger(), gazetteer=SimpleNamespace(find=find))
REPORT = Report.of(TEXT)


def span(words: str) -> Span:
    return Span(words, TEXT.index(words), TEXT.index(words) + len(words))


def test_names_and_places_come_from_the_markup():
    assert [(n.text, n.kind) for n in probes.names(CODER, REPORT)] == [("Nord", "PER"), ("Ost", "LOC")]
    assert [(p.text, p.lat) for p in probes.toponyms(CODER, REPORT)] == [("Ost", 42.0)]


def test_the_type_of_a_pair_is_that_of_the_word_whose_actor_and_recipient_they_are():
    assert probes.pair_type(CODER, REPORT, span("Nord"), span("Sued")) == "SUPPORT"
    assert probes.pair_type(CODER, REPORT, span("praised"), span("in")) == "ACCUSE"
    assert probes.pair_type(CODER, REPORT, Span(), span("in")) == ""


def test_factuality_goes_from_minus_three_to_three_and_is_none_for_what_is_not_in_the_text():
    values = probes.factuality(CODER, REPORT, [span("praised"), span("Sued"), Span()])
    assert [v if v is None else round(v) for v in values] == [3, -3, None]


def test_the_same_geonames_id_is_the_same_place_however_far_the_points_lie():
    gold = Item(id="1", coding=Coding(REPORT), places=(Place("Ost", 0, 3, lat=42.0, lon=42.0, geonameid=7),))
    for told, right in (({"lat": 10.0, "lon": 10.0, "geonameid": 7}, 1), ({"lat": 10.0, "lon": 10.0}, 0), ({"lat": 42.1, "lon": 42.0}, 1)):
        answer = Item(id="1", coding=Coding(REPORT), places=(Place("Ost", 0, 3, **told),))
        assert steps.toponyms(gold, answer)["within 161 km"][1] == (right, 1)


def test_acts_of_speech_are_attributions_where_a_set_has_nothing_else():
    told = probes.with_speech(made(KHARKIV, URGING)).attributions[-1]
    assert (told.source.text, told.cue.text, told.content.text) == ("Kyiv", "urged", "its allies to send air defences")
    both = probes.with_speech(made(MINSK, ARREST, CONDEMNING))
    assert [a.cue.text for a in both.attributions] == ["condemned"] and both.attributions[0].content.text == "the arrests"
