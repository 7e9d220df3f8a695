"""Create entries."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "{{ cookiecutter.id }}_entry",
        sa.Column(
            "version_id", sa.Integer, sa.ForeignKey("core_dataset_version.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("since", sa.Date, nullable=True),
        sa.Column("source_row", sa.Integer, nullable=False),
    )
    op.create_index(
        "ix_{{ cookiecutter.id }}_entry_version_id_kind",
        "{{ cookiecutter.id }}_entry",
        ["version_id", "kind"],
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("{{ cookiecutter.id }}_entry")
