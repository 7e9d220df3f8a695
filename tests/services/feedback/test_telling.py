"""Those who follow hear of questions and answers; pages are made anew; what is taken back is told no more."""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_core.db.generation import generations
from toolbox_core.services import feedback
from toolbox_core.services.feedback import About, Rules
from toolbox_core.services.notifications.events import latest, object_topic

LINE = About(
    plugin="budget_portal", kind="line", key="17", title="Road repairs", address="/budget/x", organisation="roads"
)


def published(session: Session) -> feedback.Question:
    question, token = feedback.ask(
        session,
        LINE,
        sort="question",
        text="Why did this cost twice as much?",
        author="",
        email="ana@example.org",
        language="en",
        address="x",
    )
    feedback.confirm(session, token, Rules())
    return feedback.publish(session, question.id, Rules(), by="user:1")


def test_everybody_who_follows_hears_of_it(session: Session) -> None:
    question = published(session)
    feedback.answer(session, question.id, "Because asphalt did.", office="Roads", by="user:1")
    for topic in ("feedback", "organisation:roads", object_topic("budget_portal", "line", "17"), "all"):
        told = [(event.key.partition(":")[0], event.address) for event in latest(session, topic)]
        assert told == [("answer", f"/feedback/{question.id}"), ("question", f"/feedback/{question.id}")]
    assert all("cost twice" not in event.title + event.summary for event in latest(session))


def test_each_step_that_the_public_sees_makes_pages_anew(session: Session) -> None:
    seen = [generations(session)[1]]
    question = published(session)
    seen.append(generations(session)[1])
    feedback.answer(session, question.id, "Because.", office="Roads", by="user:1")
    seen.append(generations(session)[1])
    feedback.erase_person(session, "ana@example.org", by="user:1")
    seen.append(generations(session)[1])
    feedback.refuse(session, question.id, "off-topic", by="user:1")
    seen.append(generations(session)[1])
    assert seen == sorted(set(seen))


def test_what_is_refused_is_told_no_more(session: Session) -> None:
    question = published(session)
    feedback.refuse(session, question.id, "insult", by="user:1")
    assert latest(session) == []
    feedback.publish(session, question.id, Rules(), by="user:1")
    assert len(latest(session)) == 1
