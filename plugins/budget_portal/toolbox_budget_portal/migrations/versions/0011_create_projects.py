"""Create capital projects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "budget_portal_0011"
down_revision = "budget_portal_0010"
branch_labels = None
depends_on = None

_TEXTS = ("description", "department", "contractor", "location", "url")
_AMOUNTS = ("estimate", "cost", "spent", "year_budget", "year_spent")
_DAYS = ("started", "planned_end", "expected_end", "ended")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "budget_portal_project_list",
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
    op.create_index(None, "budget_portal_project_list", ["entity_id", "fiscal_year"])
    op.create_table(
        "budget_portal_capital_project",
        sa.Column(
            "version_id",
            sa.Integer,
            sa.ForeignKey("budget_portal_project_list.version_id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("source_row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("status", sa.String(100), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("place", sa.String(1000), nullable=False),
        sa.Column("region", sa.String(100), nullable=False),
        sa.Column("ocid", sa.String(200), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _TEXTS),
        sa.Column("latitude_e7", sa.Integer),
        sa.Column("longitude_e7", sa.Integer),
        *(sa.Column(name, sa.Date) for name in _DAYS),
        *(sa.Column(name, sa.BigInteger) for name in _AMOUNTS),
    )


def downgrade() -> None:
    """Drop both tables, the projects first."""
    op.drop_table("budget_portal_capital_project")
    op.drop_table("budget_portal_project_list")
