"""Personal data in questions: shown to its owner, erased on request, and no longer kept than configured.

What was said in public stays public (it is part of the record, and was answered); who said it does not.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.services import audit
from toolbox_core.services.feedback.models import PUBLIC, REFUSED, UNCONFIRMED, WAITING, Question
from toolbox_core.services.feedback.telling import renew_pages


def export_person(session: Session, email: str) -> list[dict[str, Any]]:
    """Everything the host keeps of the person behind an address, as plain JSON values."""
    rows = session.scalars(select(Question).where(Question.email == email.strip().lower()).order_by(Question.id))
    return [
        {
            "id": row.id,
            "about": row.object_address,
            "sort": row.sort,
            "text": row.text,
            "author": row.author,
            "email": row.email,
            "status": row.status,
            "asked_at": row.asked_at.isoformat(),
        }
        for row in rows
    ]


def erase_person(session: Session, email: str, *, by: str) -> int:
    """Erase a person: unpublished words go altogether, public ones lose name and address. Returns how many rows."""
    mine = Question.email == email.strip().lower()
    gone = session.execute(
        delete(Question).where(mine, Question.status.in_((UNCONFIRMED, WAITING, REFUSED))).returning(Question.id)
    ).all()
    kept = session.execute(_without_person().where(mine).returning(Question.id)).all()
    if kept:
        renew_pages(session)
    audit.record(session, actor=by, action="person.erase", detail={"questions": len(gone) + len(kept)})
    return len(gone) + len(kept)


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
    values: dict[str, Any] = {"email": "", "confirm_sha256": "", "erased_at": utcnow()}
    if author:
        values["author"] = ""
    return update(Question).values(**values)
