"""Create monthly facts: what was spent and taken in, month by month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "budget_portal_0008"
down_revision = "budget_portal_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "budget_portal_month",
        sa.Column(
            "version_id",
            sa.Integer,
            sa.ForeignKey("core_dataset_version.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("direction", sa.String(11), primary_key=True),
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("source_row", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("budget_portal_month")
