"""Telling of questions and answers: those who follow hear of them, and pages that show them are made anew.

Only what is public is told, and of a question only what it is about: its words stand on its own page, from where they
can be taken back.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_core.db.generation import bump
from toolbox_core.services.feedback.models import OfficialAnswer, Question
from toolbox_core.services.notifications.events import announce, object_topic, retract

TOPIC = "feedback"
"""The topic of all questions and answers together."""


def page_of(question: Question) -> str:
    """The address of a question's own page."""
    return f"/feedback/{question.id}"


def topics_of(question: Question) -> list[str]:
    """What one can follow to hear of a question: its object, the organisation that answers, all questions."""
    topics = [TOPIC, object_topic(question.plugin, question.kind, question.key)]
    return [*topics, f"organisation:{question.organisation}"] if question.organisation else topics


def tell_question(session: Session, question: Question) -> None:
    """A question became public."""
    _tell(session, question, f"question:{question.id}")


def tell_answer(session: Session, question: Question, answer: OfficialAnswer) -> None:
    """A question was answered officially, or its answer was corrected."""
    _tell(session, question, f"answer:{answer.id}")


def take_back(session: Session, question: Question) -> None:
    """A public question is public no more: nobody is told of it or of its answers any longer."""
    bump(session, "data_generation")
    retract(session, plugin=question.plugin, address=page_of(question))


def renew_pages(session: Session) -> None:
    """What public questions say has changed."""
    bump(session, "data_generation")


def _tell(session: Session, question: Question, key: str) -> None:
    bump(session, "data_generation")
    announce(
        session,
        plugin=question.plugin,
        key=key,
        title=question.object_title,
        address=page_of(question),
        topics=topics_of(question),
    )
