"""What is given out, read back by what others read it with, and JSON-LD held against the vocabulary."""

import csv
import datetime as dt
import io
import tomllib
from pathlib import Path

import feedparser
import pytest

TERMS = tomllib.loads((Path(__file__).parent / "schema_terms.toml").read_text(encoding="utf-8"))


def story(desk):
    return desk.get("/api/incidents?type=ASSAULT&status=happened").json()["items"][0]["story"]


@pytest.fixture(params=["query", "story"])
def base(request, desk):
    return "/" if request.param == "query" else f"/story/{story(desk)}/"


def listed(desk, base):
    return desk.get(f"/api/incidents?{'' if base == '/' else 'story=' + base.split('/')[2]}").json()["items"]


@pytest.mark.parametrize(("name", "version"), [("feed.rss", "rss20"), ("feed.atom", "atom10")])
def test_feeds_read_as_the_incidents_they_are_of(desk, base, name, version):
    answer = desk.get(base + name)
    feed = feedparser.parse(answer.content)
    items = listed(desk, base)
    assert (feed.version, feed.bozo) == (version, False)
    assert [e.title for e in feed.entries] == [i["title"] for i in items]
    assert [e.id for e in feed.entries] == [f"http://127.0.0.1:8321{i['url']}" for i in items]
    assert [e.link for e in feed.entries] == [e.id for e in feed.entries]
    assert all(i["standing"][0]["phrase"] in e.summary for e, i in zip(feed.entries, items, strict=True))
    assert answer.headers["content-type"].startswith(f"application/{name.partition('.')[2]}+xml")


def test_a_json_feed_has_what_its_version_needs(desk, base):
    feed = desk.get(base + "feed.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"http://127.0.0.1:8321{base}feed.json"
    assert [i["title"] for i in feed["items"]] == [i["title"] for i in listed(desk, base)]
    for item in feed["items"]:
        assert item["id"] == item["url"]
        assert item["content_html"]
        assert dt.datetime.fromisoformat(item["date_published"]).tzinfo


def test_a_feed_follows_the_filters_of_its_query(desk):
    feed = feedparser.parse(desk.get("/feed.atom?type=AGREE").content)
    assert [e.title.partition(" ")[0] for e in feed.entries] == ["Offer"]
    assert feed.feed.link == "http://127.0.0.1:8321/?type=AGREE"
    assert desk.get("/feed.atom?from=never").status_code == 400


def test_the_csv_has_the_columns_of_the_export(desk, base):
    from reportedly.export.csv import ROW

    rows = [*csv.reader(io.StringIO(desk.get(base + "events.csv").text))]
    assert rows[0] == [c.name for c in ROW]
    events = {e for i in listed(desk, base) for e in i["events"]}
    assert {r[0] for r in rows[1:]} == events
    assert {len(r) for r in rows} == {len(ROW)}


def test_the_geojson_draws_only_points(desk, base):
    told = desk.get(base + "events.geojson").json()
    assert told["type"] == "FeatureCollection"
    for feature in told["features"]:
        assert (feature["geometry"] is None) == (feature["properties"]["place_precision"] != "place")


def test_what_is_given_out_quotes_no_more_than_exports_do(desk):
    for path in ("/events.csv", "/events.geojson", "/page.jsonld", "/feed.rss"):
        assert "Smoke stood over the town until evening" not in desk.get(path).text


@pytest.mark.parametrize("name", ["feed.rss", "feed.atom", "feed.json", "events.csv", "events.geojson", "page.jsonld"])
def test_what_is_given_out_of_a_story_has_one_address(desk, name):
    home = story(desk)
    other = next(i["id"] for i in listed(desk, f"/story/{home}/") if i["id"] != home)
    assert desk.get(f"/story/{other}/{name}").headers["location"] == f"/story/{home}/{name}"
    assert desk.get(f"/story/nothing/{name}").status_code == 404


# JSON-LD ----------------------------------------------------------------------------------------------------------
def ancestors(kind):
    while kind:
        yield kind
        kind = TERMS["types"].get(kind)


def fits(value, ranges):
    """Whether a value is of one of the kinds that a property may hold."""
    if isinstance(value, dict):
        return bool({*ancestors(value["@type"])} & {*ranges})
    if isinstance(value, int | float):
        return "Number" in ranges
    if "Text" in ranges:
        return True
    if "URL" in ranges and value.startswith(("http://", "https://")):
        return True
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return "Date" in ranges or "DateTime" in ranges


def faults(node, at=""):
    """What in a node is not as the vocabulary has it."""
    kind = node["@type"]
    if kind != "Thing" and kind not in TERMS["types"]:
        yield f"{at}: no type {kind}"
    for name, held in node.items():
        if name in ("@type", "@context"):
            continue
        domain, ranges = TERMS["properties"].get(name, ([], []))
        if not {*ancestors(kind)} & {*domain}:
            yield f"{at}: {kind} has no {name}"
        for value in held if isinstance(held, list) else [held]:
            if not fits(value, ranges):
                yield f"{at}/{name}: {value!r} is none of {ranges}"
            if isinstance(value, dict):
                yield from faults(value, f"{at}/{name}")


def documents(desk):
    one = desk.get("/api/incidents?type=ASSAULT&status=happened").json()["items"][0]
    yield from ("/page.jsonld", f"/story/{one['story']}/page.jsonld", f"/incident/{one['id']}/page.jsonld")
    yield from (f"/report/{r}/page.jsonld" for r in one["reports"])


def test_json_ld_holds_against_the_vocabulary(desk):
    for path in documents(desk):
        told = desk.get(path).json()
        assert told["@context"] == "https://schema.org"
        assert [*faults(told)] == [], path


def test_the_check_of_the_vocabulary_finds_what_is_wrong():
    assert [*faults({"@type": "Opera"})]
    assert [*faults({"@type": "Claim", "liveBlogUpdate": {"@type": "BlogPosting"}})]
    assert [*faults({"@type": "BlogPosting", "datePublished": "yesterday"})]
    assert [*faults({"@type": "Place", "geo": {"@type": "Place"}})]
    assert not [*faults({"@type": "BlogPosting", "datePublished": "2024-05-14"})]


def test_a_story_is_a_live_page_with_an_update_for_each_incident(desk):
    told = desk.get(f"/story/{story(desk)}/page.jsonld").json()
    assert told["@type"] == "LiveBlogPosting"
    assert [u["headline"] for u in told["liveBlogUpdate"]] == [i["title"] for i in listed(desk, f"/story/{story(desk)}/")]
    for update in told["liveBlogUpdate"]:
        assert update["articleBody"]
        assert update["datePublished"] <= update["dateModified"]


def test_what_voices_say_are_claims_and_no_verdicts(desk):
    one = desk.get("/api/incidents?type=ASSAULT&status=happened").json()["items"][0]
    told = desk.get(f"/incident/{one['id']}/page.jsonld").json()
    claims = {(c["creditText"], c["name"].rpartition(": ")[2]): c for c in told["hasPart"]}
    denial = claims["Chief of staff", "occurrence"]
    assert denial["name"] == "Chief of staff denies: occurrence"
    assert denial["text"] == "We were nowhere near the market that day"
    assert denial["firstAppearance"]["publisher"]["name"] == "Weekly"
    assert "ClaimReview" not in desk.get(f"/incident/{one['id']}/page.jsonld").text


def test_what_has_not_happened_has_no_date_as_an_event(desk):
    for update in desk.get("/page.jsonld").json()["liveBlogUpdate"]:
        planned = "Planned" in update["headline"]
        assert update["about"]["startDate"] == ("2024-05-17" if planned else update["about"]["startDate"])
        assert "geo" not in str(update["about"]["location"]) or "25.35" in str(update) or "24.88" in str(update)
