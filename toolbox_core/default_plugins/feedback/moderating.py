"""Acts on questions, with the letters that belong to them: the same for the command line and for pages."""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_core.config import Settings
from toolbox_core.default_plugins.feedback import letters
from toolbox_core.default_plugins.feedback.config import Config
from toolbox_core.services import feedback
from toolbox_core.services.feedback import OfficialAnswer, Question, Rating


def publish(session: Session, settings: Settings, config: Config, question_id: int, *, by: str) -> Question:
    """Make a question public and tell the person who asked. One that is public stays as it is, without a letter."""
    known = feedback.find(session, question_id)
    if known.status == "public":
        return known
    question = feedback.publish(session, question_id, config.rules, by=by)
    letters.is_public(session, settings, question)
    return question


def refuse(session: Session, settings: Settings, question_id: int, reason: str, *, by: str) -> Question:
    """Do not publish a question, or take it back, for one of ``feedback.REASONS``; the person is told why."""
    confirmed = feedback.find(session, question_id).status != "unconfirmed"
    question = feedback.refuse(session, question_id, reason, by=by)
    if confirmed:
        letters.is_refused(session, settings, question)
    return question


def answer(
    session: Session, settings: Settings, question_id: int, text: str, *, office: str, by: str
) -> OfficialAnswer:
    """Give the official answer to a public question and send it to the person who asked."""
    given = feedback.answer(session, question_id, text, office=office, by=by)
    question = feedback.find(session, question_id)
    letters.is_answered(session, settings, question, given, feedback.invite(session, question))
    return given


def refuse_reason(session: Session, settings: Settings, rating_id: int, reason: str, *, by: str) -> Rating:
    """Do not publish the words of a rating, or take them back; whoever asked is told why when the words are theirs."""
    row = feedback.refuse_reason(session, rating_id, reason, by=by)
    if row.rater == feedback.ASKER:
        letters.reason_is_refused(session, settings, row.question, reason)
    return row
