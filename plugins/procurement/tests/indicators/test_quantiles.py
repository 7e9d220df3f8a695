"""Quartiles are median-unbiased, and fences do not depend on the order of the values."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_procurement.indicators.quantiles import fences, median, quantile


@pytest.mark.parametrize(
    ("values", "p", "expected"),
    [([5.0], 0.25, 5.0), ([1.0, 2.0], 0.25, 1.0), ([1.0, 2.0, 3.0, 4.0, 5.0], 0.5, 3.0), ([1.0, 2.0, 3.0], 1.0, 3.0)],
)
def test_small_sets(values: list[float], p: float, expected: float) -> None:
    assert quantile(values, p) == expected


def test_the_definition() -> None:
    # h = (5 + 1/3) · 0.25 + 1/3 = 5/3, so two thirds of the way from the first to the second
    assert quantile([1.0, 2.0, 3.0, 4.0, 5.0], 0.25) == pytest.approx(1 + 2 / 3)


def test_fences() -> None:
    found = fences([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found.q1 == pytest.approx(5 / 3)
    assert found.q3 == pytest.approx(13 / 3)
    assert found.lower == pytest.approx(5 / 3 - 4)
    assert found.upper == pytest.approx(13 / 3 + 4)


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=30))
def test_the_order_means_nothing(values: list[float]) -> None:
    shuffled = random.Random(1).sample(values, len(values))
    assert fences(values) == fences(shuffled)
    assert median(values) == median(shuffled)


def test_median() -> None:
    assert median([3.0, 1.0, 2.0]) == 2.0
    assert median([4.0, 1.0]) == 2.5
