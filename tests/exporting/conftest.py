"""A small dataset with everything that can go wrong in a file: codes, formulas, line breaks, exact amounts, nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from toolbox_core.contracts import Column, DatasetDescription

COLUMNS = (
    Column(name="code", title="Code"),
    Column(name="label"),
    Column(name="amount", type="number", unit="EUR", description="exact"),
    Column(name="count", type="integer"),
    Column(name="year", type="year"),
    Column(name="day", type="date"),
    Column(name="at", type="datetime"),
    Column(name="net", type="boolean"),
)
ROWS: tuple[tuple[Any, ...], ...] = (
    (
        "001",
        "Police & fire",
        Decimal("1234567.89"),
        3,
        2024,
        date(2024, 1, 31),
        datetime(2024, 1, 1, 12, tzinfo=UTC),
        True,
    ),
    ("002", '=HYPERLINK("http://evil")', Decimal("-0.10"), -3, 2024, None, None, False),
    ("-003", 'two\nlines, "quoted"', Decimal(0), 0, None, None, None, None),
    ("", "Ñandú 市", None, None, None, None, None, None),
    (None, "'quoted already", Decimal("99999999999999999.123456"), 12345678901234567, None, None, None, None),
)


@pytest.fixture
def rows() -> tuple[tuple[Any, ...], ...]:
    return ROWS


@pytest.fixture
def describe() -> Callable[..., DatasetDescription]:
    def make(columns: Sequence[Column] = COLUMNS, **changes: Any) -> DatasetDescription:
        values: dict[str, Any] = {
            "id": "budget_portal/port-sennen-2024",
            "title": "Budget 2024, Port Sennen",
            "description": "Every line of the budget.",
            "columns": columns,
            "version": 3,
            "version_ids": (7,),
            "publisher": "City of Port Sennen",
            "licence": "CC-BY-4.0",
            "modified": datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
            "row_count": len(ROWS),
            "temporal": (date(2024, 1, 1), date(2024, 12, 31)),
            "keywords": ("budget", "2024"),
        }
        return DatasetDescription(**(values | changes))

    return make


@pytest.fixture
def description(describe: Callable[..., DatasetDescription]) -> DatasetDescription:
    return describe()
