"""Create explanations: what the administration says about a line in its own words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from toolbox_core import UtcDateTime

revision = "budget_portal_0009"
down_revision = "budget_portal_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "budget_portal_explanation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entity_id", sa.Integer, sa.ForeignKey("budget_portal_entity.id"), nullable=False),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("from_year", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("written_by", sa.String(200), nullable=False),
        sa.Column("written_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("entity_id", "uid", "language", "from_year"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("budget_portal_explanation")
