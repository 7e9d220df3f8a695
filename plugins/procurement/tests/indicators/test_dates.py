"""Dates are read as publishers write them, or exactly as RFC 3339 has them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from toolbox_procurement.indicators.dates import moment, strict_moment, whole_days


@pytest.mark.parametrize(
    "text", ["2026-03-15T10:00:00Z", "2026-03-15T12:00:00+02:00", "2026-03-15T10:00:00", " 2026-03-15T10:00:00.000Z "]
)
def test_tolerant(text: str) -> None:
    assert moment(text) == datetime(2026, 3, 15, 10, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "1900-01-01", "2026-13-01", "9999-12-31T23:59:59-12:00"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize("text", ["2026-03-15", "2026-03-15T10:00:00", "2026-02-30T10:00:00Z", "invalid"])
def test_strict(text: str) -> None:
    assert strict_moment(text) is None
    assert strict_moment("2026-03-15T10:00:00Z") == datetime(2026, 3, 15, 10, tzinfo=UTC)


def test_days_are_cut_towards_zero() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert whole_days(start, datetime(2026, 1, 2, 23, tzinfo=UTC)) == 1
    assert whole_days(start, datetime(2025, 12, 31, 12, tzinfo=UTC)) == 0
