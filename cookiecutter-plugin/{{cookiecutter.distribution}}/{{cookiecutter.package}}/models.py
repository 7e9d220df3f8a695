"""The tables. Their names begin with the module's id, so that it can be removed without a trace."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column
from toolbox_core import Base


class Entry(Base):
    """One entry of one version. ``source_row`` is the row of the file it came from; 0 when somebody typed it."""

    __tablename__ = "{{ cookiecutter.id }}_entry"
    __table_args__ = (Index(None, "version_id", "kind"),)

    version_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("core_dataset_version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(100), default="")
    since: Mapped[date | None] = mapped_column(default=None)
    source_row: Mapped[int] = mapped_column(Integer, default=0)
