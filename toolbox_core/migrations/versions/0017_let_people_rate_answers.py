"""Let people say what a question concerns and rate its answer."""

import sqlalchemy as sa
from alembic import op

from toolbox_core.db.base import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, length in (("concern", 64), ("concern_label", 255), ("rate_sha256", 64)):
        op.add_column("core_question", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.create_index("ix_core_question_rate_sha256", "core_question", ["rate_sha256"])
    op.create_table(
        "core_answer_rating",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("question_id", sa.Integer, sa.ForeignKey("core_question.id", ondelete="CASCADE"), nullable=False),
        sa.Column(
            "answer_id", sa.Integer, sa.ForeignKey("core_official_answer.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("rater", sa.String(64), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("refusal", sa.String(32), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("question_id", "rater"),
    )
    op.create_index("ix_core_answer_rating_answer_id", "core_answer_rating", ["answer_id"])
    op.create_index("ix_core_answer_rating_rater", "core_answer_rating", ["rater"])
    op.create_index("ix_core_answer_rating_status_id", "core_answer_rating", ["status", "id"])


def downgrade() -> None:
    op.drop_table("core_answer_rating")
    op.drop_index("ix_core_question_rate_sha256", "core_question")
    for name in ("rate_sha256", "concern_label", "concern"):
        op.drop_column("core_question", name)
