"""Order the directory by name; let the full-text index itself answer the facets that a search is narrowed by."""

import re
import unicodedata
from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FACETS = ("plugin", "kind", "organisation", "year", "language")
SQLITE = (
    # A trigger would make FTS5 write a piece of index for every single row; the service writes them in batches.
    "DROP TRIGGER core_search_added",
    "DROP TRIGGER core_search_removed",
    "DROP TABLE core_search_fts",
    """
    CREATE VIRTUAL TABLE core_search_fts USING fts5(
        folded_title, folded_text, marks, content='core_search', content_rowid='id',
        tokenize="unicode61 remove_diacritics 0", prefix='2 3')
    """,
    "INSERT INTO core_search_fts(core_search_fts, rank) VALUES ('rank', 'bm25(8.0, 1.0, 0.0)')",
    "INSERT INTO core_search_fts(core_search_fts) VALUES ('rebuild')",
)
POSTGRESQL = (
    "ALTER TABLE core_search DROP COLUMN vector",
    """
    ALTER TABLE core_search ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', folded_title), 'A') || setweight(to_tsvector('simple', folded_text), 'D')
        || array_to_tsvector(string_to_array(marks, ' '))
    ) STORED
    """,
    "CREATE INDEX ix_core_search_vector ON core_search USING gin (vector)",
)
ORDERS = (("sorting",), ("kind", "sorting"), ("jurisdiction", "sorting"))


def upgrade() -> None:
    connection = op.get_bind()
    key = sa.String(255).with_variant(sa.String(255, collation="C"), "postgresql")
    op.add_column("core_organisation", sa.Column("sorting", key, nullable=False, server_default=""))
    names = connection.execute(sa.text("SELECT id, name FROM core_organisation")).all()
    change = sa.text("UPDATE core_organisation SET sorting = :sorting WHERE id = :id")
    for organisation, name in names:
        connection.execute(change, {"id": organisation, "sorting": plain(name)})
    op.drop_index("ix_core_organisation_kind_jurisdiction_name", "core_organisation")
    for columns in ORDERS:
        op.create_index(f"ix_core_organisation_{'_'.join(columns)}", "core_organisation", list(columns))
    op.add_column("core_search", sa.Column("marks", sa.Text, nullable=False, server_default=""))
    rows = connection.execute(sa.text(f"SELECT id, {', '.join(FACETS)} FROM core_search")).all()  # noqa: S608 - names of our own
    change = sa.text("UPDATE core_search SET marks = :marks WHERE id = :id")
    for number, *values in rows:
        marks = " ".join(mark(name, str(value)) for name, value in zip(FACETS, values, strict=True) if value)
        connection.execute(change, {"id": number, "marks": marks})
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def plain(name: str) -> str:
    """The name without accents and case, near enough; renaming and importing write the exact form."""
    apart = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", letters).strip()[:255]


def mark(name: str, value: str) -> str:
    """One word of the index for one value of a facet; nobody can type its first letter."""
    return "\ue000" + blake2b(f"{name}={value}".encode(), digest_size=6).hexdigest()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE core_search_fts")
    else:
        op.execute("ALTER TABLE core_search DROP COLUMN vector")
    op.drop_column("core_search", "marks")
    for columns in ORDERS:
        op.drop_index(f"ix_core_organisation_{'_'.join(columns)}", "core_organisation")
    op.create_index(
        "ix_core_organisation_kind_jurisdiction_name", "core_organisation", ["kind", "jurisdiction", "name"]
    )
    op.drop_column("core_organisation", "sorting")
