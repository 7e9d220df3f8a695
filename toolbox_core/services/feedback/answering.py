"""Moderating and answering, in the open: every refusal has a reason code, every answer an office and a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services import audit
from toolbox_core.services.feedback.asking import Rules, make_public
from toolbox_core.services.feedback.models import (
    PUBLIC,
    REFUSED,
    UNCONFIRMED,
    WAITING,
    OfficialAnswer,
    Question,
    Rating,
)
from toolbox_core.services.feedback.telling import take_back, tell_answer

REASONS = ("insult", "personal-data", "advertising", "off-topic", "duplicate", "not-lawful")
"""Why something is not published. The code is public; the words that were refused are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How a body does at answering: public questions that want an answer, and what became of them."""

    asked: int = 0
    answered: int = 0
    in_time: int = 0
    waiting: int = 0
    late: int = 0


def find(session: Session, question_id: int) -> Question:
    """One question. Raises ``NotFound``."""
    question = session.get(Question, question_id)
    if question is None:
        raise NotFound("There is no such question.")
    return question


def publish(session: Session, question_id: int, rules: Rules, *, by: str) -> Question:
    """Make a confirmed question public, also one that was refused before."""
    question = find(session, question_id)
    if question.status == UNCONFIRMED:
        raise InputError("The address behind this question is not confirmed yet.")
    make_public(session, question, rules)
    audit.record(session, actor=by, action="question.publish", target=f"question:{question.id}")
    session.flush()
    return question


def refuse(session: Session, question_id: int, reason: str, *, by: str) -> Question:
    """Do not publish a question, or take it back, for one of ``REASONS``."""
    if reason not in REASONS:
        raise InputError(f"{reason!r} is not a reason.", fix=f"Choose one of {', '.join(REASONS)}.")
    question = find(session, question_id)
    if question.status == PUBLIC:
        take_back(session, question)
    question.status, question.reason = REFUSED, reason
    audit.record(
        session, actor=by, action="question.refuse", target=f"question:{question.id}", detail={"reason": reason}
    )
    session.flush()
    return question


def answer(session: Session, question_id: int, text: str, *, office: str, by: str) -> OfficialAnswer:
    """Give the official answer to a public question; a later one corrects it and leaves it readable."""
    question = find(session, question_id)
    if question.status != PUBLIC:
        raise InputError("Only public questions can be answered.", fix="Publish the question first.")
    if not text.strip():
        raise InputError("An answer needs words.")
    if not office.strip():
        raise InputError("Say which office answers.")
    row = OfficialAnswer(question_id=question.id, text=text.strip(), office=office.strip(), by=by)
    session.add(row)
    question.answered_at = question.answered_at or utcnow()
    audit.record(session, actor=by, action="question.answer", target=f"question:{question.id}")
    session.flush()
    session.refresh(question, ["answers"])
    tell_answer(session, question, row)
    return row


def about(session: Session, plugin: str, kind: str, key: str) -> Sequence[Question]:
    """The public questions about one object, newest first."""
    return session.scalars(
        select(Question)
        .where(Question.plugin == plugin, Question.kind == kind, Question.key == key, Question.status == PUBLIC)
        .order_by(Question.id.desc())
    ).all()


def public(
    session: Session,
    *,
    plugin: str = "",
    only: str = "",
    organisation: str = "",
    concern: tuple[str, str] = ("", ""),
    rated: str = "",
    before: int | None = None,
    limit: int = 20,
    today: date,
) -> Sequence[Question]:
    """Public questions, newest first. ``only`` is empty, ``answered``, ``open`` or ``late``.

    ``concern`` is a module and one of its concerns, ``rated`` the verdict of the person who asked.
    """
    conditions: list[ColumnElement[bool]] = [Question.status == PUBLIC]
    if plugin:
        conditions.append(Question.plugin == plugin)
    if before is not None:
        conditions.append(Question.id < before)
    if organisation:
        conditions.append(Question.organisation == organisation)
    if concern[1]:
        conditions += [Question.plugin == concern[0], Question.concern == concern[1]]
    if rated:
        conditions.append(Question.ratings.any((Rating.rater == "asker") & (Rating.verdict == rated)))
    match only:
        case "answered":
            conditions.append(Question.answered_at.is_not(None))
        case "open":
            conditions += [Question.answered_at.is_(None), Question.due_on.is_not(None)]
        case "late":
            conditions += [Question.answered_at.is_(None), Question.due_on < today]
    return session.scalars(select(Question).where(*conditions).order_by(Question.id.desc()).limit(limit)).all()


def listing(session: Session, *, status: str = "", limit: int = 50) -> Sequence[Question]:
    """Questions of one status, or of every one, the newest first; for whoever works on them."""
    query = select(Question).order_by(Question.id.desc()).limit(limit)
    return session.scalars(query.where(Question.status == status) if status else query).all()


def waiting(session: Session, *, limit: int = 50) -> Sequence[Question]:
    """Confirmed questions that a moderator has to look at, oldest first."""
    return session.scalars(select(Question).where(Question.status == WAITING).order_by(Question.id).limit(limit)).all()


def share_in_time(session: Session, today: date) -> Decimal | None:
    """Of the public questions whose answer was due or came, how many per cent were answered in time; one decimal.

    ``None`` while there are none: nobody has kept or broken the promise yet.
    """
    told = counts(session, today=today)
    decided = told.answered + told.late
    return (Decimal(100 * told.in_time) / decided).quantize(Decimal("0.1")) if decided else None


def counts(session: Session, *, today: date, plugin: str = "", organisation: str = "") -> Counts:
    """How many public questions were asked, answered, answered in time, are waiting, are late."""
    conditions: list[ColumnElement[bool]] = [Question.status == PUBLIC, Question.due_on.is_not(None)]
    if plugin:
        conditions.append(Question.plugin == plugin)
    if organisation:
        conditions.append(Question.organisation == organisation)
    answered = Question.answered_at.is_not(None)
    in_time = answered & (func.date(Question.answered_at) <= Question.due_on)
    row = session.execute(
        select(
            func.count(),
            func.count().filter(answered),
            func.count().filter(in_time),
            func.count().filter(~answered & (Question.due_on >= today)),
            func.count().filter(~answered & (Question.due_on < today)),
        ).where(*conditions)
    ).one()
    return Counts(asked=row[0], answered=row[1], in_time=row[2], waiting=row[3], late=row[4])
