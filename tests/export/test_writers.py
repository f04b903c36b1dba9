"""Writers: the form of the house, rows, and sentences one would sign."""

import csv
import io
import json

import pytest
from made import CODER

from reportedly import codebook, export
from reportedly.export.statement import span_of_days, statement
from reportedly.records import (
    Attribution,
    Coding,
    Count,
    Effect,
    Entity,
    Event,
    Evidence,
    Place,
    Report,
    ReportRef,
    Sentence,
    Span,
    Target,
    When,
    from_json,
)

ATESH = Entity("The group", 0, 9, "Atesh", "UKR", ("PRM",))


def made(**fields):
    base = {
        "id": "e1", "report": ReportRef("r1", publisher="Daily", published="2025-05-15"), "type": "ASSAULT", "modes": ("destroy",),
        "quad": "MX", "trigger": Span("sabotaged", 10, 19), "sentence": Sentence("The group sabotaged a cabinet.", 0, 30, 0),
        "confidence": 0.9, "coder": CODER,
    }  # fmt: skip
    return Event(**{**base, **fields})


def test_a_claim_of_ones_own_deed_reads_as_one_would_say_it():
    event = made(
        actors=(ATESH,),
        targets=(Target("a railway relay cabinet", 20, 43, "transport"),),
        places=(Place("Smolensk", 50, 58, "site", "near", name="Smolensk", country="RUS"),),
        when=When("overnight", 60, 69, "2025-05-14", "2025-05-15", None, "text"),
        attribution=(Attribution(ATESH, Span("claimed responsibility", 0, 0), None, "claims_own"),),
        evidence=(Evidence("video", 70, 75, "video", ATESH),),
    )
    assert statement(event) == (
        "Atesh says it sabotaged or destroyed a railway relay cabinet, near Smolensk, overnight (14–15 May 2025). "
        "Video from Atesh; verification not stated."
    )


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"status": "planned", "actors": (ATESH,)}, "Planned: sabotage or destruction by Atesh"),
        ({"status": "possible"}, "Feared, threatened or considered: sabotage or destruction"),
        ({"status": "not_happened"}, "Did not happen: sabotage or destruction"),
        ({}, "Reported: sabotage or destruction; by whom is not stated"),
        ({}, "Place not stated. Date not stated."),
        ({"hedged": True, "hedge": Span("reportedly", 1, 2)}, "Hedged in the report (“reportedly”)."),
        ({"attribution": (Attribution(Entity(name="Moscow", text="Moscow"), None, None, "denies", ("actor",)),)}, "Denied by Moscow (who did it)."),
        ({"counts": (Count("at least 12", 1, 2, "killed", None, 12, None),)}, "Killed: at least 12."),
        ({"historical": True}, "Told as background."),
        ({"actors": (Entity(text="A", name="A", alternative=True), Entity(text="B", name="B", alternative=True))}, "A or B sabotaged"),
    ],
)  # fmt: skip
def test_what_is_unknown_hedged_or_denied_is_said(fields, part):
    assert part in statement(made(**fields))


def test_every_type_mode_status_and_stance_has_words():
    book = codebook.load()
    for name, kind in book.types.items():
        for modes in ((), *((m,) for m in kind.modes)):
            for status in book.statuses:
                for stance in book.stances:
                    said = statement(made(type=name, modes=modes, status=status, actors=(ATESH,), recipients=(ATESH,), attribution=(Attribution(ATESH, stance=stance),)))
                    assert said and "{" not in said and "[" not in said
    for kind in book.evidence_kinds:
        assert statement(made(evidence=(Evidence("x", 0, 1, kind),)))
    for what in book.count_kinds:
        assert statement(made(counts=(Count("two", 0, 3, what, None, 2, 2),)))


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("2025-05-14", "2025-05-15", "14–15 May 2025"),
        ("2025-05-14", "2025-05-14", "14 May 2025"),
        ("2025-04-30", "2025-05-02", "30 April – 2 May 2025"),
        ("2024-12-31", "2025-01-01", "31 December 2024 – 1 January 2025"),
        (None, "2025-05-15", "until 15 May 2025"),
        ("2025-05-14", None, "from 14 May 2025"),
        (None, None, ""),
    ],
)
def test_dates_read_as_a_person_writes_them(a, b, said):
    assert span_of_days(a, b) == said


def written(format, *events, explain=False):
    sink = io.StringIO()
    report = Report("r1", "The group sabotaged a cabinet.", title=None, publisher="Daily")
    export.writer(format, sink, explain=explain)(Coding(report, events, because={"e1": {"type": "model: trigger head"}}))
    return sink.getvalue()


def test_json_lines_read_back_as_the_same_events():
    event = made(effects=(Effect("cut power", 3, 12, True),))
    assert from_json(Event, written("jsonl", event).strip()) == event


def test_explain_adds_why_and_nothing_else():
    line = json.loads(written("jsonl", made(), explain=True))
    assert line.pop("because") == {"type": "model: trigger head"}
    assert line == json.loads(written("jsonl", made()))


def test_rows_have_one_header_and_join_lists():
    out = list(csv.DictReader(io.StringIO(written("csv", made(actors=(ATESH,)), made(id="e2", counts=(Count("12", 0, 2, "killed", None, 12, 12), Count("at least 15", 0, 2, "killed", None, 15, None)))))))
    assert [r["id"] for r in out] == ["e1", "e2"] and out[0]["actors"] == "Atesh"
    assert (out[1]["killed_low"], out[1]["killed_high"]) == ("12", "")


def test_the_table_shows_the_event_beside_its_sentence_and_says_when_there_is_none():
    assert "The group sabotaged a" in written("table", made()) and "no events" in written("table")
