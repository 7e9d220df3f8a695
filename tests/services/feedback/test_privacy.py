"""Personal data in questions: shown to its owner, erased, not kept for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from toolbox_core.services import feedback
from toolbox_core.services.feedback import About, Question, Rules

LINE = About(plugin="budget_portal", kind="line", key="17", title="Road repairs", address="/budget/x/2025/lines/17")


RULES = Rules()


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


def test_a_person_sees_and_erases_what_is_kept(session: Session) -> None:
    shown = published(session)
    hidden, _ = ask(session, text="Not yet confirmed words")

    assert {row["status"] for row in feedback.export_person(session, "ANA@example.org")} == {"public", "unconfirmed"}
    assert feedback.erase_person(session, "ana@example.org", by="user:1") == 2

    session.expire_all()
    assert session.get(Question, hidden.id) is None
    kept = feedback.find(session, shown.id)
    assert (kept.text, kept.author, kept.email) == ("Why did this cost twice as much?", "", "")
    assert feedback.export_person(session, "ana@example.org") == []


def test_nothing_personal_is_kept_longer_than_configured(session: Session) -> None:
    never, _ = ask(session)
    done = published(session, email="ben@example.org", address="b")
    fresh = published(session, email="eve@example.org", address="e")
    long_ago = datetime.now(UTC) - timedelta(days=400)
    never.asked_at = long_ago
    feedback.answer(session, done.id, "Yes.", office="Roads", by="user:1")
    done.answered_at = long_ago
    session.flush()

    assert feedback.expire(session, unconfirmed=timedelta(days=7), address=timedelta(days=365)) == (1, 1)

    session.expire_all()
    assert feedback.find(session, done.id).email == ""
    assert feedback.find(session, fresh.id).email == "eve@example.org"
