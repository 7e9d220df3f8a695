"""Axes start at zero, ticks are round."""

from __future__ import annotations

import itertools
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.charts.scale import Scale, scale, ticks

AMOUNT = st.decimals("-1e12", "1e12", places=2)


def test_the_axis_begins_at_zero_or_below() -> None:
    zero, twenty = Decimal(0), Decimal(20)
    assert scale([Decimal(5), None, twenty]) == Scale(zero, twenty)
    assert scale([Decimal(-5), twenty]) == Scale(Decimal(-5), twenty)
    assert scale([]) == scale([0]) == Scale(zero, Decimal(1))


@given(st.lists(AMOUNT, min_size=1))
def test_every_amount_lies_on_the_axis(amounts: list[Decimal]) -> None:
    axis = scale(amounts)
    assert all(0 <= axis.place(amount) <= 1 for amount in amounts)
    assert 0 <= axis.place(0) <= 1


@given(st.lists(AMOUNT, min_size=1))
def test_ticks_are_few_round_and_hold_zero(amounts: list[Decimal]) -> None:
    axis = scale(amounts)
    found = ticks(axis)
    assert 0 in found
    assert 2 <= len(found) <= 7
    assert all(axis.low <= tick <= axis.high for tick in found)
    step = found[1] - found[0]
    assert step.normalize().as_tuple().digits in ((1,), (2,), (5,))
    assert all(after - before == step for before, after in itertools.pairwise(found))
