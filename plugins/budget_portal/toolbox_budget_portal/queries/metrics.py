"""Figures about the published budgets that other modules may point at."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_core import DatasetVersion

Rollup, BudgetVersion = models.Rollup, models.BudgetVersion


def count_years(session: Session) -> int:
    """How many budget years are public: each entity's each fiscal year once, whatever parts it was published in."""
    return _count(session)


def count_accounts(session: Session) -> int:
    """How many of them say what was really spent or paid, not only what was planned."""
    spent = select(Rollup.version_id).where(
        Rollup.dims == "",
        Rollup.direction == "expenditure",
        Rollup.executed.is_not(None) | Rollup.paid.is_not(None),
    )
    return _count(session, BudgetVersion.version_id.in_(spent))


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    years = (
        select(BudgetVersion.entity_id, BudgetVersion.fiscal_year)
        .join(DatasetVersion, DatasetVersion.id == BudgetVersion.version_id)
        .where(DatasetVersion.status == "published", *conditions)
        .distinct()
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(years)) or 0
