"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
KINDS = {"text": sa.Text, "int": sa.Integer, "real": sa.Float, "blob": sa.LargeBinary}


def columns(*spec: str) -> list[sa.Column[Any]]:
    """Columns from lines like "id text key" or "n int"; `key` joins the primary key, `must` forbids NULL."""
    out: list[sa.Column[Any]] = []
    for line in spec:
        name, kind, *marks = line.split()
        out.append(sa.Column(name, KINDS[kind], primary_key="key" in marks, nullable=not {"must", "key"} & {*marks}))
    return out


TABLES = {
    "change": ["n int key", "at text must"],
    "touched": ["n int key", "kind text key", "id text key"],
    "capture": ["id text key", "source text must", "fetched text", "media_type text", "url text", "content blob must"],
    "report": ["row int key", "id text must", "key text", "page text", "publisher text", "published text", "capture text", "coder text",
               "record blob must", "signature blob must", "root text must", "since int must", "until int", "fate text", "successor text"],
    "event": ["id text key", "since int key", "until int", "report text must", "record blob must"],
    "event_place": ["event text key", "i int key", "name text", "country text", "lat real", "lon real"],
    "member": ["event text key", "since int key", "until int", "incident text must", "pinned int must"],
    "incident": ["id text key", "minted int must", "changed int must", "type text", "first_day text", "last_day text", "last_reported text",
                 "support text", "contested int must", "story text", "record blob must"],
    "incident_country": ["country text key", "type text key", "last_day text key", "incident text key", "first_day text"],
    "redirect": ["old text key", "new text must", "since int must"],
    "correction": ["n int key", "at text must", "kind text must", "subject text must", "field text", "value text", "because text must", "report text",
                   "start int", "end int"],
    "source": ["url text key", "name text", "etag text", "modified text", "polled text", "succeeded text", "error text", "failures int must", "due text"],
    "volume": ["source text key", "day text key", "reports int must"],
}  # fmt: skip
INDEXES = [
    ("report_key", "report", ["key"]), ("report_root", "report", ["root"]), ("report_published", "report", ["published"]),
    ("event_report", "event", ["report"]), ("event_place_lat", "event_place", ["lat"]),
    ("member_incident", "member", ["incident"]), ("incident_story", "incident", ["story"]),
    ("incident_reported", "incident", ["last_reported"]), ("incident_country_of", "incident_country", ["incident"]),
    ("correction_subject", "correction", ["subject"]), ("correction_report", "correction", ["report"]),
]  # fmt: skip


def upgrade() -> None:
    """Make the tables, their indexes and the full-text index of the reports."""
    for name, spec in TABLES.items():
        more = [sa.UniqueConstraint("id")] if name == "report" else []
        op.create_table(name, *columns(*spec), *more, sqlite_autoincrement=name == "change")
    for index, table, on in INDEXES:
        op.create_index(index, table, on)
    op.execute("CREATE VIRTUAL TABLE report_text USING fts5(text, content='', tokenize='porter unicode61 remove_diacritics 2')")


def downgrade() -> None:
    """Drop everything."""
    op.execute("DROP TABLE report_text")
    for name in reversed(TABLES):
        op.drop_table(name)
