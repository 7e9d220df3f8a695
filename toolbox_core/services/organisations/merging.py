"""Answers to the queue's questions: merge, and undo a merge. Nothing is deleted, everything leaves a trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.db.generation import DATA, bump
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.organisations.directory import Card, card, resolve
from toolbox_core.services.organisations.finding import index_organisations
from toolbox_core.services.organisations.models import Organisation, OrganisationEvent, OrganisationQuestion

Answer = Literal["same", "different", "unsure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with both organisations as they are today. ``reason`` says what made the two look alike."""

    id: int
    reason: str
    asked_at: datetime
    subject: Card
    candidate: Card


def merge(session: Session, gone_id: int, kept_id: int, *, by: str, note: str = "") -> Organisation:
    """Make ``gone`` stand for ``kept`` from now on and return ``kept``.

    Only a pointer is set: names, identifiers and links stay where they are, so that ``unmerge`` restores exactly what
    was. Raises ``InputError`` when both are one already.
    """
    gone, kept = resolve(session, gone_id), resolve(session, kept_id)
    if gone.id == kept.id:
        raise InputError(f"{kept.name!r} is one organisation already; there is nothing to merge.")
    gone.merged_into = kept.id
    for subject, action, other in ((gone, "merged-into", kept), (kept, "absorbed", gone)):
        session.add(
            OrganisationEvent(
                organisation_id=subject.id, action=action, actor=by, detail={"other": other.id, "note": note}
            )
        )
    session.flush()
    _show(session, gone.id, kept.id)
    return kept


def unmerge(session: Session, gone_id: int, *, by: str, note: str = "") -> Organisation:
    """Undo a merge: ``gone`` stands for itself again, with everything it had. ``InputError`` if it does already."""
    gone = session.get(Organisation, gone_id)
    if gone is None:
        raise NotFound("There is no such organisation.")
    if gone.merged_into is None:
        raise InputError(f"{gone.name!r} was not merged into another organisation.")
    kept, gone.merged_into = gone.merged_into, None
    for subject, other in ((gone.id, kept), (kept, gone.id)):
        session.add(
            OrganisationEvent(
                organisation_id=subject, action="unmerged", actor=by, detail={"other": other, "note": note}
            )
        )
    session.flush()
    _show(session, gone.id, kept)
    return gone


def _show(session: Session, *ids: int) -> None:
    """Let pages and search tell what was decided."""
    index_organisations(session, [resolve(session, one).id for one in ids] + list(ids))
    bump(session, DATA)


def open_questions(session: Session, *, after: int = 0, limit: int = 50) -> Sequence[OrganisationQuestion]:
    """Questions nobody has answered, oldest first; give the last id of a page as the next ``after``."""
    return session.scalars(
        select(OrganisationQuestion)
        .where(OrganisationQuestion.status == "open", OrganisationQuestion.id > after)
        .order_by(OrganisationQuestion.id)
        .limit(limit)
    ).all()


def questions(session: Session, *, after: int = 0, limit: int = 50) -> list[Question]:
    """``open_questions`` with both organisations, for a person to decide."""
    return [
        Question(
            id=row.id,
            reason=row.reason,
            asked_at=row.asked_at,
            subject=card(session, resolve(session, row.subject_id)),
            candidate=card(session, resolve(session, row.candidate_id)),
        )
        for row in open_questions(session, after=after, limit=limit)
    ]


def questions_waiting(session: Session) -> int:
    """How many questions are open."""
    return session.scalar(select(func.count()).where(OrganisationQuestion.status == "open")) or 0


def answer_question(session: Session, question_id: int, answer: Answer, *, by: str, note: str = "") -> None:
    """Record a person's answer. ``same`` merges; a later other answer undoes that merge. Nothing is forgotten."""
    question = session.get(OrganisationQuestion, question_id)
    if question is None:
        raise NotFound("There is no such question.")
    if answer not in ("same", "different", "unsure"):
        raise InputError(f"{answer!r} is not an answer.", fix="Answer same, different or unsure.")
    subject = session.get_one(Organisation, question.subject_id)
    if answer == "same" and question.status != "same":
        if resolve(session, question.subject_id).id != resolve(session, question.candidate_id).id:
            merge(session, question.subject_id, question.candidate_id, by=by, note=note)
    elif question.status == "same" and answer != "same" and subject.merged_into is not None:
        unmerge(session, subject.id, by=by, note=note)
    session.add(
        OrganisationEvent(
            organisation_id=question.subject_id,
            action=f"answered-{answer}",
            actor=by,
            detail={"other": question.candidate_id, "before": question.status, "note": note},
        )
    )
    question.status, question.decided_by, question.decided_at, question.note = answer, by, utcnow(), note
    session.flush()


def history(session: Session, ids: Sequence[int]) -> Sequence[OrganisationEvent]:
    """What was done to an organisation (all its merged ids), newest first."""
    return session.scalars(
        select(OrganisationEvent)
        .where(OrganisationEvent.organisation_id.in_(ids))
        .order_by(OrganisationEvent.id.desc())
    ).all()
