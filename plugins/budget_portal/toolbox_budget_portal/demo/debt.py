"""Invented debts of the republic and the city: what their budgets lacked was borrowed, interest is that of the budgets.

The file of the city says 400,000 too much at the end of 2023, so that the demo shows what such a thing looks like.
"""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from toolbox_budget_portal import queries
from toolbox_budget_portal.demo.files import CITY, REPUBLIC
from toolbox_budget_portal.demo.plan import YEARS
from toolbox_budget_portal.indicators.services import propose_roles
from toolbox_budget_portal.queries.records import EXPENDITURE, REVENUE, Year


class Part(NamedTuple):
    """One kind of debt: its words, what was owed at the end of 2020, repaid each year and newly taken, per thousand."""

    instrument: str
    creditor: str
    residence: str
    currency: str
    start: str
    repaid: int
    share: int
    interest: str
    of_it: tuple[int, int] = (0, 1000)
    """From where to where, in thousandths, the interest of that code is this part's."""


PARTS = {
    REPUBLIC.slug: (
        Part("Bonds", "Funds and insurers", "domestic", "DOR", "38200000000.00", 96, 640, "24/241"),
        Part("Bonds", "Investors abroad", "foreign", "EUR", "17400000000.00", 71, 290, "24/242", (0, 880)),
        Part("Loans", "Development banks", "foreign", "USD", "3900000000.00", 54, 70, "24/242", (880, 1000)),
    ),
    CITY.slug: (
        Part("Loans", "Savings banks", "domestic", "DOR", "412000000.00", 88, 700, "24/241"),
        Part("Loans", "European Investment Bank", "foreign", "EUR", "268000000.00", 62, 300, "24/242"),
    ),
}
_EXCHANGE = {2021: 4, 2022: 31, 2023: -12, 2024: 7, 2025: -5}
"""What a change of exchange rates added to debt in other currencies, in thousandths of it."""
_TOO_MUCH = {(CITY.slug, 2023, 0): Decimal("400000.00")}
_CENT = Decimal("0.01")
_HEAD = "year instrument creditor residence currency opening borrowing repayment other closing interest"


def write_debt(session: Session, folder: Path, entity: str) -> Path:
    """One row for each year and kind of debt; the city writes decimal commas, like its other files."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{entity}-debt.csv"
    city = entity == CITY.slug
    stocks = [Decimal(part.start) for part in PARTS[entity]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";" if city else ",")
        writer.writerow(_HEAD.split())
        for number in YEARS:
            year = queries.year(session, entity, number)
            lacking = _lacking(session, year)
            for at, part in enumerate(PARTS[entity]):
                opening = stocks[at]
                other = Decimal(0) if part.currency == "DOR" else _thousandths(opening, _EXCHANGE[number])
                repaid, new = _thousandths(opening, part.repaid), _thousandths(lacking, part.share)
                # What was lacking and what had to be paid back is borrowed; what was left over pays back more.
                borrowed, repaid = (repaid + new, repaid) if new >= 0 else (repaid, repaid - new)
                closing = opening + borrowed - repaid + other + _TOO_MUCH.get((entity, number, at), 0)
                stocks[at] = closing
                amounts = (opening, borrowed, repaid, other or None, closing, _interest(session, year, part))
                told = ["" if amount is None else f"{amount:.2f}" for amount in amounts]
                writer.writerow([number, *part[:4], *(amount.replace(".", ",") if city else amount for amount in told)])
    return path


def write_roles(session: Session, folder: Path, entity: str) -> Path:
    """What the codes mean: both use those of GFSM 2014, so the proposal is right as it stands."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{entity}-roles.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["role", "kind", "code"])
        writer.writerows(propose_roles(session, entity).rows())
    return path


def _thousandths(amount: Decimal, share: int) -> Decimal:
    return (amount * share / 1000).quantize(_CENT, rounding=ROUND_HALF_UP)


def _lacking(session: Session, year: Year) -> Decimal:
    """Spending less revenue, as it happened; as it was planned where there are no accounts."""
    sums = queries.totals(session, year)
    amounts = []
    for direction in (EXPENDITURE, REVENUE):
        done, plan = year.done(direction), year.plan(direction)
        told = sums[direction].of(done.code, net=True) if done else None
        planned = sums[direction].of(plan.code, net=True) if plan else None
        amounts.append(told if told is not None else planned or Decimal(0))
    return amounts[0] - amounts[1]


def _interest(session: Session, year: Year, part: Part) -> Decimal | None:
    done = year.done(EXPENDITURE)
    if done is None:
        return None
    found = queries.breakdown(session, year, EXPENDITURE, "economic", part.interest).total.of(done.code)
    begin, end = part.of_it
    return None if found is None else _thousandths(found, end) - _thousandths(found, begin)
