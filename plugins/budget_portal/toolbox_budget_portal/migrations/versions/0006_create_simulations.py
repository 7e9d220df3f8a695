"""Create simulators and their anonymous answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "budget_portal_0006"
down_revision = "budget_portal_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "budget_portal_simulation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entity_id", sa.Integer, sa.ForeignKey("budget_portal_entity.id"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger, nullable=False),
        sa.Column("phase", sa.String(64), nullable=False),
        sa.Column("parts", sa.JSON, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("digits", sa.SmallInteger, nullable=False),
        sa.Column("down", sa.SmallInteger, nullable=False),
        sa.Column("up", sa.SmallInteger, nullable=False),
        sa.Column("deficit", sa.BigInteger, nullable=False),
        sa.Column("least_answers", sa.Integer, nullable=False),
        sa.Column("closes", sa.Date, nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.UniqueConstraint("entity_id", "fiscal_year"),
    )
    # No row number (sqlite_with_rowid): it would tell in which order answers came.
    op.create_table(
        "budget_portal_simulation_answer",
        sa.Column(
            "simulation_id",
            sa.Integer,
            sa.ForeignKey("budget_portal_simulation.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("number", sa.String(32), primary_key=True),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("balance", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop both tables, the answers first."""
    op.drop_table("budget_portal_simulation_answer")
    op.drop_table("budget_portal_simulation")
