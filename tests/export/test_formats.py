"""Open formats: what goes through each, what is lost, and that packages are whole, valid, in order and ours."""

import csv
import json
import shutil
from pathlib import Path

import duckdb
import frictionless
import msgspec
import pandas
import pytest
from events import FULL, RIVAL, events

from evaluation import losses
from reportedly import codebook, records
from reportedly.errors import FormatError, RecordError, UsageError
from reportedly.export import acled_like, columns, dictionary, gdelt_like, package, plover, polecat
from reportedly.export.columns import QUOTATION, countries, point, short, toll
from reportedly.export.csv import EVENT
from reportedly.records import Count, Entity, Place, When, spans

ROOT = Path(__file__).parents[2]
FEW = events()[:60]


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """The corpus in every format, written once."""
    folder = tmp_path_factory.mktemp("formats")
    for name in package.NAMES:
        package.export(events() if name in ("csv", "plover") else FEW, name, folder / name)
    return folder


def lines(path, delimiter=","):
    with path.open(encoding="utf-8", newline="") as f:
        return list(csv.reader(f, delimiter=delimiter))


@pytest.mark.parametrize("name", ["csv", "plover"])
def test_every_event_of_the_corpus_comes_back_whole_but_for_what_is_cut(packages, name):
    assert len(events()) > 2000
    assert list(package.read(packages / name)) == [short(e) for e in events()]


def test_parquet_gives_back_the_events_month_by_month(packages):
    month = lambda e: e.when.from_[:7] if e.when and e.when.from_ else "__HIVE"  # noqa: E731
    assert list(package.read(packages / "parquet")) == sorted(map(short, FEW), key=month)
    assert (packages / "parquet/events/month=2025-05/part-0.parquet").is_file()


@pytest.mark.parametrize("name", ["polecat", "acled-like", "gdelt-like", "geojson", "ninjs"])
def test_formats_that_lose_too_much_say_so_instead_of_reading_half(packages, name):
    with pytest.raises(FormatError, match="does not hold enough"):
        list(package.read(packages / name))


def test_spans_are_cut_to_a_quotation_that_still_reads_as_the_report_does():
    text = "a" * 499 + " " + FULL.sentence.text
    for event in events():
        cut = short(event)
        assert all(len(s.text or "") <= QUOTATION for s in spans(cut))
        whole, part = event.sentence, cut.sentence
        at = part.start - whole.start
        assert whole.text[at : at + len(part.text)] == part.text and part.end - part.start == len(part.text)
        if whole.start <= event.trigger.start < whole.end and len(event.trigger.text) < 60:
            assert event.trigger.text in part.text
    cut = short(FULL)
    assert text[cut.sentence.start : cut.sentence.end] == cut.sentence.text and "shelled" in cut.sentence.text
    assert cut.attribution[0].content == records.Span("x" * 70, 200, 270)


def test_no_export_holds_a_sentence_longer_than_a_quotation(packages):
    long = [e.sentence.text for e in FEW if len(e.sentence.text) > 2 * QUOTATION]
    assert long
    for path in (p for p in packages.rglob("*.*") if p.suffix != ".parquet"):
        written = path.read_text(encoding="utf-8")
        assert not any(s in written for s in long), path


@pytest.mark.parametrize("name", package.NAMES)
def test_the_package_is_valid_frictionless_and_names_licences_and_coder(packages, name):
    folder = packages / name
    about = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert not list(frictionless.Package.metadata_validate(about))
    said = [s["title"].partition(":")[0] for s in about["sources"] if s["reportedly:licence"]]
    assert said == ["Coder", "Model", "Codebook", "Gazetteer", "Reports"]
    assert "reportedly 0.1.0" in about["sources"][0]["title"] and "plover-2.1" in about["sources"][2]["title"]
    assert {r["path"] for r in about["resources"]} == {p.relative_to(folder).as_posix() for p in folder.rglob("*.*") if p.is_file()} - {"datapackage.json"}
    assert all(f["description"] for r in about["resources"] for f in r["schema"]["fields"])


@pytest.mark.parametrize("name", ["csv", "plover", "polecat", "acled-like", "gdelt-like", "geojson"])
def test_the_data_fit_the_schema_of_the_package(tmp_path, name):
    package.export(FEW, name, tmp_path / name)
    report = frictionless.validate(str(tmp_path / name / "datapackage.json"), type="package")
    assert report.valid, report.flatten(["title", "message"])[:3]


def test_the_same_events_give_the_same_bytes(packages, tmp_path):
    for name in package.NAMES:
        if name not in ("csv", "plover"):
            package.export(FEW, name, tmp_path / name)
            for path in (p for p in (packages / name).rglob("*") if p.is_file()):
                assert path.read_bytes() == (tmp_path / name / path.relative_to(packages / name)).read_bytes()


def test_duckdb_reads_what_the_docs_show(packages, monkeypatch):
    folder = packages / "docs"
    shutil.copytree(packages / "csv", folder / "events")
    shutil.copytree(packages / "parquet", folder / "out")
    shutil.copytree(packages / "geojson", folder / "map")
    monkeypatch.chdir(folder)
    page = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    shown = [line.strip() for line in page.splitlines() if line.startswith("    SELECT")]
    found = [duckdb.sql(query).fetchall() for query in shown]
    assert len(found) == 5 and all(found)
    assert sum(n for _, n in found[0]) == len(events()) and sum(n for _, n in found[2]) == len(FEW)
    assert sum(n for _, n in found[4]) == sum(max(len(e.places), 1) for e in FEW)


def test_pandas_reads_what_the_docs_show(packages, monkeypatch):
    folder = packages / "pandas"
    for name in ("csv", "polecat", "gdelt-like"):
        shutil.copytree(packages / name, folder / {"csv": "events"}.get(name, name))
    monkeypatch.chdir(folder)
    page = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    exec("\n".join(line for line in page.splitlines() if line.startswith("    ") and ("pandas" in line or line.startswith("    names ="))).replace("    ", ""), names)
    events_, voices, polecat_, gdelt = (names[n] for n in ("events", "voices", "polecat", "gdelt"))
    assert isinstance(events_, pandas.DataFrame) and list(events_["id"]) == [e.id for e in events()]
    assert events_["killed_low"].sum() == sum(toll(e.counts, "killed")[0] or 0 for e in events())
    assert len(voices) == sum(len(e.attribution) for e in events()) + sum(len(c.attribution) for e in events() for c in e.counts)
    assert list(polecat_.columns) == [c.name for c in polecat.COLUMNS] and polecat_["Story People"].isna().all()
    happened = [e for e in FEW if e.status == "happened"]
    assert len(polecat_) == len(gdelt) == len(happened) and list(gdelt.columns) == list(gdelt_like.EVENTS)


WORDS = ["=1+1", "+1", "-1", "@here", " =1", "'=1", "''-1", "＝1", "'tis", "'", "a=1", ""]


@pytest.mark.parametrize("text", WORDS)
def test_no_cell_is_a_formula_and_the_guard_goes_on_import(tmp_path, text):
    event = msgspec.structs.replace(FULL, actors=(Entity(text or None, 0, 8, text or None),), report=msgspec.structs.replace(FULL.report, title=text or None))
    for name in ("csv", "acled-like", "polecat", "gdelt-like"):
        package.export([event], name, tmp_path / name)
        for path in (tmp_path / name).glob("*.csv"):
            cells = [c for row in lines(path, "\t" if name == "gdelt-like" else ",") for c in row]
            assert not any(c.strip()[:1] in {*"=+-@＝"} and not c.strip("-").replace(".", "").isdigit() for c in cells)
    assert list(package.read(tmp_path / "csv")) == [short(event)]


def test_the_notebook_answers_its_question_from_an_export(packages, monkeypatch, capsys):
    folder = packages / "notebook"
    shutil.copytree(packages / "csv", folder / "events")
    monkeypatch.chdir(folder)
    cells = json.loads((ROOT / "docs/whose-dead.ipynb").read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    deadly = [e for e in events() if e.status == "happened" and (toll(e.counts, "killed")[0] or 0) > 0]
    assert capsys.readouterr().out.startswith(f"{len(deadly)} events that happened tell of at least {sum(toll(e.counts, 'killed')[0] for e in deadly)} killed")
    assert {s for s, *_ in names["stances"]} >= {"asserts", "alleges", "outlet's own voice"} and names["voices"]


def test_polecat_has_its_forty_columns_and_none_for_nothing(packages):
    header, first, *rest = lines(packages / "polecat/events.txt", "\t")
    assert len(header) == 40 and header[4] == "Intensity" and header[-1] == "Version" and all(len(r) == 40 for r in rest)
    row = dict(zip(header, first, strict=True))
    assert row["Event Mode"] == "heavy-weapons" and row["Actor Name"] == "Army of Sudan; The Force" and row["Actor COW"] == "625"
    (mixed,) = polecat.rows(msgspec.structs.replace(FULL, actors=(Entity("x", country="UNO"), Entity("y", country="FRA"))))
    assert mixed[8:10] == ["UNO; FRA", "None; 220"] and row["Recipient COW"] == "625"
    assert row["Quad Code"] == "MATERIAL CONFLICT" and row["Actor Sectors"] == "MIL; PRM; REB" and row["Story People"] == "None"
    assert (row["City"], row["Latitude"], row["GeoNames ID"]) == ("Port Sudan", "19.61745", "365763")
    assert row["Source"] == "Daily 'Dawn'" and row["Publication Date"] == "2025-05-15"
    assert not any("" in r for r in rest)


def test_only_what_happened_is_in_formats_that_cannot_say_otherwise(packages):
    happened = [e.id for e in FEW if e.status == "happened"]
    assert 0 < len(happened) < len(FEW)
    assert [r[0] for r in lines(packages / "polecat/events.txt", "\t")[1:]] == happened
    about = json.loads((packages / "polecat/datapackage.json").read_text())
    assert about["reportedly:left_out"] == len(FEW) - len(happened)
    ids = [dict(x.split("=") for x in r[-1].split("; ") if "=" in x)["id"] for r in lines(packages / "gdelt-like/gdelt_like_mentions.csv", "\t")]
    assert list(dict.fromkeys(ids)) == happened


def test_acled_like_is_laid_out_by_the_table_and_cannot_be_taken_for_acled_data(packages):
    header, first, *_ = lines(packages / "acled-like/acled_like.csv")
    row = dict(zip(header, first, strict=True))
    assert len(header) == 31 and row["event_id_cnty"] == "reportedly:00000000000000ff"
    assert (row["event_type"], row["sub_event_type"]) == ("Explosions/Remote violence", "Shelling/artillery/missile attack")
    assert (row["disorder_type"], row["inter1"], row["inter2"]) == ("Political violence", "State forces", "Civilians")
    assert (row["civilian_targeting"], row["iso"], row["fatalities"], row["time_precision"]) == ("Civilian targeting", "729", "12", "2")
    assert row["tags"] == "hedged; historical" and row["notes"].startswith("A doctor")
    assert "not ACLED data" in json.loads((packages / "acled-like/datapackage.json").read_text())["title"]


def test_every_rule_of_the_acled_like_table_names_codes_there_are():
    book, table = codebook.load(), acled_like.table()
    for rule in table["rules"]:
        assert rule["type"] in book.types and set(rule.get("mode", ())) <= set(book.types[rule["type"]].modes)
        assert set(rule.get("context", ())) <= set(book.contexts) and rule["to"][0] in table["disorder"]
    used = [s for sectors in table["kinds"].values() for s in sectors]
    assert len(used) == len(set(used)) and set(used) <= set(book.sectors)
    assert set(gdelt_like.table()["sectors"]) <= set(book.sectors) and set(gdelt_like.table()["known"]) <= set(book.special_countries)


@pytest.mark.parametrize(
    ("fields", "to"),
    [
        ({"modes": ("firearms",)}, ["Violence against civilians", "Attack"]),
        ({"modes": ("firearms",), "recipients": ()}, ["Battles", "Armed clash"]),
        ({"modes": ("capture",), "recipients": ()}, ["Battles", "Government regains territory"]),
        ({"modes": ("capture",), "actors": (RIVAL,)}, ["Battles", "Non-state actor overtakes territory"]),
        ({"modes": ("destroy",), "recipients": ()}, ["Strategic developments", "Looting/property destruction"]),
        ({"type": "PROTEST", "modes": ("riot",)}, ["Riots", "Violent demonstration"]),
        ({"type": "CONSULT", "modes": ()}, None),
        ({"type": "AGREE", "modes": (), "contexts": ("economic",)}, None),
    ],
)
def test_types_follow_the_first_rule_that_fits(fields, to):
    assert acled_like.types(msgspec.structs.replace(FULL, **fields)) == to


def test_gdelt_like_has_its_columns_and_fips_countries(packages):
    rows = lines(packages / "gdelt-like/gdelt_like_export.csv", "\t")
    row = dict(zip(gdelt_like.EVENTS, rows[0], strict=True))
    assert len(gdelt_like.EVENTS) == 61 and len(gdelt_like.MENTIONS) == 16 and all(len(r) == 61 for r in rows)
    assert (row["ActionGeo_CountryCode"], row["ActionGeo_Type"], row["Actor1Code"]) == ("SU", "4", "SDNMIL")
    assert (row["Day"], row["FractionDate"], row["EventCode"], row["QuadClass"]) == ("20250514", "2025.4493", "190", "4")
    assert row["DATEADDED"] == "20250515052000" and 0 < int(row["GlobalEventID"]) < 2**63
    told = [dict(zip(gdelt_like.MENTIONS, r, strict=True)) for r in lines(packages / "gdelt-like/gdelt_like_mentions.csv", "\t") if r[0] == row["GlobalEventID"]]
    assert [(m["SentenceID"], m["ActionCharOffset"]) for m in told] == [("4", "620"), ("1", "5")]
    assert told[0]["Confidence"] == "93" and told[0]["Extras"] == "id=00000000000000ff; hedged; historical"


@pytest.mark.parametrize(
    ("actor", "cells"),
    [
        (Entity("x", name="UN", country="UNO", sectors=("MIL",)), ["UNOIGOMIL", "UN", "", "UNO", "", "", "", "IGO", "MIL", ""]),
        (Entity("x", name="Press", country="ROU", sectors=("JRN", "MED")), ["ROMMEDHLH", "Press", "ROM", "", "", "", "", "MED", "HLH", ""]),
        (Entity("they"), ["", "they", "", "", "", "", "", "", "", ""]),
    ],
)
def test_actors_have_cameo_codes(actor, cells):
    assert gdelt_like.actor((actor,)) == cells


def test_plover_uses_the_manuals_names_and_auxiliary_modes():
    (record,) = plover.record(msgspec.structs.replace(FULL, status="not_happened"))
    assert record["mode"] == ["heavy-weapons", "negation", "historical"] and record["x_modes"] == ("heavy-weapons", "capture")
    assert record["x_status"] == "not_happened" and record["quad_code"] == 4 and record["size"] == {"dead": 12}
    assert record["event_loc"]["resolution"] == 4 and record["actor"][0]["code"] == "SDN" and "text" not in record
    assert list(record) == [c.name for c in plover.COLUMNS]


def test_geojson_draws_points_alone(packages):
    found = json.loads((packages / "geojson/events.geojson").read_text(encoding="utf-8"))
    one, two, *rest = found["features"]
    assert found["type"] == "FeatureCollection" and "crs" not in found
    assert (one["id"], one["geometry"]) == ("00000000000000ff-0", {"type": "Point", "coordinates": [37.21644, 19.61745]})
    assert two["geometry"] is None and two["properties"]["place_precision"] == "admin1"
    assert all(set(f) == {"type", "id", "geometry", "properties"} for f in rest)
    assert len({f["id"] for f in found["features"]}) == len(found["features"])


def test_an_empty_export_is_still_valid(tmp_path):
    for name in package.NAMES:
        assert package.export([], name, tmp_path / name) == (0, 0)
    assert json.loads((tmp_path / "geojson/events.geojson").read_text()) == {"type": "FeatureCollection", "features": []}
    assert list(package.read(tmp_path / "csv")) == list(package.read(tmp_path / "parquet")) == []


NINJS = {  # members of ninjs 3.1 that we use, and those of their objects
    "standard": {"name", "version", "schema"}, "uri": None, "type": None, "profile": None, "language": None, "firstCreated": None, "title": None, "by": None,
    "descriptions": {"role", "contentType", "value"}, "subjects": {"name", "rel", "uri", "literal", "creator", "relevance", "confidence"},
    "organisations": {"name", "rel", "uri", "literal", "symbols", "contactInfo"}, "places": {"name", "rel", "uri", "literal", "contactInfo", "geoJSON"},
    "eventDetails": {"eventStatus", "plannedCoverageStatus", "dates", "organiser"}, "infoSources": {"name", "role", "uri", "literal", "contactInfo"},
    "associations": {"name", "rel", "uri", "title"},
}  # fmt: skip


def test_ninjs_objects_have_the_members_of_the_standard_and_no_others(packages):
    items = [json.loads(line) for line in (packages / "ninjs/events.jsonl").read_text(encoding="utf-8").splitlines()]
    for item in items:
        assert set(item) <= set(NINJS) and item["type"] == "event" and item["uri"].startswith("urn:reportedly:event:")
        for name, members in NINJS.items():
            for value in [item[name]] if isinstance(item.get(name), dict) else item.get(name, []) if members else []:
                assert set(value) <= members and None not in value.values(), name
        assert all(" " not in s["uri"] for s in item["subjects"])
        assert set(item.get("eventDetails", {}).get("dates", {})) <= {"expectedStartDate", "expectedEndDate"}
        assert item.get("eventDetails") != {"dates": {}}
    assert items[0]["firstCreated"] == "2025-05-15T05:20:00Z"
    assert {"name": "Army of Sudan", "role": "denies actor"} in items[0]["infoSources"]


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ([(None, 12, None)], (12, None)),
        ([(None, 12, 12), (None, 15, 18)], (12, 18)),
        ([("civilian", 3, 3), ("combatant", 5, 6)], (5, 9)),
        ([("civilian", 3, 3), ("combatant", 5, None)], (5, None)),
        ([(None, 9, 9), ("child", 4, 4)], (9, 9)),
        ([(None, None, 20)], (None, 20)),
        ([], (None, None)),
    ],
)
def test_the_toll_is_what_the_events_own_figures_allow(counts, wanted):
    event = msgspec.structs.replace(FULL, counts=tuple(Count("n", 0, 1, "killed", *c) for c in counts))
    assert toll(event.counts, "killed") == wanted


def test_only_a_place_is_a_point():
    assert [point(Place(lat=1.0, lon=2.0, precision=p)) for p in ("place", "admin2", "admin1", "country", None)] == [(1.0, 2.0)] + [(None, None)] * 4
    assert point(Place(lat=0.0, lon=0.0, precision="place")) == (0.0, 0.0) and point(None) == (None, None)


@pytest.mark.parametrize(("dates", "n"), [(("2025-01-01", "2025-01-01"), 1), (("2025-01-01", "2025-01-07"), 2), (("2025-01-01", "2025-01-31"), 3), ((None, "2025-01-01"), 3), ((None, None), None)])
def test_time_precision(dates, n):
    assert acled_like.time_precision(When(None, None, None, *dates)) == n


def test_every_country_of_the_codebook_has_a_row_with_codes_of_the_right_form():
    known = countries()
    assert set(known) == set(codebook.load().countries) | {"KOS"}
    assert all(c.region and (c.numeric.isdigit() or c.iso3 == "KOS") for c in known.values())
    assert (known["UKR"].fips, known["RUS"].fips, known["ISR"].fips, known["GBR"].fips) == ("UP", "RS", "IS", "UK")
    for column in ("fips", "cow", "numeric"):
        codes = [c for r in known.values() if (c := getattr(r, column))]
        assert len(codes) == len(set(codes)), column
    assert (known["UKR"].cow, known["DEU"].cow, known["YEM"].cow, known["SSD"].cow, known["PSE"].cow) == ("369", "255", "679", "626", "")


def test_every_field_of_the_records_is_described_and_nothing_else():
    used = [records.Event, records.Span, records.Sentence, records.Mention, records.Entity, records.Target, records.Place, records.When,
            records.Attribution, records.Effect, records.Evidence, records.Count, records.ReportRef, records.Coder]  # fmt: skip
    own = {k.__name__: {f.encode_name for f in msgspec.structs.fields(k)} for k in used}
    spanned = own["Span"]
    for kind in used:
        if issubclass(kind, records.Span) and kind is not records.Span:
            own[kind.__name__] -= spanned
    assert {name: set(fields) for name, fields in columns.says().items()} == own


def test_the_dictionary_in_the_docs_is_current():
    page = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    _, _, rest = page.partition("<!-- generated: python -m reportedly.export.dictionary -->\n")
    assert rest.partition("<!-- end of generated -->")[0] == dictionary.markdown(), "run the command and put what it prints between the markers"


def test_the_table_of_losses_in_the_docs_is_current():
    page = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    _, _, rest = page.partition("<!-- generated: python -m evaluation.losses -->\n")
    assert rest.partition("<!-- end of losses -->")[0] == losses.markdown(losses.told()), "run the command and put what it prints between the markers"


def test_columns_differ_within_each_file():
    for name in package.NAMES:
        for file in package.load(name).files:
            assert len({c.name for c in file.columns}) == len(file.columns), file.path
    assert len(polecat.COLUMNS) == 40 and {c.name for c in columns.columns(EVENT)} >= {"when_from", "report_url"}


def broken(n):
    yield from FEW[:n]
    raise FormatError("events.jsonl: line 7", "not an event")


@pytest.mark.parametrize("name", package.NAMES)
def test_an_export_that_breaks_off_leaves_nothing(tmp_path, name):
    with pytest.raises(FormatError):
        package.export(broken(5), name, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_is_stopped_leaves_the_earlier_one_whole(tmp_path):
    def stopped():
        yield from FEW[:3]
        raise KeyboardInterrupt

    package.export(FEW[:2], "csv", tmp_path / "out")
    with pytest.raises(KeyboardInterrupt):
        package.export(stopped(), "csv", tmp_path / "out", replace=True)
    assert [p.name for p in tmp_path.iterdir()] == ["out"] and len(list(package.read(tmp_path / "out"))) == 2


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FormatError, match="cannot be written"):
        package.export(FEW[:2], "csv", tmp_path / "file" / "out")


def test_what_is_there_already_is_not_overwritten_unless_it_is_ours_and_asked_for(tmp_path):
    out = tmp_path / "out"
    package.export(FEW[:2], "csv", out)
    with pytest.raises(UsageError, match="--replace"):
        package.export(FEW[:3], "csv", out)
    with pytest.raises(FormatError):
        package.export(broken(1), "csv", out, replace=True)
    assert len(list(package.read(out))) == 2
    assert package.export(FEW[:3], "plover", out, replace=True) == (3, 0) and not (out / "events.csv").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        package.export(FEW, "csv", tmp_path / "mine", replace=True)
    with pytest.raises(UsageError, match="folder"):
        package.export(FEW, "csv", tmp_path / "events.csv")
    with pytest.raises(UsageError, match="no format"):
        package.export(FEW, "excel", tmp_path / "x")


def test_an_event_given_twice_in_a_row_is_refused(tmp_path):
    with pytest.raises(RecordError, match="00000000000000ff: comes twice"):
        package.export([FULL, FULL], "csv", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_format_whose_library_is_missing_says_what_to_install(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "reportedly.export.parquet", None)
    with pytest.raises(UsageError, match=r"reportedly\[parquet\]"):
        package.load("parquet")


def unhashed(folder):
    path = folder / "datapackage.json"
    about = json.loads(path.read_text())
    for resource in about["resources"]:
        del resource["hash"]
    path.write_text(json.dumps(about))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda f: (f / "events.csv").write_bytes((f / "events.csv").read_bytes()[:-40]), "written only in part"),
        (lambda f: (f / "places.csv").unlink(), "written only in part"),
        (lambda f: (unhashed(f), (f / "events.csv").write_bytes((f / "events.csv").read_bytes()[:-40])), "cells under"),
        (lambda f: (unhashed(f), (f / "places.csv").unlink()), "places.csv: missing"),
        (lambda f: (unhashed(f), (f / "events.csv").write_text("id,type\n1,AID\n")), "no column"),
        (lambda f: (unhashed(f), (f / "actors.csv").write_text((f / "actors.csv").read_text() + "zz,actor,0,,,,,,,,false,\n")), "zz is not in events.csv"),
        (lambda f: (unhashed(f), (f / "events.csv").write_text((f / "events.csv").read_text().replace(",-9.5,", ",many,"))), "'many' is no number"),
        (lambda f: (f / "datapackage.json").write_text("{}"), "no datapackage.json of ours"),
    ],
)
def test_a_damaged_package_is_named_in_one_line(tmp_path, damage, said):
    package.export(FEW[:4], "csv", tmp_path / "out")
    damage(tmp_path / "out")
    with pytest.raises(FormatError, match=said) as e:
        list(package.read(tmp_path / "out"))
    assert "\n" not in str(e.value) and str(tmp_path) in str(e.value)


def test_a_package_changed_by_hand_is_read_once_its_hash_is_struck(tmp_path):
    package.export(FEW[:4], "csv", tmp_path / "out")
    unhashed(tmp_path / "out")
    path = tmp_path / "out/events.csv"
    path.write_text(path.read_text().replace("military; human_security", "military"))
    assert next(package.read(tmp_path / "out")).contexts == ("military",)
    assert next(package.read(path)).contexts == ("military",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id":"e1"}\n', "line 1: not an event"),
        ("not json\n", "line 1: not JSON"),
        ('{"id":"e1","rep', "written only in part"),
    ],
)
def test_a_file_that_is_not_ours_is_named_in_one_line(tmp_path, text, said):
    path = tmp_path / "events.jsonl"
    path.write_text(text)
    with pytest.raises(FormatError, match=said):
        list(package.read(path))
    with pytest.raises(FormatError, match="no such file"):
        list(package.read(tmp_path / "nothing"))
