"""What the pages of questions read: counts, lists, one question."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import NotFound
from toolbox_core.services import feedback
from toolbox_core.web.questions import Asked, asked

PAGE_SIZE = 20
FILTERS = ("", "open", "late", "answered")


def listing(session: Session, only: str, before: int | None, today: date) -> tuple[feedback.Counts, list[Asked], bool]:
    """Counts over everything, one page of questions (newest first), and whether there are older ones."""
    found = feedback.public(session, only=only, before=before, limit=PAGE_SIZE + 1, today=today)
    shown = [asked(question) for question in found[:PAGE_SIZE]]
    return feedback.counts(session, today=today), shown, len(found) > PAGE_SIZE


def queue(
    session: Session, which: str, places: Collection[str] | None, after: int, today: date
) -> Sequence[feedback.Question]:
    """Questions for whoever works on them, one more than a page; ``places`` are organisations, ``None`` for all.

    ``which``: ``waiting``, ``open`` and ``late`` come oldest first, ``answered`` and ``refused`` newest first.
    ``after`` is the last number of the page before.
    """
    question = feedback.Question
    status = which if which in ("waiting", "refused") else "public"
    query = select(question).where(question.status == status).limit(PAGE_SIZE + 1)
    if places is not None:
        query = query.where(question.organisation.in_(places))
    if which == "open":
        query = query.where(question.answered_at.is_(None), question.due_on.is_not(None))
    elif which == "late":
        query = query.where(question.answered_at.is_(None), question.due_on < today)
    elif which == "answered":
        query = query.where(question.answered_at.is_not(None))
    if which in ("answered", "refused"):
        query = query.where(question.id < after) if after else query
        return session.scalars(query.order_by(question.id.desc())).all()
    return session.scalars(query.where(question.id > after).order_by(question.id)).all()


def newest(session: Session, today: date) -> list[Asked]:
    """The newest public questions, for the feed."""
    return [asked(question) for question in feedback.public(session, limit=50, today=today)]


def question(session: Session, question_id: int) -> Asked:
    """One public question. Raises ``NotFound`` for one that is not public: why is nobody's business."""
    try:
        found = feedback.find(session, question_id)
    except NotFound:
        found = None
    if found is None or found.status != "public":
        raise NotFound("There is no public question at this address.", fix="All of them are listed at /feedback/.")
    return asked(found)
