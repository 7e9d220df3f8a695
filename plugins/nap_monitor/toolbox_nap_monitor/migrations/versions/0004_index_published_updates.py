"""Index updates by commitment, state and moment, so that counting those of a plan reads the index alone."""

from __future__ import annotations

from alembic import op

revision = "nap_monitor_0004"
down_revision = "nap_monitor_0003"
branch_labels = None
depends_on = None

NAME = "ix_nap_monitor_update_commitment_id_state_published_at"


def upgrade() -> None:
    """Make the index."""
    op.create_index(NAME, "nap_monitor_update", ["commitment_id", "state", "published_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index(NAME, "nap_monitor_update")
