"""Create the thresholds that an administrator sets in the browser."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "procurement_0005"
down_revision = "procurement_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "procurement_threshold",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(32), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_threshold"),
        sa.UniqueConstraint("code", "scope", "name", name="uq_procurement_threshold_code_scope_name"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("procurement_threshold")
