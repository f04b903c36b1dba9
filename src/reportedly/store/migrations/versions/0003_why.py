"""Why an event is in its incident, and the entries of a live page found by the page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column, empty for events matched before, and the index."""
    op.add_column("member", sa.Column("why", sa.Text))
    op.create_index("report_page", "report", ["page"])


def downgrade() -> None:
    """Take both away."""
    op.drop_index("report_page", "report")
    op.drop_column("member", "why")
