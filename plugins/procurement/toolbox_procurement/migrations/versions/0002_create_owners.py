"""Create the owners of companies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "procurement_0002"
down_revision = "procurement_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and its index."""
    op.create_table(
        "procurement_owner",
        sa.Column("statement", sa.String(255), nullable=False),
        sa.Column("scheme", sa.String(64), nullable=False),
        sa.Column("identifier", sa.String(128), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("interests", sa.JSON, nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        sa.Column("file", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("statement", name="pk_procurement_owner"),
    )
    op.create_index("ix_procurement_owner_scheme_identifier", "procurement_owner", ["scheme", "identifier"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("procurement_owner")
