"""Area is amount, exactly; nothing overlaps, nothing is lost, nothing too small is a link."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.charts.geometry import TARGET
from toolbox_core.charts.treemap import Cell, Plan, treemap
from toolbox_core.contracts import ChartItem

AMOUNTS = st.lists(st.decimals("0.01", "99999999999.99", places=2), min_size=1, max_size=60)


def items(amounts: list[Decimal]) -> list[ChartItem]:
    return [
        ChartItem(label=f"Item {number}", value=amount, shown=str(amount), href=f"/{number}")
        for number, amount in enumerate(amounts)
    ]


def amount(cell: Cell) -> Decimal:
    return sum((Decimal(item.value) for item in ([cell.item] if cell.item else cell.members)), Decimal(0))


@given(AMOUNTS)
def test_areas_are_proportional_and_fill_the_box(amounts: list[Decimal]) -> None:
    chart = treemap(items(amounts))
    assert chart.total == sum(amounts)
    for plan in (chart.wide, chart.narrow):
        assert sum(amount(cell) for cell in plan.cells) == sum(amounts)
        for cell in plan.cells:
            area = cell.across * cell.down / plan.height
            assert area == pytest.approx(float(amount(cell) / chart.total), abs=1e-9)


@given(AMOUNTS)
def test_cells_lie_inside_and_never_overlap(amounts: list[Decimal]) -> None:
    for plan in (treemap(items(amounts)).wide, treemap(items(amounts)).narrow):
        tolerance = 1e-6
        for cell in plan.cells:
            assert cell.left >= -tolerance
            assert cell.top >= -tolerance
            assert cell.left + cell.across <= 1 + tolerance
            assert cell.top + cell.down <= plan.height + tolerance
        for number, one in enumerate(plan.cells):
            for other in plan.cells[number + 1 :]:
                assert not _overlap(one, other)


def _overlap(one: Cell, other: Cell) -> bool:
    across = min(one.left + one.across, other.left + other.across) - max(one.left, other.left)
    down = min(one.top + one.down, other.top + other.down) - max(one.top, other.top)
    return across > 1e-6 and down > 1e-3


@given(AMOUNTS)
def test_every_item_is_drawn_once_and_links_are_large_enough(amounts: list[Decimal]) -> None:
    chart = treemap(items(amounts))
    for plan in (chart.wide, chart.narrow):
        drawn = [item.label for cell in plan.cells for item in ([cell.item] if cell.item else cell.members)]
        assert sorted(drawn) == sorted(item.label for item in chart.items)
        for cell in plan.cells:
            if cell.linked:
                assert cell.across * plan.least >= TARGET
                assert cell.down >= TARGET
            else:
                assert cell.members or len(plan.cells) <= 2
                assert not cell.lines


@given(AMOUNTS)
def test_mirrored_twice_is_itself(amounts: list[Decimal]) -> None:
    chart = treemap(items(amounts))
    assert chart.facing("ltr") is chart
    mirrored = chart.facing("rtl")
    for cell, other in zip(chart.wide.cells, mirrored.wide.cells, strict=True):
        assert other.left == pytest.approx(1 - cell.left - cell.across)
        assert (other.top, other.across, other.down) == (cell.top, cell.across, cell.down)


def test_below_zero_and_unpublished_items_have_no_area_but_are_not_lost() -> None:
    chart = treemap(
        [
            ChartItem(label="Schools", value=Decimal(70), shown="70"),
            ChartItem(label="Repayments", value=Decimal(-5), shown="−5"),
            ChartItem(label="Nothing", value=Decimal(0), shown="0"),
            ChartItem(label="Westmark", value=None, shown="", missing=True),
            ChartItem(label="Roads", value=Decimal(30), shown="30"),
        ]
    )
    assert [cell.item.label for cell in chart.wide.cells if cell.item] == ["Schools", "Roads"]
    assert [item.label for item in chart.below_zero] == ["Repayments"]
    assert [item.label for item in chart.missing] == ["Westmark"]
    assert [item.label for item in chart.items] == ["Schools", "Roads", "Nothing", "Repayments", "Westmark"]
    assert chart.total == 100


def test_without_any_amount_there_is_nothing_to_draw() -> None:
    chart = treemap([])
    assert chart.wide.cells == ()
    assert chart.total == 0


def test_lines_are_shown_from_the_top_down_only() -> None:
    chart = treemap(
        [
            ChartItem(label=f"A rather long name of a programme {n}", value=Decimal(100) / n, shown="12,345 million")
            for n in range(1, 15)
        ]
    )
    for plan in (chart.wide, chart.narrow):
        _lines_are_ordered(plan)


def _lines_are_ordered(plan: Plan) -> None:
    for cell in plan.cells:
        needed = [int(line.fit[1:] or 0) if line.fit else 0 for line in cell.lines]
        assert needed == sorted(needed), "a line below must not need less room than the one above"
        assert all(line.y <= cell.down for line in cell.lines)
