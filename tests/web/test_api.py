"""The JSON API: what is asked is what comes, in pages, under stable addresses."""

import json
import re
from pathlib import Path

import msgspec
import pytest
from desk_made import CORRECTED, DIFFERENT, SHELLED, client

from reportedly.store import writing
from reportedly.web import answers

DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def get(desk, path, status=200):
    answer = desk.get(path)
    assert answer.status_code == status, answer.text
    return answer.json()


def incidents(desk, query=""):
    return get(desk, f"/api/incidents{query}")["items"]


def titled(desk, words):
    return next(i for i in incidents(desk) if words in i["title"])


def shelling(desk):
    return get(desk, f"/api/incidents/{incidents(desk, '?type=ASSAULT&status=happened')[0]['id']}")


ANSWERS = [
    ("/api/meta", answers.Meta), ("/api/stories?least=1", answers.Stories), ("/api/incidents", answers.Incidents), ("/api/reports", answers.Reports),
    ("/api/quotes", answers.Quotes), ("/api/speakers", answers.Speakers), ("/api/daily", answers.Daily), ("/api/facets", answers.Facets),
    ("/api/map", answers.Map), ("/api/corrections", answers.Log), ("/api/changes", answers.Changes),
]  # fmt: skip


@pytest.mark.parametrize(("path", "kind"), ANSWERS)
def test_every_answer_has_the_form_that_openapi_tells(desk, path, kind):
    told = msgspec.json.decode(desk.get(path).content, type=kind, strict=True)
    assert told.n == 5


def test_the_answers_about_one_thing_have_the_form_that_openapi_tells(desk):
    one = shelling(desk)
    for path, kind in (
        (f"/api/incidents/{one['id']}", answers.Incident), (f"/api/stories/{one['story']}", answers.Story),
        (f"/api/reports/{one['reports'][0]}", answers.Report), (f"/api/events/{one['events'][0]}", answers.OneEvent),
    ):  # fmt: skip
        assert msgspec.json.decode(desk.get(path).content, type=kind, strict=True).n == 5


def test_openapi_names_every_route_and_form_and_the_page_of_addresses_too(desk):
    document = get(desk, "/api/openapi.json")
    refs = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert refs <= set(document["components"]["schemas"])
    for path in document["paths"]:
        shown = path.replace("{id}", "ID") if not path.startswith("/api") else path
        name = shown.rpartition("/")[2]
        assert path in DOCS or (not path.startswith("/api") and f"`{name}`" in DOCS) or shown in DOCS, path


def test_every_field_of_an_answer_is_on_the_page_of_addresses():
    for kind in (answers.IncidentItem, answers.Incident, answers.Story, answers.Report, answers.Cell, answers.Line, answers.Told, answers.Meta):
        for field in msgspec.structs.fields(kind):
            assert re.search(rf'["`]{field.encode_name}["`]', DOCS), f"{kind.__name__}.{field.encode_name}"


FILTERS = [
    ("", 3), ("?type=AGREE", 1), ("?type=AGREE&type=ASSAULT", 3), ("?mode=heavy-weapons", 2), ("?country=TCD", 1), ("?country=SDN", 3), ("?actor=sudanese%20army", 2),
    ("?status=planned", 1), ("?status=possible", 0), ("?status=happened", 2), ("?status=happened&status=planned", 3), ("?support=anticipated", 1),
    ("?contested=true", 1), ("?contested=false", 2), ("?publisher=Weekly", 1), ("?publisher=Nobody", 0), ("?from=2024-05-14", 2), ("?to=2024-05-14", 1),
    ("?from=2024-05-15&to=2024-05-15", 1), ("?q=agreement", 1), ("?q=market%20artillery", 1), ("?q=nothing%20of%20it", 0), ("?changed_after=4", 1),
    ("?changed_after=5", 0), ("?type=&country=&q=&from=&to=&contested=", 3), ("?type=ASSAULT&status=planned&publisher=Daily", 1), ("?story=none", 0),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_a_filter_leaves_what_fits_it(desk, query, expected):
    assert len(incidents(desk, query)) == expected
    assert get(desk, f"/api/facets{query}")["total"] == expected
    days = get(desk, f"/api/daily{query}")
    assert sum(d[q] for d in days["days"] for q in ("VC", "MC", "VX", "MX")) + days["undated"] == expected
    assert len({f["properties"]["incident"] for f in get(desk, f"/api/map{query}")["features"]}) == expected


WRONG = [
    "/api/incidents?status=perhaps", "/api/incidents?from=yesterday", "/api/incidents?limit=0", "/api/incidents?limit=1000", "/api/incidents?cursor=x",
    "/api/incidents?cursor=WyJhIiwxXQ", "/api/quotes?cursor=WyJhIiwiYiJd", "/api/changes?after=-1", "/api/stories?least=many", "/api/incidents?sort=random",
    "/api/live?after=soon",
]  # fmt: skip


@pytest.mark.parametrize("path", WRONG)
def test_a_parameter_that_makes_no_sense_is_named(desk, path):
    fault = get(desk, path, 400)["error"]
    assert fault["status"] == 400
    assert fault["message"]


@pytest.mark.parametrize("path", ["/api/incidents/x", "/api/stories/x", "/api/reports/x", "/api/events/x", "/api/nothing"])
def test_what_is_not_there_is_404_with_a_message(desk, path):
    assert get(desk, path, 404)["error"]["message"]


def test_a_time_that_is_none_is_a_wrong_question(desk):
    get(desk, f"/api/incidents/{shelling(desk)['id']}?as_of=sometime", 400)


def test_an_incident_says_who_vouches_and_who_contests_in_whose_words(desk):
    one = shelling(desk)
    assert one["title"] == "Shelling or missile attack on traders by Sudanese army, El Fasher"
    assert (one["status"], one["label"], one["quad"], one["contested"]) == ("happened", "shelling or missile attack", "MX", True)
    assert [s["facet"] for s in one["standing"]] == ["occurrence", "responsibility", "toll"]
    assert one["standing"][0]["phrase"].startswith("independent (2 voices: Weekly, Daily); denied by Chief of staff")
    assert one["publishers"] == ["Weekly", "Daily"]


def test_the_ledger_has_a_cell_for_each_voice_and_facet_it_speaks_of(desk):
    ledger = shelling(desk)["ledger"]
    cells = {(c["voice"], c["facet"]): c for c in ledger["cells"]}
    assert cells["state:SDN", "occurrence"]["way"] == "against"
    assert cells["state:SDN", "occurrence"]["stance"] == "denies"
    [line] = cells["state:SDN", "occurrence"]["lines"]
    report = get(desk, f"/api/reports/{line['report']}")
    assert report["text"][line["words"]["start"] : line["words"]["end"]] == line["words"]["text"] == "We were nowhere near the market that day"
    assert line["quote"].startswith("“We were nowhere")
    assert {v["id"] for v in ledger["voices"]} == {v for v, _ in cells}


def test_a_voice_that_says_two_things_at_once_is_shown_by_what_contests(own):
    desk = client(own)
    for cell in shelling(desk)["ledger"]["cells"]:
        assert cell["way"] == cell["lines"][-1]["way"]
        assert cell["since"] == next(x["at"] for x in cell["lines"] if (x["stance"], x["way"]) == (cell["stance"], cell["way"]))


def test_tolls_are_ranges_by_voice_and_go_with_their_report(own):
    desk = client(own)
    [version] = [v for v in get(desk, "/api/reports?publisher=Daily")["items"] if not v["current"]]
    first = get(desk, f"/api/reports/{version['id']}")
    assert first["events"][0]["event"]["counts"][0]["low"] == 9
    before = get(desk, f"/api/incidents/{shelling(desk)['id']}?as_of=2024-05-14T08:00")
    assert [(t["what"], t["text"], t["voices"][0]["name"]) for t in before["ledger"]["tolls"]] == [("killed", "9", "hospital of El Fasher")]
    assert before["as_of"] == "2024-05-14T08:00"
    assert shelling(desk)["ledger"]["tolls"] == []


def test_a_superseded_telling_no_longer_counts_and_shows_what_changed(desk):
    told = shelling(desk)["tellings"]
    assert [t["counted"] for t in told] == [True, True, False]
    assert told[-1]["fate"] == "superseded"
    assert "-Shells hit the market of El Fasher on Monday, killing nine" in told[-1]["diff"]


def test_a_report_shows_its_words_by_role_and_its_versions_with_their_difference(desk):
    one = get(desk, f"/api/reports/{shelling(desk)['tellings'][-1]['report']['id']}")
    assert one["text"] == SHELLED
    assert one["fate"] == "superseded"
    assert all(SHELLED[s["start"] : s["end"]] == s["text"] for e in one["events"] for s in e["spans"])
    assert {"trigger", "cue", "content", "count"} <= {s["role"] for e in one["events"] for s in e["spans"]}
    assert [(v["this"], v["current"]) for v in one["versions"]] == [(True, False), (False, True)]
    assert [d["op"] for d in one["versions"][1]["diff"]] == ["removed", "added"]
    assert one["versions"][1]["diff"][1]["text"] == CORRECTED
    assert [s["text"] for s in one["sentences"]] == SHELLED.replace(". ", ".\n").split("\n")


def test_findings_and_quotations_come_with_their_report(desk):
    weekly = get(desk, "/api/reports?publisher=Weekly")["items"][0]
    one = get(desk, f"/api/reports/{weekly['id']}")
    assert [f["note"] for f in one["findings"]] == ["The army denies it."]
    assert [(q["text"], q["speaker"]["name"]) for q in one["quotations"]] == [("We were nowhere near the market that day", "Chief of staff")]


def test_quotes_are_found_by_speaker_story_and_words(desk):
    [quote] = get(desk, "/api/quotes")["items"]
    assert quote["report"]["publisher"] == "Weekly"
    assert get(desk, "/api/speakers")["items"] == [{"speaker": "Chief of staff", "country": "SDN", "quotes": 1, "latest": "2024-05-14"}]
    for query, expected in (
        ("speaker=Chief%20of%20staff", 1), ("speaker=Nobody", 0), (f"story={quote['stories'][0]}", 1), ("story=x", 0), ("country=SDN", 1), ("country=TCD", 0),
        ("q=vegetables", 1), ("q=agreement", 0), ("publisher=Weekly", 1), ("from=2024-05-15", 0), ("to=2024-05-14", 1),
    ):  # fmt: skip
        assert len(get(desk, f"/api/quotes?{query}")["items"]) == expected, query


def test_a_hidden_report_is_quoted_no_more(own):
    desk = client(own)
    writing.hide(own, get(desk, "/api/quotes")["items"][0]["report"]["id"], "not a report")
    assert get(desk, "/api/quotes")["items"] == get(desk, "/api/speakers")["items"] == []


def test_a_country_is_an_area_and_never_a_pin(desk):
    features = {f["properties"]["place"]: f for f in get(desk, "/api/map")["features"]}
    assert features["Sudan"]["geometry"] is None
    assert features["Sudan"]["properties"]["area"] is True
    assert features["El Fasher"]["geometry"] == {"type": "Point", "coordinates": [25.35, 13.63]}
    assert [p["area"] for p in titled(desk, "agree")["places"]] == [True]


def test_days_count_incidents_by_quad_beside_reports(desk):
    days = {d["day"]: d for d in get(desk, "/api/daily")["days"]}
    assert [*days] == ["2024-05-13", "2024-05-14", "2024-05-15", "2024-05-16", "2024-05-17"]
    assert (days["2024-05-13"]["MX"], days["2024-05-15"]["VC"], days["2024-05-14"]["reports"]) == (1, 1, 3)


def test_facets_count_without_their_own_filter(desk):
    found = get(desk, "/api/facets?type=AGREE")
    assert {v["value"]: v["count"] for v in found["type"]} == {"ASSAULT": 2, "AGREE": 1}
    assert {v["value"]: v["count"] for v in found["publisher"]} == {"Monitor": 1}
    assert [v["label"] for v in found["country"] if v["value"] == "TCD"] == ["Chad"]


@pytest.mark.parametrize("path", ["/api/incidents?", "/api/incidents?sort=happened&", "/api/reports?", "/api/stories?least=1&"])
def test_pages_of_a_list_are_the_list(desk, path):
    whole = [x["id"] for x in get(desk, path)["items"]]
    found, cursor = [], ""
    while cursor is not None:
        page = get(desk, f"{path}limit=1&cursor={cursor}")
        assert len(page["items"]) <= 1
        found += [x["id"] for x in page["items"]]
        cursor = page["next"]
    assert found == whole
    assert len(whole) > 1


def test_a_story_says_how_things_stand_and_on_what_that_rests(desk):
    story = get(desk, f"/api/stories/{shelling(desk)['story']}")
    by = {s["kind"]: s for s in story["state"]}
    assert by["scope"]["text"].startswith(f"{story['incidents']} incident")
    assert by["latest"]["text"] == "Sudanese army shelled or fired missiles at traders, in El Fasher, 13 May 2024."
    assert by["latest"]["support"].startswith("independent (2 voices: Weekly, Daily); denied by Chief of staff")
    assert by["ahead"]["text"].startswith("Planned: shelling or missile attack on traders by Sudanese army")
    for said in story["state"]:
        for event in said["events"]:
            assert get(desk, f"/api/events/{event}")["report"] in said["reports"]
    assert story["coverage"]["line"].startswith("Coverage: no source is polled; ")


def test_an_empty_answer_is_no_evidence_of_safety(desk):
    assert get(desk, "/api/incidents?country=FRA")["coverage"]["empty"] == "No reports found. This is not evidence of safety."
    assert get(desk, "/api/incidents")["coverage"]["empty"] is None


def test_the_address_of_a_merged_incident_leads_to_the_other_everywhere(own):
    desk = client(own)
    one, two = shelling(desk)["id"], titled(desk, "Planned")["id"]
    writing.merge(own, one, two, "one happening")
    for path in ("/api/incidents/{}", "/incident/{}", "/incident/{}/page.jsonld"):
        answer = desk.get(path.format(two))
        assert (answer.status_code, answer.headers["location"]) == (308, path.format(one)), path
    assert desk.get(f"/api/incidents/{two}?as_of=2024-05-15").headers["location"] == f"/api/incidents/{one}?as_of=2024-05-15"


def test_the_id_of_any_event_leads_to_its_incident_and_of_any_incident_to_its_story(desk):
    one = shelling(desk)
    other = next(e for e in one["events"] if e != one["id"])
    assert desk.get(f"/api/incidents/{other}").headers["location"] == f"/api/incidents/{one['id']}"
    for incident in incidents(desk):
        answer = desk.get(f"/api/stories/{incident['id']}")
        assert answer.status_code == (200 if incident["story"] == incident["id"] else 308)


def test_without_full_text_only_quotations_and_short_passages_are_told(own):
    desk = client(own, full_text=False)
    assert get(desk, "/api/meta")["full_text"] is False
    for item in get(desk, "/api/reports")["items"]:
        one = get(desk, f"/api/reports/{item['id']}")
        assert one["text"] is None
        assert {s["text"] for s in one["sentences"]} == {None}
        assert {d["text"] for v in one["versions"] for d in v["diff"]} <= {None}
        assert all(len(s["text"] or "") <= 120 for e in one["events"] for s in e["spans"])
    whole = "".join(desk.get(p).text for p in ("/", *(f"{u}/{i['id']}" for i in incidents(desk) for u in ("/api/incidents", "/incident"))))
    assert SHELLED not in whole
    assert DIFFERENT.split(". ")[0] in client(own).get(f"/api/reports/{get(desk, '/api/reports?publisher=Weekly')['items'][0]['id']}").text
    assert get(desk, "/api/quotes")["items"][0]["text"].startswith("We were nowhere")


def test_what_is_asked_again_is_not_made_again_until_something_changes(own):
    desk = client(own)
    tag = desk.get("/api/incidents").headers["etag"]
    assert desk.get("/api/incidents", headers={"If-None-Match": tag}).status_code == 304
    assert desk.get("/api/incidents?type=AGREE", headers={"If-None-Match": tag}).status_code == 200
    writing.hide(own, titled(desk, "agree")["id"], "a test")
    assert desk.get("/api/incidents", headers={"If-None-Match": tag}).status_code == 200


def test_changes_come_by_number_and_say_what_is_new(desk):
    told = get(desk, "/api/changes?after=0&limit=2")
    assert (told["n"], told["last"], [c["n"] for c in told["items"]]) == (5, 2, [1, 2])
    assert told["items"][0]["incidents"][0]["new"] is True
    assert told["items"][1]["incidents"][0]["new"] is False
    rest = get(desk, "/api/changes?after=2")
    assert (rest["last"], [c["n"] for c in rest["items"]]) == (5, [3, 4, 5])
    assert get(desk, "/api/changes?after=5")["items"] == []


def test_a_store_without_reports_answers_everything(tmp_path):
    from store_made import opened

    desk = client(opened(tmp_path / "empty.sqlite"))
    for path, _ in ANSWERS:
        assert get(desk, path)["n"] == 0
    for path in ("/", "/quotes", "/map", "/log", "/feed.rss", "/feed.atom", "/feed.json", "/events.csv", "/events.geojson", "/page.jsonld"):
        assert desk.get(path).status_code == 200, path
