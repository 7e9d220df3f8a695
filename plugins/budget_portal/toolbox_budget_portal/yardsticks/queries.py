"""The yardsticks of an entity as they are published."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Yardstick, YardstickValue
from toolbox_budget_portal.yardsticks.records import (
    GDP,
    INFLATION,
    POPULATION,
    PRICES,
    Origin,
    Yardsticks,
    index_from_changes,
)
from toolbox_core import DatasetVersion


def of_entity(session: Session, entity_id: int) -> Yardsticks:
    """Everything published that budgets of the entity can be measured by. An index wins over yearly changes."""
    values: dict[str, dict[int, Decimal]] = {}
    origins: dict[str, Origin] = {}
    query = (
        select(Yardstick, DatasetVersion)
        .join(DatasetVersion, DatasetVersion.id == Yardstick.version_id)
        .where(DatasetVersion.status == "published", Yardstick.entity_id == entity_id)
        .order_by(DatasetVersion.id)
    )
    for table, version in session.execute(query):
        rows = session.scalars(select(YardstickValue).where(YardstickValue.version_id == table.version_id))
        values[table.kind] = {row.fiscal_year: Decimal(row.value) for row in rows}
        source = version.sources[0].source
        assert version.published_at is not None  # Its status says that it was published.
        origins[table.kind] = Origin(
            version.id, version.number, version.title, version.published_at, source.name, source.sha256
        )
    prices = values.get(PRICES) or index_from_changes(values.get(INFLATION, {}))
    return Yardsticks(values.get(POPULATION, {}), prices, values.get(GDP, {}), origins)
