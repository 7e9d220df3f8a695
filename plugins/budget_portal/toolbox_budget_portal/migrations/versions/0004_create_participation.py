"""Create participatory budgets: processes, projects, their steps, the register, the ballot box, the counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "budget_portal_0004"
down_revision = "budget_portal_0003"
branch_labels = None
depends_on = None


def _of_process() -> sa.Column[int]:
    return sa.Column(
        "process_id",
        sa.Integer,
        sa.ForeignKey("budget_portal_pb_process.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )


def upgrade() -> None:
    """Make the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "budget_portal_pb_process",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String(64), nullable=False, unique=True),
        sa.Column("entity_id", sa.Integer, sa.ForeignKey("budget_portal_entity.id"), index=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("area", sa.String(200), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("digits", sa.SmallInteger, nullable=False),
        sa.Column("budget", sa.BigInteger, nullable=False),
        sa.Column("ballot", sa.String(16), nullable=False),
        sa.Column("least", sa.Integer, nullable=False),
        sa.Column("most", sa.Integer),
        sa.Column("points", sa.Integer),
        sa.Column("most_points", sa.Integer),
        sa.Column("voting", sa.String(16), nullable=False),
        sa.Column("rule", sa.String(16), nullable=False),
        sa.Column("phases", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("meta", sa.JSON, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("closed_at", moment),
        sa.Column("results_at", moment),
    )
    op.create_table(
        "budget_portal_pb_project",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "process_id", sa.Integer, sa.ForeignKey("budget_portal_pb_process.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("cost", sa.BigInteger),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("category", sa.String(200), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("email", sa.String(254), nullable=False, index=True),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("decided_at", moment),
        sa.Column("decided_by", sa.String(200), nullable=False),
        sa.Column("funded", sa.Boolean),
        sa.Column("line_entity", sa.String(64), nullable=False),
        sa.Column("line_uid", sa.String(16), nullable=False),
        sa.Column("line_year", sa.SmallInteger),
        sa.Column("more", sa.JSON, nullable=False),
        sa.UniqueConstraint("process_id", "code"),
    )
    op.create_index(None, "budget_portal_pb_project", ["line_entity", "line_uid"])
    op.create_table(
        "budget_portal_pb_step",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "project_id",
            sa.Integer,
            sa.ForeignKey("budget_portal_pb_project.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("done_on", sa.Date),
        sa.Column("note", sa.Text, nullable=False),
    )
    # No row number in the register and the box (sqlite_with_rowid): it would tell in which order votes came.
    op.create_table(
        "budget_portal_pb_pass",
        _of_process(),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "budget_portal_pb_pass", ["process_id", "token"])
    op.create_table(
        "budget_portal_pb_ballot",
        _of_process(),
        sa.Column("number", sa.String(64), primary_key=True),
        sa.Column("choices", sa.JSON, nullable=False),
        sa.Column("more", sa.JSON, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "budget_portal_pb_tally",
        _of_process(),
        sa.Column("rule", sa.String(16), primary_key=True),
        sa.Column("data", sa.JSON, nullable=False),
    )
    op.create_table(
        "budget_portal_pace",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("what", sa.String(64), nullable=False),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_index(None, "budget_portal_pace", ["what", "sender"])


def downgrade() -> None:
    """Drop the tables, those that point to others first."""
    for name in ("pace", "pb_tally", "pb_ballot", "pb_pass", "pb_step", "pb_project", "pb_process"):
        op.drop_table(f"budget_portal_{name}")
