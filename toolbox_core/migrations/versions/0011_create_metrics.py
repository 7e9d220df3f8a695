"""Create metrics: figures of the modules, day by day."""

import sqlalchemy as sa
from alembic import op

from toolbox_core.db.base import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_metric",
        sa.Column("id", sa.String(128), primary_key=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("looked_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "core_metric_value",
        sa.Column("metric", sa.String(128), sa.ForeignKey("core_metric.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("value", sa.String(64), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("core_metric_value")
    op.drop_table("core_metric")
