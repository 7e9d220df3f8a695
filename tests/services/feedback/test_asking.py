"""Asking: from the first word to the confirmed address."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from toolbox_core.exceptions import InputError, NotFound
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


def test_a_site_that_moderates_afterwards_publishes_at_once(session: Session) -> None:
    _, token = ask(session)

    assert feedback.confirm(session, token, Rules(before=False)).status == "public"


def test_confirming_twice_changes_nothing_and_a_wrong_link_is_not_found(session: Session) -> None:
    question, token = ask(session)
    feedback.confirm(session, token, RULES)
    feedback.refuse(session, question.id, "off-topic", by="user:1")

    assert feedback.confirm(session, token, RULES).status == "refused"
    for wrong in ("", "x", token[:-1]):
        with pytest.raises(NotFound, match="not valid"):
            feedback.confirm(session, wrong, RULES)


def test_the_token_is_not_stored(session: Session) -> None:
    question, token = ask(session)

    assert token not in str(vars(question))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "Why?"}, "at least ten characters"),
        ({"text": "x" * 4100}, "100 characters too long"),
        ({"author": "x" * 101}, "100 characters"),
        ({"email": "ana"}, "no @ sign"),
        ({"sort": "rant"}, "not a kind"),
    ],
)
def test_what_is_to_be_corrected_is_said(session: Session, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        ask(session, **changes)


def test_nobody_asks_without_end(session: Session) -> None:
    for number in range(5):
        ask(session, email=f"p{number}@example.org")

    with pytest.raises(InputError, match="come back later"):
        ask(session, email="p9@example.org")
    ask(session, email="p9@example.org", address="192.0.2.8")
