"""The tables of openness: settings, decisions and published documents. Rows are added, never changed or removed.

Every addition is a version of the entity's list of documents in the publication log, whose hash covers all rows until
then: a row that is changed or removed later breaks it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base, UtcDateTime


class CalendarRules(Base):
    """Fiscal-year settings from a year on. The last row with the highest ``from_year`` up to a year counts for it."""

    __tablename__ = "budget_portal_calendar"
    __table_args__ = (Index(None, "entity_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entity_id: Mapped[int] = mapped_column(ForeignKey("budget_portal_entity.id"))
    from_year: Mapped[int] = mapped_column(SmallInteger)
    starts: Mapped[str] = mapped_column(String(5))
    named_after: Mapped[str] = mapped_column(String(5))
    submitted: Mapped[str] = mapped_column(String(5), default="")
    approved: Mapped[str] = mapped_column(String(5), default="")
    in_year: Mapped[str] = mapped_column(String(12))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_by: Mapped[str] = mapped_column(String(200), default="")


class Decision(Base):
    """The real day on which a year's proposal was ``submitted``, or the budget ``approved``. The last row counts."""

    __tablename__ = "budget_portal_decision"
    __table_args__ = (Index(None, "entity_id", "fiscal_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entity_id: Mapped[int] = mapped_column(ForeignKey("budget_portal_entity.id"))
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    what: Mapped[str] = mapped_column(String(9))
    day: Mapped[date]
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_by: Mapped[str] = mapped_column(String(200), default="")


class Document(Base):
    """A published document. ``replaces`` is the id of an earlier row that it corrects, or with ``void`` takes back.

    ``sha256`` names the copy kept here, if any; ``url`` is where the government published it, if known.
    """

    __tablename__ = "budget_portal_document"
    __table_args__ = (Index(None, "entity_id", "fiscal_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entity_id: Mapped[int] = mapped_column(ForeignKey("budget_portal_entity.id"))
    fiscal_year: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(String(3))
    period: Mapped[str] = mapped_column(String(3), default="")
    explains: Mapped[str] = mapped_column(String(3), default="")
    title: Mapped[str] = mapped_column(Text, default="")
    published_on: Mapped[date]
    url: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    file_name: Mapped[str] = mapped_column(String(255), default="")
    file_bytes: Mapped[int] = mapped_column(Integer, default=0)
    language: Mapped[str] = mapped_column(String(35), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    replaces: Mapped[int | None] = mapped_column(ForeignKey("budget_portal_document.id"), default=None)
    void: Mapped[bool] = mapped_column(default=False)
    version_number: Mapped[int] = mapped_column(Integer)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200), default="")
