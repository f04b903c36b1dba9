"""The tables. What is current has no `until`; `since` and `until` are change numbers, so that any earlier state can be shown.

Records are kept whole, compressed, as JSON; columns beside them exist to be searched. Incidents hold a computed record,
which `store check` computes again. Migrations (`migrations/`) make and change the tables; these are how code names them.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

change = Table(
    "change", metadata,
    Column("n", Integer, primary_key=True), Column("at", Text, nullable=False), sqlite_autoincrement=True,
)  # fmt: skip
touched = Table(
    "touched", metadata,
    Column("n", Integer, primary_key=True), Column("kind", Text, primary_key=True), Column("id", Text, primary_key=True),
)  # fmt: skip
capture = Table(
    "capture", metadata,
    Column("id", Text, primary_key=True), Column("source", Text, nullable=False), Column("fetched", Text),
    Column("media_type", Text), Column("url", Text), Column("content", LargeBinary, nullable=False),
)  # fmt: skip
report = Table(
    "report", metadata,
    Column("row", Integer, primary_key=True), Column("id", Text, nullable=False, unique=True), Column("key", Text),
    Column("page", Text), Column("publisher", Text), Column("published", Text), Column("capture", Text),
    Column("coder", Text), Column("record", LargeBinary, nullable=False), Column("signature", LargeBinary, nullable=False),
    Column("root", Text, nullable=False), Column("since", Integer, nullable=False), Column("until", Integer),
    Column("fate", Text), Column("successor", Text),
    Index("report_key", "key"), Index("report_root", "root"), Index("report_published", "published"), Index("report_page", "page"),
    Index("report_counted", "published", "until", "id"),
)  # fmt: skip
event = Table(
    "event", metadata,
    Column("id", Text, primary_key=True), Column("since", Integer, primary_key=True), Column("until", Integer),
    Column("report", Text, nullable=False), Column("record", LargeBinary, nullable=False), Index("event_report", "report"),
)  # fmt: skip
event_place = Table(
    "event_place", metadata,
    Column("event", Text, primary_key=True), Column("i", Integer, primary_key=True), Column("name", Text),
    Column("country", Text), Column("lat", Float), Column("lon", Float), Index("event_place_spot", "lat", "lon", "event"),
)  # fmt: skip
member = Table(
    "member", metadata,
    Column("event", Text, primary_key=True), Column("since", Integer, primary_key=True), Column("until", Integer),
    Column("incident", Text, nullable=False), Column("pinned", Integer, nullable=False), Column("why", Text),
    Index("member_incident", "incident"),
)  # fmt: skip
incident = Table(
    "incident", metadata,
    Column("id", Text, primary_key=True), Column("minted", Integer, nullable=False), Column("changed", Integer, nullable=False),
    Column("type", Text), Column("first_day", Text), Column("last_day", Text), Column("last_reported", Text),
    Column("support", Text), Column("contested", Integer, nullable=False), Column("story", Text),
    Column("record", LargeBinary, nullable=False),
    Index("incident_story", "story"), Index("incident_listed", "last_reported", "id", "type", "support", "contested", "changed"),
)  # fmt: skip
incident_country = Table(
    "incident_country", metadata,
    Column("country", Text, primary_key=True), Column("type", Text, primary_key=True), Column("last_day", Text, primary_key=True),
    Column("incident", Text, primary_key=True), Column("first_day", Text), Index("incident_country_of", "incident"),
)  # fmt: skip
redirect = Table(
    "redirect", metadata,
    Column("old", Text, primary_key=True), Column("new", Text, nullable=False), Column("since", Integer, nullable=False),
)  # fmt: skip
correction = Table(
    "correction", metadata,
    Column("n", Integer, primary_key=True), Column("at", Text, nullable=False), Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False), Column("field", Text), Column("value", Text), Column("because", Text, nullable=False),
    Column("report", Text), Column("start", Integer), Column("end", Integer), Index("correction_subject", "subject"),
    Index("correction_report", "report"),
)  # fmt: skip
source = Table(
    "source", metadata,
    Column("url", Text, primary_key=True), Column("name", Text), Column("etag", Text), Column("modified", Text),
    Column("polled", Text), Column("succeeded", Text), Column("error", Text), Column("failures", Integer, nullable=False),
    Column("due", Text),
)  # fmt: skip
volume = Table(
    "volume", metadata,
    Column("source", Text, primary_key=True), Column("day", Text, primary_key=True), Column("reports", Integer, nullable=False),
)  # fmt: skip
quotation = Table(
    "quotation", metadata,
    Column("report", Text, primary_key=True), Column("i", Integer, primary_key=True), Column("speaker", Text), Column("country", Text),
    Column("record", LargeBinary, nullable=False), Index("quotation_speaker", "speaker"),
)  # fmt: skip
finding = Table(
    "finding", metadata,
    Column("report", Text, primary_key=True), Column("i", Integer, primary_key=True), Column("record", LargeBinary, nullable=False),
)  # fmt: skip
