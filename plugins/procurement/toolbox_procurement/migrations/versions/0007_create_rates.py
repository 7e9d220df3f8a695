"""Create exchange rates, and room for converted values."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "procurement_0007"
down_revision = "procurement_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and the column with its index."""
    op.create_table(
        "procurement_rate_set",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("base", sa.String(3), nullable=False),
        sa.Column("target", sa.String(3), nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("report", sa.JSON, nullable=False),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("added_by", sa.String(128), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_rate_set"),
    )
    op.create_index("ix_procurement_rate_set_status", "procurement_rate_set", ["status"])
    op.create_table(
        "procurement_rate",
        sa.Column("set_id", sa.Integer, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("rate", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("set_id", "currency", "day", name="pk_procurement_rate"),
        sa.ForeignKeyConstraint(
            ["set_id"],
            ["procurement_rate_set.id"],
            ondelete="CASCADE",
            name="fk_procurement_rate_set_id_procurement_rate_set",
        ),
    )
    op.add_column("procurement_process", sa.Column("converted", sa.BigInteger, nullable=True))
    op.create_index("ix_procurement_process_converted_id", "procurement_process", ["converted", "id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_procurement_process_converted_id", "procurement_process")
    op.drop_column("procurement_process", "converted")
    op.drop_table("procurement_rate")
    op.drop_table("procurement_rate_set")
