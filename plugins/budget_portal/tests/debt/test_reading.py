"""Debt files: every cell understood, nothing counted twice, contradictions told and kept."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from toolbox_budget_portal.debt.reading import read
from toolbox_core import InputError


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "debt.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_parts_with_decimal_commas_and_what_the_file_does_not_give(tmp_path: Path) -> None:
    text = (
        "Year;Instrument;Creditor;Residence;Opening stock;Borrowing;Repayment;Other changes;Closing stock;Interest\n"
        "2024;bonds;banks;domestic;1.000,50;200;100,25;;1.100,25;nfp\n"
        "2024;loans;World Bank;External;500;0;50;-10,125;439,875;12\n"
    )
    found = read(_write(tmp_path, text))
    bonds, loans = found.rows
    assert bonds.amounts == {
        "opening": Decimal("1000.50"),
        "borrowing": Decimal(200),
        "repayment": Decimal("100.25"),
        "other": None,
        "closing": Decimal("1100.25"),
        "interest": None,
    }
    assert (loans.part("creditor"), loans.part("residence"), loans.part("currency")) == ("World Bank", "foreign", "")
    assert (found.digits, found.problems, bonds.row, loans.row) == (3, (), 2, 3)


def test_contradictions_are_told_and_the_figures_are_kept(tmp_path: Path) -> None:
    text = "year,opening,borrowing,repayment,closing\n2023,100,10,5,105\n2024,106,0,6,99.5\n"
    found = read(_write(tmp_path, text))
    assert len(found.rows) == 2
    assert [(one.row, one.rule, one.severity) for one in found.problems] == [
        (3, "debt-identity", "warning"),
        (3, "debt-continuity", "warning"),
    ]
    assert found.problems[0].message.startswith("2024: the closing stock is 0.5 less than")
    assert found.problems[1].message == "2024 begins with 1 more than 2023 ended with."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("year,opening\n2024,1\n", "has no column 'closing'"),
        ("year,closing\n24,1\n", "row 2: '24' is not a year"),
        ("year,closing\n2024,much\n", "row 2: 'much' is not a number"),
        ("year,closing\n2024,-1\n", "row 2: closing is below zero: -1"),
        ("year,closing\n2024,nfp\n", "row 2: there is no amount"),
        ("year,closing\n2024,1\n2024,2\n", "row 3: this part of 2024 was given before, in row 2"),
        ("year,residence,closing\n2024,abroad,1\n", "'abroad' is neither domestic nor foreign"),
        (
            "year,instrument,creditor,closing\n2024,,,9\n2024,bonds,banks,9\n",
            "row 2: 2024 has a total beside its parts",
        ),
        ("year,instrument,creditor,closing\n2024,bonds,banks,9\n2024,bonds,,9\n", "row 3: 2024 has a total beside"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_row(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read(_write(tmp_path, text))


def test_parts_that_cross_are_no_total(tmp_path: Path) -> None:
    text = "year,instrument,creditor,closing\n2024,bonds,,9\n2024,,banks,8\n2023,,,5\n"
    assert len(read(_write(tmp_path, text)).rows) == 3
