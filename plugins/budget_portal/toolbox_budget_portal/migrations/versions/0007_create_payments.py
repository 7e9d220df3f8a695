"""Create payments to suppliers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "budget_portal_0007"
down_revision = "budget_portal_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "budget_portal_payment_list",
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
    op.create_index(None, "budget_portal_payment_list", ["entity_id", "fiscal_year"])
    op.create_table(
        "budget_portal_payment",
        sa.Column(
            "version_id",
            sa.Integer,
            sa.ForeignKey("budget_portal_payment_list.version_id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("source_row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("payee", sa.Text, nullable=False),
        sa.Column("identifier", sa.String(200), nullable=False),
        sa.Column("person", sa.Boolean, nullable=False),
        sa.Column("place", sa.String(1000), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
    )
    op.create_index(None, "budget_portal_payment", ["version_id", "identifier"])
    op.create_index(None, "budget_portal_payment", ["version_id", "place"])


def downgrade() -> None:
    """Drop both tables, the payments first."""
    op.drop_table("budget_portal_payment")
    op.drop_table("budget_portal_payment_list")
