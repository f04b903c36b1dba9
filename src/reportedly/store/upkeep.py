"""Proving, exporting and importing a store."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from reportedly import codebook
from reportedly.errors import FormatError, UsageError
from reportedly.records import Event, Finding, Incident, Quotation, Report, digest, spans
from reportedly.store import Store, schema, unpack
from reportedly.store.writing import current_events, fold, follow

BINARY = {(t.name, c.name) for t in schema.metadata.tables.values() for c in t.columns if str(c.type) in ("BLOB", "LargeBinary")}


def check(store: Store) -> Iterator[str]:
    """Yield a line for each thing in the store that does not hold: offsets, digests, codes, memberships, folds, redirects."""
    book = codebook.load()
    r, e, m, i, d, cap = (t.c for t in (schema.report, schema.event, schema.member, schema.incident, schema.redirect, schema.capture))
    with store.reading() as c:
        for (fault,) in c.exec_driver_sql("PRAGMA integrity_check"):
            if fault != "ok":
                yield f"file: {fault}"
        for row in c.execute(select(cap.id, cap.url, cap.content)):
            try:
                content = zlib.decompress(row.content)
            except zlib.error as x:
                yield f"capture {row.id}: cannot be unpacked ({x})"
                continue
            if row.id not in (digest(content), digest(row.url, content)):
                yield f"capture {row.id}: its id is not the digest of its content"
        reports = 0
        for row in c.execute(select(schema.report).order_by(r.row)):
            reports += 1
            report = unpack(Report, row.record)
            own = digest(report.text, report.published, report.publisher, report.url, report.source_id)
            if row.id != report.id or row.id != own:
                yield f"report {row.id}: its id is not the digest of its content"
            for table, kind in ((schema.quotation, Quotation), (schema.finding, Finding)):
                said = (unpack(kind, x) for x in c.execute(select(table.c.record).where(table.c.report == row.id)).scalars())
                if any(s.start is not None and report.text[s.start : s.end] != s.text for x in said for s in spans(x)):
                    yield f"report {row.id}: a {table.name} is not in its words"
            events = c.execute(select(e.id, e.record).where(e.report == row.id, e.until.is_(None))).all()
            if row.until is not None and events:
                yield f"report {row.id}: {row.fate}, but {len(events)} of its events still count"
            for at in events:
                event = unpack(Event, at.record)
                wrong = [s for s in spans(event) if s.start is not None and report.text[s.start : s.end] != s.text]
                faults = [f"'{s.text}' is not at {s.start}..{s.end}" for s in wrong[:3]] + book.check(event)
                if event.id != at.id or event.report.id != row.id:
                    faults.append("its ids differ from those it is kept under")
                homes = c.execute(select(m.incident).where(m.event == at.id, m.until.is_(None))).scalars().all()
                if len(homes) != 1:
                    faults.append(f"it belongs to {len(homes)} incidents")
                if faults:
                    yield f"event {at.id}: " + "; ".join(faults)
        texts = c.exec_driver_sql("SELECT count(*) FROM report_text").scalar()
        if texts != reports:
            yield f"full text: {texts} texts for {reports} reports"
        for id_, record in c.execute(select(i.id, i.record)).all():
            if unpack(Incident, record) != fold(store, c, id_, current_events(c, id_)):
                yield f"incident {id_}: what is kept is not what its events give"
        for old in c.execute(select(d.old)).scalars().all():
            if follow(c, old) is None:
                yield f"redirect {old}: leads nowhere"
        lost = c.execute(select(m.event).where(m.until.is_(None), m.incident.not_in(select(i.id)))).scalars().all()
        yield from (f"event {x}: its incident is not there" for x in lost)


def refold(store: Store) -> int:
    """Compute every incident again, as after owners.toml changed, and return how many changed."""
    from reportedly.store.writing import Work

    i = schema.incident.c
    with store.writing() as c:
        w = Work(store, c)
        rows = c.execute(select(i.id, i.record)).all()
        w.incidents = {row.id for row in rows if unpack(Incident, row.record) != fold(store, c, row.id, current_events(c, row.id))}
        w.finish()
        return len(w.incidents)


def dump(store: Store, sink: TextIO) -> int:
    """Write the whole store as JSON lines, a row a line, and return how many; the same store gives the same lines."""
    n = 0
    with store.reading() as c:
        for table in schema.metadata.sorted_tables:
            for row in c.execute(select(table).order_by(*table.primary_key.columns)).mappings():
                values = {k: _text(table.name, k, v) for k, v in row.items() if v is not None}
                sink.write(json.dumps({"table": table.name, **values}, ensure_ascii=False) + "\n")
                n += 1
    return n


def _text(table: str, column: str, value: Any) -> Any:
    return base64.b85encode(value).decode() if (table, column) in BINARY else value


def _read(source: Path) -> TextIO:
    try:
        return source.open(encoding="utf-8")
    except OSError as x:
        raise FormatError(str(source), x.strerror or "cannot be read", "give a file that `store export` wrote") from x


def load(store: Store, source: Path) -> int:
    """Fill an empty store from the lines that `dump` wrote, in one transaction, and return how many.

    Raises UsageError if the store is not empty, FormatError for lines of another form.
    """
    tables = schema.metadata.tables
    n = 0
    with store.writing() as c:
        if c.execute(select(func.count()).select_from(schema.change)).scalar():
            raise UsageError(f"{store.path} is not empty; import into a new store")
        with _read(source) as f:
            for n, line in enumerate(f, 1):
                try:
                    row = json.loads(line)
                    table = tables[row.pop("table")]
                    values = {k: base64.b85decode(v) if (table.name, k) in BINARY else v for k, v in row.items()}
                    c.execute(insert(table).values(values))
                except (ValueError, KeyError, TypeError, AttributeError, SQLAlchemyError) as x:
                    raise FormatError(str(source), f"line {n}: not of a store ({str(x).splitlines()[0]})", "give a file that `store export` wrote") from x
                if table is schema.report:
                    text = unpack(Report, values["record"]).text
                    c.exec_driver_sql("INSERT INTO report_text(rowid, text) VALUES (?, ?)", (values["row"], text))
    return n
