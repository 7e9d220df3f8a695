"""Create the changes of a year's budget: what was moved from line to line, by which act."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "budget_portal_0005"
down_revision = "budget_portal_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "budget_portal_change_list",
        sa.Column(
            "version_id",
            sa.Integer,
            sa.ForeignKey("core_dataset_version.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("entity_id", sa.Integer, sa.ForeignKey("budget_portal_entity.id"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger, nullable=False),
        sa.Column("digits", sa.SmallInteger, nullable=False),
    )
    op.create_index(None, "budget_portal_change_list", ["entity_id", "fiscal_year"])
    op.create_table(
        "budget_portal_change_move",
        sa.Column(
            "version_id",
            sa.Integer,
            sa.ForeignKey("budget_portal_change_list.version_id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("source_row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop both tables, the moves first."""
    op.drop_table("budget_portal_change_move")
    op.drop_table("budget_portal_change_list")
