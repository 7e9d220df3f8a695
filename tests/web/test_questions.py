"""What pages show of questions: public things only."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy.orm import Session

from toolbox_core.db import Database
from toolbox_core.services import feedback
from toolbox_core.web.questions import SORT_WORDS, Asked, about_words, asked

TREE = feedback.About(plugin="park", kind="tree", key="7", title="Tree 7", address="/park/7")


def _public(session: Session) -> feedback.Question:
    question, token = feedback.ask(
        session,
        TREE,
        sort="mistake",
        text="This is the wrong tree.",
        author="",
        email="ana@example.org",
        language="en",
        address="x",
    )
    feedback.confirm(session, token, feedback.Rules(before=False))
    feedback.answer(session, question.id, "Indeed.", office="Parks", by="user:1")
    return question


def test_a_question_is_shown_without_the_person(database: Database) -> None:
    with database.write() as session:
        shown = asked(_public(session))
    assert "email" not in {field.name for field in fields(Asked)}
    assert (shown.sort_word, shown.object_title, shown.address) == ("Report of a mistake", "Tree 7", "/feedback/1")
    assert [answer.office for answer in shown.answers] == ["Parks"]
    assert shown.due_on is not None


def test_every_sort_has_a_word() -> None:
    assert set(SORT_WORDS) == set(feedback.SORTS)


def test_an_object_is_named_in_an_address() -> None:
    assert about_words("park", "tree", "a/b") == "park:tree:a/b"
