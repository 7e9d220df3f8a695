"""What codes of a budget mean, as a side table: its columns, its rows, its words."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from toolbox_budget_portal.indicators.roles import Roles, build
from toolbox_budget_portal.side_tables.table import SideTable
from toolbox_core import Column, DatasetVersion

COLUMNS = (
    Column(name="role", title="Role", description="tax, transfers, current-revenue, loans, interest, …"),
    Column(name="kind", title="Classification"),
    Column(name="code", title="Code", description="path; everything below it is in it; empty: there is none"),
)


def roles_in(version: DatasetVersion) -> Roles:
    """The roles that a version holds."""
    return build([(at, *row) for at, row in enumerate(version.mapping["roles"], 2)])


def _records(_session: Session, version: DatasetVersion) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in version.mapping["roles"]]


ROLES_TABLE = SideTable(
    id="budget_roles",
    name="roles",
    mark="roles",
    dataset="{entity}-{part}",
    part="roles",
    landing="/budget/{entity}/indicators",
    description="Which codes of the budget are taxes, interest, current spending and the like, as the publisher says. "
    "Fiscal indicators are computed by it.",
    columns=COLUMNS,
    records=_records,
    keywords=("budget", "indicators"),
    frequency="IRREG",
)
