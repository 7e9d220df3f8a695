"""Reading a debt file: one row for each year (and part of the debt), every cell understood or nothing stored. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

from toolbox_budget_portal.debt.records import (
    BORROWING,
    CLOSING,
    DOMESTIC,
    FACETS,
    FOREIGN,
    INTEREST,
    MEASURES,
    OPENING,
    OTHER,
    REPAYMENT,
    DebtRow,
    breaks,
    by_year,
    difference,
)
from toolbox_budget_portal.side_tables.cells import exact, fault, number_formats, year_of
from toolbox_budget_portal.side_tables.sheet import Columns, Field, Sheet, read_sheet
from toolbox_core import LimitSettings, Problem, decimal_places, fold

FIELDS = (
    Field("year", ("year", "fiscal year", "annee", "exercice", "ano", "ejercicio"), needed=True),
    Field(OPENING, ("opening", "opening stock", "opening balance", "encours au 1er janvier"), number=True),
    Field(BORROWING, ("borrowing", "new borrowing", "disbursements", "emprunts nouveaux"), number=True),
    Field(REPAYMENT, ("repayment", "repayments", "principal repaid", "remboursement", "redemptions"), number=True),
    Field(OTHER, ("other", "other changes", "autres variations"), number=True),
    Field(
        CLOSING,
        ("closing", "closing stock", "closing balance", "outstanding", "encours au 31 decembre"),
        needed=True,
        number=True,
    ),
    Field(INTEREST, ("interest", "interest paid", "interets", "intereses"), number=True),
    Field("instrument", ("instrument", "instrument kind", "type")),
    Field("creditor", ("creditor", "creditor kind", "lender", "creancier", "preteur", "acreedor")),
    Field("residence", ("residence", "domestic or foreign")),
    Field("currency", ("currency", "currency of the debt", "devise", "moneda")),
)
_RESIDENCES = {
    **dict.fromkeys(("domestic", "internal", "interne", "interieure", "interna"), DOMESTIC),
    **dict.fromkeys(("foreign", "external", "externe", "exterieure", "externa"), FOREIGN),
    "": "",
}
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows of a file; ``problems`` are figures that do not follow from one another, which do not stop a draft."""

    rows: tuple[DebtRow, ...]
    digits: int
    problems: tuple[Problem, ...]
    evidence: tuple[str, ...]
    dialect: Mapping[str, Any]
    encoding: str


def read(path: Path, *, columns: Columns | None = None, limits: LimitSettings | None = None) -> Reading:
    """The debt of a CSV file or workbook: a year and at least one stock in each row.

    Raises ``InputError`` with the row for a cell that cannot be understood, a part given twice, or a whole that stands
    beside its parts: then nothing of the file is used. Stocks and flows that contradict one another are no reason to
    hide them: they become problems of the report, and the page shows the difference.
    """
    sheet = read_sheet(path, FIELDS, most=_MOST, chosen=columns, limits=limits)
    numbers = number_formats(sheet, MEASURES)
    rows: list[DebtRow] = []
    known: dict[tuple[int, tuple[str, ...]], int] = {}
    for row, cells in sheet.rows:
        year = year_of(sheet, row, sheet.cell(cells, "year"))
        parts = tuple(_part(sheet, row, facet, sheet.cell(cells, facet)) for facet in FACETS)
        if (year, parts) in known:
            raise fault(sheet, row, f"this part of {year} was given before, in row {known[year, parts]}.")
        known[year, parts] = row
        amounts: dict[str, Decimal | None] = dict.fromkeys(MEASURES)
        for measure, number in numbers.items():
            amounts[measure] = exact(sheet, row, sheet.cell(cells, measure), number)
        _check_signs(sheet, row, amounts)
        rows.append(DebtRow(year, parts, amounts, row))
    _check_whole(sheet, known)
    digits = max([2, *(decimal_places(value) for one in rows for value in one.amounts.values() if value is not None)])
    evidence = tuple(f"{sheet.column(measure)}: {number.evidence}" for measure, number in numbers.items())
    return Reading(tuple(rows), digits, tuple(_problems(rows)), evidence, sheet.dialect, sheet.encoding)


def _part(sheet: Sheet, row: int, facet: str, text: str) -> str:
    plain = " ".join(text.split())
    if facet != "residence":
        return plain
    found = _RESIDENCES.get(fold(plain))
    if found is None:
        raise fault(sheet, row, f"{plain[:40]!r} is neither domestic nor foreign.")
    return found


def _check_signs(sheet: Sheet, row: int, amounts: Mapping[str, Decimal | None]) -> None:
    if all(value is None for value in amounts.values()):
        raise fault(sheet, row, "there is no amount.")
    for measure in (OPENING, BORROWING, REPAYMENT, CLOSING):
        value = amounts[measure]
        if value is not None and value < 0:
            raise fault(
                sheet,
                row,
                f"{measure} is below zero: {value:,f}.",
                "Write stocks, borrowing and repayment without a minus; only other changes have a sign.",
            )


def _check_whole(sheet: Sheet, known: Mapping[tuple[int, tuple[str, ...]], int]) -> None:
    """Refuse a row without a facet beside rows of the same year that have it and agree in everything else."""
    for year, parts in known:
        for blanked in product((False, True), repeat=len(parts)):
            wider = tuple("" if blank else part for blank, part in zip(blanked, parts, strict=True))
            if wider != parts and (year, wider) in known:
                raise fault(
                    sheet,
                    known[year, wider],
                    f"{year} has a total beside its parts, which would count twice.",
                    "Give either the whole or its parts.",
                )


def _problems(rows: list[DebtRow]) -> list[Problem]:
    found = []
    for one in rows:
        away = difference(one.amounts)
        if away:
            message = (
                f"{one.year}: the closing stock is {abs(away):,f} {'more' if away > 0 else 'less'} than opening, "
                "borrowing, repayment and other changes lead to."
            )
            found.append(_problem(one.row, "debt-identity", message, one.amounts[CLOSING]))
    years = by_year(rows)
    for year, away in breaks(years).items():
        first = min(one.row for one in rows if one.year == year)
        message = f"{year} begins with {abs(away):,f} {'more' if away > 0 else 'less'} than {year - 1} ended with."
        found.append(_problem(first, "debt-continuity", message, years[year][OPENING]))
    return found


def _problem(row: int, rule: str, message: str, value: Decimal | None) -> Problem:
    told = "" if value is None else f"{value:f}"
    return Problem(row=row, column="", value=told, rule=rule, message=message, severity="warning")
