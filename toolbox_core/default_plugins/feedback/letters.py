"""What the person who asked is written: please confirm, it is public, it is not, it was answered."""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_core.config import Settings
from toolbox_core.i18n import N_
from toolbox_core.services.feedback import OfficialAnswer, Question
from toolbox_core.services.feedback.telling import page_of
from toolbox_core.services.notifications import letters
from toolbox_core.web.letters import LetterWords

REASON_WORDS = {
    "insult": N_("it insults somebody"),
    "personal-data": N_("it names or describes a private person"),
    "advertising": N_("it is advertising"),
    "off-topic": N_("it is not about what this page shows"),
    "duplicate": N_("the same was asked before"),
    "not-lawful": N_("the law does not allow it to be published"),
}


def please_confirm(session: Session, settings: Settings, question: Question, token: str) -> None:
    """The first letter. It does not repeat the words: whoever gets it unasked shall not read a stranger's text."""
    words = LetterWords(settings, question.language)
    _write(
        session,
        question,
        words._("Please confirm your question"),
        words._("Somebody, probably you, left a question on %(site)s about:", site=words.site),
        question.object_title,
        words._("Open this page and confirm it within seven days:"),
        words.link(f"/feedback/confirm/{token}"),
        words._("If it was not you, do nothing: the question is deleted, and your address with it."),
    )


def is_public(session: Session, settings: Settings, question: Question) -> None:
    """A moderator published it."""
    words = LetterWords(settings, question.language)
    due = words._("An official answer is due by %(day)s.", day=words.day(question.due_on)) if question.due_on else ""
    _write(
        session,
        question,
        words._("Your question is public"),
        words._("What you wrote about “%(title)s” can be read by everybody now:", title=question.object_title),
        words.link(page_of(question)),
        due,
    )


def is_refused(session: Session, settings: Settings, question: Question) -> None:
    """A moderator did not publish it, and says why."""
    words = LetterWords(settings, question.language)
    _write(
        session,
        question,
        words._("Your question was not published"),
        words._("What you wrote about “%(title)s” is not published, because:", title=question.object_title),
        words._(REASON_WORDS[question.reason]),
        words._("You are welcome to write it differently:"),
        words.link(question.object_address),
    )


def is_answered(session: Session, settings: Settings, question: Question, answer: OfficialAnswer, token: str) -> None:
    """The answer, whole, with the page on which everybody reads it and the one on which to rate it."""
    words = LetterWords(settings, question.language)
    _write(
        session,
        question,
        words._("Your question was answered"),
        words._(
            "%(office)s answered what you asked about “%(title)s”:", office=answer.office, title=question.object_title
        ),
        answer.text,
        words._("Everybody can read the answer here:"),
        words.link(page_of(question)),
        words._("Did this answer your question? Say yes, partly or no here:"),
        words.link(f"/feedback/rate/{token}"),
    )


def reason_is_refused(session: Session, settings: Settings, question: Question, reason: str) -> None:
    """A moderator did not publish the words beside a rating, and says why."""
    words = LetterWords(settings, question.language)
    _write(
        session,
        question,
        words._("The words beside your rating were not published"),
        words._("Your rating counts. What you wrote beside it is not published, because:"),
        words._(REASON_WORDS[reason]),
        words.link(page_of(question)),
    )


def _write(session: Session, question: Question, subject: str, *paragraphs: str) -> None:
    """Write to the person who asked, as long as the address is known."""
    if question.email:
        text = "\n\n".join(part for part in paragraphs if part)
        letters.write(session, to=question.email, subject=subject, text=text)
