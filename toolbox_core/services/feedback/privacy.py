"""Personal data in questions: shown to its owner, erased on request, and no longer kept than configured.

What was said in public stays public (it is part of the record, and was answered); who said it does not.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import String, cast, delete, literal, select, update
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.services import audit
from toolbox_core.services.accounts.models import User
from toolbox_core.services.feedback.models import PUBLIC, REFUSED, UNCONFIRMED, WAITING, Question, Rating
from toolbox_core.services.feedback.rating import ASKER
from toolbox_core.services.feedback.telling import renew_pages


def export_person(session: Session, email: str) -> list[dict[str, Any]]:
    """Everything the host keeps of the person behind an address, as plain JSON values: questions, then ratings."""
    rows = session.scalars(select(Question).where(Question.email == email.strip().lower()).order_by(Question.id))
    asked = [
        {
            "id": row.id,
            "about": row.object_address,
            "sort": row.sort,
            "concern": row.concern,
            "text": row.text,
            "author": row.author,
            "email": row.email,
            "status": row.status,
            "asked_at": row.asked_at.isoformat(),
            "ratings": [_rating(each) for each in row.ratings if each.rater == ASKER],
        }
        for row in rows
    ]
    given = session.scalars(select(Rating).where(Rating.rater == _reader(email)).order_by(Rating.id))
    return [*asked, *({"rating": each.id, "question": each.question_id, **_rating(each)} for each in given)]


def _rating(row: Rating) -> dict[str, Any]:
    return {"verdict": row.verdict, "reason": row.reason, "status": row.status, "at": row.at.isoformat()}


def _reader(email: str) -> Any:
    """How ratings name the account of that address; ``NULL``, which equals nothing, without one."""
    numbered = literal("user:").concat(cast(User.id, String))
    return select(numbered).where(User.email == email.strip().lower()).scalar_subquery()


def erase_person(session: Session, email: str, *, by: str) -> int:
    """Erase a person: unpublished words go altogether, public ones lose name and address. Returns how many rows.

    Verdicts stay, because they are counted in public, without who gave them.
    """
    mine = Question.email == email.strip().lower()
    gone = session.execute(
        delete(Question).where(mine, Question.status.in_((UNCONFIRMED, WAITING, REFUSED))).returning(Question.id)
    ).all()
    theirs = (Rating.rater == ASKER) & Rating.question_id.in_(select(Question.id).where(mine))
    session.execute(_without_words().where(theirs, Rating.status != PUBLIC))
    session.execute(_without_words().where(Rating.rater == _reader(email), Rating.status != PUBLIC))
    rated = session.execute(
        update(Rating)
        .where(Rating.rater == _reader(email))
        .values(rater=literal("gone:").concat(cast(Rating.id, String)))
        .returning(Rating.id)
    ).all()
    kept = session.execute(_without_person().where(mine).returning(Question.id)).all()
    touched = len(gone) + len(kept) + len(rated)
    if kept or rated:
        renew_pages(session)
    audit.record(session, actor=by, action="person.erase", detail={"questions": touched})
    return touched


def _without_words() -> Any:
    return update(Rating).values(reason="", status="", refusal="")


def expire(session: Session, *, unconfirmed: timedelta, address: timedelta) -> tuple[int, int]:
    """Delete questions nobody confirmed in time, and forget addresses that are no longer needed.

    ``address`` counts from the answer, or from the question where none is due. Returns both numbers.
    """
    now = utcnow()
    never = session.execute(
        delete(Question)
        .where(Question.status == UNCONFIRMED, Question.asked_at < now - unconfirmed)
        .returning(Question.id)
    ).all()
    done = (Question.answered_at < now - address) | (Question.due_on.is_(None) & (Question.asked_at < now - address))
    forgotten = session.execute(
        _without_person(author=False)
        .where(Question.status.in_((PUBLIC, REFUSED)), Question.email != "", done)
        .returning(Question.id)
    ).all()
    return len(never), len(forgotten)


def _without_person(*, author: bool = True) -> Any:
    values: dict[str, Any] = {"email": "", "confirm_sha256": "", "rate_sha256": "", "erased_at": utcnow()}
    if author:
        values["author"] = ""
    return update(Question).values(**values)
