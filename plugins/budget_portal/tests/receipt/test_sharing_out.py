"""Parts add up to the whole, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from toolbox_budget_portal.receipt.sharing_out import share_out


def test_thirds() -> None:
    parts = share_out(Decimal(10), [Decimal(1)] * 3)
    assert parts == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]


def test_nothing_to_share_by() -> None:
    with pytest.raises(ValueError, match="nothing to share out by"):
        share_out(Decimal(10), [Decimal(1), Decimal(-1)])


@given(st.decimals(0, 10**6, places=2), st.lists(st.integers(-(10**12), 10**14).map(Decimal), min_size=1, max_size=8))
def test_the_parts_add_up_and_none_is_a_cent_off(amount: Decimal, weights: list[Decimal]) -> None:
    whole = sum(weights)
    assume(whole > 0)
    parts = share_out(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - amount * weight) <= Decimal("0.01") * whole
