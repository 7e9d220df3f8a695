"""An election on projects with one budget, and what counting it gives. Amounts are exact decimals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

VOTE_TYPES = ("approval", "cumulative", "scoring", "choose-1", "ordinal")
"""Kinds of ballots, as Pabulib names them. A knapsack ballot is an approval with a ``max_sum_cost``."""
WITH_POINTS = ("cumulative", "scoring")


@dataclass(frozen=True, slots=True)
class Project:
    """Something to be paid for. ``more`` holds the file's other columns as they stand."""

    id: str
    cost: Decimal
    name: str = ""
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one voter chose: project → points (1 for a simple choice). ``more`` as in ``Project``."""

    voter: str
    points: Mapping[str, Decimal]
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Election:
    """Projects and ballots. ``meta`` is the file's header; ``budget`` the amount that can be spent."""

    budget: Decimal
    vote_type: str
    projects: tuple[Project, ...]
    ballots: tuple[Ballot, ...]
    meta: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def support(self) -> dict[str, Decimal]:
        """Votes of each project: how many chose it, or the sum of its points where ballots give points."""
        found = {project.id: Decimal(0) for project in self.projects}
        for ballot in self.ballots:
            for project, points in ballot.points.items():
                found[project] += points
        return found


@dataclass(frozen=True, slots=True)
class Step:
    """One decision of a count, enough to check it by hand.

    ``decision`` is ``funded``, ``too-expensive`` (it costs more than what was left) or ``unsupported``
    (its supporters cannot pay for it together). ``left`` is what remained of the budget after it. In Equal Shares,
    ``price`` is what each supporter pays for one unit of usefulness, ``payers`` how many paid, and ``highest`` the most
    that one of them paid.
    """

    stage: str
    project: Project
    support: Decimal
    decision: str
    left: Decimal
    price: Fraction | None = None
    payers: int = 0
    highest: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """The result of one rule: the winners in the order in which they were chosen."""

    rule: str
    completion: str
    winners: tuple[Project, ...]
    budget: Decimal
    steps: tuple[Step, ...]
    share: Fraction | None = None
    notes: tuple[str, ...] = ()

    @property
    def spent(self) -> Decimal:
        """What the winners cost together."""
        return sum((project.cost for project in self.winners), Decimal(0))
