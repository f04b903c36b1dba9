"""Lists, places and counts read from indexes alone, however many incidents there are."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Put wider indexes in the place of two, and add one to count reports by."""
    op.drop_index("incident_reported", "incident")
    op.create_index("incident_listed", "incident", ["last_reported", "id", "type", "support", "contested", "changed"])
    op.drop_index("event_place_lat", "event_place")
    op.create_index("event_place_spot", "event_place", ["lat", "lon", "event"])
    op.create_index("report_counted", "report", ["published", "until", "id"])


def downgrade() -> None:
    """Put back what was there."""
    op.drop_index("report_counted", "report")
    op.drop_index("event_place_spot", "event_place")
    op.create_index("event_place_lat", "event_place", ["lat"])
    op.drop_index("incident_listed", "incident")
    op.create_index("incident_reported", "incident", ["last_reported"])
