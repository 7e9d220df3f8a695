"""Working days on the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.services.feedback.calendar import add_working_days, working_days_between

FRIDAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, FRIDAY), (1, date(2026, 5, 4)), (5, date(2026, 5, 8)), (15, date(2026, 5, 22))],
)
def test_weekends_do_not_count(days: int, expected: date) -> None:
    assert add_working_days(FRIDAY, days) == expected


def test_holidays_do_not_count() -> None:
    assert add_working_days(FRIDAY, 1, {date(2026, 5, 4)}) == date(2026, 5, 5)


def test_the_weekend_is_the_country_s_own() -> None:
    assert add_working_days(date(2026, 5, 7), 1, weekend=(4, 5)) == date(2026, 5, 10)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(FRIDAY, -1)
    with pytest.raises(ValueError, match="working day"):
        add_working_days(FRIDAY, 1, weekend=range(7))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_adding_and_counting_agree(start: date, days: int) -> None:
    assert working_days_between(start, add_working_days(start, days)) == days
    assert working_days_between(add_working_days(start, days), start) == -days
