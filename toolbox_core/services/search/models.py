"""What can be found: one row per document, its text folded beside the text as it is shown.

The full-text index over the folded columns is the database's own (FTS5 on SQLite, ``tsvector`` with GIN on
PostgreSQL) and is made by the migration. Folding is done here and not by the database, so that both find the same.
"""

from __future__ import annotations

from sqlalchemy import Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core.db.base import Base


class SearchRow(Base):
    """One document. ``(plugin, key)`` is its identity; ``dataset`` tells what to renew when a dataset is published.

    ``permission`` is empty for what everybody may see. ``weight`` orders equal matches: more important ones first.
    ``marks`` holds one word for each facet's value (``query.mark``), so that the full-text index narrows by itself.
    """

    __tablename__ = "core_search"
    __table_args__ = (
        UniqueConstraint("plugin", "key"),
        Index(None, "plugin", "dataset"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plugin: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(64))
    dataset: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    shown: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(16), default="")
    organisation: Mapped[str] = mapped_column(String(255), default="")
    year: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    permission: Mapped[str] = mapped_column(String(128), default="")
    weight: Mapped[int] = mapped_column(SmallInteger, default=0)
    folded_title: Mapped[str] = mapped_column(Text, default="")
    folded_text: Mapped[str] = mapped_column(Text, default="")
    marks: Mapped[str] = mapped_column(Text, default="", server_default="")
