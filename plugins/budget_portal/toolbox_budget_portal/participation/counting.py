"""Two ways to turn ballots into funded projects, exact to the last fraction of a cent.

**Greedy** ("utilitarian greedy", used nearly everywhere): projects by number of votes; each one that still fits is
funded, each one that does not is passed over.

**Equal Shares** (Peters, Pierczyński, Skowron: "Proportional Participatory Budgeting with Additive Utilities", NeurIPS
2021): each voter gets an equal share of the budget, and a project is funded when its supporters can pay for it with
what they have left. In each round the project is chosen that asks least of its supporters for each unit of usefulness.
A chosen project is as useful to a supporter as it costs ("cost utilities"), or as many points as it was given. What is
left over is used by the completion **Add1U**: everybody's share grows by one unit of currency at a time, as long as the
winners together cost no more than the budget, and what then still fits is filled up greedily.

Of equal projects the one with more votes comes first, then the cheaper one, then the one that stands first in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from toolbox_budget_portal.participation.election import WITH_POINTS, Count, Election, Project, Step
from toolbox_core import InputError

GREEDY, EQUAL_SHARES = "greedy", "equal-shares"
COMPLETION = "add1u"


def count(election: Election, rule: str) -> Count:
    """Count by ``greedy`` or ``equal-shares``. Raises ``InputError`` for other rules and for ranked ballots."""
    if rule not in RULES:
        raise InputError(f"There is no rule {rule[:40]!r}.", fix=f"There are {', '.join(RULES)}.")
    if election.vote_type == "ordinal":
        raise InputError(
            "Ballots that rank projects are not counted.", fix="Give approval, cumulative, scoring or choose-1 ballots."
        )
    return RULES[rule](election)


def _in_order(election: Election, support: dict[str, Decimal]) -> list[Project]:
    """Most votes first; equal ones cheaper first, then as in the file (sorting keeps the order)."""
    return sorted(election.projects, key=lambda project: (-support[project.id], project.cost))


def _fill(
    projects: Sequence[Project], support: dict[str, Decimal], left: Decimal, stage: str
) -> tuple[list[Project], list[Step]]:
    winners, steps = [], []
    for project in projects:
        fits = project.cost <= left
        decision = "unsupported" if not support[project.id] else "funded" if fits else "too-expensive"
        if decision == "funded":
            winners.append(project)
            left -= project.cost
        steps.append(Step(stage, project, support[project.id], decision, left))
    return winners, steps


def greedy(election: Election) -> Count:
    """Most votes first, as long as the money lasts. Nothing without a vote is funded."""
    support = election.support()
    winners, steps = _fill(_in_order(election, support), support, election.budget, GREEDY)
    return Count(GREEDY, "", tuple(winners), election.budget, tuple(steps), notes=election.notes)


@dataclass(frozen=True, slots=True)
class _Round:
    """One purchase: the price of a unit of usefulness, and what the groups of supporters paid per voter."""

    project: Project
    price: Fraction
    payments: dict[int, Fraction]


class _Voters:
    """Voters with the very same ballot always have the same left; they are counted together."""

    def __init__(self, election: Election) -> None:
        alike = Counter(tuple(ballot.points.items()) for ballot in election.ballots)
        costs = {project.id: Fraction(project.cost) for project in election.projects}
        self.sizes = list(alike.values())
        self.useful: dict[str, list[tuple[int, Fraction]]] = {project: [] for project in costs}
        for group, chosen in enumerate(alike):
            for project, points in chosen:
                use = Fraction(points) if election.vote_type in WITH_POINTS else costs[project]
                if use:
                    self.useful[project].append((group, use))


def equal_shares(election: Election) -> Count:
    """Equal Shares with the completion Add1U. ``share`` is what each voter had in the end."""
    support, budget = election.support(), election.budget
    order, voters = _in_order(election, support), _Voters(election)
    if not election.ballots:
        return Count(EQUAL_SHARES, COMPLETION, (), budget, (), Fraction(0), election.notes)
    supported = [project for project in order if voters.useful[project.id]]
    share = Fraction(budget) / len(election.ballots)
    rounds = _buy(order, voters, share)
    while not _complete(supported, rounds, budget):
        more = _buy(order, voters, share + 1)
        if _cost(more) > budget:
            break
        share, rounds = share + 1, more
    left, steps, names = budget, [], set()
    for bought in rounds:
        left -= bought.project.cost
        names.add(bought.project.id)
        payers = sum(voters.sizes[group] for group in bought.payments)
        highest = max(bought.payments.values())
        steps.append(
            Step(
                *(EQUAL_SHARES, bought.project, support[bought.project.id], "funded", left),
                *(bought.price, payers, highest),
            )
        )
    rest = [project for project in order if project.id not in names]
    winners, more_steps = _fill(rest, support, left, "completion")
    chosen = [*(bought.project for bought in rounds), *winners]
    return Count(EQUAL_SHARES, COMPLETION, tuple(chosen), budget, (*steps, *more_steps), share, election.notes)


def _cost(rounds: Sequence[_Round]) -> Decimal:
    return sum((bought.project.cost for bought in rounds), Decimal(0))


def _complete(supported: Sequence[Project], rounds: Sequence[_Round], budget: Decimal) -> bool:
    """Whether no supported project that is left still fits."""
    names, left = {bought.project.id for bought in rounds}, budget - _cost(rounds)
    return all(project.id in names or project.cost > left for project in supported)


def _buy(order: Sequence[Project], voters: _Voters, share: Fraction) -> list[_Round]:
    """The rounds of Equal Shares when every voter has ``share`` to spend.

    The price of a project never falls while its supporters spend, so a price that was found earlier and is not below
    the best of this round needs no second look.
    """
    left = [share] * len(voters.sizes)
    known = {project.id: Fraction(0) for project in order if voters.useful[project.id]}
    place = {project.id: number for number, project in enumerate(order)}
    named = {project.id: project for project in order}
    rounds: list[_Round] = []
    while known:
        best: tuple[Fraction, int, str] | None = None
        for name in sorted(known, key=lambda name: (known[name], place[name])):
            if best is not None and (known[name], place[name]) >= best[:2]:
                break
            price = _price(Fraction(named[name].cost), voters, left, name)
            if price is None:
                del known[name]
                continue
            known[name] = price
            if best is None or (price, place[name]) < best[:2]:
                best = (price, place[name], name)
        if best is None:
            break
        price, _, name = best
        payments = {group: min(left[group], price * use) for group, use in voters.useful[name] if left[group]}
        for group, paid in payments.items():
            left[group] -= paid
        rounds.append(_Round(named[name], price, payments))
        del known[name]
    return rounds


def _price(cost: Fraction, voters: _Voters, left: Sequence[Fraction], name: str) -> Fraction | None:
    """The lowest price per unit at which supporters pay ``cost`` together; ``None`` when they cannot.

    Those who have least for the use they see pay all they have; the others share the rest by use.
    """
    sizes = voters.sizes
    payers = [(left[group] / use, group, use) for group, use in voters.useful[name] if left[group]]
    if sum((left[group] * sizes[group] for _, group, _ in payers), Fraction(0)) < cost:
        return None
    payers.sort()
    use_left = sum((use * sizes[group] for _, group, use in payers), Fraction(0))
    price = Fraction(0)
    for limit, group, use in payers:
        price = cost / use_left
        if price <= limit:
            break
        cost -= left[group] * sizes[group]
        use_left -= use * sizes[group]
    return price


RULES: dict[str, Callable[[Election], Count]] = {GREEDY: greedy, EQUAL_SHARES: equal_shares}
