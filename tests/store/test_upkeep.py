"""A check that finds each kind of damage; an export that gives the same store again; migrations that make what code names."""

import pytest
from sqlalchemy import create_engine, inspect
from store_made import DIFFERENT, coding, corpus, opened

from reportedly.errors import FormatError, StoreError, UsageError
from reportedly.store import queries, schema, upkeep, writing


@pytest.fixture
def store(tmp_path):
    store = opened(tmp_path / "s.sqlite")
    writing.add(store, coding(url="https://x.example/1"))
    writing.add(store, coding(DIFFERENT, "struck", publisher="Weekly"))
    writing.add(store, coding("Shells hit the market again, nine traders said.", url="https://x.example/1", day="2024-05-15"))
    return store


def test_a_sound_store_holds(store):
    assert [*upkeep.check(store)] == []


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("UPDATE report SET id = 'other' WHERE until IS NULL AND publisher = 'Weekly'", "not the digest"),
        ("UPDATE member SET incident = 'nowhere' WHERE until IS NULL", "its incident is not there"),
        ("DELETE FROM member WHERE until IS NULL", "belongs to 0 incidents"),
        ("UPDATE incident SET record = (SELECT record FROM incident ORDER BY id LIMIT 1)", "not what its events give"),
        ("UPDATE event SET until = NULL", "of its events still count"),
        ("INSERT INTO redirect VALUES ('a', 'nowhere', 1)", "leads nowhere"),
        ("INSERT INTO report_text(rowid, text) VALUES (99, 'more')", "full text"),
        ("UPDATE event SET id = id || 'x' WHERE until IS NULL", "ids differ"),
        ("INSERT INTO capture VALUES ('c', 's', NULL, NULL, NULL, x'00')", "cannot be unpacked"),
        ("INSERT INTO capture VALUES ('c', 's', NULL, NULL, NULL, x'789c030000000001')", "not the digest"),
    ],
)
def test_damage_is_found_and_named(store, damage, message):
    if "UPDATE incident SET record" in damage:
        writing.split(store, queries.incidents(store)[0].id, [queries.incidents(store)[0].events[0]], "two")
    with store.writing() as c:
        c.exec_driver_sql(damage)
    assert any(message in fault for fault in upkeep.check(store))


def test_an_event_that_does_not_read_as_its_report_is_found(store):
    from msgspec.structs import replace

    from reportedly.records import Span
    from reportedly.store import pack

    e = coding(DIFFERENT, "struck", publisher="Weekly").events[0]
    with store.writing() as c:
        wrong = replace(e, trigger=Span("sang", 0, 4), modes=("opera",))
        c.execute(schema.event.update().where(schema.event.c.id == e.id).values(record=pack(wrong)))
    faults = "\n".join(upkeep.check(store))
    assert "'sang' is not at 0..4" in faults
    assert "mode 'opera' is no mode of ASSAULT" in faults


def test_an_export_imports_to_the_same_store(store, tmp_path):
    writing.hide(store, "event:" + coding(DIFFERENT, "struck", publisher="Weekly").events[0].id, "a hoax")
    with (tmp_path / "a.jsonl").open("w") as sink:
        upkeep.dump(store, sink)
    twin = opened(tmp_path / "twin.sqlite")
    upkeep.load(twin, tmp_path / "a.jsonl")
    with (tmp_path / "b.jsonl").open("w") as sink:
        upkeep.dump(twin, sink)
    assert (tmp_path / "a.jsonl").read_text() == (tmp_path / "b.jsonl").read_text()
    assert [*upkeep.check(twin)] == []
    assert queries.incidents(twin, text="market") == queries.incidents(store, text="market")
    with pytest.raises(UsageError, match="not empty"):
        upkeep.load(twin, tmp_path / "a.jsonl")


@pytest.mark.parametrize("line", ["not json", '{"table": "people"}', "[]", '{"table": "report", "row": 1}'])
def test_lines_of_another_form_leave_the_store_empty(tmp_path, line):
    store = opened(tmp_path / "s.sqlite")
    (tmp_path / "x.jsonl").write_text('{"table": "change", "n": 1, "at": "2024"}\n' + line + "\n")
    with pytest.raises(FormatError, match="line 2"):
        upkeep.load(store, tmp_path / "x.jsonl")
    assert queries.changes(store, 0) == (0, [])


def test_folds_follow_when_owners_become_known(tmp_path):
    from reportedly.coding.incidents import Origin

    store = opened(tmp_path / "s.sqlite", voice_of=lambda r: Origin(f"outlet:{r.publisher}", False))
    writing.add(store, coding())
    writing.add(store, coding(DIFFERENT, "struck", publisher="Weekly"))
    assert queries.incidents(store)[0].standing[0].support == "one_voice"
    known = opened(tmp_path / "s.sqlite")
    assert any("not what its events give" in f for f in upkeep.check(known))
    assert upkeep.refold(known) == 1
    assert queries.incidents(known)[0].standing[0].support == "independent"
    assert [*upkeep.check(known)] == []
    assert upkeep.refold(known) == 0


def test_the_migrations_make_the_tables_that_the_code_names(store, tmp_path):
    plain = create_engine(f"sqlite:///{tmp_path / 'plain.sqlite'}")
    schema.metadata.create_all(plain)

    def shape(engine):
        found = inspect(engine)
        return {
            name: (
                [(c["name"], str(c["type"]), c["nullable"], bool(c["primary_key"])) for c in found.get_columns(name)],
                sorted((i["name"], tuple(i["column_names"])) for i in found.get_indexes(name)),
            )
            for name in schema.metadata.tables
        }

    assert shape(store.engine) == shape(plain)


def test_a_store_of_a_newer_release_is_left_alone(store):
    with store.writing() as c:
        c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer release"):
        opened(store.path)


def test_the_file_is_kept_in_wal_mode(store):
    with store.reading() as c:
        assert c.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_the_whole_corpus_of_a_writer_holds(tmp_path):
    store = opened(tmp_path / "s.sqlite")
    for c in corpus("w4"):
        writing.add(store, c)
    assert [*upkeep.check(store)] == []
