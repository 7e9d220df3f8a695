"""Create entities, phases, categories, versions, lines, roll-ups and rejected rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "budget_portal_0001"
down_revision = None
branch_labels = None
depends_on = None

KINDS = (
    "administrative",
    "functional",
    "cofog",
    "economic",
    "gfsm",
    "object",
    "programme",
    "geographic",
    "fund",
    "type",
)
SLOTS = (
    "proposed",
    "approved",
    "change",
    "adjusted",
    "authorised",
    "committed",
    "executed",
    "paid",
    "extra1",
    "extra2",
    "extra3",
    "extra4",
)


def upgrade() -> None:
    """Create the tables, parents first."""
    op.create_table(
        "budget_portal_entity",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("budget_portal_entity.id")),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("identifier", sa.String(64), nullable=False),
    )
    op.create_table(
        "budget_portal_phase",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entity_id", sa.Integer, sa.ForeignKey("budget_portal_entity.id"), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("slot", sa.String(16), nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.UniqueConstraint("entity_id", "code"),
        sa.UniqueConstraint("entity_id", "slot"),
    )
    op.create_table(
        "budget_portal_category",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entity_id", sa.Integer, sa.ForeignKey("budget_portal_entity.id"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("scheme", sa.String(16), nullable=False),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("budget_portal_category.id"), index=True),
        sa.Column("code", sa.String(255), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("level", sa.SmallInteger, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        *(sa.Column(f"l{level}", sa.Integer) for level in range(1, 9)),
        sa.UniqueConstraint("entity_id", "kind", "scheme", "path"),
    )
    op.create_table(
        "budget_portal_version",
        sa.Column(
            "version_id",
            sa.Integer,
            sa.ForeignKey("core_dataset_version.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("entity_id", sa.Integer, sa.ForeignKey("budget_portal_entity.id"), nullable=False),
        sa.Column("fiscal_year", sa.SmallInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("digits", sa.SmallInteger, nullable=False),
        sa.Column("period_start", sa.Date),
        sa.Column("period_end", sa.Date),
        sa.Column("rows_rejected", sa.Integer, nullable=False),
        sa.Column("shape", sa.JSON, nullable=False),
        sa.Index(None, "entity_id", "fiscal_year"),
    )
    op.create_table(
        "budget_portal_category_label",
        _version_key(),
        sa.Column("category_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("label", sa.Text, nullable=False),
    )
    op.create_table(
        "budget_portal_line",
        _version_key(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("direction", sa.String(11), nullable=False),
        sa.Column("eliminated", sa.Boolean, nullable=False),
        sa.Column("resource", sa.SmallInteger, nullable=False),
        sa.Column("source_row", sa.Integer, nullable=False),
        sa.Column("uid", sa.String(16), nullable=False, index=True),
        sa.Column("code", sa.String(255), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("presence", sa.Text, nullable=False),
        *(sa.Column(f"{kind}_id", sa.Integer) for kind in KINDS),
        *(sa.Column(slot, sa.BigInteger) for slot in SLOTS),
        sqlite_with_rowid=False,
    )
    for kind in KINDS:
        here = sa.text(f"{kind}_id IS NOT NULL")
        op.create_index(
            f"ix_budget_portal_line_{kind}",
            "budget_portal_line",
            ["version_id", f"{kind}_id"],
            sqlite_where=here,
            postgresql_where=here,
        )
    op.create_table(
        "budget_portal_rollup",
        _version_key(),
        sa.Column("dims", sa.String(33), primary_key=True),
        sa.Column("direction", sa.String(11), primary_key=True),
        sa.Column("eliminated", sa.Boolean, primary_key=True),
        sa.Column("a_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("b_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("n", sa.Integer, nullable=False),
        *(sa.Column(slot, sa.BigInteger) for slot in SLOTS),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "budget_portal_rejected",
        _version_key(),
        sa.Column("resource", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("source_row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("column", sa.String(255), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("rule", sa.String(64), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables, children first."""
    for table in ("rejected", "rollup", "line", "category_label", "version", "category", "phase", "entity"):
        op.drop_table(f"budget_portal_{table}")


def _version_key() -> sa.Column[int]:
    return sa.Column(
        "version_id",
        sa.Integer,
        sa.ForeignKey("budget_portal_version.version_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
