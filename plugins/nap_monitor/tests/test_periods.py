"""Reporting periods and their last days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_nap_monitor.periods import period_end, period_of


@pytest.mark.parametrize(
    ("period", "last"),
    [
        ("2024", date(2024, 12, 31)),
        ("2024-H1", date(2024, 6, 30)),
        ("2024-q3", date(2024, 9, 30)),
        ("2024-02", date(2024, 2, 29)),
        ("2024-02-28", date(2024, 2, 28)),
        ("2024-02-30", None),
        ("2024-13", None),
        ("Mid-term", None),
        ("", None),
    ],
)
def test_a_period_ends(period: str, last: date | None) -> None:
    assert period_end(period) == last


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.sampled_from((1, 3, 6, 12)))
def test_a_day_lies_in_its_period(day: date, months: int) -> None:
    last = period_end(period_of(day, months))
    assert last is not None
    assert last >= day
    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) < months
