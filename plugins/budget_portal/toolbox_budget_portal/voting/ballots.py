"""What a ballot may say, by its kind, and what is wrong with one that says something else. Pure.

``approval``: so many projects as ``most`` allows. ``knapsack``: any projects that cost the budget at most.
``cumulative``: points, at most ``points`` together and ``most_points`` for one project. (Kinds and limits are those of
Pabulib: ``approval`` with ``max_length`` or ``max_sum_cost``, ``cumulative`` with ``max_sum_points`` and
``max_points``.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from toolbox_budget_portal.exceptions import Fault
from toolbox_core import N_

APPROVAL, KNAPSACK, CUMULATIVE = KINDS = ("approval", "knapsack", "cumulative")
FIELD = "ballot"


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits of a vote's ballots. ``None``: no limit of that sort."""

    kind: str
    budget: Decimal
    least: int = 1
    most: int | None = None
    points: int | None = None
    most_points: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A project one can vote for."""

    code: str
    title: str
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Checked:
    """A ballot that was looked at: points by project in the order of the projects, what they cost, what is wrong."""

    points: Mapping[str, int]
    cost: Decimal
    faults: tuple[Fault, ...]

    @property
    def given(self) -> int:
        """All points together; for ballots without points, how many projects were chosen."""
        return sum(self.points.values())


def check(rules: Rules, choices: Sequence[Choice], typed: Mapping[str, str]) -> Checked:
    """Look at a ballot as it was typed: project code → points, any text for a simple choice. Empty points are none."""
    known = {choice.code: choice for choice in choices}
    points: dict[str, int] = {}
    faults = [
        Fault(FIELD, N_("Project %(code)s is not on this ballot."), {"code": code[:40]})
        for code in typed
        if code not in known
    ]
    for choice in choices:
        if choice.code not in typed:
            continue
        number = 1 if rules.kind != CUMULATIVE else _points(choice, typed[choice.code], faults)
        if number:
            points[choice.code] = number
    cost = sum((known[code].cost for code in points), Decimal(0))
    faults += _limits(rules, points, cost, known)
    return Checked(points, cost, tuple(faults))


def _points(choice: Choice, text: str, faults: list[Fault]) -> int:
    plain = text.strip()
    if not plain:
        return 0
    if not (plain.isascii() and plain.isdigit() and len(plain) < 7):
        said = {"title": choice.title, "text": plain[:40]}
        faults.append(
            Fault(f"points-{choice.code}", N_("“%(text)s” for “%(title)s” is not a whole number from 0 up."), said)
        )
        return 0
    return int(plain)


def _limits(rules: Rules, points: Mapping[str, int], cost: Decimal, known: Mapping[str, Choice]) -> list[Fault]:
    faults: list[Fault] = []

    def wrong(message: str, field: str = FIELD, **values: Any) -> None:
        faults.append(Fault(field, message, values))

    count = len(points)
    if not count:
        wrong(N_("Nothing is chosen yet: choose at least one project."))
    elif count < rules.least:
        wrong(N_("Choose at least %(least)s projects; you have chosen %(count)s."), least=rules.least, count=count)
    if rules.most is not None and count > rules.most:
        wrong(
            N_("You may choose %(most)s projects at most; you have chosen %(count)s. Take %(over)s out."),
            most=rules.most,
            count=count,
            over=count - rules.most,
        )
    if rules.kind == KNAPSACK and cost > rules.budget:
        wrong(
            N_("Together your projects cost %(cost)s, which is %(over)s more than the %(budget)s there are."),
            cost=cost,
            over=cost - rules.budget,
            budget=rules.budget,
        )
    if rules.kind == CUMULATIVE:
        given = sum(points.values())
        if rules.points is not None and given > rules.points:
            wrong(
                N_("You have given %(given)s points and may give %(most)s: take %(over)s away."),
                given=given,
                most=rules.points,
                over=given - rules.points,
            )
        for code, number in points.items():
            if rules.most_points is not None and number > rules.most_points:
                wrong(
                    N_("“%(title)s” can be given %(most)s points at most, not %(given)s."),
                    f"points-{code}",
                    title=known[code].title,
                    most=rules.most_points,
                    given=number,
                )
    return faults
