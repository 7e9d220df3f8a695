"""Create members, plans, institutions, commitments and milestones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from toolbox_core import UtcDateTime

revision = "nap_monitor_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, parents first."""
    op.create_table(
        "nap_monitor_member",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(16), nullable=False, unique=True),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("iso3", sa.String(3), nullable=False),
        sa.Column("region", sa.String(64), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
    )
    op.create_table(
        "nap_monitor_plan",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "member_id", sa.Integer(), sa.ForeignKey("nap_monitor_member.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("ogp_id", sa.String(32), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("phase", sa.String(16), nullable=False),
        sa.Column("submitted", sa.Date(), nullable=True),
        sa.Column("licence", sa.String(64), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("moderation", sa.String(8), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("member_id", "number"),
    )
    op.create_table(
        "nap_monitor_phase_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("nap_monitor_plan.id", ondelete="CASCADE"), nullable=False),
        sa.Column("phase", sa.String(16), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=True),
        sa.Column("closes", sa.Date(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
    )
    op.create_index("ix_nap_monitor_phase_event_plan_id", "nap_monitor_phase_event", ["plan_id"])
    op.create_table(
        "nap_monitor_institution",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "member_id", sa.Integer(), sa.ForeignKey("nap_monitor_member.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("slug", sa.String(255), nullable=False),
        sa.UniqueConstraint("member_id", "folded"),
    )
    op.create_index("ix_nap_monitor_institution_slug", "nap_monitor_institution", ["slug"])
    op.create_table(
        "nap_monitor_commitment",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("nap_monitor_plan.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ogp_uid", sa.String(32), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("short_titles", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("starts_text", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("due_text", sa.Text(), nullable=False),
        sa.Column("due_precision", sa.String(8), nullable=False),
        sa.Column("weight", sa.Numeric(9, 3), nullable=False),
        sa.Column("cluster", sa.String(64), nullable=False),
        sa.Column("carried_from", sa.JSON(), nullable=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("percent", sa.Numeric(6, 2), nullable=True),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("reported", sa.Date(), nullable=True),
        sa.Column("distance", sa.SmallInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.UniqueConstraint("plan_id", "number"),
    )
    op.create_index("ix_nap_monitor_commitment_ogp_uid", "nap_monitor_commitment", ["ogp_uid"])
    op.create_index("ix_nap_monitor_commitment_plan_id_status", "nap_monitor_commitment", ["plan_id", "status"])
    op.create_table(
        "nap_monitor_tag",
        sa.Column(
            "commitment_id",
            sa.Integer(),
            sa.ForeignKey("nap_monitor_commitment.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("scheme", sa.String(24), primary_key=True),
        sa.Column("word", sa.String(200), primary_key=True),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_nap_monitor_tag_scheme_word", "nap_monitor_tag", ["scheme", "word"])
    op.create_table(
        "nap_monitor_milestone",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "commitment_id",
            sa.Integer(),
            sa.ForeignKey("nap_monitor_commitment.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "parent_id", sa.Integer(), sa.ForeignKey("nap_monitor_milestone.id", ondelete="CASCADE"), nullable=True
        ),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("starts_text", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("due_text", sa.Text(), nullable=False),
        sa.Column("due_precision", sa.String(8), nullable=False),
        sa.Column("weight", sa.Numeric(9, 3), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.UniqueConstraint("commitment_id", "code"),
    )
    op.create_index("ix_nap_monitor_milestone_parent_id", "nap_monitor_milestone", ["parent_id"])
    op.create_table(
        "nap_monitor_involvement",
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
        sa.Column(
            "institution_id",
            sa.Integer(),
            sa.ForeignKey("nap_monitor_institution.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("contact", sa.String(255), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
    )
    op.create_index("ix_nap_monitor_involvement_commitment_id", "nap_monitor_involvement", ["commitment_id"])
    op.create_index("ix_nap_monitor_involvement_institution_id", "nap_monitor_involvement", ["institution_id"])


def downgrade() -> None:
    """Drop the tables, children first."""
    for table in (
        "involvement",
        "milestone",
        "tag",
        "commitment",
        "institution",
        "phase_event",
        "plan",
        "member",
    ):
        op.drop_table(f"nap_monitor_{table}")
