"""Index only the organisations that were merged: SQLite took the full index for "not merged" and sorted everybody."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEX = "ix_core_organisation_merged_into"
MERGED = sa.text("merged_into IS NOT NULL")


def upgrade() -> None:
    op.drop_index(INDEX, "core_organisation")
    op.create_index(INDEX, "core_organisation", ["merged_into"], sqlite_where=MERGED, postgresql_where=MERGED)


def downgrade() -> None:
    op.drop_index(INDEX, "core_organisation")
    op.create_index(INDEX, "core_organisation", ["merged_into"])
