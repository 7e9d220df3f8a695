"""The table of explanations. One text for each line, language and first year; a line is known by its codes' hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base, UtcDateTime, utcnow


class Explanation(Base):
    """What ``written_by`` says about a line, from the fiscal year ``from_year`` on (0: in every year)."""

    __tablename__ = "budget_portal_explanation"
    __table_args__ = (UniqueConstraint("entity_id", "uid", "language", "from_year"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    entity_id: Mapped[int] = mapped_column(Integer, ForeignKey("budget_portal_entity.id"))
    uid: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(35))
    from_year: Mapped[int] = mapped_column(Integer, default=0)
    text: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(String(200))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
