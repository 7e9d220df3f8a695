"""Monthly files: which month, which direction, of the month alone or since the year began."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from toolbox_budget_portal.months.reading import months_between, read
from toolbox_core import InputError

YEAR = months_between(date(2024, 7, 1), date(2025, 6, 30))


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "months.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_months_of_a_year_that_begins_in_july() -> None:
    assert (YEAR[0], YEAR[5], YEAR[6], YEAR[-1], len(YEAR)) == ("2024-07", "2024-12", "2025-01", "2025-06", 12)
    assert months_between(date(2025, 1, 15), date(2026, 1, 14)) == [
        *(f"2025-{at:02d}" for at in range(1, 13)),
        "2026-01",
    ]


def test_amounts_of_each_month_with_decimal_commas(tmp_path: Path) -> None:
    path = _write(tmp_path, "Period;Code;Amount\n2024-07;01;1.000,50\n2024-07-31;02;-3,125\n2024-08;01;0\n")
    found = read(path, YEAR)
    assert {key: amount for key, (amount, _) in found.amounts.items()} == {
        ("2024-07", "expenditure", "01"): Decimal("1000.50"),
        ("2024-07", "expenditure", "02"): Decimal("-3.125"),
        ("2024-08", "expenditure", "01"): Decimal(0),
    }
    assert (found.digits, found.periods, found.rows_read) == (3, ("2024-07", "2024-08"), 3)


def test_amounts_since_the_year_began_become_those_of_each_month(tmp_path: Path) -> None:
    text = "period,direction,amount\n2024-07,expenditure,10.5\n2024-08,expenditure,30\n2024-09,expenditure,29\n"
    text += "2024-07,revenue,7\n"
    found = read(_write(tmp_path, text), YEAR, cumulative=True)
    assert [amount for _, (amount, _) in sorted(found.amounts.items())] == [
        Decimal("10.5"),
        Decimal(7),
        Decimal("19.5"),
        Decimal(-1),
    ]
    gap = _write(tmp_path, "period,amount\n2024-07,10\n2024-09,30\n")
    with pytest.raises(InputError, match="Row 3: 2024-08 is missing before 2024-09"):
        read(gap, YEAR, cumulative=True)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("period,amount\n2024-06,1\n", "Row 2: 2024-06 is not in the fiscal year, 2024-07 to 2025-06"),
        ("period,amount\n2024-13,1\n", "'2024-13' is no month"),
        ("period,amount\nJuly,1\n", "'July' is no month"),
        ("period,amount\n2024-07,1\n2024-07-15,2\n", "Row 3: 2024-07 was given before, in row 2"),
        ("period,amount\n2024-07,much\n", "Row 2: 'much' is not a number"),
        ("period,direction,amount\n2024-07,both,1\n", "neither expenditure nor revenue"),
        ("month,sum\n2024-07,1\n", "has no column 'amount'"),
        ("amount,b\n1,2\n", "has no column 'period'"),
    ],
)
def test_what_is_wrong_is_refused_with_its_row(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read(_write(tmp_path, text), YEAR)
