"""Create following: events and topics, followers, letters, webhooks."""

import sqlalchemy as sa
from alembic import op

from toolbox_core.db.base import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("plugin", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("permission", sa.String(128), nullable=False),
        sa.UniqueConstraint("plugin", "key"),
    )
    op.create_table(
        "core_follower",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("rhythm", sa.String(8), nullable=False),
        sa.Column("key_sha256", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("written_at", UtcDateTime),
    )
    op.create_index("ix_core_follower_key_sha256", "core_follower", ["key_sha256"])
    op.create_table(
        "core_letter",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("to", sa.String(254), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("headers", sa.JSON, nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("attempts", sa.SmallInteger, nullable=False),
        sa.Column("next_at", UtcDateTime, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("sent_at", UtcDateTime),
    )
    op.create_index("ix_core_letter_status_next_at", "core_letter", ["status", "next_at"])
    op.create_table(
        "core_webhook",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("topic", sa.String(300), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("created_by", sa.String(128), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("switched_off_at", UtcDateTime),
    )
    op.create_table(
        "core_delivery",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("webhook_id", sa.Integer, sa.ForeignKey("core_webhook.id", ondelete="CASCADE"), nullable=False),
        sa.Column("event_id", sa.Integer, sa.ForeignKey("core_event.id", ondelete="CASCADE"), nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("attempts", sa.SmallInteger, nullable=False),
        sa.Column("next_at", UtcDateTime, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("sent_at", UtcDateTime),
        sa.UniqueConstraint("webhook_id", "event_id"),
    )
    op.create_index("ix_core_delivery_status_next_at", "core_delivery", ["status", "next_at"])
    op.create_table(
        "core_event_topic",
        sa.Column("topic", sa.String(300), primary_key=True),
        sa.Column("event_id", sa.Integer, sa.ForeignKey("core_event.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_table(
        "core_follow",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("follower_id", sa.Integer, sa.ForeignKey("core_follower.id", ondelete="CASCADE"), nullable=False),
        sa.Column("topic", sa.String(300), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("confirm_sha256", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("confirmed_at", UtcDateTime),
        sa.Column("told", sa.Integer, nullable=False),
        sa.UniqueConstraint("follower_id", "topic"),
    )
    op.create_index("ix_core_follow_confirm_sha256", "core_follow", ["confirm_sha256"])


def downgrade() -> None:
    for table in (
        "core_follow",
        "core_event_topic",
        "core_delivery",
        "core_webhook",
        "core_letter",
        "core_follower",
        "core_event",
    ):
        op.drop_table(table)
