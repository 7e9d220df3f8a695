"""Files of rates: long, or wide like the European Central Bank's; what cannot be used is told with its row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolbox_procurement.conversion.reading import known_currencies, read_rates
from toolbox_procurement.exceptions import ProcurementFileError

Write = Callable[..., Path]


def test_a_row_for_each_day_and_currency(write: Write) -> None:
    path = write("r.csv", b"\xef\xbb\xbfDate;Currency;Rate\n2025-01-10;usd;1.0304\n2025-01-10;JPY;162.54\n")
    found = read_rates(path, "EUR")
    assert found.rates == {("USD", "2025-01-10"): "1.0304", ("JPY", "2025-01-10"): "162.54"}
    assert (found.missing, found.rejected) == (0, 0)


def test_a_column_for_each_currency_with_gaps_and_an_empty_last_column(write: Write) -> None:
    path = write("r.csv", b"Date,USD,CYP,\n2025-01-10,1.0304,N/A,\n2025-01-09,1.0305,,\n")
    report = read_rates(path, "EUR").report
    assert report == {
        "rates": 2,
        "currencies": ["USD"],
        "first": "2025-01-09",
        "last": "2025-01-10",
        "missing": 2,
        "rejected": 0,
        "problems": [],
    }


def test_what_cannot_be_used_is_told(write: Write) -> None:
    lines = (
        b"date,currency,rate\n10/01/2025,USD,1\n2025-01-10,MNX,1\n2025-01-10,USD,free\n2025-01-10,USD,0\n"
        b"2025-01-10,USD,1.5\n2025-01-10,USD,1.6\n2025-01-10,USD,1.50\n2025-01-10,EUR,2\n"
    )
    found = read_rates(write("r.csv", lines), "EUR")
    assert found.rates == {("USD", "2025-01-10"): "1.5"}
    assert [(one["row"], one["value"]) for one in found.problems] == [
        (2, "10/01/2025"), (3, "MNX"), (4, "free"), (5, "0"), (7, "1.6"), (9, "2"),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"date,USD\n", b"date,USD\n2025-01-10,N/A\n", b"\xff\xfe\x00"])
def test_a_file_without_rates_is_refused(write: Write, content: bytes) -> None:
    with pytest.raises(ProcurementFileError):
        read_rates(write("r.csv", content), "EUR")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(alphabet="dateCURNYUSD,;\n\r\"'0123456789.-N/A ", max_size=200))
def test_whatever_is_in_it_the_answer_is_rates_or_one_error(write: Write, text: str) -> None:
    path = write("r.csv", text.encode())
    try:
        found = read_rates(path, "EUR")
    except ProcurementFileError:
        return
    assert all(currency in known_currencies() for currency, _ in found.rates)
