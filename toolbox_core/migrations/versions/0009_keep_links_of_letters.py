"""Let the links of earlier letters go on working: one key for each letter instead of one for each follower."""

import sqlalchemy as sa
from alembic import op

from toolbox_core.db.base import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_follower_key",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("follower_id", sa.Integer, sa.ForeignKey("core_follower.id", ondelete="CASCADE"), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_core_follower_key_follower_id", "core_follower_key", ["follower_id"])
    op.create_index("ix_core_follower_key_made_at", "core_follower_key", ["made_at"])
    op.drop_index("ix_core_follower_key_sha256", "core_follower")
    op.drop_column("core_follower", "key_sha256")


def downgrade() -> None:
    op.add_column("core_follower", sa.Column("key_sha256", sa.String(64), nullable=False, server_default=""))
    op.create_index("ix_core_follower_key_sha256", "core_follower", ["key_sha256"])
    op.drop_table("core_follower_key")
