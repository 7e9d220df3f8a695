"""Create yardsticks: population, prices and gross domestic product by year."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "budget_portal_0002"
down_revision = "budget_portal_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "budget_portal_yardstick",
        sa.Column(
            "version_id",
            sa.Integer,
            sa.ForeignKey("core_dataset_version.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("entity_id", sa.Integer, sa.ForeignKey("budget_portal_entity.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
    )
    op.create_table(
        "budget_portal_yardstick_value",
        sa.Column(
            "version_id",
            sa.Integer,
            sa.ForeignKey("budget_portal_yardstick.version_id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("fiscal_year", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.Column("source_row", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop both tables, the values first."""
    op.drop_table("budget_portal_yardstick_value")
    op.drop_table("budget_portal_yardstick")
