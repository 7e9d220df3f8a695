"""What people ask, what the government answers and how they rate the answer, and what was decided about each."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from toolbox_core.db.base import Base, utcnow

UNCONFIRMED, WAITING, PUBLIC, REFUSED = "unconfirmed", "waiting", "public", "refused"


class Question(Base):
    """A question, a comment or a report of a mistake about one object of one module.

    ``status``: ``unconfirmed`` (the e-mail address is not proven yet), ``waiting`` (for moderation), ``public``,
    ``refused`` (with a reason code). The address is never shown; it is erased when it is no longer needed.
    ``due_on`` is the last day for an official answer, counted in working days. ``concern`` is which of the object's
    own concerns it is about (empty for none), ``concern_label`` its English message id, kept in case the module goes.
    ``rate_sha256`` is the hash of the newest link by which the person who asked rates the answer.
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
    concern: Mapped[str] = mapped_column(String(64), default="")
    concern_label: Mapped[str] = mapped_column(String(255), default="")
    text: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(16), default="")
    status: Mapped[str] = mapped_column(String(16), default=UNCONFIRMED)
    reason: Mapped[str] = mapped_column(String(32), default="")
    confirm_sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    rate_sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    asked_at: Mapped[datetime] = mapped_column(default=utcnow)
    public_at: Mapped[datetime | None] = mapped_column(default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    erased_at: Mapped[datetime | None] = mapped_column(default=None)

    answers: Mapped[list[OfficialAnswer]] = relationship(order_by="OfficialAnswer.id", cascade="all, delete-orphan")
    ratings: Mapped[list[Rating]] = relationship(
        order_by="Rating.id", cascade="all, delete-orphan", back_populates="question"
    )


class OfficialAnswer(Base):
    """An official answer. A correction is a further answer; the earlier one stays readable."""

    __tablename__ = "core_official_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("core_question.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    office: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime] = mapped_column(default=utcnow)


class Rating(Base):
    """What one person says about the answer to a question: did it answer it?

    ``rater`` is ``asker``, ``user:<id>`` of a signed-in reader, or ``gone:<id>`` when that reader was erased; each has
    one rating for a question, and the newest one counts. ``verdict`` is ``yes``, ``partly`` or ``no`` and counts at
    once; ``reason`` are words, and public only with ``status`` ``public``, like a question. ``refusal`` is the code of
    why not. ``answer_id`` is the newest answer at that moment, so that a correction afterwards can be told.
    """

    __tablename__ = "core_answer_rating"
    __table_args__ = (UniqueConstraint("question_id", "rater"), Index(None, "status", "id"), Index(None, "rater"))

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("core_question.id", ondelete="CASCADE"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("core_official_answer.id", ondelete="CASCADE"), index=True)
    rater: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(16), default="")
    refusal: Mapped[str] = mapped_column(String(32), default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)

    question: Mapped[Question] = relationship(back_populates="ratings")
