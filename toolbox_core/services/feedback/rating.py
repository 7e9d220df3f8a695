"""Rating an answer: whoever asked, and where a site wants it each signed-in reader, says whether it answers.

The scale has three words, ``yes``, ``partly`` and ``no``: a reader of the page understands what each of them claims,
which no number of stars does. The verdict counts at once, because a click insults nobody; the words beside it are
moderated like a question. Verdicts are counted and never averaged.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services import audit
from toolbox_core.services.feedback.answering import REASONS
from toolbox_core.services.feedback.models import PUBLIC, REFUSED, WAITING, Question, Rating
from toolbox_core.services.feedback.telling import renew_pages

VERDICTS = ("yes", "partly", "no")
ASKER = "asker"
LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """How many said which; ``shares`` are per cent of all who said something, with one decimal."""

    yes: int = 0
    partly: int = 0
    no: int = 0

    @property
    def all(self) -> int:
        """How many said something."""
        return self.yes + self.partly + self.no

    @property
    def shares(self) -> Mapping[str, Decimal]:
        """Per cent by verdict; empty while nobody said anything."""
        if not self.all:
            return {}
        counted = {"yes": self.yes, "partly": self.partly, "no": self.no}
        return {name: (Decimal(100 * count) / self.all).quantize(Decimal("0.1")) for name, count in counted.items()}


def invite(session: Session, question: Question) -> str:
    """A new token by which the person who asked rates the answer; the one of an earlier letter ends."""
    token = secrets.token_urlsafe(32)
    question.rate_sha256 = _sha256(token)
    session.flush()
    return token


def to_rate(session: Session, token: str) -> Question:
    """The answered public question that the link of a letter belongs to. Raises ``NotFound``."""
    found = session.scalar(select(Question).where(Question.rate_sha256 == _sha256(token))) if token else None
    if found is None or found.status != PUBLIC or not found.answers:
        raise NotFound("This link is not valid any more.", fix="Use the link in the newest letter about your question.")
    return found


def rate(session: Session, question: Question, *, rater: str, verdict: str, reason: str, before: bool) -> Rating:
    """Keep what somebody says about the newest answer; an earlier rating of the same person makes room.

    ``before``: a moderator looks at the words before they are public. Raises ``InputError`` with what to correct.
    """
    if question.status != PUBLIC or not question.answers:
        raise InputError("Only the answer to a public question can be rated.")
    if verdict not in VERDICTS:
        raise InputError("Say whether the answer answers the question: yes, partly or no.")
    words = reason.strip()
    if len(words) > LONGEST:
        raise InputError(f"This is {len(words) - LONGEST} characters too long; {LONGEST} is the limit.")
    mine = Rating.question_id == question.id, Rating.rater == rater
    row = session.scalar(select(Rating).where(*mine).with_for_update())
    if row is None:
        row = Rating(question_id=question.id, rater=rater)
        session.add(row)
    row.answer_id, row.verdict, row.at = question.answers[-1].id, verdict, utcnow()
    if words != row.reason:  # the same words need no second look
        row.reason, row.refusal, row.status = words, "", WAITING if before else PUBLIC
    if not words:
        row.status = ""
    audit.record(
        session, actor=rater, action="answer.rate", target=f"question:{question.id}", detail={"verdict": verdict}
    )
    session.flush()
    session.refresh(question, ["ratings"])
    renew_pages(session)
    return row


def find_rating(session: Session, rating_id: int) -> Rating:
    """One rating. Raises ``NotFound``."""
    row = session.get(Rating, rating_id)
    if row is None:
        raise NotFound("There is no such rating.")
    return row


def publish_reason(session: Session, rating_id: int, *, by: str) -> Rating:
    """Make the words of a rating public, also when they were refused before."""
    row = find_rating(session, rating_id)
    if not row.reason:
        raise InputError("This rating has no words.")
    row.status, row.refusal = PUBLIC, ""
    _decided(session, row, "rating.publish", by, {})
    return row


def refuse_reason(session: Session, rating_id: int, reason: str, *, by: str) -> Rating:
    """Do not publish the words of a rating, or take them back, for one of ``REASONS``; the verdict goes on counting."""
    if reason not in REASONS:
        raise InputError(f"{reason!r} is not a reason.", fix=f"Choose one of {', '.join(REASONS)}.")
    row = find_rating(session, rating_id)
    if not row.reason:
        raise InputError("This rating has no words.")
    row.status, row.refusal = REFUSED, reason
    _decided(session, row, "rating.refuse", by, {"reason": reason})
    return row


def reasons_waiting(
    session: Session, *, places: Collection[str] | None = None, after: int = 0, limit: int = 50
) -> Sequence[Rating]:
    """Ratings whose words wait for a moderator, oldest first; ``places`` are organisations, ``None`` for all."""
    query = (
        select(Rating)
        .join(Rating.question)
        .where(Rating.status == WAITING, Question.status == PUBLIC, Rating.id > after)
        .order_by(Rating.id)
        .limit(limit)
    )
    if places is not None:
        query = query.where(Question.organisation.in_(places))
    return session.scalars(query).all()


def verdicts(session: Session, *, plugin: str = "", organisation: str = "", readers: bool = False) -> Verdicts:
    """What those who asked say about the answers to public questions; with ``readers`` what signed-in readers say."""
    asker = Rating.rater == ASKER
    conditions: list[ColumnElement[bool]] = [Question.status == PUBLIC, ~asker if readers else asker]
    if plugin:
        conditions.append(Question.plugin == plugin)
    if organisation:
        conditions.append(Question.organisation == organisation)
    query = select(Rating.verdict, func.count()).join(Rating.question).where(*conditions).group_by(Rating.verdict)
    counted = {verdict: count for verdict, count in session.execute(query)}  # noqa: C416 - rows are not pairs to mypy
    return Verdicts(yes=counted.get("yes", 0), partly=counted.get("partly", 0), no=counted.get("no", 0))


def share_answered(session: Session) -> Decimal | None:
    """Of the answers rated by those who asked, how many per cent answered the question; ``None`` while none is."""
    return verdicts(session).shares.get("yes")


def _decided(session: Session, row: Rating, action: str, by: str, detail: dict[str, str]) -> None:
    audit.record(session, actor=by, action=action, target=f"rating:{row.id}", detail=detail)
    session.flush()
    renew_pages(session)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
