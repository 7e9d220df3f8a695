"""A Gantt chart's geometry: inside the frame, mirrored for other scripts, late in another colour."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toolbox_nap_monitor.gantt import Bar, gantt

TODAY = date(2026, 5, 18)
DAYS = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2060, 1, 1)))


def test_a_late_bar_runs_on_until_today_and_a_finished_one_until_it_was() -> None:
    late = Bar(label="a", starts=date(2025, 1, 1), due=date(2025, 12, 31), percent=Decimal(60))
    done = Bar(label="b", starts=date(2025, 1, 1), due=date(2025, 6, 30), finished=date(2025, 8, 31), is_open=False)
    chart = gantt([late, done, Bar(label="c")], TODAY)
    first, second = chart.rows
    assert round(first.late_x + first.late, 2) == chart.today_x
    assert second.done == second.width
    assert 0 < second.late < first.late
    assert [bar.label for bar in chart.undated] == ["c"]


def test_nothing_with_a_day_draws_nothing() -> None:
    chart = gantt([Bar(label="a")], TODAY)
    assert (chart.rows, chart.height, chart.today_x) == ((), 0, None)


@given(st.lists(st.tuples(DAYS, DAYS, DAYS, st.integers(0, 100), st.booleans()), min_size=1, max_size=6))
def test_everything_stays_inside_the_frame(
    parts: list[tuple[date | None, date | None, date | None, int, bool]],
) -> None:
    bars = [
        Bar(label="x", starts=start, due=due, finished=end, percent=Decimal(percent), is_open=is_open)
        for start, due, end, percent, is_open in parts
        if start is None or due is None or start <= due
    ]
    chart = gantt(bars, TODAY)
    assert len(chart.rows) + len(chart.undated) == len(bars)
    assert len(chart.ticks) <= 9
    for drawn in (chart, chart.facing("rtl")):
        for row in drawn.rows:
            assert -0.6 <= row.x <= 100.01
            assert row.x + row.width <= 100.6
            assert row.done <= row.width + 0.01
            assert row.late >= 0
            assert -0.01 <= row.late_x <= 100.01
