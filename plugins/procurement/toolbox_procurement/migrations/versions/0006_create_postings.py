"""Create the postings by which long lists are narrowed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "procurement_0006"
down_revision = "procurement_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "procurement_posting",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("bits", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_posting"),
        sa.UniqueConstraint("kind", "subject", name="uq_procurement_posting_kind_subject"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("procurement_posting")
