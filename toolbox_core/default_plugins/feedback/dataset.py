"""Questions, answers and ratings as open data: a row for each public question, and one for each body that was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from toolbox_core import N_, Column, DatasetDescription
from toolbox_core.services import feedback
from toolbox_core.services.feedback import Question, Rating

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.config import Settings

QUESTIONS, BODIES = "questions", "bodies"
READERS = N_("Signed-in readers who say so.")
COLUMNS = (
    Column(name="question", type="integer", title=N_("Question"), description=N_("The number in its address.")),
    Column(name="module", title=N_("Module"), description=N_("The id of the module it was asked in.")),
    Column(name="kind", title=N_("Kind of object"), description=N_("A short id, such as line or process.")),
    Column(name="key", title=N_("Key of the object")),
    Column(name="about", title=N_("What it is about")),
    Column(name="organisation", title=N_("To"), description=N_("The short name of the organisation that answers.")),
    Column(name="sort", title=N_("Sort"), description=N_("question, comment or mistake.")),
    Column(name="concern", title=N_("What it concerns"), description=N_("A short id, of those its module offers.")),
    Column(name="text", title=N_("Words")),
    Column(name="published", type="datetime", title=N_("Published")),
    Column(name="due", type="date", title=N_("Answer due by"), description=N_("Empty for comments.")),
    Column(name="answered", type="datetime", title=N_("Answered"), description=N_("The first official answer.")),
    Column(name="answer", title=N_("Official answer"), description=N_("The newest one.")),
    Column(name="office", title=N_("Office that answered")),
    Column(name="rated", title=N_("Rating"), description=N_("yes, partly or no, as the person says who asked.")),
    Column(name="rated_why", title=N_("Reason of the rating")),
    Column(name="readers_yes", type="integer", title=N_("Readers: yes"), description=READERS),
    Column(name="readers_partly", type="integer", title=N_("Readers: partly"), description=READERS),
    Column(name="readers_no", type="integer", title=N_("Readers: no"), description=READERS),
)
BODY_COLUMNS = (
    Column(name="organisation", title=N_("To"), description=N_("The short name of the organisation that answers.")),
    *(
        Column(name=name, type="integer", title=title)
        for name, title in (
            ("asked", N_("Asked")),
            ("answered", N_("Answered")),
            ("in_time", N_("Answered in time")),
            ("waiting", N_("Waiting, within the time")),
            ("late", N_("Late")),
            ("rated_yes", N_("Rated yes by those who asked")),
            ("rated_partly", N_("Rated partly by those who asked")),
            ("rated_no", N_("Rated no by those who asked")),
        )
    ),
)


def describe(session: Session, *, settings: Settings) -> list[DatasetDescription]:
    """Both datasets; none while nothing was asked in public."""
    public = Question.status == "public"
    count, published, answered = session.execute(
        select(func.count(), func.max(Question.public_at), func.max(Question.answered_at)).where(public)
    ).one()
    if not count:
        return []
    rated = session.scalar(select(func.max(Rating.at)).join(Rating.question).where(public))
    common: dict[str, Any] = {
        "version": 1,
        "version_ids": (),
        "publisher": settings.site.organisation or settings.site.name,
        "licence": settings.site.licence,
        "modified": max(moment for moment in (published, answered, rated) if moment is not None),
        "frequency": "CONT",
        "landing": "/feedback/",
        "keywords": ("questions", "answers", "ratings"),
    }
    return [
        DatasetDescription(
            id=f"feedback/{QUESTIONS}",
            title="Questions, official answers and ratings",
            description="Every public question with what it concerns, its newest official answer and its ratings.",
            columns=COLUMNS,
            row_count=count,
            **common,
        ),
        DatasetDescription(
            id=f"feedback/{BODIES}",
            title="How organisations answer",
            description="Public questions and reports of mistakes by organisation, and how those rated who asked.",
            columns=BODY_COLUMNS,
            row_count=len(_bodies(session)),
            **common,
        ),
    ]


def rows(session: Session, slug: str, *, today: Callable[[], date]) -> Iterator[tuple[Any, ...]]:
    """The rows of one of the two, by number and by name."""
    if slug == BODIES:
        day = today()
        for name in _bodies(session):
            counted = feedback.counts(session, today=day, organisation=name)
            said = feedback.verdicts(session, organisation=name)
            yield (
                *(name, counted.asked, counted.answered, counted.in_time, counted.waiting, counted.late),
                *(said.yes, said.partly, said.no),
            )
        return
    query = select(Question).where(Question.status == "public").order_by(Question.id)
    for question in session.scalars(query.execution_options(yield_per=500)):
        yield _row(question)


def _bodies(session: Session) -> list[str]:
    query = select(Question.organisation).where(Question.status == "public", Question.organisation != "").distinct()
    return sorted(session.scalars(query))


def _row(question: Question) -> tuple[Any, ...]:
    newest = question.answers[-1] if question.answers else None
    mine = next((row for row in question.ratings if row.rater == feedback.ASKER), None)
    readers = [row.verdict for row in question.ratings if row.rater != feedback.ASKER]
    return (
        *(question.id, question.plugin, question.kind, question.key, question.object_title, question.organisation),
        *(question.sort, question.concern, question.text, question.public_at, question.due_on, question.answered_at),
        newest.text if newest is not None else None,
        newest.office if newest is not None else None,
        mine.verdict if mine is not None else None,
        mine.reason if mine is not None and mine.status == "public" else None,
        *(readers.count(verdict) for verdict in feedback.VERDICTS),
    )
