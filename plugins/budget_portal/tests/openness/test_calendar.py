"""Last days as the Open Budget Survey counts them, for years that begin in January, July, October and March."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.openness.calendar import (
    FiscalRules,
    add_months,
    check_rules,
    expected,
    fiscal_year,
    read_month_day,
    year_of,
)
from toolbox_core import InputError

DECIDED = {"submitted": date(2024, 10, 14), "approved": date(2024, 12, 11)}


def _due(rules: FiscalRules, number: int, **decided: date) -> dict[str, date]:
    return {one.kind + one.period: one.due for one in expected(rules, fiscal_year(rules, number, decided))}


def test_the_eight_last_days_of_a_calendar_year() -> None:
    assert _due(FiscalRules(), 2025, **DECIDED) == {
        "pbs": date(2024, 9, 14),  # one month before the proposal was handed in
        "ebp": date(2024, 12, 10),  # before the approval
        "eb": date(2025, 3, 11),  # three months after the approval
        "cb": date(2025, 6, 11),  # three months after the enacted budget was due
        "iyrQ1": date(2025, 6, 30),
        "iyrQ2": date(2025, 9, 30),
        "iyrQ3": date(2025, 12, 31),
        "iyrQ4": date(2026, 3, 31),
        "myr": date(2025, 9, 30),
        "yer": date(2026, 12, 31),
        "ar": date(2027, 6, 30),
    }


def test_a_citizens_budget_is_counted_from_what_it_explains_but_no_delay_excuses_the_next() -> None:
    rules = FiscalRules()
    year = fiscal_year(rules, 2025, DECIDED)

    def due(explained: dict[str, date]) -> date:
        return next(one.due for one in expected(rules, year, explained) if one.kind == "cb")

    assert due({"eb": date(2025, 1, 8)}) == date(2025, 4, 8)
    assert due({"eb": date(2025, 8, 1)}) == date(2025, 6, 11), "the enacted budget was late"
    assert due({"ebp": date(2024, 10, 15)}) == date(2025, 1, 15)


@pytest.mark.parametrize(
    ("starts", "named_after", "first", "last"),
    [
        ("01-01", "end", date(2025, 1, 1), date(2025, 12, 31)),
        ("10-01", "end", date(2024, 10, 1), date(2025, 9, 30)),
        ("07-01", "start", date(2025, 7, 1), date(2026, 6, 30)),
        ("03-01", "start", date(2025, 3, 1), date(2026, 2, 28)),
    ],
)
def test_a_year_is_named_after_its_start_or_its_end(starts: str, named_after: str, first: date, last: date) -> None:
    rules = FiscalRules(starts=starts, named_after=named_after)
    found = fiscal_year(rules, 2025)
    assert (found.start, found.end) == (first, last)
    assert year_of(rules, first) == year_of(rules, last) == 2025
    assert year_of(rules, last + timedelta(days=1)) == 2026


def test_the_end_of_february_is_the_end_of_the_month() -> None:
    due = _due(FiscalRules(starts="03-01"), 2026)
    assert due["yer"] == date(2028, 2, 29), "twelve months after 28 February 2027 end with February"
    assert due["iyrQ4"] == date(2027, 5, 31)


def test_usual_days_stand_in_until_the_real_ones_are_known() -> None:
    rules = FiscalRules(submitted="09-30", approved="12-20", in_year="monthly")
    year = fiscal_year(rules, 2025)
    assert (year.submitted, year.approved) == (date(2024, 9, 30), date(2024, 12, 20))
    due = {one.kind + one.period: one for one in expected(rules, year)}
    assert due["pbs"].planned
    assert due["eb"].planned
    assert not due["yer"].planned
    assert due["iyrM12"].covers == (date(2025, 12, 1), date(2025, 12, 31))
    late = fiscal_year(rules, 2025, {"approved": date(2025, 1, 23)})
    assert late.planned == {"submitted"}
    assert fiscal_year(FiscalRules(), 2025).submitted == date(2024, 10, 1)
    assert fiscal_year(FiscalRules(), 2025).approved == date(2024, 12, 31)


@given(st.integers(1, 12), st.sampled_from(["monthly", "quarterly", "half-yearly"]), st.integers(1995, 2150))
def test_periods_cover_the_year_without_gap_or_overlap(month: int, in_year: str, number: int) -> None:
    rules = FiscalRules(starts=f"{month:02d}-01", in_year=in_year)
    year = fiscal_year(rules, number)
    day = year.start
    for one in expected(rules, year):
        if one.kind == "iyr":
            assert one.covers is not None
            assert one.covers[0] == day
            day = one.covers[1] + timedelta(days=1)
            assert one.due == add_months(day, 3) - timedelta(days=1)
    assert day == year.end + timedelta(days=1)


def test_what_is_no_setting_is_refused() -> None:
    for text in ("02-29", "13-01", "1-1", "00-10", "04-31", "2025-01-01", ""):
        with pytest.raises(InputError):
            read_month_day(text)
    for rules in (FiscalRules(named_after="middle"), FiscalRules(in_year="daily"), FiscalRules(approved="31-12")):
        with pytest.raises(InputError):
            check_rules(rules)
    check_rules(FiscalRules())
    with pytest.raises(InputError, match="no fiscal year 99999"):
        fiscal_year(FiscalRules(), 99999)
