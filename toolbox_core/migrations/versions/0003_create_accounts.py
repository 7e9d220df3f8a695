"""Create accounts: people, identities, second factors, sessions, tokens, roles, counters of attempts."""

import sqlalchemy as sa
from alembic import op

from toolbox_core.db.base import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_attempt_window",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("window", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "core_role",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("permissions", sa.JSON, nullable=False),
    )
    op.create_table(
        "core_user",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("password_changed_at", UtcDateTime),
        sa.Column("must_change_password", sa.Boolean, nullable=False),
        sa.Column("totp_secret", sa.String(64), nullable=False),
        sa.Column("totp_confirmed", sa.Boolean, nullable=False),
        sa.Column("totp_step", sa.BigInteger, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("last_seen_at", UtcDateTime),
    )
    op.create_table(
        "core_api_token",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("hint", sa.String(16), nullable=False),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("core_user.id", ondelete="CASCADE"), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("permissions", sa.JSON, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime),
        sa.Column("last_used_at", UtcDateTime),
        sa.Column("revoked_at", UtcDateTime),
    )
    op.create_index("ix_core_api_token_user_id", "core_api_token", ["user_id"])
    op.create_table(
        "core_recovery_code",
        sa.Column("code_sha256", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("core_user.id", ondelete="CASCADE"), nullable=False),
        sa.Column("used_at", UtcDateTime),
    )
    op.create_index("ix_core_recovery_code_user_id", "core_recovery_code", ["user_id"])
    op.create_table(
        "core_role_grant",
        sa.Column("user_id", sa.Integer, sa.ForeignKey("core_user.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("role_id", sa.String(64), sa.ForeignKey("core_role.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("scope", sa.String(255), primary_key=True),
        sa.Column("granted_at", UtcDateTime, nullable=False),
        sa.Column("granted_by", sa.String(128), nullable=False),
    )
    op.create_table(
        "core_user_identity",
        sa.Column("issuer", sa.String(200), primary_key=True),
        sa.Column("subject", sa.String(255), primary_key=True),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("core_user.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("ix_core_user_identity_user_id", "core_user_identity", ["user_id"])
    op.create_table(
        "core_user_session",
        sa.Column("id_sha256", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("core_user.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("last_seen_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("waits_for", sa.String(16), nullable=False),
        sa.Column("browser", sa.String(200), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
    )
    op.create_index("ix_core_user_session_expires_at", "core_user_session", ["expires_at"])
    op.create_index("ix_core_user_session_user_id", "core_user_session", ["user_id"])


def downgrade() -> None:
    for table in (
        "core_user_session",
        "core_user_identity",
        "core_role_grant",
        "core_recovery_code",
        "core_api_token",
        "core_user",
        "core_role",
        "core_attempt_window",
    ):
        op.drop_table(table)
