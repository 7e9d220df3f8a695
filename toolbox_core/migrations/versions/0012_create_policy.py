"""Keep what the open-source policy said, what was waived, which warnings came in, and which catalogues are read."""

import sqlalchemy as sa
from alembic import op

from toolbox_core.db.base import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_policy_verdict",
        sa.Column("plugin", sa.String(64), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("tier", sa.String(16), nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.Column("judged_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "core_policy_waiver",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("plugin", sa.String(64), nullable=False),
        sa.Column("about", sa.String(128), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("made_by", sa.String(128), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime, nullable=True),
    )
    op.create_index("ix_core_policy_waiver_plugin", "core_policy_waiver", ["plugin"])
    op.create_table(
        "core_policy_advisory",
        sa.Column("id", sa.String(128), primary_key=True),
        sa.Column("distribution", sa.String(128), nullable=False),
        sa.Column("versions", sa.String(200), nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("published", sa.Date, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_core_policy_advisory_distribution", "core_policy_advisory", ["distribution"])
    op.create_table(
        "core_policy_catalogue",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("entries", sa.JSON, nullable=False),
        sa.Column("added_by", sa.String(128), nullable=False),
        sa.Column("read_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    for name in ("catalogue", "advisory", "waiver", "verdict"):
        op.drop_table(f"core_policy_{name}")
