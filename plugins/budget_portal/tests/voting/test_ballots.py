"""What a ballot may say, kind by kind, and the sentence for each thing that it may not."""

from __future__ import annotations

from decimal import Decimal

from toolbox_budget_portal.voting.ballots import Choice, Rules, check

CHOICES = [Choice("a", "Trees", Decimal(600)), Choice("b", "Benches", Decimal(500)), Choice("c", "Lamps", Decimal(400))]
APPROVAL = Rules("approval", Decimal(1000), most=2)
KNAPSACK = Rules("knapsack", Decimal(1000))
POINTS = Rules("cumulative", Decimal(1000), points=10, most_points=6)


def _said(rules: Rules, typed: dict[str, str]) -> list[str]:
    return [str(fault) for fault in check(rules, CHOICES, typed).faults]


def test_an_approval_ballot_names_some_projects() -> None:
    found = check(APPROVAL, CHOICES, {"c": "1", "a": "1"})
    assert dict(found.points) == {"a": 1, "c": 1}
    assert (found.cost, found.given, found.faults) == (Decimal(1000), 2, ())


def test_too_many_too_few_and_none() -> None:
    assert _said(APPROVAL, {"a": "1", "b": "1", "c": "1"}) == [
        "You may choose 2 projects at most; you have chosen 3. Take 1 out."
    ]
    assert _said(APPROVAL, {}) == ["Nothing is chosen yet: choose at least one project."]
    rules = Rules("approval", Decimal(1000), least=2)
    assert _said(rules, {"a": "1"}) == ["Choose at least 2 projects; you have chosen 1."]


def test_a_knapsack_keeps_to_the_budget_to_the_cent() -> None:
    assert check(KNAPSACK, CHOICES, {"a": "1", "c": "1"}).faults == ()
    assert _said(KNAPSACK, {"a": "1", "b": "1"}) == [
        "Together your projects cost 1100, which is 100 more than the 1000 there are."
    ]
    dear = [Choice("a", "Trees", Decimal("1000.01"))]
    assert len(check(KNAPSACK, dear, {"a": "1"}).faults) == 1


def test_points_are_whole_and_limited_together_and_each() -> None:
    found = check(POINTS, CHOICES, {"a": "6", "b": " 4 ", "c": ""})
    assert dict(found.points) == {"a": 6, "b": 4}
    assert found.faults == ()
    assert _said(POINTS, {"a": "6", "b": "5"}) == ["You have given 11 points and may give 10: take 1 away."]
    assert _said(POINTS, {"a": "7"}) == ["“Trees” can be given 6 points at most, not 7."]
    for text in ("-1", "1.5", "many", "٣"):
        assert f"“{text}” for “Trees” is not a whole number from 0 up." in _said(POINTS, {"a": text, "b": "1"})


def test_a_project_that_is_not_there() -> None:
    assert "Project z is not on this ballot." in _said(APPROVAL, {"a": "1", "z": "1"})
