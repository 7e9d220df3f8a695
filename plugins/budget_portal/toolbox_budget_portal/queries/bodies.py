"""The budget's bodies in the site's directory: which organisation a part of a budget is, and what it spent by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_budget_portal.addresses import to_address
from toolbox_budget_portal.folding import fold
from toolbox_budget_portal.queries.records import EXPENDITURE, Entity, Phase, Sums, Year
from toolbox_budget_portal.queries.sums import amount_sums, to_sums, totals
from toolbox_budget_portal.queries.years import entity as find_entity
from toolbox_budget_portal.queries.years import fiscal_years
from toolbox_budget_portal.queries.years import years as find_years
from toolbox_core import NotFound, OrganisationCard, organisation_of

PLUGIN = "budget_portal"
ADMINISTRATIVE = "administrative"
MOST_YEARS, MOST_BODIES = 10, 20
"""What an organisation's page shows: the newest years, and so many parts of budgets that are the organisation."""
Category, Rollup = models.Category, models.Rollup


def reference(entity: str, category: int | None = None) -> str:
    """How the directory's links name an entity, or one administrative category of it."""
    return entity if category is None else f"{entity}/{category}"


def body_of(session: Session, owner: Entity, category: int | None = None) -> tuple[str, str] | None:
    """Address and name of the organisation that an entity or an administrative category is; ``None`` when unknown.

    A category that is called like the one above it, or like the entity, is the same body.
    """
    row = session.get(Category, category) if category is not None else None
    found = organisation_of(session, PLUGIN, reference(owner.slug, category))
    while found is None and row is not None:
        above = session.get(Category, row.parent_id) if row.parent_id is not None else None
        if fold(row.label) != fold(owner.name if above is None else above.label):
            return None
        found = organisation_of(session, PLUGIN, reference(owner.slug, None if above is None else above.id))
        row = above
    return None if found is None else (found.slug, found.name)


@dataclass(frozen=True, slots=True)
class BodyYear:
    """What one body planned to spend and spent in one year, net; ``None`` where the files give no number."""

    fiscal_year: int
    currency: str
    planned: Decimal | None
    spent: Decimal | None


@dataclass(frozen=True, slots=True)
class Body:
    """An entity, or one administrative category of it, over the years, newest first.

    ``address`` is the category's part of addresses; it and ``label`` are empty for the entity as a whole.
    """

    entity: Entity
    label: str
    address: str
    years: tuple[BodyYear, ...]


def bodies(session: Session, card: OrganisationCard, references: Sequence[str]) -> dict[str, Any] | None:
    """The panel of an organisation's page: each part of a budget that is the organisation, year by year."""
    del card
    found = []
    for text in references[:MOST_BODIES]:
        slug, _, number = text.partition("/")
        try:
            owner = find_entity(session, slug)
        except NotFound:
            continue
        category = session.get(Category, int(number)) if number.isdecimal() else None
        if number and category is None:
            continue
        years = find_years(session, owner, fiscal_years(session, owner.id)[:MOST_YEARS])
        rows = tuple(
            one
            for fiscal_year, year in sorted(years.items(), reverse=True)
            if (one := _year(session, fiscal_year, year, category)) is not None
        )
        if rows:
            label = "" if category is None else category.label or category.code
            found.append(Body(owner, label, "" if category is None else to_address(category.path), rows))
    return {"bodies": found, "more": len(references) > MOST_BODIES} if found else None


def _year(session: Session, fiscal_year: int, year: Year, category: models.Category | None) -> BodyYear | None:
    if category is None:
        sums = totals(session, year).get(EXPENDITURE)
    else:
        sums = category_sums(session, year, [category.kind], [category.id]).get((category.id, EXPENDITURE))
    if sums is None:
        return None

    def amount(phase: Phase | None) -> Decimal | None:
        return None if phase is None else sums.of(phase.code, net=True)

    return BodyYear(fiscal_year, year.currency, amount(year.plan(EXPENDITURE)), amount(year.done(EXPENDITURE)))


def category_sums(
    session: Session, year: Year, kinds: Iterable[str], ids: Sequence[int] = ()
) -> dict[tuple[int, str], Sums]:
    """The sums of every category (or of ``ids``) of these kinds in a year, by category and direction."""
    query = (
        select(Rollup.a_id, Rollup.direction, Rollup.eliminated, func.sum(Rollup.n), *amount_sums(Rollup, year))
        .where(Rollup.version_id.in_(year.version_ids), Rollup.dims.in_(list(kinds)), Rollup.b_id == 0)
        .group_by(Rollup.a_id, Rollup.direction, Rollup.eliminated)
    )
    query = query.where(Rollup.a_id.in_(ids)) if ids else query.where(Rollup.a_id != 0)
    parts: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for category_id, direction, eliminated, count, *amounts in session.execute(query):
        if direction in year.directions:
            parts[category_id, direction].append((eliminated, count, amounts))
    return {key: to_sums(year, group) for key, group in parts.items()}
