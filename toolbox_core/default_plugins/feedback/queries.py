"""What the pages of questions read: counts, lists, one question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_core import NotFound, OrganisationCard, organisation_card
from toolbox_core.services import feedback
from toolbox_core.web.questions import Asked, asked

PAGE_SIZE = 20
FILTERS = ("", "open", "late", "answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which public questions somebody wants to see; empty for all."""

    only: str = ""
    concern: tuple[str, str] = ("", "")
    organisation: str = ""
    rated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of questions, newest first, and the figures of the organisation or of everything."""

    counts: feedback.Counts
    verdicts: feedback.Verdicts
    questions: list[Asked]
    older: bool
    body: str
    """Name of the organisation, empty for all."""


def listing(session: Session, wanted: Wanted, before: int | None, today: date) -> Listing:
    """One page of questions. Raises ``NotFound`` for an organisation that is not in the directory."""
    body = organisation_card(session, wanted.organisation) if wanted.organisation else None
    if wanted.organisation and body is None:
        raise NotFound("There is no such organisation.", fix="All of them are listed at /organisations/.")
    found = feedback.public(
        session,
        only=wanted.only,
        concern=wanted.concern,
        organisation=wanted.organisation,
        rated=wanted.rated,
        before=before,
        limit=PAGE_SIZE + 1,
        today=today,
    )
    return Listing(
        counts=feedback.counts(session, today=today, organisation=wanted.organisation),
        verdicts=feedback.verdicts(session, organisation=wanted.organisation),
        questions=[asked(question) for question in found[:PAGE_SIZE]],
        older=len(found) > PAGE_SIZE,
        body=body.name if body is not None else "",
    )


def concerns(session: Session) -> dict[tuple[str, str], str]:
    """What the public questions concern: the label (an English message id) by module and id."""
    question = feedback.Question
    rows = session.execute(
        select(question.plugin, question.concern, func.max(question.concern_label))
        .where(question.status == "public", question.concern != "")
        .group_by(question.plugin, question.concern)
        .order_by(question.plugin, question.concern)
    )
    return {(plugin, concern): label for plugin, concern, label in rows}


def panel(
    session: Session, card: OrganisationCard, references: Sequence[str], *, today: Callable[[], date]
) -> dict[str, Any] | None:
    """How an organisation does at answering and how its answers were rated; ``None`` where nobody asked it."""
    del references
    counted = feedback.counts(session, today=today(), organisation=card.slug)
    if not counted.asked:
        return None
    return {"counts": counted, "verdicts": feedback.verdicts(session, organisation=card.slug), "slug": card.slug}


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


def ratings_queue(
    session: Session, which: str, places: Collection[str] | None, after: int, today: date
) -> Sequence[feedback.Question]:
    """Questions with a rating whose words wait for a moderator, oldest first, as ``queue`` gives others."""
    del which, today
    question = feedback.Question
    query = select(question).where(
        question.status == "public", question.id > after, question.ratings.any(feedback.Rating.status == "waiting")
    )
    if places is not None:
        query = query.where(question.organisation.in_(places))
    return session.scalars(query.order_by(question.id).limit(PAGE_SIZE + 1)).all()


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
