"""One hundred strokes, always one hundred, each share at most one stroke off."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.charts.strips import shares_of_hundred, strips
from toolbox_core.contracts import ChartItem

AMOUNTS = st.lists(st.decimals("0", "1e12", places=2), min_size=1, max_size=40)


def items(*amounts: int | Decimal) -> list[ChartItem]:
    return [
        ChartItem(label=f"Purpose {n}", value=Decimal(a), shown=str(a), href=f"/{n}") for n, a in enumerate(amounts)
    ]


@given(AMOUNTS)
def test_they_are_one_hundred_and_fair(amounts: list[Decimal]) -> None:
    counts = shares_of_hundred(amounts)
    total = sum(amounts)
    if not total:
        assert counts == [0] * len(amounts)
        return
    assert sum(counts) == 100
    for count, amount in zip(counts, amounts, strict=True):
        assert abs(count - amount * 100 / total) < 1


@given(AMOUNTS)
def test_all_strokes_are_drawn_inside_and_apart(amounts: list[Decimal]) -> None:
    chart = strips(items(*amounts))
    lefts = [left for strip in chart.strips for left in strip.lefts]
    assert len(lefts) == (100 if sum(amounts) else 0)
    assert lefts == sorted(lefts)
    if lefts:
        assert lefts[-1] + chart.strips[-1].stroke <= 1 + 1e-9
    assert len(chart.strips) + len(chart.too_small) == len(amounts)


def test_largest_first_and_the_too_small_are_told() -> None:
    chart = strips(items(1, 900, 99, 0))
    assert [(strip.item.label, strip.count) for strip in chart.strips] == [("Purpose 1", 90), ("Purpose 2", 10)]
    assert [item.label for item in chart.too_small] == ["Purpose 0", "Purpose 3"]


def test_a_narrow_group_is_no_link() -> None:
    chart = strips(items(97, 3))
    assert [strip.linked for strip in chart.strips] == [True, False]
    assert [strip.item.label for strip in chart.unnamed] == ["Purpose 1"]


def test_more_than_fifty_strokes_take_two_lines_on_a_narrow_screen() -> None:
    strip = strips(items(60, 40)).strips[0]
    assert (len(strip.row_strokes), len(strip.second_row_strokes)) == (50, 10)


def test_right_to_left() -> None:
    chart = strips(items(60, 40))
    mirrored = chart.facing("rtl")
    assert mirrored.strips[0].start == pytest.approx(1 - chart.strips[0].start - chart.strips[0].length)
    assert mirrored.strips[0].words_x == "100%"
    assert chart.facing("ltr") is chart
