"""Create the places where processes deliver."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "procurement_0004"
down_revision = "procurement_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and its index."""
    op.create_table(
        "procurement_place",
        sa.Column("process_id", sa.Integer, nullable=False),
        sa.Column("area", sa.String(128), nullable=False),
        sa.Column("alone", sa.SmallInteger, nullable=False),
        sa.Column("longitude", sa.Float, nullable=True),
        sa.Column("latitude", sa.Float, nullable=True),
        sa.PrimaryKeyConstraint("process_id", "area", name="pk_procurement_place"),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["procurement_process.id"],
            ondelete="CASCADE",
            name="fk_procurement_place_process_id_procurement_process",
        ),
    )
    op.create_index("ix_procurement_place_area_process_id", "procurement_place", ["area", "process_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("procurement_place")
