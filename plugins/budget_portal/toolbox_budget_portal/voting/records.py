"""What the questions about participatory budgets are answered with: frozen, exact, without database or language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from toolbox_budget_portal.voting.ballots import Choice, Rules
from toolbox_budget_portal.voting.phases import VOTE, Calendar

ACCEPTED, REFUSED, PROPOSED, WAITING, UNCONFIRMED = "accepted", "refused", "proposed", "waiting", "unconfirmed"
SHOWN = (PROPOSED, ACCEPTED, REFUSED)
"""States of projects that everybody sees."""


@dataclass(frozen=True, slots=True)
class Process:
    """A participatory budget. ``entity`` is slug and name of whose budget pays, if that is on this site."""

    id: int
    slug: str
    name: str
    text: str
    area: str
    entity: tuple[str, str] | None
    currency: str
    digits: int
    rules: Rules
    voting: str
    rule: str
    calendar: Calendar
    state: str
    meta: Mapping[str, str]
    created_at: datetime
    closed_at: datetime | None
    results_at: datetime | None

    @property
    def budget(self) -> Decimal:
        """What there is to spend."""
        return self.rules.budget

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self.state == "public"

    def vote_is_on(self, today: date) -> bool:
        """Whether votes are taken today."""
        return self.is_public and self.closed_at is None and self.calendar.is_on(VOTE, today)

    def vote_is_over(self, today: date) -> bool:
        """Whether no vote will come any more."""
        return self.closed_at is not None or self.calendar.is_over(VOTE, today)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a project's delivery. Late when it was due before ``today`` and is neither done nor dropped."""

    id: int
    title: str
    due: date | None
    state: str
    done_on: date | None
    note: str

    def is_late(self, today: date) -> bool:
        """Whether it should have been done by now."""
        return self.due is not None and self.due < today and self.state in ("planned", "started")


@dataclass(frozen=True, slots=True)
class Project:
    """One project of a process. ``line`` is entity, fiscal year and hash of the budget line that pays for it."""

    id: int
    process_id: int
    code: str
    title: str
    text: str
    cost: Decimal | None
    place: str
    category: str
    state: str
    reason: str
    author: str
    created_at: datetime
    decided_at: datetime | None
    funded: bool | None
    line: tuple[str, int, str] | None
    more: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    @property
    def choice(self) -> Choice:
        """The project as a ballot shows it."""
        return Choice(self.code, self.title, self.cost or Decimal(0))


@dataclass(frozen=True, slots=True)
class Tally:
    """A published count. ``steps`` are the rows of the audit file, their amounts as exact text.

    ``reached``: how many of the ``votes`` name at least one project that is funded.
    """

    rule: str
    winners: tuple[str, ...]
    spent: Decimal
    share: str
    votes: int
    reached: int
    support: Mapping[str, Decimal]
    notes: tuple[str, ...]
    steps: Sequence[Sequence[Any]]
