"""Create debts, goals and what was observed of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "budget_portal_0010"
down_revision = "budget_portal_0009"
branch_labels = None
depends_on = None


def _version() -> sa.Column[int]:
    return sa.Column(
        "version_id",
        sa.Integer,
        sa.ForeignKey("core_dataset_version.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "budget_portal_debt",
        _version(),
        sa.Column("source_row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("fiscal_year", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("instrument", "creditor")),
        sa.Column("residence", sa.String(8), nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        *(
            sa.Column(name, sa.BigInteger)
            for name in ("opening", "borrowing", "repayment", "other", "closing", "interest")
        ),
    )
    op.create_table(
        "budget_portal_goal",
        _version(),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("path", "goal", "name", "unit")),
        sa.Column("direction", sa.String(4), nullable=False),
        sa.Column("baseline_year", sa.Integer),
        sa.Column("baseline", sa.Text),
        sa.Column("target_year", sa.Integer, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("counts", sa.Boolean, nullable=False),
        sa.Column("source_row", sa.Integer, nullable=False),
    )
    op.create_table(
        "budget_portal_observation",
        _version(),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("source_row", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for name in ("observation", "goal", "debt"):
        op.drop_table(f"budget_portal_{name}")
