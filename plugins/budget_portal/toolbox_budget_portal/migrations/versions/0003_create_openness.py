"""Create the publication calendar, the decisions behind it, and the published documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from toolbox_core import UtcDateTime

revision = "budget_portal_0003"
down_revision = "budget_portal_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "budget_portal_calendar",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entity_id", sa.Integer, sa.ForeignKey("budget_portal_entity.id"), nullable=False, index=True),
        sa.Column("from_year", sa.SmallInteger, nullable=False),
        sa.Column("starts", sa.String(5), nullable=False),
        sa.Column("named_after", sa.String(5), nullable=False),
        sa.Column("submitted", sa.String(5), nullable=False),
        sa.Column("approved", sa.String(5), nullable=False),
        sa.Column("in_year", sa.String(12), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("noted_by", sa.String(200), nullable=False),
    )
    op.create_table(
        "budget_portal_decision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entity_id", sa.Integer, sa.ForeignKey("budget_portal_entity.id"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger, nullable=False),
        sa.Column("what", sa.String(9), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("noted_by", sa.String(200), nullable=False),
    )
    op.create_index(
        "ix_budget_portal_decision_entity_id_fiscal_year", "budget_portal_decision", ["entity_id", "fiscal_year"]
    )
    op.create_table(
        "budget_portal_document",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entity_id", sa.Integer, sa.ForeignKey("budget_portal_entity.id"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger, nullable=False),
        sa.Column("kind", sa.String(3), nullable=False),
        sa.Column("period", sa.String(3), nullable=False),
        sa.Column("explains", sa.String(3), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("published_on", sa.Date, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("file_bytes", sa.Integer, nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("replaces", sa.Integer, sa.ForeignKey("budget_portal_document.id"), nullable=True),
        sa.Column("void", sa.Boolean, nullable=False),
        sa.Column("version_number", sa.Integer, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
    )
    op.create_index(
        "ix_budget_portal_document_entity_id_fiscal_year", "budget_portal_document", ["entity_id", "fiscal_year"]
    )


def downgrade() -> None:
    """Drop the three tables."""
    for name in ("document", "decision", "calendar"):
        op.drop_table(f"budget_portal_{name}")
