"""Moderating, answering and counting, in the open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db.models import AuditEntry
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services import feedback
from toolbox_core.services.feedback import About, Question, Rules
from toolbox_core.services.feedback.calendar import add_working_days

LINE = About(plugin="budget_portal", kind="line", key="17", title="Road repairs", address="/budget/x/2025/lines/17")


RULES = Rules()


TODAY = datetime.now(UTC).date()


def ask(session: Session, **changes: Any) -> tuple[Question, str]:
    given = {
        "sort": "question",
        "text": "Why did this cost twice as much?",
        "author": "A neighbour",
        "email": "ana@example.org",
        "language": "en",
        "address": "192.0.2.7",
        **changes,
    }
    return feedback.ask(session, LINE, **given)


def published(session: Session, **changes: Any) -> Question:
    question, token = ask(session, **changes)
    feedback.confirm(session, token, RULES)
    return feedback.publish(session, question.id, RULES, by="user:1")


def test_a_question_goes_from_asked_to_answered(session: Session) -> None:
    assert feedback.share_in_time(session, TODAY) is None
    question, token = ask(session)
    assert question.status == "unconfirmed"
    assert feedback.about(session, "budget_portal", "line", "17") == []

    feedback.confirm(session, token, RULES)
    assert [row.id for row in feedback.waiting(session)] == [question.id]

    feedback.publish(session, question.id, RULES, by="user:1")
    assert question.public_at is not None
    assert question.due_on == add_working_days(question.public_at.date(), 15)

    feedback.answer(session, question.id, "Because asphalt did.", office="Roads office", by="user:2")
    [shown] = feedback.about(session, "budget_portal", "line", "17")
    assert [row.text for row in shown.answers] == ["Because asphalt did."]
    assert feedback.counts(session, today=TODAY) == feedback.Counts(asked=1, answered=1, in_time=1)


def test_a_refusal_needs_a_reason_and_leaves_a_trace(session: Session) -> None:
    question, token = ask(session)
    feedback.confirm(session, token, RULES)

    with pytest.raises(InputError, match="not a reason"):
        feedback.refuse(session, question.id, "annoying", by="user:1")
    feedback.refuse(session, question.id, "personal-data", by="user:1")

    assert feedback.about(session, "budget_portal", "line", "17") == []
    [entry] = session.scalars(select(AuditEntry))
    assert (entry.action, entry.detail) == ("question.refuse", {"reason": "personal-data"})


def test_only_public_questions_are_answered_with_words_and_an_office(session: Session) -> None:
    question, token = ask(session)
    with pytest.raises(InputError, match="not confirmed"):
        feedback.publish(session, question.id, RULES, by="user:1")
    with pytest.raises(InputError, match="Only public"):
        feedback.answer(session, question.id, "Yes.", office="Roads", by="user:1")
    feedback.confirm(session, token, RULES)
    feedback.publish(session, question.id, RULES, by="user:1")
    for text, office in ((" ", "Roads"), ("Yes.", " ")):
        with pytest.raises(InputError):
            feedback.answer(session, question.id, text, office=office, by="user:1")


def test_a_correction_leaves_the_first_answer_readable_and_its_date(session: Session) -> None:
    question = published(session)
    feedback.answer(session, question.id, "First.", office="Roads", by="user:1")
    first = question.answered_at

    feedback.answer(session, question.id, "Corrected.", office="Roads", by="user:1")

    assert [row.text for row in question.answers] == ["First.", "Corrected."]
    assert question.answered_at == first


def test_late_open_and_answered_are_counted_apart(session: Session) -> None:
    late, still, answered, too_late = (published(session, email=f"p{n}@e.org", address=f"a{n}") for n in range(4))
    late.due_on = too_late.due_on = date(2020, 1, 1)
    for row in (answered, too_late):
        feedback.answer(session, row.id, "Yes.", office="Roads", by="user:1")
    published(session, sort="comment", email="p9@e.org", address="a9")

    found = feedback.counts(session, today=TODAY, plugin="budget_portal")
    assert found == feedback.Counts(asked=4, answered=2, in_time=1, waiting=1, late=1)
    assert str(feedback.share_in_time(session, TODAY)) == "33.3"
    listed = {only: [row.id for row in feedback.public(session, only=only, today=TODAY)] for only in ("open", "late")}
    assert listed == {"open": [still.id, late.id], "late": [late.id]}
    assert len(feedback.public(session, today=TODAY, before=too_late.id)) == 3
    assert feedback.counts(session, today=TODAY, organisation="elsewhere") == feedback.Counts()


def test_what_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        feedback.find(session, 99)
