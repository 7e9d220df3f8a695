"""The rules of a site for questions: who looks when, and by when an official answer is due."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from toolbox_core.services.feedback import Rules

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``moderation``: ``before`` (a person looks before a question is public) or ``after`` (it is public as soon as its
    address is confirmed); it holds for the words of a rating, too. ``answer_days`` are working days; ``holidays`` and
    ``weekend`` are not counted. ``readers_rate``: beside whoever asked, each signed-in reader rates an answer once.
    """

    moderation: Literal["before", "after"] = "before"
    answer_days: Annotated[int, msgspec.Meta(ge=1, le=250)] = 15
    holidays: tuple[date, ...] = ()
    readers_rate: bool = False
    weekend: Annotated[tuple[Weekday, ...], msgspec.Meta(max_length=6)] = ("saturday", "sunday")

    @property
    def rules(self) -> Rules:
        """The same, as the service takes it."""
        return Rules(
            before=self.moderation == "before",
            answer_days=self.answer_days,
            holidays=frozenset(self.holidays),
            weekend=tuple(sorted({WEEK.index(day) for day in self.weekend})),
        )
