"""Create the search index: one row per document and the database's own full-text index over its folded text."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SQLITE = (
    # The index keeps no second copy of the text: it reads the folded columns of core_search ("external content").
    """
    CREATE VIRTUAL TABLE core_search_fts USING fts5(
        folded_title, folded_text, content='core_search', content_rowid='id',
        tokenize="unicode61 remove_diacritics 0", prefix='2 3')
    """,
    "INSERT INTO core_search_fts(core_search_fts, rank) VALUES ('rank', 'bm25(8.0, 1.0)')",
    """
    CREATE TRIGGER core_search_added AFTER INSERT ON core_search BEGIN
        INSERT INTO core_search_fts(rowid, folded_title, folded_text)
        VALUES (new.id, new.folded_title, new.folded_text);
    END
    """,
    """
    CREATE TRIGGER core_search_removed AFTER DELETE ON core_search BEGIN
        INSERT INTO core_search_fts(core_search_fts, rowid, folded_title, folded_text)
        VALUES ('delete', old.id, old.folded_title, old.folded_text);
    END
    """,
)
POSTGRESQL = (
    """
    ALTER TABLE core_search ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', folded_title), 'A') || setweight(to_tsvector('simple', folded_text), 'D')
    ) STORED
    """,
    "CREATE INDEX ix_core_search_vector ON core_search USING gin (vector)",
)


def upgrade() -> None:
    op.create_table(
        "core_search",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("plugin", sa.String(64), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("dataset", sa.String(200), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("shown", sa.String(200), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("organisation", sa.String(255), nullable=False),
        sa.Column("year", sa.SmallInteger),
        sa.Column("permission", sa.String(128), nullable=False),
        sa.Column("weight", sa.SmallInteger, nullable=False),
        sa.Column("folded_title", sa.Text, nullable=False),
        sa.Column("folded_text", sa.Text, nullable=False),
        sa.UniqueConstraint("plugin", "key"),
    )
    op.create_index("ix_core_search_plugin_dataset", "core_search", ["plugin", "dataset"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE core_search_fts")
    op.drop_table("core_search")
