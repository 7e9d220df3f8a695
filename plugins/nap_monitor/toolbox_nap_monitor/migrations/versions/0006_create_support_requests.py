"""Create the table of supports whose address is not confirmed yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from toolbox_core import UtcDateTime

revision = "nap_monitor_0006"
down_revision = "nap_monitor_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "nap_monitor_support_request",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column(
            "proposal_id", sa.Integer(), sa.ForeignKey("nap_monitor_proposal.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_nap_monitor_support_request_proposal_id", "nap_monitor_support_request", ["proposal_id"])
    op.create_index("ix_nap_monitor_support_request_who", "nap_monitor_support_request", ["who"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("nap_monitor_support_request")
