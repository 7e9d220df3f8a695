"""Let originals have redacted copies."""

import sqlalchemy as sa
from alembic import op

from toolbox_core.db.base import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_redaction",
        sa.Column("source_id", sa.Integer, sa.ForeignKey("core_source_file.id"), primary_key=True),
        sa.Column("copy_id", sa.Integer, sa.ForeignKey("core_source_file.id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made_by", sa.String(128), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_core_redaction_copy_id", "core_redaction", ["copy_id"])


def downgrade() -> None:
    op.drop_table("core_redaction")
