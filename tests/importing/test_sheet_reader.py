"""The text of a cell, and the messages of the child process."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.importing.sheet_reader import cell_text, number_text, send


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"),
        (-5.0, "-5"),
        (1234567.89, "1234567.89"),
        (0.1 + 0.2, "0.3"),
        (1234.5600000000001, "1234.56"),
        (450521878.687746, "450521878.687746"),
        (1e15, "1000000000000000"),
        (1e22, "10000000000000000000000"),
        (1.5e-7, "0.00000015"),
        ("001", "001"),
        (True, "TRUE"),
        (None, ""),
        (date(2024, 1, 31), "2024-01-31"),
        (datetime(2024, 1, 31), "2024-01-31"),  # noqa: DTZ001 - spreadsheets know no time zones
        (datetime(2024, 1, 31, 12, 30), "2024-01-31 12:30:00"),  # noqa: DTZ001 - the same
        (time(8, 15), "08:15:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
        (7, "7"),
    ],
)
def test_cells_become_the_text_a_person_sees(value: object, text: str) -> None:
    assert cell_text(value) == text


@given(st.integers(-(10**13), 10**13))
def test_amounts_of_two_decimals_keep_every_cent(cents: int) -> None:
    expected = f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}".rstrip("0").rstrip(".")
    assert number_text(cents / 100) in (expected, expected or "0")


def test_a_message_carries_its_length() -> None:
    out = io.BytesIO()
    send(out, {"rows": 3})
    data = out.getvalue()
    assert int.from_bytes(data[:4], "big") == len(data) - 4
    assert msgspec.msgpack.decode(data[4:]) == {"rows": 3}
