"""Indicators as plain values, for the page's downloads and the programming interface: one and the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolbox_budget_portal.indicators.queries import Indicators, YearOfIndicators
from toolbox_core import Column

COLUMNS = (
    Column(name="fiscal_year", type="year"),
    Column(name="indicator"),
    Column(name="value", type="number"),
    Column(name="unit", description="money, ratio or per-person"),
    Column(name="currency"),
    Column(name="stage", description="done or plan: of the figures of the budget"),
    Column(name="missing", description="figures that are not known, separated by spaces"),
    Column(name="not_above_zero", description="the figure that nothing can be divided by"),
)


def table(found: Indicators) -> Iterator[tuple[Any, ...]]:
    """One row for each year and indicator, oldest year first; a value that cannot be computed is empty."""
    for year in found.years:
        for result in year.results:
            yield (
                year.year.fiscal_year,
                result.formula.key,
                result.value,
                result.formula.unit,
                year.year.currency,
                year.stage,
                " ".join(result.missing),
                result.below,
            )


def plain(found: Indicators) -> dict[str, Any]:
    """Every year with its figures, its indicators, what each was made from and why one is missing."""
    return {
        "entity": found.entity.slug,
        "roles_version": found.roles_origin.number if found.roles_origin else None,
        "debt_version": found.debts.origin.number if found.debts else None,
        "loans_and_repayment_known": found.financing_known,
        "years": [_year(year) for year in found.years],
    }


def _year(year: YearOfIndicators) -> dict[str, Any]:
    return {
        "fiscal_year": year.year.fiscal_year,
        "stage": year.stage,
        "currency": year.year.currency,
        "interest_from_debt_file": year.interest_of_debt,
        "figures": dict(year.known),
        "codes": {
            role: [{"direction": direction, "kind": kind, "code": path} for direction, kind, path in parts]
            for role, parts in year.codes.items()
        },
        "indicators": [
            {
                "indicator": result.formula.key,
                "value": result.value,
                "unit": result.formula.unit,
                "made_from": dict(result.used),
                "missing": list(result.missing),
                "not_above_zero": result.below,
            }
            for result in year.results
        ],
    }
