"""Create the directory of organisations: names, identifiers, links, questions, history."""

import sqlalchemy as sa
from alembic import op

from toolbox_core.db.base import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def key() -> sa.types.TypeEngine[str]:
    """Text compared byte by byte on every database."""
    return sa.String(255).with_variant(sa.String(255, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "core_organisation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", key(), nullable=False, unique=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("jurisdiction", sa.String(16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("core_organisation.id")),
        sa.Column("merged_into", sa.Integer, sa.ForeignKey("core_organisation.id")),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.String(128), nullable=False),
    )
    op.create_index(
        "ix_core_organisation_kind_jurisdiction_name", "core_organisation", ["kind", "jurisdiction", "name"]
    )
    op.create_index("ix_core_organisation_merged_into", "core_organisation", ["merged_into"])
    op.create_index("ix_core_organisation_parent_id", "core_organisation", ["parent_id"])
    op.create_table(
        "core_organisation_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("action", sa.String(24), nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
    )
    op.create_index("ix_core_organisation_event_organisation_id", "core_organisation_event", ["organisation_id"])
    op.create_table(
        "core_organisation_identifier",
        sa.Column("scheme", sa.String(32), primary_key=True),
        sa.Column("identifier", sa.String(128), primary_key=True),
        sa.Column("organisation_id", sa.Integer, sa.ForeignKey("core_organisation.id"), nullable=False),
    )
    op.create_index(
        "ix_core_organisation_identifier_organisation_id", "core_organisation_identifier", ["organisation_id"]
    )
    op.create_table(
        "core_organisation_link",
        sa.Column("plugin", sa.String(64), primary_key=True),
        sa.Column("reference", sa.String(255), primary_key=True),
        sa.Column("organisation_id", sa.Integer, sa.ForeignKey("core_organisation.id"), nullable=False),
        sa.Column("certainty", sa.String(16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_index("ix_core_organisation_link_organisation_id", "core_organisation_link", ["organisation_id"])
    op.create_table(
        "core_organisation_name",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organisation_id", sa.Integer, sa.ForeignKey("core_organisation.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("use", sa.String(16), nullable=False),
        sa.Column("jurisdiction", sa.String(16), nullable=False),
        sa.Column("normalised", key(), nullable=False),
        sa.Column("core", key(), nullable=False),
    )
    op.create_index("ix_core_organisation_name_core_jurisdiction", "core_organisation_name", ["core", "jurisdiction"])
    op.create_index(
        "ix_core_organisation_name_normalised_jurisdiction", "core_organisation_name", ["normalised", "jurisdiction"]
    )
    op.create_index("ix_core_organisation_name_organisation_id", "core_organisation_name", ["organisation_id"])
    op.create_table(
        "core_organisation_question",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("subject_id", sa.Integer, sa.ForeignKey("core_organisation.id"), nullable=False),
        sa.Column("candidate_id", sa.Integer, sa.ForeignKey("core_organisation.id"), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("decided_by", sa.String(128), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_core_organisation_question_candidate_id", "core_organisation_question", ["candidate_id"])
    op.create_index("ix_core_organisation_question_status_id", "core_organisation_question", ["status", "id"])
    op.create_index(
        "ix_core_organisation_question_subject_id_candidate_id",
        "core_organisation_question",
        ["subject_id", "candidate_id"],
        unique=True,
    )


def downgrade() -> None:
    for table in (
        "core_organisation_question",
        "core_organisation_name",
        "core_organisation_link",
        "core_organisation_identifier",
        "core_organisation_event",
        "core_organisation",
    ):
        op.drop_table(table)
