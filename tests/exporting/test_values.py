"""Single values: exact digits, ISO dates, and text that no spreadsheet runs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.exporting.values import guard, guarded_text, json_value, plain_number, plain_text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－1"])
def test_text_that_could_run_gets_an_apostrophe(text: str) -> None:
    assert guard(text) == "'" + text
    assert guarded_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "abc", "'=1", " =1", "1-1", "−5"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guard(text) == text


def test_numbers_are_never_guarded() -> None:
    assert guarded_text(Decimal("-5.00")) == "-5.00"
    assert guarded_text(-5) == "-5"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=None))
def test_decimals_become_plain_digits_of_the_same_value(value: Decimal) -> None:
    text = plain_number(value)
    assert "E" not in text
    assert Decimal(text) == value


def test_dates_moments_truth_and_nothing() -> None:
    assert plain_text(date(2024, 1, 2)) == "2024-01-02"
    assert plain_text(datetime(2024, 1, 2, 3, tzinfo=timezone(timedelta(hours=2)))) == "2024-01-02T01:00:00Z"
    assert (plain_text(True), plain_text(False), plain_text(None)) == ("true", "false", "")
    assert json_value(datetime(2024, 1, 2, tzinfo=UTC)) == "2024-01-02T00:00:00Z"
    assert json_value(Decimal("1E+2")) == "100"
    assert json_value(None) is None


def test_a_float_is_a_programming_error() -> None:
    with pytest.raises(TypeError, match="float"):
        plain_text(0.1)
    with pytest.raises(TypeError, match="float"):
        json_value(0.1)
