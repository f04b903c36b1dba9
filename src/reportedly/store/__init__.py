"""The store: reports, events, incidents and all that was decided about them, in one SQLite file.

`Store` opens it; `writing` adds, corrects, splits and merges; `queries` answers; `stories` joins incidents; `upkeep` checks,
exports and imports. A store never codes and never fetches: it is given records, and a function that says whose words
an outlet's own words are.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from reportedly.coding.incidents import Origin, VoiceOf
from reportedly.errors import StoreError
from reportedly.records import ReportRef, from_json, to_json

if TYPE_CHECKING:
    from sqlalchemy import Connection

T = TypeVar("T", bound=Struct)
HEAD = "0004"  # the newest migration
WAIT = 60  # seconds to wait for another process that writes
REFUSED = {
    "disk is full": "make room and run it again; what was filed is kept",
    "readonly": "give a file in a folder that may be written to",
    "unable to open": "give another path, in a folder that may be written to",
    "is locked": f"another process has written for more than {WAIT} seconds; try again",
    "disk I/O error": "look at the disk, then run `reportedly store check`",
}


def utc_now() -> str:
    """Return the time as the store writes it: ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def pack(record: Struct) -> bytes:
    """Return a record as compressed JSON."""
    return zlib.compress(to_json(record), 6)


def unpack(kind: type[T], blob: bytes) -> T:
    """Return the record that `pack` made the bytes of."""
    return from_json(kind, zlib.decompress(blob))


def unknown_owner(report: ReportRef) -> Origin:
    """Return an outlet as a voice of its own whose owner nobody knows."""
    return Origin(f"outlet:{(report.agency or report.publisher or report.id).casefold()}", False)


class Store:
    """An open store. One may serve many threads; many processes may read and write one file at once.

    `voice_of` says whose words the own words of a report are; `now` is the clock. Raises StoreError for a file that is no
    store, or one that a newer release has written.
    """

    def __init__(
        self, path: Path | str, *, voice_of: VoiceOf = unknown_owner, now: Callable[[], str] = utc_now, create: bool = True
    ) -> None:
        from sqlalchemy import create_engine, event

        self.path, self.voice_of, self.now = Path(path), voice_of, now
        if not create and not self.path.is_file():
            raise StoreError(str(path), "no such store", "make one with `reportedly add`, or give its path with --store")
        self.engine = create_engine(f"sqlite:///{self.path}", connect_args={"timeout": WAIT, "check_same_thread": False})
        self.signatures = _Signatures()

        @event.listens_for(self.engine, "connect")
        def connected(raw: Any, _: Any) -> None:
            raw.isolation_level = None  # transactions begin where we say so
            raw.execute("PRAGMA synchronous=NORMAL")

        @event.listens_for(self.engine, "begin")
        def begun(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

        self._migrate()

    def _migrate(self) -> None:
        from sqlalchemy.exc import DatabaseError

        try:
            with self.reading() as c:
                tables = {r[0] for r in c.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")}
                found = c.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if "alembic_version" in tables else None
        except DatabaseError as e:
            raise StoreError(str(self.path), f"not a store ({str(e.orig).splitlines()[0]})", "give another path") from e
        if found == HEAD:
            return
        if tables and found is None:
            raise StoreError(str(self.path), "a database of something else", "give another path")
        if found and found > HEAD:
            raise StoreError(str(self.path), f"written by a newer release (schema {found})", "upgrade reportedly")
        from alembic.command import upgrade
        from alembic.config import Config

        raw = self.engine.raw_connection()
        raw.cursor().execute("PRAGMA journal_mode=WAL")
        raw.close()
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self.writing() as c:
            if c.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name='alembic_version'").first() is None or found:
                config.attributes["connection"] = c
                upgrade(config, "head")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state throughout."""
        with self._told(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose writes are one transaction: all of them are kept, or none."""
        with self._told(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in a line what the system does not let happen; any other fault is a surprise and stays one."""
        from sqlalchemy.exc import OperationalError

        try:
            yield
        except OperationalError as e:
            found = str(e.orig)
            advice = next((told for words, told in REFUSED.items() if words in found), None)
            if advice is None:
                raise
            raise StoreError(str(self.path), found, advice) from e

    def close(self) -> None:
        """Close the file."""
        self.engine.dispose()


class _Signatures:
    """The signatures of all reports, read from the store once and then only what is new."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.last, self.count, self.ids = 0, 0, []  # type: int, int, list[str]
        self.days: Any = None
        self.signed: Any = None

    def near(self, c: Connection, day: int | None, window: int, one: bytes, alike: float) -> list[str]:
        """Return the reports within `window` days of `day`, or without a day, whose texts are likely copies of one so signed."""
        import numpy as np

        from reportedly.store.copies import similarities

        with self.lock:
            self._read(c)
            if not self.count:
                return []
            days = self.days[: self.count]
            close = np.flatnonzero((np.abs(days - day) <= window) | (days == 0)) if day else np.arange(self.count)
            return [self.ids[i] for i in close[similarities(one, self.signed[close]) >= alike]]

    def _read(self, c: Connection) -> None:
        import numpy as np

        from reportedly.store.copies import HASHES, stack

        rows = c.exec_driver_sql("SELECT row, id, published, signature FROM report WHERE row > ? ORDER BY row", (self.last,)).all()
        if not rows:
            return
        self.last = rows[-1][0]
        self.ids += [r[1] for r in rows]
        need = self.count + len(rows)
        if self.signed is None or need > len(self.signed):
            days, signed = np.zeros(2 * need, dtype="i4"), np.zeros((2 * need, HASHES), dtype="<u4")
            if self.count:
                days[: self.count], signed[: self.count] = self.days[: self.count], self.signed[: self.count]
            self.days, self.signed = days, signed
        self.days[self.count : need] = [ordinal(r[2]) or 0 for r in rows]
        self.signed[self.count : need] = stack([r[3] for r in rows])
        self.count = need


def ordinal(published: str | None) -> int | None:
    """Return the number of a day, `None` if there is no date."""
    try:
        return datetime.fromisoformat(published[:10]).toordinal() if published else None
    except ValueError:
        return None
