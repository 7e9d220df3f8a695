"""Create what came in (sources, files, packages, releases) and what is computed from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "procurement_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, parents first."""
    op.create_table(
        "procurement_class_name",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_procurement_class_name"),
    )
    op.create_table(
        "procurement_redaction",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("ocid", sa.String(255), nullable=False),
        sa.Column("path", sa.String(255), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_by", sa.String(128), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_redaction"),
    )
    op.create_table(
        "procurement_rollup",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(8), nullable=False),
        sa.Column("valued", sa.Integer, nullable=False),
        sa.Column("flagged", sa.Integer, nullable=False),
        sa.Column("figures", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_rollup"),
        sa.UniqueConstraint("kind", "subject", name="uq_procurement_rollup_kind_subject"),
    )
    op.create_index("ix_procurement_rollup_kind_count", "procurement_rollup", ["kind", "count"])
    op.create_index("ix_procurement_rollup_kind_value", "procurement_rollup", ["kind", "value"])
    op.create_table(
        "procurement_source",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("jurisdiction", sa.String(16), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("licence", sa.String(255), nullable=False),
        sa.Column("repairs_off", sa.JSON, nullable=False),
        sa.Column("processes", sa.Integer, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_source"),
        sa.UniqueConstraint("slug", name="uq_procurement_source_slug"),
    )
    op.create_table(
        "procurement_coverage",
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("path", sa.String(255), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["procurement_source.id"], name="fk_procurement_coverage_source_id"),
        sa.PrimaryKeyConstraint("source_id", "path", name="pk_procurement_coverage"),
    )
    op.create_table(
        "procurement_file",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("issues", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["procurement_source.id"], name="fk_procurement_file_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_file"),
    )
    op.create_index("ix_procurement_file_sha256", "procurement_file", ["sha256"])
    op.create_index("ix_procurement_file_source_id", "procurement_file", ["source_id"])
    op.create_index("ix_procurement_file_version_id", "procurement_file", ["version_id"])
    op.create_table(
        "procurement_flag_run",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("cases", sa.Integer, nullable=False),
        sa.Column("flags", sa.Integer, nullable=False),
        sa.Column("meta", sa.JSON, nullable=False),
        sa.Column("gap", sa.Text, nullable=False),
        sa.Column("spread", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["procurement_source.id"], name="fk_procurement_flag_run_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_flag_run"),
        sa.UniqueConstraint("source_id", "code", name="uq_procurement_flag_run_source_id_code"),
    )
    op.create_table(
        "procurement_party",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("scheme", sa.String(64), nullable=False),
        sa.Column("identifier", sa.String(128), nullable=False),
        sa.Column("region", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("slug", sa.String(255), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["procurement_source.id"], name="fk_procurement_party_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_party"),
        sa.UniqueConstraint("source_id", "key", name="uq_procurement_party_source_id_key"),
    )
    op.create_index("ix_procurement_party_slug", "procurement_party", ["slug"])
    op.create_table(
        "procurement_process",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("ocid", sa.String(255), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("method", sa.String(32), nullable=False),
        sa.Column("method_details", sa.String(255), nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("value", sa.BigInteger, nullable=True),
        sa.Column("currency", sa.String(8), nullable=False),
        sa.Column("value_from", sa.String(8), nullable=False),
        sa.Column("bidders", sa.Integer, nullable=True),
        sa.Column("tender_start", sa.String(10), nullable=False),
        sa.Column("tender_end", sa.String(10), nullable=False),
        sa.Column("award_date", sa.String(10), nullable=False),
        sa.Column("sign_date", sa.String(10), nullable=False),
        sa.Column("tender_days", sa.Integer, nullable=True),
        sa.Column("award_days", sa.Integer, nullable=True),
        sa.Column("date", sa.String(10), nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=True),
        sa.Column("region", sa.String(128), nullable=False),
        sa.Column("main_class", sa.String(64), nullable=False),
        sa.Column("releases", sa.Integer, nullable=False),
        sa.Column("silent", sa.Integer, nullable=False),
        sa.Column("flags", sa.SmallInteger, nullable=False),
        sa.Column("compiled", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["procurement_source.id"], name="fk_procurement_process_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_process"),
        sa.UniqueConstraint("source_id", "ocid", name="uq_procurement_process_source_id_ocid"),
    )
    op.create_index("ix_procurement_process_category_date_id", "procurement_process", ["category", "date", "id"])
    op.create_index("ix_procurement_process_date_id", "procurement_process", ["date", "id"])
    op.create_index("ix_procurement_process_main_class_date_id", "procurement_process", ["main_class", "date", "id"])
    op.create_index("ix_procurement_process_method_date_id", "procurement_process", ["method", "date", "id"])
    op.create_index("ix_procurement_process_ocid", "procurement_process", ["ocid"])
    op.create_index("ix_procurement_process_region_date_id", "procurement_process", ["region", "date", "id"])
    op.create_index("ix_procurement_process_revision_id", "procurement_process", ["revision", "id"])
    op.create_index("ix_procurement_process_source_id_date_id", "procurement_process", ["source_id", "date", "id"])
    op.create_index("ix_procurement_process_status_date_id", "procurement_process", ["status", "date", "id"])
    op.create_index("ix_procurement_process_value_id", "procurement_process", ["value", "id"])
    op.create_index("ix_procurement_process_year_date_id", "procurement_process", ["year", "date", "id"])
    op.create_table(
        "procurement_repair",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("rule", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("samples", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["procurement_source.id"], name="fk_procurement_repair_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_repair"),
        sa.UniqueConstraint("source_id", "rule", name="uq_procurement_repair_source_id_rule"),
    )
    op.create_table(
        "procurement_flag",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("subject_group", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("process_id", sa.Integer, nullable=True),
        sa.Column("party_id", sa.Integer, nullable=True),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["procurement_party.id"], name="fk_procurement_flag_party_id"),
        sa.ForeignKeyConstraint(["process_id"], ["procurement_process.id"], name="fk_procurement_flag_process_id"),
        sa.ForeignKeyConstraint(["source_id"], ["procurement_source.id"], name="fk_procurement_flag_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_flag"),
    )
    op.create_index("ix_procurement_flag_code_process_id", "procurement_flag", ["code", "process_id"])
    op.create_index("ix_procurement_flag_party_id", "procurement_flag", ["party_id"])
    op.create_index("ix_procurement_flag_process_id", "procurement_flag", ["process_id"])
    op.create_index("ix_procurement_flag_source_id_code", "procurement_flag", ["source_id", "code"])
    op.create_table(
        "procurement_item_class",
        sa.Column("process_id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"], ["procurement_process.id"], name="fk_procurement_item_class_process_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("process_id", "code", name="pk_procurement_item_class"),
    )
    op.create_index("ix_procurement_item_class_code_process_id", "procurement_item_class", ["code", "process_id"])
    op.create_table(
        "procurement_package",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("file_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("version", sa.String(8), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("envelope", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["procurement_file.id"], name="fk_procurement_package_file_id"),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_package"),
    )
    op.create_index("ix_procurement_package_file_id", "procurement_package", ["file_id"])
    op.create_table(
        "procurement_role",
        sa.Column("process_id", sa.Integer, nullable=False),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("party_id", sa.Integer, nullable=False),
        sa.Column("value", sa.BigInteger, nullable=True),
        sa.Column("currency", sa.String(8), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["procurement_party.id"], name="fk_procurement_role_party_id"),
        sa.ForeignKeyConstraint(
            ["process_id"], ["procurement_process.id"], name="fk_procurement_role_process_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("process_id", "role", "party_id", name="pk_procurement_role"),
    )
    op.create_index(
        "ix_procurement_role_party_id_role_process_id", "procurement_role", ["party_id", "role", "process_id"]
    )
    op.create_table(
        "procurement_release",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("file_id", sa.Integer, nullable=False),
        sa.Column("package_id", sa.Integer, nullable=True),
        sa.Column("ocid", sa.String(255), nullable=False),
        sa.Column("release_id", sa.Text, nullable=False),
        sa.Column("date", sa.String(64), nullable=False),
        sa.Column("tag", sa.String(255), nullable=False),
        sa.Column("old", sa.SmallInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("line", sa.BigInteger, nullable=False),
        sa.Column("pointer", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["procurement_file.id"], name="fk_procurement_release_file_id"),
        sa.ForeignKeyConstraint(["package_id"], ["procurement_package.id"], name="fk_procurement_release_package_id"),
        sa.ForeignKeyConstraint(["source_id"], ["procurement_source.id"], name="fk_procurement_release_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_procurement_release"),
    )
    op.create_index("ix_procurement_release_file_id", "procurement_release", ["file_id"])
    op.create_index("ix_procurement_release_source_id_ocid_id", "procurement_release", ["source_id", "ocid", "id"])
    op.create_index("ix_procurement_release_source_id_sha256", "procurement_release", ["source_id", "sha256"])
    op.create_index("ix_procurement_release_version_id_ocid", "procurement_release", ["version_id", "ocid"])


def downgrade() -> None:
    """Drop the tables, children first."""
    op.drop_table("procurement_release")
    op.drop_table("procurement_role")
    op.drop_table("procurement_package")
    op.drop_table("procurement_item_class")
    op.drop_table("procurement_flag")
    op.drop_table("procurement_repair")
    op.drop_table("procurement_process")
    op.drop_table("procurement_party")
    op.drop_table("procurement_flag_run")
    op.drop_table("procurement_file")
    op.drop_table("procurement_coverage")
    op.drop_table("procurement_source")
    op.drop_table("procurement_rollup")
    op.drop_table("procurement_redaction")
    op.drop_table("procurement_class_name")
