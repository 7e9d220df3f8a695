"""Flows: both sides the same sum, bands as thick as their amounts, every mark large enough."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.charts.geometry import TARGET
from toolbox_core.charts.sankey import Flow, sankey
from toolbox_core.contracts import ChartItem

AMOUNTS = st.lists(st.integers(1, 10**12), min_size=1, max_size=30)


def side(prefix: str, *amounts: int) -> list[ChartItem]:
    return [
        ChartItem(label=f"{prefix} {n}", value=Decimal(amount), shown=str(amount), href=f"/{prefix}/{n}")
        for n, amount in enumerate(amounts)
    ]


def test_the_sides_must_be_equal() -> None:
    with pytest.raises(ValueError, match="100 and 90"):
        sankey(side("tax", 60, 40), side("use", 90))


def test_what_is_below_zero_flows_the_other_way() -> None:
    chart = sankey(side("tax", 100, -10), side("use", 90))
    assert chart.total == 100
    assert [flow.item.label for flow in chart.uses if flow.item] == ["use 0", "tax 1"]
    assert len(chart.source_items) == 2


def test_many_small_amounts_are_one_band() -> None:
    chart = sankey(side("tax", *([100] * 20)), side("use", 2000))
    assert len(chart.sources) == 12
    assert chart.sources[-1].item is None
    assert len(chart.sources[-1].members) == 9
    assert sum(flow.amount for flow in chart.sources) == 2000


def test_right_to_left() -> None:
    chart = sankey(side("tax", 10), side("use", 10))
    assert chart.facing("rtl").mirrored
    assert chart.facing("ltr") is chart


@given(AMOUNTS)
def test_bands_are_as_thick_as_their_amounts_and_apart(amounts: list[int]) -> None:
    chart = sankey(side("tax", *amounts), side("use", sum(amounts)))
    pot = float(chart.pot_height)
    for flows in (chart.sources, chart.uses):
        assert sum(flow.amount for flow in flows) == chart.total
        for flow in flows:
            assert flow.down == pytest.approx(float(flow.amount / chart.total) * pot)
            assert 0 <= flow.row_share <= 1
        _apart(flows, chart.height)
        rows = [flow.row_y for flow in flows]
        assert rows == sorted(rows)
        assert rows[-1] + flows[-1].row_height <= chart.narrow_height + 1


def _apart(flows: tuple[Flow, ...], height: int) -> None:
    end = -1e9
    for flow in flows:
        top, bottom = float(flow.hit_y), float(flow.hit_y) + float(flow.hit_height)
        assert bottom - top >= TARGET - 0.01
        assert top >= end - 0.05, "two marks must not share the place where they are hit"
        assert top >= -0.05
        assert bottom <= height + 0.05
        end = bottom
