"""Create the processes that buyers keep in forms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "procurement_0003"
down_revision = "procurement_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and its indexes."""
    op.create_table(
        "procurement_dossier",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("organisation", sa.String(255), nullable=False),
        sa.Column("ocid", sa.String(255), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("buyer", sa.JSON, nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("published", sa.JSON, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("releases", sa.Integer, nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(128), nullable=False),
        sa.Column("updated_by", sa.String(128), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_dossier"),
        sa.UniqueConstraint("ocid", name="uq_procurement_dossier_ocid"),
    )
    op.create_index("ix_procurement_dossier_organisation", "procurement_dossier", ["organisation"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("procurement_dossier")
