"""Asking: a person's words come in, the e-mail address is proven, the question goes to moderation or is public."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.accounts import limits
from toolbox_core.services.accounts.limits import Limit
from toolbox_core.services.accounts.users import clean_email
from toolbox_core.services.feedback.calendar import add_working_days
from toolbox_core.services.feedback.models import PUBLIC, UNCONFIRMED, WAITING, Question
from toolbox_core.services.feedback.telling import tell_question

SORTS = ("question", "comment", "mistake")
LONGEST = 4000
ASK = Limit("feedback-ask", 5, 3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The object a question is about: whose it is, what it is called, where it is shown, who answers for it.

    ``feed`` is the address of the object's own Atom feed, where it has one.
    """

    plugin: str
    kind: str
    key: str
    title: str
    address: str
    organisation: str = ""
    feed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """What a question about an object can concern: one choice of the form, so that questions can be counted by it.

    ``id`` is a short id that stays (``one-bidder``), ``label`` an English message id in the words of whoever asks
    (``The conditions favour one bidder``). The last one of a form should be "something else".
    """

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a site handles questions. ``before``: a person looks before they are public. Days are working days."""

    before: bool = True
    answer_days: int = 15
    holidays: frozenset[date] = frozenset()
    weekend: tuple[int, ...] = (5, 6)


def ask(
    session: Session,
    about: About,
    *,
    sort: str,
    text: str,
    author: str,
    email: str,
    language: str,
    address: str,
    concern: tuple[str, str] = ("", ""),
) -> tuple[Question, str]:
    """Take a question in and return it with the token that the confirmation e-mail carries.

    ``concern`` is the code and the label (an English message id) of what it concerns, of those the object declares.
    ``author`` may be a pseudonym or empty; ``address`` is the visitor's network address, used for the limit only.
    Raises ``InputError`` with what to correct, or when the same visitor asked five times within the hour.
    """
    if sort not in SORTS:
        raise InputError(f"{sort!r} is not a kind of feedback.", fix=f"Choose one of {', '.join(SORTS)}.")
    words = text.strip()
    if len(words) < 10:
        raise InputError("Write your question in at least ten characters.")
    if len(words) > LONGEST:
        raise InputError(f"This is {len(words) - LONGEST} characters too long; {LONGEST} is the limit.")
    if len(author.strip()) > 100:
        raise InputError("A name can have at most 100 characters.")
    sender = clean_email(email)
    if limits.used_up(session, ASK, address) or limits.used_up(session, ASK, sender):
        raise InputError("You have asked several times within the hour.", fix="Please come back later.")
    limits.count_try(session, ASK, address)
    limits.count_try(session, ASK, sender)
    token = secrets.token_urlsafe(32)
    question = Question(
        plugin=about.plugin,
        kind=about.kind,
        key=about.key,
        object_title=about.title,
        object_address=about.address,
        organisation=about.organisation,
        sort=sort,
        concern=concern[0],
        concern_label=concern[1],
        text=words,
        author=author.strip(),
        email=sender,
        language=language,
        confirm_sha256=_sha256(token),
    )
    session.add(question)
    session.flush()
    return question, token


def by_token(session: Session, token: str) -> Question:
    """The question that a confirmation link belongs to. Raises ``NotFound`` for a link that is not good any more."""
    question = session.scalar(select(Question).where(Question.confirm_sha256 == _sha256(token))) if token else None
    if question is None:
        raise NotFound("This link is not valid any more.", fix="Ask again if your question has not appeared.")
    return question


def confirm(session: Session, token: str, rules: Rules) -> Question:
    """The address is proven: the question waits for moderation, or is public at once. A second click changes nothing.

    Raises ``NotFound`` for a token that never was or whose question is gone.
    """
    question = by_token(session, token)
    if question.status == UNCONFIRMED:
        question.status = WAITING
        if not rules.before:
            make_public(session, question, rules)
        session.flush()
    return question


def make_public(session: Session, question: Question, rules: Rules) -> None:
    """Publish a question and tell of it; the clock for an official answer starts today. Comments need no answer."""
    now = utcnow()
    question.status, question.reason = PUBLIC, ""
    question.public_at = question.public_at or now
    if question.sort != "comment" and question.due_on is None:
        question.due_on = add_working_days(now.date(), rules.answer_days, rules.holidays, rules.weekend)
    session.flush()
    tell_question(session, question)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
