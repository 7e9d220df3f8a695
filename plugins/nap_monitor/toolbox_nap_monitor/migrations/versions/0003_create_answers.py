"""Create proposals, responses, meetings and decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from toolbox_core import UtcDateTime

revision = "nap_monitor_0003"
down_revision = "nap_monitor_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, parents first."""
    op.create_table(
        "nap_monitor_proposal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("nap_monitor_plan.id", ondelete="CASCADE"), nullable=False),
        sa.Column(
            "parent_id", sa.Integer(), sa.ForeignKey("nap_monitor_proposal.id", ondelete="CASCADE"), nullable=True
        ),
        sa.Column(
            "commitment_id",
            sa.Integer(),
            sa.ForeignKey("nap_monitor_commitment.id", ondelete="SET NULL"),
            nullable=True,
        ),
        sa.Column(
            "phase_id", sa.Integer(), sa.ForeignKey("nap_monitor_phase_event.id", ondelete="SET NULL"), nullable=True
        ),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("author_kind", sa.String(16), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("email", sa.String(255), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("supports", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.UniqueConstraint("plan_id", "code"),
    )
    op.create_index("ix_nap_monitor_proposal_commitment_id", "nap_monitor_proposal", ["commitment_id"])
    op.create_index("ix_nap_monitor_proposal_email", "nap_monitor_proposal", ["email"])
    op.create_index("ix_nap_monitor_proposal_parent_id", "nap_monitor_proposal", ["parent_id"])
    op.create_index("ix_nap_monitor_proposal_token", "nap_monitor_proposal", ["token"])
    op.create_table(
        "nap_monitor_endorsement",
        sa.Column(
            "proposal_id", sa.Integer(), sa.ForeignKey("nap_monitor_proposal.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("key", sa.String(64), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "nap_monitor_response",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "proposal_id", sa.Integer(), sa.ForeignKey("nap_monitor_proposal.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("obstacles", sa.JSON(), nullable=False),
        sa.Column("opportunities", sa.JSON(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column(
            "commitment_id",
            sa.Integer(),
            sa.ForeignKey("nap_monitor_commitment.id", ondelete="SET NULL"),
            nullable=True,
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(128), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_nap_monitor_response_commitment_id", "nap_monitor_response", ["commitment_id"])
    op.create_index("ix_nap_monitor_response_proposal_id", "nap_monitor_response", ["proposal_id"])
    op.create_table(
        "nap_monitor_meeting",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("nap_monitor_plan.id", ondelete="CASCADE"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.JSON(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("attendance", sa.JSON(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(128), nullable=False),
    )
    op.create_index("ix_nap_monitor_meeting_plan_id", "nap_monitor_meeting", ["plan_id"])
    op.create_table(
        "nap_monitor_decision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "meeting_id", sa.Integer(), sa.ForeignKey("nap_monitor_meeting.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column(
            "commitment_id",
            sa.Integer(),
            sa.ForeignKey("nap_monitor_commitment.id", ondelete="SET NULL"),
            nullable=True,
        ),
        sa.Column("text", sa.JSON(), nullable=False),
    )
    op.create_index("ix_nap_monitor_decision_commitment_id", "nap_monitor_decision", ["commitment_id"])
    op.create_index("ix_nap_monitor_decision_meeting_id", "nap_monitor_decision", ["meeting_id"])


def downgrade() -> None:
    """Drop the tables, children first."""
    for table in (
        "decision",
        "meeting",
        "response",
        "endorsement",
        "proposal",
    ):
        op.drop_table(f"nap_monitor_{table}")
