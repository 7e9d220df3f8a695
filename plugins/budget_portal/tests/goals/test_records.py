"""Where a goal stands, by the stated rule: the newest observation against the straight line to the target."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.goals.records import LESS, MORE, Indicator, Point, cost_of_one, tally


def _indicator(
    observed: dict[int, str],
    *,
    direction: str = MORE,
    baseline: tuple[int, str] | None = (2020, "100"),
    target: tuple[int, str] = (2030, "200"),
) -> Indicator:
    return Indicator(
        "k",
        "programme",
        "0901",
        "Every child has a place",
        "places",
        "places",
        direction,
        (baseline[0], Decimal(baseline[1])) if baseline else None,
        (target[0], Decimal(target[1])),
        {year: Point(Decimal(value), 2) for year, value in observed.items()},
    )


@pytest.mark.parametrize(
    ("observed", "status"),
    [
        ({2021: "150", 2025: "149.999"}, "behind"),
        ({2025: "150"}, "on-the-way"),
        ({2025: "200"}, "reached"),
        ({2025: "200", 2026: "160"}, "on-the-way"),
        ({2030: "199.9"}, "behind"),
        ({2031: "199"}, "behind"),
        ({2031: "250"}, "reached"),
        ({}, "not-measured"),
        ({2020: "100"}, "not-measured"),
    ],
)
def test_more_is_better(observed: dict[int, str], status: str) -> None:
    assert _indicator(observed).status == status


@pytest.mark.parametrize(("value", "status"), [("60", "on-the-way"), ("60.1", "behind"), ("20", "reached")])
def test_less_is_better(value: str, status: str) -> None:
    found = _indicator({2025: value}, direction=LESS, target=(2030, "20"))
    assert (found.status, found.expected(2025)) == (status, Decimal(60))


def test_without_a_baseline_the_first_observation_is_compared_with() -> None:
    assert _indicator({2024: "150"}, baseline=None).status == "cannot-be-told"
    found = _indicator({2024: "140", 2027: "170"}, baseline=None)
    assert (found.start, found.expected(2027), found.status) == ((2024, Decimal(140)), Decimal(170), "on-the-way")
    assert _indicator({2024: "210"}, baseline=None).status == "reached"


def test_keeping_what_is_there_is_a_goal_too() -> None:
    kept = _indicator({2025: "95"}, baseline=(2020, "95"), target=(2030, "95"))
    assert kept.status == "reached"
    assert _indicator({2025: "94"}, baseline=(2020, "95"), target=(2030, "95")).status == "behind"


@given(
    st.decimals(min_value=-1000, max_value=1000, places=2),
    st.decimals(min_value=-1000, max_value=1000, places=2),
    st.decimals(min_value=-1000, max_value=1000, places=2),
    st.integers(min_value=2021, max_value=2035),
)
def test_the_rule_is_the_same_when_everything_is_mirrored(
    first: Decimal, goal: Decimal, value: Decimal, year: int
) -> None:
    """Turning every sign and the direction around changes nothing about where a goal stands."""
    told = _indicator({year: f"{value}"}, baseline=(2020, f"{first}"), target=(2030, f"{goal}"))
    mirrored = _indicator({year: f"{-value}"}, direction=LESS, baseline=(2020, f"{-first}"), target=(2030, f"{-goal}"))
    assert told.status == mirrored.status


def test_cost_of_one_is_told_only_where_it_means_something() -> None:
    assert cost_of_one(Decimal(1000), Decimal(8)) == 125
    for spent, value in ((None, "8"), ("1000", None), ("1000", "0"), ("1000", "-1"), ("-5", "8")):
        assert cost_of_one(Decimal(spent) if spent else None, Decimal(value) if value else None) is None


def test_tally_counts_in_the_order_of_the_rule() -> None:
    found = tally([_indicator({2025: "300"}), _indicator({}), _indicator({2026: "201"})])
    assert list(found.items()) == [("reached", 2), ("not-measured", 1)]
