"""What changes state: corrections, hiding, undoing and trying a text, and who may do so."""

import json

import pytest
from desk_made import SHELLED, client

from reportedly.store import queries


def asking(desk, **more):
    return {"X-Reportedly-Token": desk.get("/api/meta").json()["token"], "Content-Type": "application/json", **more}


def post(desk, path, data, status, **headers):
    answer = desk.post(path, content=json.dumps(data), headers=asking(desk) | headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def first(desk, query=""):
    return desk.get(f"/api/incidents?type=ASSAULT&status=happened{query}").json()["items"][0]


def test_a_correction_shows_is_logged_and_can_be_undone(own):
    desk = client(own)
    event = first(desk)["events"][0]
    done = post(desk, "/api/corrections", {"kind": "correct", "subject": event, "field": "modes", "value": ["aerial"], "because": "the report says jets"}, 201)
    assert done["correction"] | {"at": ""} == {
        "n": 6, "at": "", "kind": "correct", "subject": event, "field": "modes", "value": '["aerial"]', "because": "the report says jets", "undone": False,
        "can_undo": True,
    }  # fmt: skip
    shown = desk.get(f"/api/events/{event}").json()
    assert (shown["event"]["modes"], shown["coded"]["modes"]) == (["aerial"], ["heavy-weapons"])
    assert [c["n"] for c in shown["corrections"]] == [6]
    post(desk, "/api/corrections/6/undo", {"because": "it does not"}, 201)
    shown = desk.get(f"/api/events/{event}").json()
    assert (shown["event"]["modes"], shown["coded"]) == (["heavy-weapons"], None)
    assert [(c["n"], c["kind"], c["undone"], c["can_undo"]) for c in desk.get("/api/corrections").json()["items"]] == [
        (7, "undo", False, False), (6, "correct", True, False),
    ]  # fmt: skip
    assert [x["n"] for x in desk.get("/api/corrections?limit=1").json()["items"]] == [7]


def test_what_is_hidden_leaves_lists_and_comes_back(own):
    desk = client(own)
    one = first(desk)["id"]
    n = post(desk, "/api/corrections", {"kind": "hide", "subject": one, "because": "an exercise"}, 201)["n"]
    assert one not in [i["id"] for i in desk.get("/api/incidents").json()["items"]]
    shown = desk.get(f"/api/incidents/{one}").json()
    assert shown["hidden"] is True
    assert [d["because"] for d in shown["decisions"]] == ["an exercise"]
    post(desk, f"/api/corrections/{n}/undo", {"because": "no exercise"}, 201)
    assert first(desk)["id"] == one


def test_an_event_alone_can_be_hidden(own):
    desk = client(own)
    one = first(desk)
    post(desk, "/api/corrections", {"kind": "hide", "subject": f"event:{one['events'][0]}", "because": "another market"}, 201)
    assert [t["counted"] for t in desk.get(f"/api/incidents/{one['id']}").json()["tellings"]] == [True, False, False]


@pytest.mark.parametrize(
    ("path", "data", "status", "message"),
    [
        ("/api/corrections", {"kind": "correct", "subject": "EVENT", "field": "type", "value": "OPERA", "because": "x"}, 422, "OPERA"),
        ("/api/corrections", {"kind": "correct", "subject": "EVENT", "field": "id", "value": "x", "because": "x"}, 422, "cannot be corrected"),
        ("/api/corrections", {"kind": "correct", "subject": "EVENT", "field": "status", "value": "planned", "because": "  "}, 422, "reason"),
        ("/api/corrections", {"kind": "correct", "subject": "nothing", "field": "status", "value": "planned", "because": "x"}, 422, "nothing"),
        ("/api/corrections", {"kind": "hide", "subject": "nothing", "because": "x"}, 422, "nothing"),
        ("/api/corrections", {"kind": "merge", "subject": "EVENT", "because": "x"}, 400, "merge"),
        ("/api/corrections", {"kind": "hide", "subject": "EVENT"}, 400, "because"),
        ("/api/corrections", {"kind": "hide", "subject": "EVENT", "because": "x", "extra": 1}, 400, "extra"),
        ("/api/corrections", [], 400, "object"),
        ("/api/corrections/99/undo", {"because": "x"}, 422, "no correction 99"),
        ("/api/corrections/x/undo", {"because": "x"}, 400, "n"),
        ("/api/try", {"text": "  "}, 400, "empty"),
        ("/api/try", {"text": SHELLED, "published": "yesterday"}, 400, "yesterday"),
        ("/api/try", {"text": "x" * 100_001}, 413, "100,000"),
        ("/api/try", {"title": "x"}, 400, "text"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(desk, path, data, status, message):
    text = json.dumps(data).replace("EVENT", first(desk)["events"][0])
    fault = post(desk, path, json.loads(text), status)["error"]
    assert message in fault["message"]
    assert desk.get("/api/meta").json()["n"] == 5


REFUSED = [
    ({"X-Reportedly-Token": "x"}, "token"), ({"X-Reportedly-Token": ""}, "token"), ({"Origin": "https://evil.example"}, "another site"), ({"Origin": "null"}, "another site"),
    ({"Origin": "http://127.0.0.1:9999"}, "another site"), ({"Sec-Fetch-Site": "cross-site"}, "another site"), ({"Sec-Fetch-Site": "same-site"}, "another site"),
]  # fmt: skip


@pytest.mark.parametrize("path", ["/api/corrections", "/api/corrections/1/undo", "/api/try"])
@pytest.mark.parametrize(("headers", "message"), REFUSED)
def test_state_changes_need_the_token_and_a_page_of_ours(desk, path, headers, message):
    assert message in post(desk, path, {"text": SHELLED}, 403, **headers)["error"]["message"]


def test_a_form_of_another_site_is_no_json(desk):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert "Content-Type" in post(desk, "/api/try", {"text": SHELLED}, 400, **{"Content-Type": kind})["error"]["message"]


def test_a_page_of_ours_may_change_state(desk):
    post(desk, "/api/try", {"text": SHELLED}, 200, Origin="http://127.0.0.1:8321", **{"Sec-Fetch-Site": "same-origin"})


def test_beyond_loopback_nothing_can_be_changed(own):
    desk = client(own, bound="0.0.0.0")
    assert desk.get("/api/meta").json()["can_write"] is False
    one = first(desk)["id"]
    assert "beyond its own machine" in post(desk, "/api/corrections", {"kind": "hide", "subject": one, "because": "x"}, 403)["error"]["message"]
    post(desk, "/api/corrections/1/undo", {"because": "x"}, 403)
    assert queries.corrections(own) == []


def test_the_token_is_in_every_page_and_differs_between_servers(own):
    one, two = client(own), client(own)
    token = one.get("/api/meta").json()["token"]
    assert f'name="reportedly-token" content="{token}"' in one.get("/try").text
    assert token != two.get("/api/meta").json()["token"]


def test_a_text_is_coded_and_not_kept(own):
    desk = client(own)
    told = post(desk, "/api/try", {"text": SHELLED, "published": "2024-05-14", "publisher": "Mine"}, 200)
    assert (told["stored"], told["publisher"], told["text"]) == (False, "Mine", SHELLED)
    [event] = told["events"]
    assert event["statement"].startswith("Hospital of El Fasher: ")
    assert SHELLED[event["spans"][0]["start"] : event["spans"][0]["end"]] == "hit"
    assert desk.get("/api/meta").json()["n"] == 5
    assert desk.get(f"/api/reports/{told['id']}").status_code == 404


def test_one_text_is_coded_at_a_time(own):
    class Slow:
        name = "slow"

        def code_report(self, report):
            assert post(desk, "/api/try", {"text": "Another text."}, 429)["error"]["message"]
            from reportedly.records import Coding

            return Coding(report)

    desk = client(own, coder=Slow())
    post(desk, "/api/try", {"text": "A text."}, 200)
    post(desk, "/api/corrections", {"kind": "hide", "subject": first(desk)["id"], "because": "the desk goes on"}, 201)
