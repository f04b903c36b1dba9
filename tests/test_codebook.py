"""The codebook holds together: sixteen types, their values, and a check that finds every kind of wrong code."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from reportedly import codebook
from reportedly.errors import RecordError
from reportedly.records import (
    Attribution,
    Count,
    Entity,
    Event,
    Evidence,
    Place,
    ReportRef,
    Sentence,
    Span,
    Target,
)

BOOK = codebook.load()
PAGE = Path(__file__).parents[1] / "docs" / "codebook.md"
MARKER = "<!-- generated: python -m reportedly.codebook -->\n", "<!-- end of generated -->\n"


def event(type: str = "ASSAULT", modes: tuple[str, ...] = ("drone",), **fields: object) -> Event:
    words = Span("struck", 0, 6)
    due = {"quad": "MX", "scale": -9.5, "cameo_root": "19"} if type == "ASSAULT" else {}
    return Event(
        id="e1",
        report=ReportRef("r1"),
        type=type,
        modes=modes,
        trigger=words,
        sentence=Sentence("struck", 0, 6, 0),
        **{**due, **fields},  # type: ignore[arg-type]
    )


def test_sixteen_types_four_quads_and_the_published_lists():
    assert Counter(t.quad for t in BOOK.types.values()) == {"VC": 4, "MC": 3, "VX": 4, "MX": 5}
    assert all(name == type.name for name, type in BOOK.types.items())
    assert (BOOK.version, len(BOOK.contexts), len(BOOK.sectors), len(BOOK.countries)) == ("plover-2.1", 37, 25, 249)
    assert list(BOOK.special_countries) == ["UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC", "KOS"]
    assert list(BOOK.cameo_roots) == [f"{n:02}" for n in range(1, 21)]


def test_every_type_has_the_modes_of_the_codebook():
    counts = {"CONSULT": 4, "RETREAT": 6, "REQUEST": 4, "ACCUSE": 3, "REJECT": 4, "THREATEN": 6, "PROTEST": 7}
    counts |= {"SANCTION": 4, "MOBILIZE": 4, "COERCE": 10, "ASSAULT": 16}
    assert {name: len(type.modes) for name, type in BOOK.types.items() if type.modes} == counts


def test_the_literals_of_the_records_are_the_codes_of_the_codebook():
    for kind, name, codes in (
        (Event, "status", BOOK.statuses),
        (Event, "quad", BOOK.quads),
        (Attribution, "stance", BOOK.stances),
        (Place, "role", BOOK.place_roles),
        (Evidence, "verification", BOOK.verifications),
        (Count, "scope", BOOK.count_scopes),
    ):
        literal = next(f.type for f in msgspec.inspect.type_info(kind).fields if f.name == name)
        parts = literal.types if isinstance(literal, msgspec.inspect.UnionType) else (literal,)
        assert {v for part in parts for v in getattr(part, "values", ())} == set(codes), name


@pytest.mark.parametrize("type", BOOK.types.values(), ids=BOOK.types)
def test_each_type_is_defined_scaled_and_shown_by_two_examples(type):
    assert type.definition.strip()
    assert type.rules
    assert len(type.examples) >= 2
    for example in type.examples:
        assert example.text.count(example.trigger) == 1
        assert set(example.modes) <= set(type.modes)
    for scaled in (type, *type.modes.values()):
        assert -10 <= scaled.scale <= 10
        assert scaled.definition.strip()
        assert (scaled.cameo_root or type.cameo_root) in BOOK.cameo_roots
    assert (type.scale >= 0) == (type.quad in ("VC", "MC") or type.name == "REQUEST")


def test_every_code_of_every_list_says_what_it_is():
    for field in msgspec.structs.fields(codebook.Codebook):
        if field.name not in ("version", "types"):
            assert all(meaning.strip() for meaning in getattr(BOOK, field.name).values()), field.name


@pytest.mark.parametrize(
    ("type", "modes", "scale", "root"),
    [
        ("ACCUSE", (), -3.0, "11"),
        ("ACCUSE", ("investigate",), -3.5, "09"),
        ("ACCUSE", ("disapprove", "investigate"), -3.5, "09"),
        ("AGREE", (), 2.5, "03"),
        ("AID", (), 10.0, "07"),
        ("ASSAULT", (), -9.0, "19"),
        ("ASSAULT", ("destroy",), -8.5, "18"),
        ("ASSAULT", ("destroy", "drone"), -9.5, "19"),
        ("ASSAULT", ("targeted", "drone"), -9.5, "18"),
        ("ASSAULT", ("capture",), -9.0, "19"),
        ("ASSAULT", ("unconventional", "aerial"), -10.0, "20"),
        ("COERCE", ("martial-law", "curfew"), -7.5, "17"),
        ("CONCEDE", (), 4.5, "08"),
        ("CONSULT", ("third-party", "visit"), 4.0, "04"),
        ("PROTEST", ("vandalize",), -5.0, "14"),
        ("REQUEST", (), 0.0, "10"),
        ("REQUEST", ("assist",), 0.5, "10"),
        ("RETREAT", ("resign", "disarm"), 10.0, "08"),
        ("SANCTION", ("expel",), -5.5, "16"),
    ],
)
def test_scale_and_root_are_those_of_the_strongest_mode(type, modes, scale, root):
    assert (BOOK.scale(type, modes), BOOK.cameo_root(type, modes)) == (scale, root)


def test_a_cameo_root_leads_back_to_its_type_but_for_08():
    types = {}
    for type in BOOK.types.values():
        for modes in ((), *((m,) for m in type.modes)):
            types.setdefault(BOOK.cameo_root(type.name, modes), set()).add(type.name)
    assert {root: of for root, of in types.items() if len(of) > 1} == {"08": {"CONCEDE", "RETREAT"}}
    assert set(types) == set(BOOK.cameo_roots) - {"01", "02"}


def test_an_unknown_type_is_refused_by_name():
    with pytest.raises(RecordError, match=r"ATTACK: not one of the types of plover-2\.1: AGREE"):
        BOOK.scale("ATTACK")


def test_a_well_coded_event_passes_the_check():
    voice = Entity("the mayor", 0, 9, name="Mayor of Sumy", country="UKR", sectors=("GOV",))
    assert not BOOK.check(
        event(
            contexts=("military", "terrorism"),
            actors=(Entity(country="RUS", sectors=("MIL",)), Entity(country="IMG", sectors=("REB",))),
            recipients=(Entity(class_="aid worker"), Entity(country=None)),
            targets=(Target(kind="energy"), Target()),
            places=(Place(country="KOS"), Place(role="venue")),
            attribution=(Attribution(voice, about=("actor", "toll"), stance="alleges", via=Entity(country="MNC")),),
            evidence=(Evidence(kind="satellite", verification="verified", verified_by=Entity(country="NGO")),),
            counts=(Count(what="launched"), Count(who="child", attribution=(Attribution(voice),))),
        )
    )


BAD = Entity(name="X", country="ZZZ")
WRONG = [
    (event("ATTACK", ()), "type 'ATTACK' is not in the codebook"),
    (event(modes=("drone", "phone")), "mode 'phone' is no mode of ASSAULT"),
    (event("AGREE", ("visit",)), "mode 'visit' is no mode of AGREE"),
    (event(quad="VX"), "quad 'VX' should be 'MX' for ASSAULT/drone"),
    (event(scale=-9.0), "scale -9.0 should be -9.5 for ASSAULT/drone"),
    (event(cameo_root="18"), "cameo_root '18' should be '19' for ASSAULT/drone"),
    (event(contexts=("war",)), "context 'war' is not in the codebook"),
    (event(status="maybe"), "status 'maybe' is not in the codebook"),
    (event(targets=(Target(kind="bridge"),)), "target kind 'bridge' is not in the codebook"),
    (event(places=(Place(role="scene"),)), "place role 'scene' is not in the codebook"),
    (event(places=(Place(country="UNO"),)), "place country 'UNO' is not in the codebook"),
    (event(actors=(BAD,)), "country 'ZZZ' of 'X' is not in the codebook"),
    (event(recipients=(Entity("y", 0, 1, sectors=("ARMY",)),)), "sector 'ARMY' of 'y' is not in the codebook"),
    (event(recipients=(Entity(class_="nurse"),)), "class 'nurse' of None is not in the codebook"),
    (event(attribution=(Attribution(BAD),)), "country 'ZZZ' of 'X' is not in the codebook"),
    (event(attribution=(Attribution(Entity(), via=BAD),)), "country 'ZZZ' of 'X' is not in the codebook"),
    (event(attribution=(Attribution(Entity(), stance="says"),)), "stance 'says' is not in the codebook"),
    (event(attribution=(Attribution(Entity(), about=("all",)),)), "about 'all' is not in the codebook"),
    (event(evidence=(Evidence(kind="rumour"),)), "evidence kind 'rumour' is not in the codebook"),
    (event(evidence=(Evidence(verification="true"),)), "verification 'true' is not in the codebook"),
    (event(evidence=(Evidence(holder=BAD),)), "country 'ZZZ' of 'X' is not in the codebook"),
    (event(evidence=(Evidence(verified_by=BAD),)), "country 'ZZZ' of 'X' is not in the codebook"),
    (event(counts=(Count(what="eaten"),)), "count of 'eaten' is not in the codebook"),
    (event(counts=(Count(who="cows"),)), "count of whom 'cows' is not in the codebook"),
    (event(counts=(Count(scope="all"),)), "count scope 'all' is not in the codebook"),
    (event(counts=(Count(attribution=(Attribution(BAD),)),)), "country 'ZZZ' of 'X' is not in the codebook"),
]


@pytest.mark.parametrize(("wrong", "line"), WRONG, ids=[line for _, line in WRONG])
def test_the_check_names_each_wrong_code_once_and_nothing_else(wrong, line):
    assert BOOK.check(wrong) == [line]


def test_the_page_shows_the_codes_as_they_are():
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(MARKER[0])
    generated, end, _ = rest.partition(MARKER[1])
    assert before
    assert end
    assert generated.strip() == codebook.markdown().strip(), (
        "run: python -m reportedly.codebook, paste between the markers"
    )


def test_the_module_prints_the_page():
    run = subprocess.run([sys.executable, "-m", "reportedly.codebook"], capture_output=True, text=True, check=True)
    assert run.stdout == codebook.markdown()
