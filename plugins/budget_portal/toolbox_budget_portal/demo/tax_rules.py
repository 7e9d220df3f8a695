"""Invented tax rules of the Republic of Aldora."""

from __future__ import annotations

from pathlib import Path

YEARS = (2024, 2025)
_ALLOWANCES = {2024: "5800", 2025: "6000"}
_TAXES = {2024: "3440.00", 2025: "3400.00"}


def write_rules(folder: Path, year: int) -> Path:
    """The rules of one year as TOML, with the test of their law."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"aldora-tax-rules-{year}.toml"
    path.write_text(
        f"""\
year = {year}
title = "Income tax and value added tax"
source = "Income Tax Act of Aldora, sections 3 and 8; Value Added Tax Act, section 2"

[[tax]]
name = "Income tax"
kind = "income"
allowance = {_ALLOWANCES[year]}
bands = [[14000, 10], [30000, 20], [0, 35]]

[[tax]]
name = "Value added tax"
kind = "consumption"
spent = 70
rate = 18

[[test]]
income = 30000
tax = {{ "Income tax" = {_TAXES[year]} }}

[[test]]
income = 5000
tax = {{ "Income tax" = 0, "Value added tax" = 533.90 }}
""",
        encoding="utf-8",
    )
    return path
