"""Create questions and official answers."""

import sqlalchemy as sa
from alembic import op

from toolbox_core.db.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_question",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("plugin", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("object_title", sa.Text, nullable=False),
        sa.Column("object_address", sa.Text, nullable=False),
        sa.Column("organisation", sa.String(255), nullable=False),
        sa.Column("sort", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("confirm_sha256", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("public_at", UtcDateTime),
        sa.Column("due_on", sa.Date),
        sa.Column("answered_at", UtcDateTime),
        sa.Column("erased_at", UtcDateTime),
    )
    op.create_index("ix_core_question_confirm_sha256", "core_question", ["confirm_sha256"])
    op.create_index("ix_core_question_email", "core_question", ["email"])
    op.create_index("ix_core_question_organisation", "core_question", ["organisation"])
    op.create_index("ix_core_question_plugin_kind_key_status", "core_question", ["plugin", "kind", "key", "status"])
    op.create_index("ix_core_question_status_id", "core_question", ["status", "id"])
    op.create_table(
        "core_official_answer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("question_id", sa.Integer, sa.ForeignKey("core_question.id", ondelete="CASCADE"), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("office", sa.String(200), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_core_official_answer_question_id", "core_official_answer", ["question_id"])


def downgrade() -> None:
    for table in (
        "core_official_answer",
        "core_question",
    ):
        op.drop_table(table)
