"""What changes the store: adding, recoding, versions, withdrawal, corrections, splits and merges; and what it was before."""

import json

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.event import listens_for
from store_made import DIFFERENT, FASHER, HOSPITAL, NYALA, SHELLED, Known, coding, corpus, nine, opened

from reportedly import filing
from reportedly.errors import StoreError, UsageError
from reportedly.records import Attribution, Entity, Finding, Quotation, Report, to_json
from reportedly.store import Store, queries, schema, unpack, upkeep, writing


@pytest.fixture
def store(tmp_path):
    return opened(tmp_path / "s.sqlite")


def only(store: Store, **given):
    [one] = queries.incidents(store, **given)
    return one


def said_by(who: Entity, stance: str = "asserts") -> Attribution:
    return Attribution(who, None, None, stance)


def lines(store: Store) -> list[str]:
    import io

    sink = io.StringIO()
    upkeep.dump(store, sink)
    return sink.getvalue().splitlines()


def test_two_reports_of_one_happening_are_one_incident(store):
    assert writing.add(store, coding()).did == "new"
    assert writing.add(store, coding(DIFFERENT, "struck", publisher="Weekly")).did == "new"
    assert only(store).standing[0].support == "independent"


def test_a_second_run_changes_nothing(store):
    for c in corpus("w1"):
        writing.add(store, c)
    before = lines(store)
    assert {writing.add(store, c).did for c in corpus("w1")} == {"known"}
    assert lines(store) == before


def test_adding_in_any_order_gives_the_same_voices(tmp_path):
    mine = [coding(), coding(SHELLED + " Our desk adds nothing.", publisher="Reprint"), coding(DIFFERENT, "struck", publisher="Weekly")]
    found = []
    for n, order in enumerate((mine, mine[::-1])):
        store = opened(tmp_path / f"{n}.sqlite")
        for c in order:
            writing.add(store, c)
        found.append(only(store))
    assert found[0].voices == found[1].voices
    assert found[0].standing == found[1].standing


def test_a_reprint_is_the_voice_of_its_original(store):
    writing.add(store, coding())
    writing.add(store, coding(SHELLED + " Our desk adds nothing.", publisher="Reprint", day="2024-05-15"))
    one = only(store)
    assert len(one.reports) == 2
    assert one.voices == ("outlet:Daily",)
    assert one.standing[0].support == "one_voice"


def test_an_original_that_comes_later_still_gives_its_voice(store):
    writing.add(store, coding(SHELLED + " Our desk adds nothing.", publisher="Reprint", day="2024-05-15"))
    writing.add(store, coding(agency="Wire"))
    assert only(store).voices == ("outlet:Wire",)


def test_an_update_supersedes_and_the_old_version_stays_with_its_difference(store):
    writing.add(store, coding(url="https://x.example/1", counts=(nine(),)))
    changed = SHELLED.replace("nine", "twelve")
    assert writing.add(store, coding(changed, url="https://x.example/1")).did == "update"
    page = queries.page(store, only(store).id)
    assert [t.fate for t in page.past] == ["superseded"]
    assert "-Shells hit the market of El Fasher on Monday, killing nine" in page.past[0].diff
    assert "+Shells hit the market of El Fasher on Monday, killing twelve" in page.past[0].diff
    assert len(page.incident.reports) == 1
    assert not [*upkeep.check(store)]


def test_an_old_version_that_comes_late_supersedes_nothing(store):
    writing.add(store, coding(url="https://x.example/1", day="2024-05-15"))
    assert writing.add(store, coding(SHELLED + " First version.", url="https://x.example/1", day="2024-05-14")).did == "new"


def test_the_entries_of_a_live_page_are_reports_of_their_own(store):
    entries = [coding(f"{SHELLED} Entry {n}.", url="https://x.example/live", page="p", day=f"2024-05-14T10:0{n}") for n in range(3)]
    assert [writing.add(store, c).did for c in entries] == ["new"] * 3
    shown = [c.report for c in entries]
    assert writing.missing_entries(store, shown) == []
    assert writing.missing_entries(store, [shown[0], shown[2]]) == [shown[1].id]
    assert writing.missing_entries(store, [shown[2]]) == []  # the others scrolled out


def test_an_entry_with_an_address_of_its_own_that_its_page_drops_is_withdrawn(store, tmp_path):
    def read(*towns: str, summary: str) -> None:
        posts = [
            {"@type": "BlogPosting", "headline": f"Town of {t}", "datePublished": f"2024-05-14T1{n}:00:00+02:00", "url": f"https://x.example/live#p{n}",
             "articleBody": f"Shells hit the market of {t}, its mayor said on the radio in the afternoon."} for n, t in enumerate(towns) if t
        ]  # fmt: skip
        told = {"@type": "LiveBlogPosting", "url": "https://x.example/live", "headline": "Live", "datePublished": "2024-05-14", "liveBlogUpdate": posts}
        page = f"<html lang=en><head><title>Live</title><link rel=canonical href='https://x.example/live'><script type='application/ld+json'>{json.dumps(told)}</script></head><body><main><h1>Live</h1><p>{summary} We follow the day.</p></main></body></html>"
        (tmp_path / "live.html").write_text(page)
        assert {type(d) for d in filing.add(store, [str(tmp_path / "live.html")], Known([]), publisher="Daily")} == {filing.Filed}

    read("Kutum", "Nyala", "Kabkabiya", "Zalingei", summary="Four towns shelled.")
    read("Kutum", "", "Kabkabiya", "Zalingei", summary="Three towns shelled, not four.")
    with store.reading() as c:
        rows = c.execute(select(schema.report.c.record, schema.report.c.fate).where(schema.report.c.page.is_not(None))).all()
    told = {unpack(Report, row.record).url: (unpack(Report, row.record).title, row.fate) for row in rows}
    assert len(told) == 4  # each under an address of its own
    assert [title for title, fate in told.values() if fate == "withdrawn"] == ["Town of Nyala"]


def test_a_withdrawn_report_is_kept_and_no_longer_counts(store):
    first, second = coding(), coding(DIFFERENT, "struck", publisher="Weekly")
    writing.add(store, first)
    writing.add(store, second)
    assert writing.withdraw(store, [second.report.id]) == [second.report.id]
    page = queries.page(store, only(store).id)
    assert page.incident.standing[0].support == "one_voice"
    assert [(t.report.id, t.fate) for t in page.past] == [(second.report.id, "withdrawn")]
    assert queries.page(store, second.events[0].id).address == page.address
    assert writing.withdraw(store, [second.report.id]) == []


def test_any_earlier_state_can_be_shown(store):
    writing.add(store, coding())
    writing.add(store, coding(DIFFERENT, "struck", publisher="Weekly"))
    writing.withdraw(store, [coding().report.id])
    with store.reading() as c:
        at = c.execute(select(schema.change.c.at).order_by(schema.change.c.n)).scalars().all()
    found = [[s.support for s in only(store, as_of=t).standing[:1]] for t in at]
    assert found == [["one_voice"], ["independent"], ["one_voice"]]
    assert only(store, as_of=at[1]).reports != only(store, as_of=at[2]).reports
    assert queries.incidents(store, as_of="2020-01-01") == []
    with pytest.raises(UsageError, match="not ISO 8601"):
        queries.incidents(store, as_of="yesterday")


def test_a_correction_shows_can_be_undone_and_is_never_erased(store):
    c = coding()
    writing.add(store, c)
    n = writing.correct(store, c.events[0].id, "type", "COERCE", "it was a raid")
    assert only(store).type == "COERCE"
    assert queries.page(store, only(store).id).tellings[0].corrections[0].because == "it was a raid"
    undone = writing.undo(store, n, "it was not")
    assert only(store).type == "ASSAULT"
    assert [row.n for row in queries.corrections(store)] == [n, undone]
    with pytest.raises(UsageError, match="undone already"):
        writing.undo(store, n, "again")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("type", "WAR", "not in the codebook"),
        ("status", "done", "cannot be done"),
        ("id", "x", "cannot be corrected"),
        ("nothing", "x", "cannot be corrected"),
        ("places.7.country", "UKR", "has no"),
        ("places.0.planet", "UKR", "no field"),
        ("hedged", "maybe", "cannot be maybe"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(store, field, value, message):
    c = coding()
    writing.add(store, c)
    before = lines(store)
    with pytest.raises(UsageError, match=message):
        writing.correct(store, c.events[0].id, field, value, "because")
    assert lines(store) == before


def together(store):
    """Two reports of one shelling, and of an accusation another: events of the three, in that order."""
    charge = coding("Sudan's army is accused of the shelling.", "accused", publisher="Herald", type="ACCUSE", modes=("allege",))
    codings = [coding(), coding(DIFFERENT, "struck", publisher="Weekly"), charge]
    for c in codings:
        writing.add(store, c)
    return [c.events[0].id for c in codings]


@pytest.mark.parametrize("which", [0, 1])
def test_an_event_of_another_type_leaves_its_incident_and_comes_back_when_that_is_undone(store, which):
    events = together(store)
    before = {v.id: v.events for v in queries.incidents(store)}
    n = writing.correct(store, events[which], "type", "MOBILIZE", "guns were moved")
    found = {v.type: v for v in queries.incidents(store)}
    assert {t: v.events for t, v in found.items()} == {
        "ASSAULT": (events[1 - which],), "MOBILIZE": (events[which],), "ACCUSE": (events[2],),
    }  # fmt: skip
    assert found["ASSAULT"].id == events[0]
    assert found["MOBILIZE"].modes == ()
    assert [t.moved for t in queries.page(store, events[0]).past] == [found["MOBILIZE"].id]
    assert not [*upkeep.check(store)]
    writing.undo(store, n, "they were not")
    assert {v.id: v.events for v in queries.incidents(store)} == before
    assert queries.page(store, found["MOBILIZE"].id).address == events[0]
    assert not [*upkeep.check(store)]


def test_an_event_corrected_to_what_others_tell_is_matched_with_them(store):
    events = together(store)
    twin = coding(SHELLED + " Nothing moved since.", "hit", publisher="Times", day="2024-05-15", type="MOBILIZE", modes=("troops",))
    other = coding(DIFFERENT + " Nothing moved since.", "struck", publisher="Post", day="2024-05-15", type="MOBILIZE", modes=("troops",))
    for c in (twin, other):
        writing.add(store, c)
    assert len({queries.page(store, c.events[0].id).address for c in (twin, other)}) == 1
    writing.correct(store, other.events[0].id, "type", "ASSAULT", "they fired")
    assert queries.page(store, f"event:{other.events[0].id}").address == events[0]
    telling = next(t for t in queries.page(store, events[0]).tellings if t.event.id == other.events[0].id)
    assert telling.match.incident == events[0] and telling.match.score > 0.6 and telling.match.reasons


@pytest.mark.parametrize("type", ["ASSAULT", "COERCE"])
def test_a_corrected_type_and_its_incident_survive_coding_anew(store, type):
    events = together(store)
    writing.correct(store, events[1], "type", "MOBILIZE", "guns were moved")
    home = queries.page(store, f"event:{events[1]}").address
    old = coding(DIFFERENT, "struck", publisher="Weekly")
    again = replace(old.events[0], id="renamed", type=type, modes=())
    writing.add(store, replace(old, events=(again,)), coder="newer")
    assert queries.page(store, "renamed").address == home
    assert queries.page(store, home).incident.type == "MOBILIZE"
    assert not [*upkeep.check(store)]


def test_an_event_that_an_analyst_put_into_an_incident_stays_there_whatever_is_corrected(store):
    events = together(store)
    writing.merge(store, events[0], events[2], "one affair")
    writing.correct(store, events[2], "type", "MOBILIZE", "guns were moved")
    assert queries.page(store, events[0]).incident.type == "ASSAULT"
    assert len(only(store).events) == 3


def test_a_corrected_place_is_searched_by_and_far_away_is_another_incident(store):
    events = together(store)
    nyala = queries.Area(lines=(((NYALA.lat, NYALA.lon),),), km=10)
    assert queries.incidents(store, area=nyala) == []
    place = to_json(NYALA).decode()
    writing.correct(store, events[1], "places", f"[{place}]", "the other market")
    assert [v.events for v in queries.incidents(store, area=nyala)] == [(events[1],)]
    assert queries.coverage(store, nyala).reports == 1


def test_why_an_event_is_in_its_incident_is_kept_and_shown(store):
    first, *_ = together(store)
    one, two = sorted(queries.page(store, first).tellings, key=lambda t: t.event.id != first)
    assert (one.match.incident, one.match.nearest) == (None, None)
    assert (two.match.incident, two.match.nearest) == (first, first)
    assert "places_near" in dict(two.match.reasons)


def test_a_copy_says_whose_voice_it_is(store):
    writing.add(store, coding())
    writing.add(store, coding(SHELLED + " Our desk adds nothing.", publisher="Reprint", day="2024-05-15"))
    told = {t.report.publisher: t.copy_of and t.copy_of.publisher for t in queries.page(store, only(store).id).tellings}
    assert told == {"Daily": None, "Reprint": "Daily"}


def test_corrections_need_a_reason_and_a_subject(store):
    writing.add(store, coding())
    with pytest.raises(UsageError, match="needs a reason"):
        writing.hide(store, coding().events[0].id, " ")
    with pytest.raises(UsageError, match="nothing in this store"):
        writing.hide(store, "no-such-id", "because")
    with pytest.raises(UsageError, match="no correction 99"):
        writing.undo(store, 99, "because")


def test_quotations_and_findings_are_kept_and_replaced_when_a_report_is_coded_anew(store):
    old = coding()
    words = Quotation("killing nine traders", 46, 66, HOSPITAL, None, 0)
    found = Finding(words.text, 46, 66, "figures", "two figures")
    writing.add(store, replace(old, quotations=(words, words), findings=(found,)), coder="one")
    assert [*upkeep.check(store)] == []
    writing.add(store, replace(old, quotations=(words,), findings=(replace(found, text="nobody"),)), coder="two")
    with store.reading() as c:
        [row] = c.execute(select(schema.quotation)).all()
    assert (row.report, row.speaker, row.country) == (old.report.id, "hospital of El Fasher", "SDN")
    assert any("a finding is not in its words" in fault for fault in upkeep.check(store))


def test_a_correction_survives_coding_anew_even_under_another_id(store):
    old = coding()
    writing.add(store, old, coder="one")
    writing.correct(store, old.events[0].id, "places.0.name", '"Kutum"', "the report means the other market")
    event = replace(old.events[0], id="renamed", type="ASSAULT", confidence=0.5)
    assert writing.add(store, replace(old, events=(event,)), coder="two").did == "recoded"
    assert only(store).places[0].name == "Kutum"
    assert queries.event_as_shown(store, "renamed").places[0].name == "Kutum"


def test_hiding_the_first_event_leaves_the_others_of_its_incident(store):
    for c in (coding(), coding(DIFFERENT, "struck", publisher="Weekly")):
        writing.add(store, c)
    one = only(store)
    writing.hide(store, f"event:{one.id}", "a hoax")
    assert set(one.events) - set(only(store).events) == {one.id}
    assert not [*upkeep.check(store)]


@pytest.mark.parametrize("what", ["event", "report", "incident"])
def test_what_is_hidden_no_longer_counts_until_that_is_undone(store, what):
    c = coding()
    writing.add(store, c)
    subject = {"event": f"event:{c.events[0].id}", "report": c.report.id, "incident": only(store).id}[what]
    n = writing.hide(store, subject, "a hoax")
    assert queries.incidents(store) == []
    writing.undo(store, n, "no hoax")
    assert len(queries.incidents(store)) == 1


def test_a_merge_survives_later_matching_and_old_addresses_answer(store):
    one, two = coding(), coding("Nyala was shelled as well on Monday.", "shelled", publisher="Weekly", places=(NYALA,))
    for c in (one, two):
        writing.add(store, c)
    a, b = sorted(v.id for v in queries.incidents(store))
    kept = writing.merge(store, a, b, "one barrage")
    assert queries.page(store, b).address == queries.page(store, a).address == kept
    writing.add(store, replace(two, events=(replace(two.events[0], confidence=0.4),)), coder="newer")
    assert only(store).id == kept
    assert len(only(store).events) == 2
    with pytest.raises(UsageError, match="one incident already"):
        writing.merge(store, a, b, "again")


def test_a_split_survives_coding_anew(store):
    one, two = coding(), coding(DIFFERENT, "struck", publisher="Weekly")
    for c in (one, two):
        writing.add(store, c)
    first = only(store).id
    new = writing.split(store, first, [two.events[0].id], "two markets")
    assert {v.id for v in queries.incidents(store)} == {first, new}
    writing.add(store, replace(two, events=(replace(two.events[0], confidence=0.4),)), coder="newer")
    assert {v.id: v.events for v in queries.incidents(store)} == {first: (one.events[0].id,), new: (two.events[0].id,)}
    with pytest.raises(UsageError, match="not some, but not all"):
        writing.split(store, first, [one.events[0].id], "everything")


def test_the_ids_of_incidents_are_never_given_twice(store):
    one, two = coding(), coding(DIFFERENT, "struck", publisher="Weekly")
    for c in (one, two):
        writing.add(store, c)
    first = only(store).id
    founder = one.events[0].id
    assert first == founder
    assert writing.split(store, first, [founder], "two markets") not in (first, founder)


def test_followers_learn_what_changed_after_a_number(store):
    writing.add(store, coding())
    last, rows = queries.changes(store, 0)
    assert {kind for _, kind, _ in rows} == {"report", "event", "incident"}
    assert queries.changes(store, last) == (last, [])
    writing.add(store, coding(DIFFERENT, "struck", publisher="Weekly"))
    assert only(store).id in {id_ for _, kind, id_ in queries.changes(store, last)[1] if kind == "incident"}


def test_a_report_without_events_is_kept_and_counted(store):
    writing.add(store, coding("The harvest was good.", coded=False))
    assert queries.coverage(store).reports == 1
    assert queries.incidents(store) == []


def test_the_hospital_and_the_army_are_two_voices(store):
    writing.add(store, coding(attribution=[said_by(HOSPITAL)]))
    writing.add(store, coding(DIFFERENT, "struck", publisher="Weekly", attribution=[said_by(Entity(name="Army", country="SDN", sectors=("MIL",)), "denies")]))
    one = only(store)
    assert one.standing[0].contested_by[0].alignment == "actor"
    assert only(store, contested=True).id == one.id


def test_filing_codes_each_report_once_and_goes_on_after_errors(tmp_path):
    codings = corpus("w2")[:5]
    for n, c in enumerate(codings):
        (tmp_path / f"{n}.txt").write_text(c.report.text)
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02" * 50)
    store, coder = opened(tmp_path / "s.sqlite"), Known(codings)
    sources = [str(tmp_path / f"{n}.txt") for n in range(5)] + [str(tmp_path / "bad.txt"), str(tmp_path / "none.txt")]
    done = [*filing.add(store, sources, coder, published="2024-05-14", publisher="Daily")]
    assert sum(isinstance(d, filing.Filed) for d in done) == 5
    assert len(done) == 7
    assert coder.asked == 5
    assert {d.did for d in filing.add(store, sources[:5], coder, published="2024-05-14", publisher="Daily")} == {"known"}
    assert coder.asked == 5
    assert not [*upkeep.check(store)]


def test_a_file_that_is_no_store_is_named(tmp_path):
    (tmp_path / "text").write_text("news of the day " * 100)
    with pytest.raises(StoreError, match="not a store"):
        Store(tmp_path / "text")
    with pytest.raises(StoreError, match="no such store"):
        Store(tmp_path / "missing", create=False)


@pytest.mark.parametrize(
    ("setting", "message"),
    [("max_page_count=100", "disk is full; make room"), ("query_only=1", "readonly database; give a file")],
)
def test_what_the_system_refuses_is_one_line_and_what_was_filed_is_kept(tmp_path, setting, message):
    store = opened(tmp_path / "s.sqlite")
    writing.add(store, coding())

    @listens_for(store.engine, "connect")
    def limited(raw, _):
        raw.execute(f"PRAGMA {setting}")

    store.engine.dispose()
    with pytest.raises(StoreError, match=message):
        [writing.add(store, c) for c in corpus("w1")]
    again = opened(tmp_path / "s.sqlite")
    assert coding().report.id in {r for v in queries.incidents(again) for r in v.reports}
    assert not [*upkeep.check(again)]


def test_two_stores_of_one_file_add_side_by_side(tmp_path):
    import threading

    codings = corpus("w3")[:20]
    faults: list[Exception] = []

    def work() -> None:
        try:
            store = opened(tmp_path / "s.sqlite")
            for c in codings:
                writing.add(store, c)
        except Exception as e:
            faults.append(e)

    opened(tmp_path / "s.sqlite")
    threads = [threading.Thread(target=work) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    store = opened(tmp_path / "s.sqlite")
    assert not faults
    assert queries.coverage(store).reports == 20
    assert not [*upkeep.check(store)]


def test_places_far_apart_are_two_incidents(store):
    writing.add(store, coding(places=(FASHER,)))
    writing.add(store, coding("Nyala was shelled as well on Monday.", "shelled", publisher="Weekly", places=(NYALA,)))
    assert len(queries.incidents(store)) == 2
