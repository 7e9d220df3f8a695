"""What people ask and what the government answers: questions, answers, and what was decided about them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from toolbox_core.db.base import Base, utcnow

UNCONFIRMED, WAITING, PUBLIC, REFUSED = "unconfirmed", "waiting", "public", "refused"


class Question(Base):
    """A question, a comment or a report of a mistake about one object of one module.

    ``status``: ``unconfirmed`` (the e-mail address is not proven yet), ``waiting`` (for moderation), ``public``,
    ``refused`` (with a reason code). The address is never shown; it is erased when it is no longer needed.
    ``due_on`` is the last day for an official answer, counted in working days.
    """

    __tablename__ = "core_question"
    __table_args__ = (
        Index(None, "plugin", "kind", "key", "status"),
        Index(None, "status", "id"),
        Index(None, "email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plugin: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(255))
    object_title: Mapped[str] = mapped_column(Text)
    object_address: Mapped[str] = mapped_column(Text)
    organisation: Mapped[str] = mapped_column(String(255), default="", index=True)
    sort: Mapped[str] = mapped_column(String(16), default="question")
    text: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(16), default="")
    status: Mapped[str] = mapped_column(String(16), default=UNCONFIRMED)
    reason: Mapped[str] = mapped_column(String(32), default="")
    confirm_sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    asked_at: Mapped[datetime] = mapped_column(default=utcnow)
    public_at: Mapped[datetime | None] = mapped_column(default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    erased_at: Mapped[datetime | None] = mapped_column(default=None)

    answers: Mapped[list[OfficialAnswer]] = relationship(order_by="OfficialAnswer.id", cascade="all, delete-orphan")


class OfficialAnswer(Base):
    """An official answer. A correction is a further answer; the earlier one stays readable."""

    __tablename__ = "core_official_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("core_question.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    office: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime] = mapped_column(default=utcnow)
