"""Cells of a row: exact, absent or a fault with its row; what can be read in two ways is settled by the others."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from toolbox_budget_portal.side_tables.cells import exact, number_formats, read_total, year_of
from toolbox_budget_portal.side_tables.sheet import Field, Sheet, read_sheet
from toolbox_core import InputError

FIELDS = (Field("a", ("a",)), Field("b", ("b",)), Field("c", ("c",)))


def _sheet(tmp_path: Path, text: str) -> Sheet:
    path = tmp_path / "cells.csv"
    path.write_text(text, encoding="utf-8")
    return read_sheet(path, FIELDS, most=10)


def test_a_column_that_can_be_read_in_two_ways_is_read_like_the_others(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, "a;b\n1,250;1.000,50\n")
    formats = number_formats(sheet, ("a", "b", "c"))
    assert set(formats) == {"a", "b"}, "there is no column c"
    assert exact(sheet, 2, "1,250", formats["a"]) == Decimal("1.250")
    alone = _sheet(tmp_path, "a;b\n1,250;x\n")
    with pytest.raises(InputError, match=r"cells.csv, row 2: '1,250' can be read in two ways"):
        exact(alone, 2, "1,250", number_formats(alone, ("a",))["a"])


def test_what_is_no_number_is_absent_or_a_fault(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, "a,b\n1,2\n")
    formats = number_formats(sheet, (), (1,))
    assert [exact(sheet, 2, text, formats["#1"]) for text in ("", " ", "-", "nfp", "n/a")] == [None] * 5
    with pytest.raises(InputError, match="row 7: 'many' is not a number"):
        exact(sheet, 7, "many", formats["#1"])


def test_years_and_totals(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, "a,b\n1,2\n")
    assert year_of(sheet, 2, " 2025 ") == 2025
    for text in ("25", "20255", "MMXX", "٢٠٢٥", ""):
        with pytest.raises(InputError, match="is not a year"):
            year_of(sheet, 2, text)
    assert (read_total(""), read_total("12.50")) == (None, Decimal("12.50"))
    for text in ("many", "NaN", "Infinity"):
        with pytest.raises(InputError, match="is no amount"):
            read_total(text)
