"""The rules of counting: by hand, against a plain second way of counting, and against what a city really funded."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolbox_budget_portal.participation import Ballot, Count, Election, Project, count, read_pb
from toolbox_core import InputError


def election(budget: int, costs: dict[str, int], ballots: list[str], vote_type: str = "approval") -> Election:
    """Projects of one letter; a ballot is a word of their letters."""
    projects = tuple(Project(name, Decimal(cost)) for name, cost in costs.items())
    votes = tuple(Ballot(str(number), {letter: Decimal(1) for letter in word}) for number, word in enumerate(ballots))
    return Election(Decimal(budget), vote_type, projects, votes)


def names(found: Count) -> list[str]:
    return [project.id for project in found.winners]


def test_greedy_passes_over_what_no_longer_fits() -> None:
    found = count(election(100, {"a": 60, "b": 50, "c": 40}, ["a", "a", "a", "b", "b", "c"]), "greedy")
    assert (names(found), found.spent) == (["a", "c"], Decimal(100))
    assert [step.decision for step in found.steps] == ["funded", "too-expensive", "funded"]


def test_nothing_without_a_vote_is_funded() -> None:
    for rule in ("greedy", "equal-shares"):
        found = count(election(100, {"a": 10, "b": 10}, ["a"]), rule)
        assert names(found) == ["a"]
        assert [step.decision for step in found.steps] == ["funded", "unsupported"]


def test_equal_shares_leaves_a_minority_its_part() -> None:
    """Six of ten voters want a, b, c; four want d. Greedy gives the six everything; equal shares give the four d."""
    costs, ballots = {"a": 30, "b": 30, "c": 30, "d": 40}, ["abc"] * 6 + ["d"] * 4
    assert names(count(election(100, costs, ballots), "greedy")) == ["a", "b", "c"]
    found = count(election(100, costs, ballots), "equal-shares")
    assert names(found) == ["a", "b", "d"]
    assert found.completion == "add1u"
    assert found.share == Fraction(10)


def test_a_supporter_who_has_less_pays_all_of_it() -> None:
    """After a (60, paid by all three: 20 each) the supporters of b have 30 - 20 and 30: 10 + 25 pay for 35."""
    votes = election(120, {"a": 60, "b": 35}, ["ab", "a", "a", "b"])
    found = count(votes, "equal-shares")
    assert names(found) == ["a", "b"]
    bought = found.steps[1]
    assert (bought.payers, bought.highest) == (2, Fraction(25))
    assert bought.price == Fraction(25, 35)


def test_points_are_what_makes_a_project_useful() -> None:
    projects = (Project("a", Decimal(10)), Project("b", Decimal(10)))
    ballots = (
        Ballot("1", {"a": Decimal(1), "b": Decimal(9)}),
        Ballot("2", {"a": Decimal(3), "b": Decimal(7)}),
    )
    votes = Election(Decimal(10), "cumulative", projects, ballots)
    assert votes.support() == {"a": Decimal(4), "b": Decimal(16)}
    for rule in ("greedy", "equal-shares"):
        assert names(count(votes, rule)) == ["b"]


def test_of_equal_projects_the_cheaper_one_comes_first_then_the_first_one() -> None:
    assert names(count(election(30, {"a": 20, "b": 10, "c": 10}, ["abc"]), "greedy")) == ["b", "c"]


def test_no_ballots_fund_nothing() -> None:
    for rule in ("greedy", "equal-shares"):
        assert names(count(election(100, {"a": 10}, []), rule)) == []


def test_ranked_ballots_and_unknown_rules_are_refused() -> None:
    with pytest.raises(InputError, match="rank"):
        count(election(10, {"a": 5}, ["a"], "ordinal"), "greedy")
    with pytest.raises(InputError, match="no rule 'lottery'"):
        count(election(10, {"a": 5}, ["a"]), "lottery")


@pytest.mark.shared_data
def test_saint_cyprien_2022(shared_data: Path) -> None:
    votes = read_pb((shared_data / "other/participation/toulouse_2022_saint_cyprien.pb").read_bytes())
    found = count(votes, "greedy")
    assert (names(found), found.spent, found.budget) == (["34", "38", "40", "35"], Decimal(399000), Decimal(400000))
    fair = count(votes, "equal-shares")
    assert fair.spent <= fair.budget
    assert [step.decision for step in fair.steps].count("funded") == len(fair.winners)


def _plainly(votes: Election, share: Fraction) -> list[str]:
    """Equal Shares written the long way: every voter alone, every project looked at in every round."""
    cost = {project.id: Fraction(project.cost) for project in votes.projects}
    order = sorted(cost, key=lambda name: (-votes.support()[name], cost[name]))
    left = [share] * len(votes.ballots)
    chosen: list[str] = []
    while True:
        best = None
        for name in order:
            supporters = [number for number, ballot in enumerate(votes.ballots) if name in ballot.points]
            if name in chosen or sum((left[number] for number in supporters), Fraction(0)) < cost[name]:
                continue
            limits = sorted({left[number] / cost[name] for number in supporters if left[number]})
            for limit in limits:
                poor = sum((left[n] for n in supporters if left[n] / cost[name] < limit), Fraction(0))
                rich = sum(left[n] / cost[name] >= limit for n in supporters)
                price = (cost[name] - poor) / (cost[name] * rich)
                if price <= limit:
                    break
            if best is None or price < best[0]:
                best = (price, name, supporters)
        if best is None:
            return chosen
        price, name, supporters = best
        for number in supporters:
            left[number] -= min(left[number], price * cost[name])
        chosen.append(name)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 40),
    st.lists(st.integers(1, 30), min_size=1, max_size=5),
    st.lists(st.sets(st.sampled_from("abcde")), min_size=1, max_size=8),
)
def test_equal_shares_equals_the_long_way_and_never_overspends(
    budget: int, costs: list[int], ballots: list[set[str]]
) -> None:
    letters = "abcde"[: len(costs)]
    words = ["".join(sorted(ballot & set(letters))) for ballot in ballots]
    votes = election(budget, dict(zip(letters, costs, strict=True)), words)
    found = count(votes, "equal-shares")
    assert found.spent <= votes.budget
    assert found.share is not None
    bought = [step.project.id for step in found.steps if step.stage == "equal-shares"]
    assert bought == _plainly(votes, found.share)
    for step in found.steps:
        if step.price is not None:
            assert step.highest is not None
            assert step.highest <= found.share
    unfunded = [project for project in votes.projects if project not in found.winners]
    assert all(not votes.support()[project.id] or project.cost > found.budget - found.spent for project in unfunded)
