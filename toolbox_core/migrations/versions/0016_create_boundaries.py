"""Create boundaries: sets of regions that maps are drawn from."""

import sqlalchemy as sa
from alembic import op

from toolbox_core.db.base import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_boundary_set",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("source_id", sa.Integer, sa.ForeignKey("core_source_file.id"), nullable=False),
        sa.Column("licence", sa.String(64), nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("codes", sa.String(255), nullable=False),
        sa.Column("labels", sa.String(255), nullable=False),
        sa.Column("report", sa.JSON, nullable=False),
        sa.Column("added_by", sa.String(128), nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("slug"),
    )
    op.create_index("ix_core_boundary_set_source_id", "core_boundary_set", ["source_id"])
    op.create_table(
        "core_boundary_region",
        sa.Column("set_id", sa.Integer, sa.ForeignKey("core_boundary_set.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("code", sa.String(200), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("label", sa.String(255), nullable=False),
        sa.Column("shape", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("core_boundary_region")
    op.drop_table("core_boundary_set")
