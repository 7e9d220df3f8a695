"""Rating an answer: by the link of the letter, once for each person, counted and never averaged, words moderated."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db.models import AuditEntry
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services import feedback
from toolbox_core.services.accounts.models import User
from toolbox_core.services.feedback import About, Question, Rating, Rules, Verdicts

RULES = Rules()


def answered(session: Session, number: int = 0, organisation: str = "roads") -> Question:
    """A public question of somebody new, with an answer."""
    line = About(plugin="budget_portal", kind="line", key="17", title="Roads", address="/x", organisation=organisation)
    question, token = feedback.ask(
        session,
        line,
        sort="question",
        text="Why did this cost twice as much?",
        author="",
        email=f"p{number}@example.org",
        language="en",
        address=f"a{number}",
        concern=("amount", "The amount"),
    )
    feedback.confirm(session, token, RULES)
    feedback.publish(session, question.id, RULES, by="user:1")
    feedback.answer(session, question.id, "Because asphalt did.", office="Roads office", by="user:2")
    return question


def rate(session: Session, question: Question, verdict: str, **given: Any) -> Rating:
    return feedback.rate(
        session, question, **{"rater": feedback.ASKER, "verdict": verdict, "reason": "", "before": True, **given}
    )


def test_the_link_of_the_newest_letter_leads_to_the_question(session: Session) -> None:
    question = answered(session)
    first = feedback.invite(session, question)
    assert feedback.to_rate(session, first) is question
    second = feedback.invite(session, question)
    for wrong in (first, "", "nonsense"):
        with pytest.raises(NotFound):
            feedback.to_rate(session, wrong)
    feedback.refuse(session, question.id, "off-topic", by="user:1")
    with pytest.raises(NotFound):
        feedback.to_rate(session, second)


def test_what_a_question_concerns_is_kept(session: Session) -> None:
    question = answered(session)
    assert (question.concern, question.concern_label) == ("amount", "The amount")


def test_a_second_rating_of_the_same_person_takes_the_place_of_the_first(session: Session) -> None:
    question = answered(session)
    rate(session, question, "no")
    rate(session, question, "partly", reason="It does not say who paid.")
    [row] = question.ratings
    assert (row.verdict, row.status) == ("partly", "waiting")
    assert feedback.verdicts(session) == Verdicts(partly=1)
    acts = [(entry.action, entry.detail) for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert acts[-2:] == [("answer.rate", {"verdict": "no"}), ("answer.rate", {"verdict": "partly"})]


def test_words_wait_for_a_moderator_and_are_not_looked_at_twice(session: Session) -> None:
    question = answered(session)
    row = rate(session, question, "no", reason="It says nothing.")
    assert [each.id for each in feedback.reasons_waiting(session)] == [row.id]
    assert feedback.reasons_waiting(session, places=["elsewhere"]) == []
    feedback.publish_reason(session, row.id, by="user:1")
    assert rate(session, question, "partly", reason="It says nothing.").status == "public"
    assert rate(session, question, "partly", reason="You fools!").status == "waiting"
    with pytest.raises(InputError, match="not a reason"):
        feedback.refuse_reason(session, row.id, "annoying", by="user:1")
    feedback.refuse_reason(session, row.id, "insult", by="user:1")
    assert (row.status, row.refusal, feedback.verdicts(session).partly) == ("refused", "insult", 1)
    assert rate(session, question, "partly").status == ""
    with pytest.raises(InputError, match="no words"):
        feedback.publish_reason(session, row.id, by="user:1")
    assert rate(session, question, "yes", reason="Thank you.", before=False).status == "public"


def test_what_cannot_be_rated_is_refused(session: Session) -> None:
    question = answered(session)
    for verdict, reason in (("five stars", ""), ("yes", "x" * 1001)):
        with pytest.raises(InputError):
            rate(session, question, verdict, reason=reason)
    question.answers.clear()
    session.flush()
    with pytest.raises(InputError, match="Only the answer"):
        rate(session, question, "yes")
    with pytest.raises(NotFound):
        feedback.find_rating(session, 99)


def test_verdicts_are_counted_for_each_body_with_shares(session: Session) -> None:
    assert feedback.share_answered(session) is None
    assert feedback.verdicts(session).shares == {}
    for number, verdict in enumerate(("yes", "yes", "no")):
        rate(session, answered(session, number), verdict)
    other = answered(session, 9, organisation="parks")
    rate(session, other, "partly")
    rate(session, other, "no", rater="user:3")

    assert feedback.verdicts(session, organisation="roads") == Verdicts(yes=2, no=1)
    shares = feedback.verdicts(session, organisation="roads").shares
    assert shares == {"yes": Decimal("66.7"), "partly": Decimal("0.0"), "no": Decimal("33.3")}
    assert feedback.verdicts(session, readers=True) == Verdicts(no=1)
    assert feedback.share_answered(session) == Decimal("50.0")
    feedback.refuse(session, other.id, "duplicate", by="user:1")
    assert feedback.verdicts(session) == Verdicts(yes=2, no=1), "what is not public does not count"
    assert [row.id for row in feedback.public(session, rated="no", today=question_day(other))] == [3]


def question_day(question: Question) -> Any:
    """Some day: the filter by rating does not look at it."""
    return question.asked_at.date()


def test_a_person_sees_what_they_said_and_erasing_leaves_the_counts(session: Session) -> None:
    reader = User(email="eve@example.org", name="Eve")
    session.add(reader)
    session.flush()
    question = answered(session)
    feedback.invite(session, question)
    rate(session, question, "no", reason="Not public yet")
    rate(session, question, "yes", reason="Nor this", rater=f"user:{reader.id}")

    [mine] = feedback.export_person(session, "p0@example.org")
    assert (mine["concern"], mine["ratings"][0]["verdict"]) == ("amount", "no")
    [theirs] = feedback.export_person(session, "Eve@example.org")
    assert (theirs["question"], theirs["verdict"], theirs["reason"]) == (question.id, "yes", "Nor this")

    assert feedback.erase_person(session, "eve@example.org", by="user:1") == 1
    assert feedback.erase_person(session, "p0@example.org", by="user:1") == 1
    session.expire_all()
    assert feedback.export_person(session, "eve@example.org") == []
    assert {(row.verdict, row.reason, row.status) for row in question.ratings} == {("no", "", ""), ("yes", "", "")}
    assert question.rate_sha256 == ""
    assert not any(row.rater == f"user:{reader.id}" for row in question.ratings)
