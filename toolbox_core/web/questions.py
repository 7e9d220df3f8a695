"""Questions and answers on a module's page: what the public asked about one of its objects, and the way to ask.

A page asks ``questions_about`` and gives the answer to the macro ``ask_about`` of ``components.html``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from toolbox_core.i18n import N_
from toolbox_core.services import feedback
from toolbox_core.services.feedback.telling import page_of
from toolbox_core.services.notifications.events import object_topic
from toolbox_core.web.host import host_of
from toolbox_core.web.responses import read
from toolbox_core.web.urls import url

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from starlette.requests import Request

SORT_WORDS = {"question": N_("Question"), "comment": N_("Comment"), "mistake": N_("Report of a mistake")}
VERDICT_WORDS = {"yes": N_("yes"), "partly": N_("partly"), "no": N_("no")}
"""What one can say to "Did this answer the question?"."""
SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An official answer; a later one corrects it."""

    id: int
    text: str
    office: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """What one person says about the answer, with the words that are public. ``corrected``: there was a newer answer
    after it."""

    word: str
    verdict: str
    reason: str
    at: datetime
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A public question with its answers. ``due_on`` is the last day for an official one; ``None`` for comments.

    ``rated`` is what the person who asked says about the answer, ``readers`` what signed-in readers say;
    ``concern_word`` is the English message id of what it concerns, empty where its module does not ask.
    """

    id: int
    sort: str
    sort_word: str
    concern: str
    concern_word: str
    text: str
    author: str
    object_title: str
    object_address: str
    address: str
    public_at: datetime
    due_on: date | None
    answered_at: datetime | None
    answers: tuple[Answered, ...]
    rated: Rated | None
    readers: feedback.Verdicts
    reasons: tuple[Rated, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What was asked about one object, and where to ask more and to follow it (empty where nothing offers it)."""

    questions: tuple[Asked, ...]
    more: int
    ask: str
    follow: str


def asked(question: feedback.Question) -> Asked:
    """A public question as pages show it: without anything about the person but the name they chose."""
    newest = question.answers[-1].id if question.answers else 0
    others = [row for row in question.ratings if row.rater != feedback.ASKER]
    counted = Counter(row.verdict for row in others)
    mine = next((row for row in question.ratings if row.rater == feedback.ASKER), None)
    return Asked(
        id=question.id,
        sort=question.sort,
        sort_word=SORT_WORDS[question.sort],
        concern=question.concern,
        concern_word=question.concern_label,
        text=question.text,
        author=question.author,
        object_title=question.object_title,
        object_address=question.object_address,
        address=page_of(question),
        public_at=question.public_at or question.asked_at,
        due_on=question.due_on,
        answered_at=question.answered_at,
        answers=tuple(Answered(id=row.id, text=row.text, office=row.office, at=row.at) for row in question.answers),
        rated=_rated(mine, newest) if mine is not None else None,
        readers=feedback.Verdicts(yes=counted["yes"], partly=counted["partly"], no=counted["no"]),
        reasons=tuple(_rated(row, newest) for row in others if row.reason and row.status == "public"),
    )


def _rated(row: feedback.Rating, newest: int) -> Rated:
    return Rated(
        word=VERDICT_WORDS[row.verdict],
        verdict=row.verdict,
        reason=row.reason if row.status == "public" else "",
        at=row.at,
        corrected=row.answer_id != newest,
    )


def about_words(plugin: str, kind: str, key: str) -> str:
    """How an address names the object that a question is about: ``budget_portal:line:town/2024/1-17``."""
    return f"{plugin}:{kind}:{key}"


async def questions_about(request: Request, plugin: str, kind: str, key: str) -> Talk | None:
    """The newest public questions about an object; ``None`` when nobody can ask here, because feedback is off."""
    addresses = host_of(request).addresses
    if not addresses.has("feedback:ask"):
        return None

    def find(session: Session) -> tuple[tuple[Asked, ...], int]:
        found = feedback.about(session, plugin, kind, key)
        return tuple(asked(question) for question in found[:SHOWN]), max(0, len(found) - SHOWN)

    shown, more = await read(request, find)
    return Talk(
        questions=shown,
        more=more,
        ask=url(request, "feedback:ask", query={"about": about_words(plugin, kind, key)}),
        follow=url(request, "following:follow", query={"topic": object_topic(plugin, kind, key)})
        if addresses.has("following:follow")
        else "",
    )
