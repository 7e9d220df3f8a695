"""Questions and comments on anything a module shows, with an official public answer and a date by which it is due."""

from toolbox_core.services.feedback.answering import (
    REASONS,
    Counts,
    about,
    answer,
    counts,
    find,
    listing,
    public,
    publish,
    refuse,
    share_in_time,
    waiting,
)
from toolbox_core.services.feedback.asking import SORTS, About, Rules, ask, by_token, confirm
from toolbox_core.services.feedback.models import OfficialAnswer, Question
from toolbox_core.services.feedback.privacy import erase_person, expire, export_person

__all__ = [
    "REASONS",
    "SORTS",
    "About",
    "Counts",
    "OfficialAnswer",
    "Question",
    "Rules",
    "about",
    "answer",
    "ask",
    "by_token",
    "confirm",
    "counts",
    "erase_person",
    "expire",
    "export_person",
    "find",
    "listing",
    "public",
    "publish",
    "refuse",
    "share_in_time",
    "waiting",
]
