"""Lines with holes: nothing is interpolated, nothing is drawn twice, every place of the axis is there."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.charts.lines import Series, lines


def series(label: str, *values: int | None) -> Series:
    amounts = [None if value is None else Decimal(value) for value in values]
    return Series(label=label, values=amounts, shown=["" if value is None else str(value) for value in values])


YEARS = ["2019", "2020", "2021", "2022", "2023"]


def test_a_hole_breaks_the_line() -> None:
    chart = lines(YEARS, [series("Spent", 1, 2, None, 4, 5)])
    assert len(chart.curves[0].paths) == 2
    assert [gap.x for gap in chart.gaps] == ["40%"]
    assert [gap.width for gap in chart.gaps] == ["20%"]
    assert chart.stops[2].words == (("Spent", ""),)
    assert chart.stops[2].dots == ()


def test_a_hole_of_one_line_is_no_hole_of_the_axis() -> None:
    chart = lines(YEARS, [series("Spent", 1, 2, None, 4, 5), series("Income", 1, 2, 3, 4, 5)])
    assert chart.gaps == ()
    assert chart.stops[2].words == (("Spent", ""), ("Income", "3"))


def test_neighbouring_holes_are_one() -> None:
    chart = lines(YEARS, [series("Spent", 1, None, None, None, 5)])
    assert [(gap.x, gap.width) for gap in chart.gaps] == [("20%", "60%")]
    assert chart.curves[0].paths == (), "one point is a dot, not a line"


def test_a_line_must_have_a_value_or_a_hole_for_each_place() -> None:
    with pytest.raises(ValueError, match="4 amounts for 5 places"):
        lines(YEARS, [series("Spent", 1, 2, 3, 4)])


def test_names_stand_at_the_newest_amounts_and_never_on_one_another() -> None:
    chart = lines(
        YEARS, [series("Spent", 1, 2, 3, 4, 50), series("Income", 1, 2, 3, 50, None), series("Debt", 1, 1, 1, 1, 50)]
    )
    assert next((end.text, end.shown) for end in chart.ends)[0] in ("Spent", "Income", "Debt")
    assert {(end.text, end.shown) for end in chart.ends} == {("Spent", "50"), ("Income", "50"), ("Debt", "50")}
    places = [float(end.y) for end in chart.ends]
    assert all(after - before >= 16.9 for before, after in itertools.pairwise(places))


def test_more_than_three_lines_are_named_in_the_key() -> None:
    chart = lines(YEARS, [series(str(n), 1, 2, 3, 4, 5 + n) for n in range(4)])
    assert chart.ends == ()
    assert [curve.tone for curve in chart.curves] == ["k1", "k2", "k3", "k4"]


def test_right_to_left() -> None:
    chart = lines(YEARS, [series("Spent", 1, 2, None, 4, 5)], hrefs=[f"/{year}" for year in YEARS])
    mirrored = chart.facing("rtl")
    assert mirrored.mirrored
    assert mirrored.stops[0].x == chart.stops[4].x
    assert mirrored.stops[0].href == "/2019"
    assert chart.facing("ltr") is chart


@given(st.lists(st.none() | st.integers(-(10**9), 10**9), min_size=1, max_size=40))
def test_every_published_amount_is_a_dot_inside_the_chart(values: list[int | None]) -> None:
    chart = lines([str(n) for n in range(len(values))], [series("x", *values)])
    dots = [dot for stop in chart.stops for dot in stop.dots]
    assert len(dots) == sum(value is not None for value in values)
    assert all(0 <= float(dot.y) <= chart.height for dot in dots)
    drawn = sum(len(re.findall(r"[ML]", path)) for path in chart.curves[0].paths)
    assert drawn <= len(dots)
    holes = sum(gap.length for gap in chart.gaps)
    assert holes == pytest.approx(sum(value is None for value in values) / len(values))
