"""The records hold everything the codebook codes, keep it through JSON, and show the JSON of the design."""

import functools
import json
import types
import typing
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from reportedly import codebook
from reportedly.records import (
    Attribution,
    Capture,
    Coding,
    Count,
    Effect,
    Entity,
    Event,
    Evidence,
    Incident,
    Mention,
    Place,
    Quotation,
    Report,
    ReportRef,
    Sentence,
    Span,
    Target,
    When,
    digest,
    from_json,
    to_json,
)

EXPECTED = Path(__file__).parent / "acceptance" / "expected.jsonl"
LINES = [json.loads(line) for line in EXPECTED.read_text(encoding="utf-8").splitlines()]
TO_THE_SCORER = {"note", "optional"}  # say how a line is judged, not what is coded


# (1) every line of the acceptance set has a home in the records


def first(value):
    """Take the first of the `|` alternatives, at any depth."""
    if isinstance(value, str):
        return value.split("|")[0]
    if isinstance(value, list):
        return [first(one) for one in value]
    if isinstance(value, dict):
        return {key: first(one) for key, one in value.items()}
    return value


def listed(value):
    return value if isinstance(value, list) else [value] if value is not None else []


class Draft:
    """A report that grows by each phrase it is asked for, so that every span is a true one."""

    def __init__(self):
        self.text = ""

    def span(self, kind, words, **fields):
        if words is None:
            return kind(**fields)
        start = len(self.text)
        self.text += words + " "
        return kind(text=words, start=start, end=start + len(words), **fields)

    def entities(self, names, codes):
        count = max(len(names), len(codes))
        names = names or [None] * count
        codes = codes * count if len(codes) == 1 else codes or [[None, None]] * count
        return tuple(
            self.span(Entity, name, name=name, country=country, sectors=(sector,) if sector else ())
            for name, (country, sector) in zip(names, codes, strict=True)
        )

    def event(self, line):
        """Map a line of the acceptance set into an event."""
        book, one = codebook.load(), first(line)
        modes = tuple(one.get("mode", ()))
        return Event(
            id="e1",
            report=ReportRef("r1", published="2025-05-15"),
            type=one["type"],
            modes=modes,
            quad=book.quad(one["type"]),
            scale=book.scale(one["type"], modes),
            cameo_root=book.cameo_root(one["type"], modes),
            actors=self.entities(one.get("actor", []), one.get("actor_code", [])),
            recipients=self.entities(one.get("recipient", []), [[c, None] for c in one.get("recipient_country", [])]),
            targets=tuple(self.span(Target, words) for words in listed(one.get("object"))),
            places=tuple(
                self.span(Place, name, country=one.get("country"), qualifier=one.get("qualifier"))
                for name in listed(one.get("place"))
            ),
            when=self.span(When, one["when"], basis="text") if "when" in one else None,
            status=one["status"],
            hedged=one.get("hedged", False),
            attribution=tuple(
                Attribution(
                    self.span(Entity, a["source"]),
                    cue=self.span(Span, a["cue"]) if "cue" in a else None,
                    via=self.span(Entity, a["via"]) if "via" in a else None,
                    **({"stance": a["stance"]} if "stance" in a else {}),
                )
                for a in one.get("attribution", [])
            ),
            evidence=tuple(
                Evidence(kind=e["kind"], holder=self.span(Entity, e["holder"]), verification=e["verification"])
                for e in one.get("evidence", [])
            ),
            trigger=self.span(Span, one["trigger"]),
            mentions=tuple(self.span(Mention, words) for words in line["trigger"].split("|")[1:]),
            sentence=Sentence(),
        )


def attribution_keys(line, event):
    read = {"source": lambda a: a.source.text, "cue": lambda a: a.cue.text, "via": lambda a: a.via.text}
    read["stance"] = lambda a: a.stance
    return [{key: read[key](a) for key in keys} for keys, a in zip(line, event.attribution, strict=True)]


READ = {  # key of a line -> where its value lies in an event
    "type": lambda _, e: e.type,
    "mode": lambda _, e: list(e.modes),
    "actor": lambda _, e: [a.name for a in e.actors],
    "actor_code": lambda _, e: [
        list(code) for code in dict.fromkeys((a.country, *(a.sectors or [None])) for a in e.actors)
    ],
    "recipient": lambda _, e: [r.name for r in e.recipients],
    "recipient_country": lambda _, e: [r.country for r in e.recipients],
    "object": lambda _, e: e.targets[0].text,
    "place": lambda value, e: [p.text for p in e.places] if isinstance(value, list) else e.places[0].text,
    "qualifier": lambda _, e: e.places[0].qualifier,
    "country": lambda _, e: e.places[0].country,
    "status": lambda _, e: e.status,
    "hedged": lambda _, e: e.hedged,
    "attribution": attribution_keys,
    "evidence": lambda _, e: [
        {"kind": v.kind, "holder": v.holder.text, "verification": v.verification} for v in e.evidence
    ],
    "when": lambda _, e: e.when.text,
}


@pytest.mark.parametrize("line", LINES, ids=[line["trigger"] for line in LINES])
def test_each_expected_event_goes_into_the_records_and_comes_back(line):
    draft = Draft()
    event = draft.event(line)
    back = from_json(Event, to_json(event))
    assert back == event
    assert "|".join(m.text for m in (back.trigger, *back.mentions)) == line["trigger"]
    for key in line.keys() - TO_THE_SCORER - {"trigger"}:
        assert READ[key](line[key], back) == first(line[key]), key
    for span in (back.trigger, *back.mentions, *back.actors, *back.places, *back.targets):
        assert span.text == (draft.text[span.start : span.end] if span.text is not None else None)
    assert codebook.load().check(back) == []


def test_the_acceptance_set_is_whole():
    assert len(LINES) == 12
    assert {key for line in LINES for key in line} == READ.keys() | TO_THE_SCORER | {"trigger"}


# (2) whatever is built from the records comes back from JSON as it was

PLAIN = {
    str: st.text(max_size=8),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    bytes: st.binary(max_size=8),
    type(None): st.none(),
}


@functools.cache
def any_of(kind):
    """Return a strategy for every value that the type of a field allows."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return st.sampled_from(args)
    if origin in (types.UnionType, typing.Union):
        return st.one_of(*map(any_of, args))
    if origin is tuple:
        return st.lists(any_of(args[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(*map(any_of, args), max_size=2)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return st.builds(kind, **{name: any_of(of) for name, of in typing.get_type_hints(kind).items()})
    return PLAIN[kind]


@pytest.mark.parametrize("kind", [Report, Capture, Event, Coding, Incident], ids=lambda kind: kind.__name__)
def test_any_record_comes_back_from_json_as_it_was(kind):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(any_of(kind))
    def comes_back(record):
        line = to_json(record)
        assert b"\n" not in line
        assert from_json(kind, line) == record

    comes_back()


# (3) the JSON of an event has the keys of the design, in order

SPAN = "text start end"
ENTITY = f"{SPAN} name country sectors class alternative id"
KEYS = {
    Event: "id report type modes contexts quad scale cameo_root actors recipients targets weapon places when "
    "historical status hedged hedge effects attribution evidence counts trigger sentence mentions confidence coder",
    ReportRef: "id source_id url publisher agency title published language category",
    Span: SPAN,
    Entity: ENTITY,
    Target: f"{SPAN} kind",
    Place: f"{SPAN} role qualifier distance_km name admin1 country contested lat lon geonameid feature precision basis",
    When: f"{SPAN} from to time basis",
    Effect: f"{SPAN} hedged",
    Attribution: "source cue content stance about via said_at",
    Evidence: f"{SPAN} kind holder url verification verified_by",
    Count: f"{SPAN} what who low high vague scope hedged attribution",
    Sentence: f"{SPAN} index",
    Mention: f"{SPAN} sentence",
    Quotation: f"{SPAN} speaker cue sentence",
}
NEEDED = {
    Event: {"id": "e1", "report": ReportRef("r1"), "type": "AID", "trigger": Span(), "sentence": Sentence()},
    ReportRef: {"id": "r1"},
    Attribution: {"source": Entity()},
}


@pytest.mark.parametrize("kind", KEYS, ids=lambda kind: kind.__name__)
def test_the_json_of_a_record_has_the_keys_of_the_design_in_order(kind):
    assert list(json.loads(to_json(kind(**NEEDED.get(kind, {}))))) == KEYS[kind].split()


# (4) a wrong field is named


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("type",), 7),
        (("status",), "maybe"),
        (("quad",), "XX"),
        (("actors", 0, "sectors", 0), None),
        (("places", 0, "lat"), "north"),
        (("places", 0, "role"), "scene"),
        (("when", "from"), 2025),
        (("attribution", 0, "stance"), "says"),
        (("attribution", 0, "about", 0), "everything"),
        (("evidence", 0, "verification"), "true"),
        (("counts", 0, "low"), "twelve"),
        (("sentence", "index"), 1.5),
    ],
    ids=lambda part: "/".join(map(str, part)) if isinstance(part, tuple) else "",
)
def test_a_wrong_field_is_refused_by_its_name(path, value):
    voice = Attribution(Entity("the mayor", 0, 9))
    event = Event(
        **NEEDED[Event],
        actors=(Entity(sectors=("GOV",)),),
        places=(Place(lat=50.9, lon=34.8),),
        when=When(from_="2025-05-14"),
        attribution=(voice,),
        evidence=(Evidence(),),
        counts=(Count(low=12),),
    )
    tree = json.loads(to_json(event))
    *way, last = path
    functools.reduce(lambda node, step: node[step], way, tree)[last] = value
    where = "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    with pytest.raises(msgspec.ValidationError) as caught:
        from_json(Event, json.dumps(tree))
    assert str(caught.value).endswith(f"at `{where}`")


def test_a_missing_field_is_refused_by_its_name():
    with pytest.raises(msgspec.ValidationError, match="missing required field `text`"):
        from_json(Report, b'{"id": "r1"}')


# ids and offsets


def test_the_text_of_a_report_is_title_blank_line_body_and_spans_are_true():
    report = Report.of("Shells hit Sumy.", title="Shelling", publisher="Daily")
    assert report.text == "Shelling\n\nShells hit Sumy."
    assert report.span(10, 16) == Span("Shells", 10, 16)
    assert Report.of("", title="Shelling").text == "Shelling"
    assert Report.of("Shells hit Sumy.").text == "Shells hit Sumy."


def test_the_id_of_a_report_depends_on_its_content_alone():
    one = Report.of("Shells hit Sumy.", publisher="Daily", views=3)
    assert one.id == Report.of("Shells hit Sumy.", publisher="Daily", views=4).id
    assert one.id != Report.of("Shells hit Sumy.", publisher="Herald").id
    assert digest("a", None) != digest("a", "")
    assert digest("ab", "c") != digest("a", "bc")
