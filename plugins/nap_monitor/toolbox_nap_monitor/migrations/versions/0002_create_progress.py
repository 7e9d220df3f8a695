"""Create updates, evidence, verdicts, facts, documents, metrics, changes, reminders and imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from toolbox_core import UtcDateTime

revision = "nap_monitor_0002"
down_revision = "nap_monitor_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, parents first."""
    op.create_table(
        "nap_monitor_update",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "commitment_id",
            sa.Integer(),
            sa.ForeignKey("nap_monitor_commitment.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "milestone_id", sa.Integer(), sa.ForeignKey("nap_monitor_milestone.id", ondelete="CASCADE"), nullable=True
        ),
        sa.Column("period", sa.String(32), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("raw_status", sa.String(128), nullable=False),
        sa.Column("percent", sa.Numeric(6, 2), nullable=True),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("challenges", sa.JSON(), nullable=False),
        sa.Column("next_steps", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column(
            "supersedes_id", sa.Integer(), sa.ForeignKey("nap_monitor_update.id", ondelete="SET NULL"), nullable=True
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(128), nullable=False),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
    )
    op.create_index(
        "ix_nap_monitor_update_commitment_id_is_current", "nap_monitor_update", ["commitment_id", "is_current"]
    )
    op.create_index("ix_nap_monitor_update_state_id", "nap_monitor_update", ["state", "id"])
    op.create_table(
        "nap_monitor_evidence",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "update_id", sa.Integer(), sa.ForeignKey("nap_monitor_update.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("archived_url", sa.Text(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("found", sa.String(8), nullable=False),
        sa.Column("http_status", sa.SmallInteger(), nullable=True),
        sa.Column("found_note", sa.Text(), nullable=False),
    )
    op.create_index("ix_nap_monitor_evidence_checked_at", "nap_monitor_evidence", ["checked_at"])
    op.create_index("ix_nap_monitor_evidence_update_id", "nap_monitor_evidence", ["update_id"])
    op.create_table(
        "nap_monitor_assessment",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "commitment_id",
            sa.Integer(),
            sa.ForeignKey("nap_monitor_commitment.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("assessor", sa.String(16), nullable=False),
        sa.Column("indicator", sa.String(32), nullable=False),
        sa.Column("product", sa.String(24), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("scale", sa.String(8), nullable=False),
        sa.Column("raw", sa.String(255), nullable=False),
        sa.Column("value", sa.String(32), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=True),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
    )
    op.create_index(
        "ix_nap_monitor_assessment_commitment_id_indicator", "nap_monitor_assessment", ["commitment_id", "indicator"]
    )
    op.create_table(
        "nap_monitor_process_fact",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("nap_monitor_plan.id", ondelete="CASCADE"), nullable=False),
        sa.Column("requirement", sa.String(128), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("created_by", sa.String(128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
    )
    op.create_index("ix_nap_monitor_process_fact_plan_id", "nap_monitor_process_fact", ["plan_id"])
    op.create_table(
        "nap_monitor_document",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("nap_monitor_plan.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("published", sa.Date(), nullable=False),
    )
    op.create_index("ix_nap_monitor_document_plan_id", "nap_monitor_document", ["plan_id"])
    op.create_table(
        "nap_monitor_metric_link",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "commitment_id",
            sa.Integer(),
            sa.ForeignKey("nap_monitor_commitment.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("metric", sa.String(128), nullable=False),
        sa.Column("target", sa.Numeric(24, 6), nullable=True),
        sa.UniqueConstraint("commitment_id", "metric"),
    )
    op.create_index("ix_nap_monitor_metric_link_metric", "nap_monitor_metric_link", ["metric"])
    op.create_table(
        "nap_monitor_metric_value",
        sa.Column("metric", sa.String(128), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("value", sa.Numeric(24, 6), nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "nap_monitor_change",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("nap_monitor_plan.id", ondelete="CASCADE"), nullable=False),
        sa.Column(
            "commitment_id", sa.Integer(), sa.ForeignKey("nap_monitor_commitment.id", ondelete="CASCADE"), nullable=True
        ),
        sa.Column(
            "milestone_id", sa.Integer(), sa.ForeignKey("nap_monitor_milestone.id", ondelete="CASCADE"), nullable=True
        ),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
    )
    op.create_index("ix_nap_monitor_change_commitment_id_at", "nap_monitor_change", ["commitment_id", "at"])
    op.create_index("ix_nap_monitor_change_plan_id_at", "nap_monitor_change", ["plan_id", "at"])
    op.create_table(
        "nap_monitor_reminder",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "commitment_id",
            sa.Integer(),
            sa.ForeignKey("nap_monitor_commitment.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.UniqueConstraint("commitment_id", "milestone_id", "due", "kind"),
    )
    op.create_table(
        "nap_monitor_import_run",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("nap_monitor_plan.id", ondelete="CASCADE"), nullable=True),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("layout", sa.String(32), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_stored", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_nap_monitor_import_run_plan_id", "nap_monitor_import_run", ["plan_id"])


def downgrade() -> None:
    """Drop the tables, children first."""
    for table in (
        "import_run",
        "reminder",
        "change",
        "metric_value",
        "metric_link",
        "document",
        "process_fact",
        "assessment",
        "evidence",
        "update",
    ):
        op.drop_table(f"nap_monitor_{table}")
