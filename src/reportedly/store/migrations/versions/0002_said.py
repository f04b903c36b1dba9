"""Quotations and findings of the reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make both tables; reports filed before have rows there once they are coded again."""
    op.create_table(
        "quotation",
        sa.Column("report", sa.Text, primary_key=True), sa.Column("i", sa.Integer, primary_key=True), sa.Column("speaker", sa.Text),
        sa.Column("country", sa.Text), sa.Column("record", sa.LargeBinary, nullable=False),
    )  # fmt: skip
    op.create_index("quotation_speaker", "quotation", ["speaker"])
    op.create_table(
        "finding",
        sa.Column("report", sa.Text, primary_key=True), sa.Column("i", sa.Integer, primary_key=True),
        sa.Column("record", sa.LargeBinary, nullable=False),
    )  # fmt: skip


def downgrade() -> None:
    """Drop both."""
    op.drop_table("finding")
    op.drop_table("quotation")
