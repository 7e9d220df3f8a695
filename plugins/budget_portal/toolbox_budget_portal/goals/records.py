"""A goal's indicator and where it stands, by one stated rule. Pure and exact.

The rule: the newest observation decides. It is *reached* when it is at the target or beyond it, in the direction that
is better. Otherwise it is *on the way* when it is at or beyond the straight line from the baseline to the target in
that year, and *behind* when it is not, or when the target's year has come. Without a baseline the first observation
before the newest takes its place. Nothing observed after the baseline is *not measured*; one observation without
anything to compare it with *cannot be told*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

MORE, LESS = "more", "less"
REACHED, ON_THE_WAY, BEHIND, NOT_MEASURED, UNTOLD = STATUSES = (
    "reached",
    "on-the-way",
    "behind",
    "not-measured",
    "cannot-be-told",
)
_DIGITS = 60


@dataclass(frozen=True, slots=True)
class Point:
    """A value of one year and the row of the file that gives it."""

    value: Decimal
    row: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of a goal of the category ``path`` of classification ``kind``.

    ``direction`` says what is better: ``more`` or ``less``. ``counts`` says that an observation counts things made or
    done within the year, so that money can be divided by it. ``baseline`` is (year, value), or ``None``.
    """

    key: str
    kind: str
    path: str
    goal: str
    name: str
    unit: str
    direction: str
    baseline: tuple[int, Decimal] | None
    target: tuple[int, Decimal]
    observed: Mapping[int, Point]
    source: str = ""
    counts: bool = False
    row: int = 0

    @property
    def newest(self) -> int:
        """The year of the newest observation that says more than the baseline; 0 when there is none."""
        after = self.baseline[0] if self.baseline else 0
        return max((year for year in self.observed if year > after), default=0)

    @property
    def start(self) -> tuple[int, Decimal] | None:
        """Where the straight line begins: the baseline, else the first observation before the newest."""
        if self.baseline is not None:
            return self.baseline
        first = min(self.observed, default=0)
        return (first, self.observed[first].value) if first < self.newest else None

    def expected(self, year: int) -> Decimal | None:
        """Where the straight line from the start to the target is in a year; ``None`` outside of it or without it."""
        start, (end, goal) = self.start, self.target
        if start is None or not start[0] <= year <= end or start[0] == end:
            return None
        with localcontext() as context:
            context.prec = _DIGITS
            return start[1] + (goal - start[1]) * (year - start[0]) / (end - start[0])

    def better(self, value: Decimal, than: Decimal) -> bool:
        """Whether a value is at least as good as another."""
        return value >= than if self.direction == MORE else value <= than

    @property
    def status(self) -> str:
        """One of ``STATUSES``, by the rule above."""
        newest, (end, goal) = self.newest, self.target
        if not newest:
            return NOT_MEASURED
        value = self.observed[newest].value
        if self.better(value, goal):
            return REACHED
        if newest >= end:
            return BEHIND
        expected = self.expected(newest)
        if expected is None:
            return UNTOLD
        return ON_THE_WAY if self.better(value, expected) else BEHIND

    @property
    def years(self) -> tuple[int, ...]:
        """Every year that something is known of: baseline, observations, target."""
        known = {*self.observed, self.target[0]}
        return tuple(sorted(known | {self.baseline[0]} if self.baseline else known))


def cost_of_one(spent: Decimal | None, value: Decimal | None) -> Decimal | None:
    """Money spent on the whole programme divided by one of its results; ``None`` when one is not known or not above 0.

    It is no price: a programme does more than one thing, and what is counted may have been paid for in other years.
    """
    if spent is None or value is None or value <= 0 or spent < 0:
        return None
    with localcontext() as context:
        context.prec = _DIGITS
        return spent / value


def tally(indicators: Sequence[Indicator]) -> dict[str, int]:
    """How many indicators there are of each status; statuses without any are left out."""
    found = {status: sum(one.status == status for one in indicators) for status in STATUSES}
    return {status: count for status, count in found.items() if count}
