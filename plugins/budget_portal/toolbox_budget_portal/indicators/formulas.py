"""The formulas of the fiscal indicators: what each needs, how it is computed, and what is missing. Pure and exact.

Figures are amounts of one fiscal year in the currency of the budget, of one stage (what was done, or what was planned).
Financing stays out of revenue and spending: loans taken up are no revenue and debt paid back is no spending, as in the
Government Finance Statistics Manual 2014 (chapter 4), which records them as transactions in liabilities.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

REVENUE, SPENDING, LOANS, REPAID = "revenue", "spending", "loans", "repaid"
INTEREST, TAX, TRANSFERS = "interest", "tax", "transfers"
CURRENT_REVENUE, CURRENT_SPENDING = "current-revenue", "current-spending"
DEBT, POPULATION, GDP = "debt", "population", "gdp"
SPENT, LIMIT, APPROVED = "spent", "limit", "approved"
FIGURES = (
    *(REVENUE, SPENDING, LOANS, REPAID, INTEREST, TAX, TRANSFERS, CURRENT_REVENUE, CURRENT_SPENDING),
    *(DEBT, POPULATION, GDP, SPENT, LIMIT, APPROVED),
)
MONEY, RATIO, PER_PERSON = "money", "ratio", "per-person"
_DIGITS = 60
_PLACES = Decimal("0.0000000001")

Figures = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Formula:
    """One indicator. ``needs`` are the figures it is made from, ``divisor`` the one that has to be above zero."""

    key: str
    unit: str
    needs: tuple[str, ...]
    compute: Callable[[Figures], Decimal]
    divisor: str = ""
    stage: bool = True
    """Whether it exists for what was planned as well as for what was done."""


@dataclass(frozen=True, slots=True)
class Result:
    """An indicator of one year. ``value`` is ``None`` when it cannot be computed.

    ``missing`` are the figures that are not known; ``below`` is the divisor that is known and not above zero.
    """

    formula: Formula
    value: Decimal | None
    used: Mapping[str, Decimal]
    missing: tuple[str, ...] = ()
    below: str = ""


def income(known: Figures) -> Decimal:
    """All revenue without loans taken up."""
    return known[REVENUE] - known[LOANS]


def _balance(known: Figures) -> Decimal:
    return income(known) - (known[SPENDING] - known[REPAID])


def _primary(known: Figures) -> Decimal:
    return _balance(known) + known[INTEREST]


def _own_share(known: Figures) -> Decimal:
    return (income(known) - known[TRANSFERS]) / income(known)


_BOTH = (REVENUE, LOANS, SPENDING, REPAID)
FORMULAS = (
    Formula("balance", MONEY, _BOTH, _balance),
    Formula("primary-balance", MONEY, (*_BOTH, INTEREST), _primary),
    Formula(
        "savings", MONEY, (CURRENT_REVENUE, CURRENT_SPENDING), lambda of: of[CURRENT_REVENUE] - of[CURRENT_SPENDING]
    ),
    Formula("own-revenue", RATIO, (REVENUE, LOANS, TRANSFERS), _own_share, "income"),
    Formula("interest-share", RATIO, (INTEREST, REVENUE, LOANS), lambda of: of[INTEREST] / income(of), "income"),
    Formula("tax-per-person", PER_PERSON, (TAX, POPULATION), lambda of: of[TAX] / of[POPULATION], POPULATION),
    Formula("debt-per-person", PER_PERSON, (DEBT, POPULATION), lambda of: of[DEBT] / of[POPULATION], POPULATION),
    Formula("debt-to-revenue", RATIO, (DEBT, REVENUE, LOANS), lambda of: of[DEBT] / income(of), "income"),
    Formula("debt-to-gdp", RATIO, (DEBT, GDP), lambda of: of[DEBT] / of[GDP], GDP),
    Formula("execution", RATIO, (SPENT, LIMIT), lambda of: of[SPENT] / of[LIMIT], LIMIT, stage=False),
    Formula("outturn", RATIO, (SPENT, APPROVED), lambda of: of[SPENT] / of[APPROVED], APPROVED, stage=False),
)
"""In the order in which they are shown: what is left over, where money comes from, what is owed, what was kept."""


def compute(known: Figures) -> list[Result]:
    """Every indicator of a year, computed or with what is missing. Ratios have ten decimals, money is exact."""
    return [_result(formula, known) for formula in FORMULAS]


def _result(formula: Formula, known: Figures) -> Result:
    missing = tuple(name for name in formula.needs if name not in known)
    used = {name: known[name] for name in formula.needs if name in known}
    if missing:
        return Result(formula, None, used, missing)
    if formula.divisor:
        below = income(known) if formula.divisor == "income" else known[formula.divisor]
        if below <= 0:
            return Result(formula, None, used, (), REVENUE if formula.divisor == "income" else formula.divisor)
    with localcontext() as context:
        context.prec = _DIGITS
        value = formula.compute(known)
        return Result(formula, value if formula.unit == MONEY else value.quantize(_PLACES), used)
