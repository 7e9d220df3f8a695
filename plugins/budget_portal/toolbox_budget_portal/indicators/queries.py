"""The figures that the indicators of a year are made from, and where each of them comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.debt.queries import Debts, debts_of
from toolbox_budget_portal.debt.records import CLOSING
from toolbox_budget_portal.debt.records import INTEREST as DEBT_INTEREST
from toolbox_budget_portal.indicators.dataset import ROLES_TABLE, roles_in
from toolbox_budget_portal.indicators.formulas import (
    APPROVED,
    DEBT,
    GDP,
    INTEREST,
    LIMIT,
    LOANS,
    POPULATION,
    REPAID,
    REVENUE,
    SPENDING,
    SPENT,
    Result,
    compute,
)
from toolbox_budget_portal.indicators.roles import ROLES, Roles
from toolbox_budget_portal.queries.records import EXPENDITURE, Entity, Phase, Sums, Year
from toolbox_budget_portal.queries.records import REVENUE as INCOME
from toolbox_budget_portal.queries.sums import totals
from toolbox_budget_portal.queries.years import entity as find_entity
from toolbox_budget_portal.queries.years import fiscal_years, years
from toolbox_budget_portal.side_tables.origins import Origin, origin_of

Category, Rollup = models.Category, models.Rollup
DONE, PLAN = "done", "plan"
_SIDES = {EXPENDITURE: SPENDING, INCOME: REVENUE}


@dataclass(frozen=True, slots=True)
class YearOfIndicators:
    """One fiscal year. ``stage`` is ``done`` when the accounts of every direction are known, else ``plan``.

    ``known`` are the figures; ``codes`` says of which (direction, kind, path) a role's figure consists in this year;
    ``interest_of_debt`` that interest was taken from the debt file, because no codes are said to be interest.
    """

    year: Year
    stage: str
    phases: Mapping[str, Phase]
    known: Mapping[str, Decimal]
    codes: Mapping[str, tuple[tuple[str, str, str], ...]]
    results: tuple[Result, ...]
    interest_of_debt: bool = False

    def result(self, key: str) -> Result:
        """One indicator."""
        return next(result for result in self.results if result.formula.key == key)


@dataclass(frozen=True, slots=True)
class Indicators:
    """All years of an entity, oldest first. ``roles`` is ``None`` when nobody has said what codes mean."""

    entity: Entity
    years: tuple[YearOfIndicators, ...]
    roles: Roles | None
    roles_origin: Origin | None
    debts: Debts | None

    @property
    def financing_known(self) -> bool:
        """Whether it is said which codes are loans and which are debt paid back (or that there are none)."""
        return self.roles is not None and LOANS in self.roles.parts and REPAID in self.roles.parts


def indicators_of(session: Session, slug: str) -> Indicators:
    """The indicators of every published year. Raises ``NotFound`` for an entity that there is not."""
    owner = find_entity(session, slug)
    version = ROLES_TABLE.current(session, slug, "roles")
    roles = None if version is None else roles_in(version)
    debts = debts_of(session, slug)
    listed = years(session, owner, fiscal_years(session, owner.id))
    found = tuple(_year(session, year, roles, debts) for _, year in sorted(listed.items()))
    return Indicators(owner, found, roles, None if version is None else origin_of(version), debts)


def _year(session: Session, year: Year, roles: Roles | None, debts: Debts | None) -> YearOfIndicators:
    sums = totals(session, year)
    stage, phases = _stage(year, sums)
    known: dict[str, Decimal] = {}
    for direction, phase in phases.items():
        amount = sums[direction].of(phase.code, net=True)
        if amount is not None:
            known[_SIDES[direction]] = amount
    codes = {}
    # Without a word about loans and repayment everything counts as it stands in the files; the page says so.
    known[LOANS] = known[REPAID] = Decimal(0)
    for role, pairs in (roles.parts if roles else {}).items():
        direction = ROLES[role]
        amount = _role(session, year, direction, pairs, phases.get(direction))
        known.pop(role, None)
        if amount is not None:
            known[role] = amount
            codes[role] = tuple((direction, kind, path) for kind, path in pairs)
    owed = debts.years.get(year.fiscal_year, {}) if debts else {}
    closing, interest = owed.get(CLOSING), owed.get(DEBT_INTEREST)
    if closing is not None:
        known[DEBT] = closing
    of_debt = INTEREST not in (roles.parts if roles else {}) and interest is not None and stage == DONE
    if of_debt and interest is not None:
        known[INTEREST] = interest
    for name, table in ((POPULATION, year.yardsticks.population), (GDP, year.yardsticks.gdp)):
        if year.fiscal_year in table:
            known[name] = table[year.fiscal_year]
    if EXPENDITURE in sums:
        for name, stage_of in (
            (SPENT, year.done(EXPENDITURE)),
            (LIMIT, year.limit(EXPENDITURE)),
            (APPROVED, year.stage(EXPENDITURE, "approved")),
        ):
            amount = sums[EXPENDITURE].of(stage_of.code, net=True) if stage_of else None
            # A year that has not begun has an empty or all-zero column of what was spent.
            if amount is not None and (name != SPENT or amount):
                known[name] = amount
    return YearOfIndicators(year, stage, phases, known, codes, tuple(compute(known)), of_debt)


def _stage(year: Year, sums: Mapping[str, Sums]) -> tuple[str, dict[str, Phase]]:
    """What was done, when the accounts of all directions are there; else what was planned: never one of each."""
    done = {direction: year.done(direction) for direction in year.directions}
    if all(phase is not None and sums[direction].of(phase.code) for direction, phase in done.items()):
        return DONE, {direction: phase for direction, phase in done.items() if phase is not None}
    plans = {direction: year.plan(direction) for direction in year.directions}
    return PLAN, {direction: phase for direction, phase in plans.items() if phase is not None}


def _role(
    session: Session, year: Year, direction: str, pairs: tuple[tuple[str, str], ...], phase: Phase | None
) -> Decimal | None:
    """The net amount of the codes; ``None`` when the year is not divided by them. A code without lines is nothing."""
    if not pairs:
        return Decimal(0)
    kind = pairs[0][0]
    if phase is None or kind not in year.kinds(direction):
        return None
    digits = {version.id: version.digits for version in year.versions}
    query = (
        select(Rollup.version_id, Rollup.eliminated, func.sum(Rollup.n), func.sum(getattr(Rollup, phase.slot)))
        .join(Category, Category.id == Rollup.a_id)
        .where(
            Rollup.version_id.in_(year.version_ids),
            Rollup.dims == kind,
            Rollup.direction == direction,
            Category.path.in_([path for _, path in pairs]),
        )
        .group_by(Rollup.version_id, Rollup.eliminated)
    )
    found, lines, told = Decimal(0), 0, 0
    for version, eliminated, count, amount in session.execute(query):
        lines += int(count)
        if amount is not None:
            told += 1
            exact = Decimal(int(amount)).scaleb(-digits[version])
            found += -exact if eliminated else exact
    return None if lines and not told else found
