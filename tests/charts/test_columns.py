"""Columns: above and below the line, holes, labels that never touch, links wide enough for a finger."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.charts.columns import columns, label_fits
from toolbox_core.charts.geometry import NARROW, STEPS, TARGET, text_width
from toolbox_core.contracts import ChartItem


def year(label: int, value: str | None) -> ChartItem:
    return ChartItem(
        label=str(label), value=None if value is None else Decimal(value), shown=value or "", missing=value is None
    )


def test_signs_and_holes() -> None:
    chart = columns([year(2023, "10"), year(2024, "-5"), year(2025, None)])
    assert [mark.kind for mark in chart.marks] == ["above", "below", "gap"]
    above, below, _ = chart.marks
    assert above.top + above.down == pytest.approx(below.top)
    assert above.down == pytest.approx(2 * below.down)
    assert float(chart.zero) == pytest.approx(below.top, abs=0.01)


@given(st.lists(st.none() | st.integers(-1000, 1000), min_size=1, max_size=80))
def test_columns_share_the_width_and_stay_inside(values: list[int | None]) -> None:
    chart = columns([year(1950 + n, None if value is None else str(value)) for n, value in enumerate(values)])
    assert sum(mark.slot_width for mark in chart.marks) == pytest.approx(1)
    for mark in chart.marks:
        assert 0 <= mark.top <= chart.height
        assert mark.top + mark.down <= chart.height + 1e-6
    if chart.linked_narrow:
        assert chart.marks[0].slot_width * NARROW >= TARGET


def test_time_runs_to_the_left_in_right_to_left_pages() -> None:
    chart = columns([year(2023, "1"), year(2024, "2"), year(2025, "3")])
    mirrored = chart.facing("rtl")
    assert [mark.item.label for mark in mirrored.marks] == ["2023", "2024", "2025"]
    assert mirrored.marks[0].slot == pytest.approx(chart.marks[2].slot)
    assert chart.facing("ltr") is chart
    assert [item.label for item in chart.items] == ["2023", "2024", "2025"]


@given(st.integers(1, 120))
def test_labels_never_touch_at_any_width(count: int) -> None:
    labels = [str(1900 + n) for n in range(count)]
    fits = label_fits(labels, 1 / count, 12)
    assert fits[-1] is not None or count > 100, "the newest place has its name"
    order = [name for _, name in STEPS]
    for width, name in STEPS:
        shown = [n for n, fit in enumerate(fits) if fit is not None and order.index(fit) <= order.index(name)]
        for before, after in itertools.pairwise(shown):
            assert (after - before) * width / count >= text_width("1900", 12)


def test_values_are_shown_all_or_not_at_all() -> None:
    chart = columns([year(1980 + n, "7" if n % 2 else "123456") for n in range(40)])
    assert {mark.value_fit for mark in chart.marks} == {None}
