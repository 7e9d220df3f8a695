"""The yardsticks of an entity as they are published, and as open datasets."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Entity, Yardstick, YardstickValue
from toolbox_budget_portal.yardsticks.records import (
    GDP,
    INFLATION,
    POPULATION,
    PRICES,
    Origin,
    Yardsticks,
    index_from_changes,
)
from toolbox_core import Column, ContentTable, DatasetDescription, DatasetVersion, NotFound

PLUGIN = "budget_portal"
COLUMNS = (
    Column(name="year", type="year", title="Year"),
    Column(name="value", type="number", title="Figure"),
    Column(name="source_row", type="integer", title="Row of the file"),
)
TITLES = {
    POPULATION: "Population of {name}",
    INFLATION: "Change of prices in {name}, per cent",
    PRICES: "Index of prices in {name}",
    GDP: "Gross domestic product of {name}",
}


def of_entity(session: Session, entity_id: int) -> Yardsticks:
    """Everything published that budgets of the entity can be measured by. An index wins over yearly changes."""
    values: dict[str, dict[int, Decimal]] = {}
    origins: dict[str, Origin] = {}
    for table, version in _current(session, entity_id):
        rows = session.scalars(select(YardstickValue).where(YardstickValue.version_id == table.version_id))
        values[table.kind] = {row.fiscal_year: Decimal(row.value) for row in rows}
        source = version.sources[0].source
        assert version.published_at is not None  # Its status says that it was published.
        origins[table.kind] = Origin(
            version.id, version.number, version.title, version.published_at, source.name, source.sha256
        )
    prices = values.get(PRICES) or index_from_changes(values.get(INFLATION, {}))
    return Yardsticks(values.get(POPULATION, {}), prices, values.get(GDP, {}), origins)


def _current(session: Session, entity_id: int = 0) -> list[tuple[Yardstick, DatasetVersion]]:
    query = (
        select(Yardstick, DatasetVersion)
        .join(DatasetVersion, DatasetVersion.id == Yardstick.version_id)
        .where(DatasetVersion.status == "published")
        .order_by(DatasetVersion.id)
    )
    if entity_id:
        query = query.where(Yardstick.entity_id == entity_id)
    return [(table, version) for table, version in session.execute(query)]


def describe(session: Session) -> list[DatasetDescription]:
    """One open dataset for each published yardstick."""
    found = []
    for table, version in _current(session):
        owner = session.get_one(Entity, table.entity_id)
        assert version.published_at is not None  # Its status says that it was published.
        found.append(
            DatasetDescription(
                id=version.dataset,
                title=version.title,
                description="One figure for each year, with the row of the file it was read from. "
                "Budgets are measured by it: per inhabitant, in prices of one year, or as a share of the economy.",
                columns=COLUMNS,
                version=version.number,
                version_ids=(version.id,),
                publisher=owner.name,
                licence=version.licence,
                modified=version.published_at,
                row_count=version.row_count,
                spatial=owner.country,
                frequency="ANNUAL",
                landing=f"/budget/{owner.slug}",
                keywords=("budget", table.kind),
                themes=("SOCI",) if table.kind == POPULATION else ("ECON",),
            )
        )
    return found


def rows(session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
    """The rows of one yardstick by its dataset's slug. Raises ``NotFound``."""
    version = next((version for _, version in _current(session) if version.dataset == f"{PLUGIN}/{slug}"), None)
    if version is None:
        raise NotFound(f"There is no dataset {slug[:64]!r}.")
    yield from value_rows(session, version.id)


def value_rows(session: Session, version_id: int) -> Iterator[tuple[Any, ...]]:
    """The rows of one version, by year."""
    query = select(YardstickValue).where(YardstickValue.version_id == version_id).order_by(YardstickValue.fiscal_year)
    for row in session.scalars(query):
        yield row.fiscal_year, Decimal(row.value), row.source_row


def version_tables(session: Session, version_id: int) -> list[ContentTable]:
    """What one version consists of, for the publication log. Raises ``NotFound``."""
    if session.get(Yardstick, version_id) is None:
        raise NotFound(f"Version {version_id} is no yardstick.")
    return [("values", COLUMNS, value_rows(session, version_id))]
