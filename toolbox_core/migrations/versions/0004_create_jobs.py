"""Create background work: jobs, their log lines, schedules."""

import sqlalchemy as sa
from alembic import op

from toolbox_core.db.base import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_job",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(128), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("run_at", UtcDateTime, nullable=False),
        sa.Column("attempts", sa.SmallInteger, nullable=False),
        sa.Column("most_attempts", sa.SmallInteger, nullable=False),
        sa.Column("worker", sa.String(128), nullable=False),
        sa.Column("lease_until", UtcDateTime),
        sa.Column("cancel_wanted", sa.Boolean, nullable=False),
        sa.Column("only_one", sa.String(255)),
        sa.Column("done_units", sa.BigInteger, nullable=False),
        sa.Column("all_units", sa.BigInteger, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("result", sa.JSON, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.String(128), nullable=False),
        sa.Column("started_at", UtcDateTime),
        sa.Column("finished_at", UtcDateTime),
    )
    op.create_index("ix_core_job_kind", "core_job", ["kind"])
    op.create_index("ix_core_job_only_one", "core_job", ["only_one"], unique=True)
    op.create_index("ix_core_job_status_run_at", "core_job", ["status", "run_at"])
    op.create_table(
        "core_job_schedule",
        sa.Column("kind", sa.String(128), primary_key=True),
        sa.Column("cron", sa.String(64), nullable=False),
        sa.Column("next_at", UtcDateTime, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
    )
    op.create_table(
        "core_job_line",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("job_id", sa.Integer, sa.ForeignKey("core_job.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("ix_core_job_line_job_id", "core_job_line", ["job_id"])


def downgrade() -> None:
    for table in (
        "core_job_line",
        "core_job_schedule",
        "core_job",
    ):
        op.drop_table(table)
