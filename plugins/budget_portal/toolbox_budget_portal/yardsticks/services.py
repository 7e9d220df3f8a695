"""Loading yardsticks: a draft from a table of one figure a year."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Yardstick, YardstickValue
from toolbox_budget_portal.side_tables.services import close_draft, open_draft, owner_of
from toolbox_budget_portal.yardsticks import reading
from toolbox_budget_portal.yardsticks.dataset import YARDSTICKS
from toolbox_budget_portal.yardsticks.records import GDP, INFLATION, POPULATION, PRICES
from toolbox_core import FileStore, LimitSettings

_TITLES = {
    POPULATION: "Population of {name}",
    INFLATION: "Change of prices in {name}, per cent",
    PRICES: "Index of prices in {name}",
    GDP: "Gross domestic product of {name}",
}


def import_yardstick(
    session: Session,
    files: FileStore,
    path: Path,
    *,
    entity: str,
    kind: str,
    year_column: str = "",
    value_column: str = "",
    only: Mapping[str, str] | None = None,
    licence: str = "",
    by: str = "",
    limits: LimitSettings | None = None,
) -> tuple[int, reading.Reading]:
    """Store a table of one figure a year as a draft. Returns the version's id and how the file was read.

    ``files`` is the site's folder of kept originals. Raises ``InputError`` as ``reading.read`` says, and for an entity
    that has no budgets.
    """
    owner = owner_of(session, entity)
    found = reading.read(path, kind, year_column=year_column, value_column=value_column, only=only, limits=limits)
    mapping: dict[str, Any] = {
        "kind": kind,
        "year_column": year_column,
        "value_column": value_column,
        "only": dict(only or {}),
    }
    version = open_draft(
        session,
        YARDSTICKS,
        entity=entity,
        part=kind,
        title=_TITLES[kind].format(name=owner.name),
        mapping=mapping,
        licence=licence,
        by=by,
    )
    session.add(Yardstick(version_id=version.id, entity_id=owner.id, kind=kind))
    session.flush()
    session.add_all(
        YardstickValue(version_id=version.id, fiscal_year=year, value=str(value), source_row=row)
        for year, (value, row) in sorted(found.values.items())
    )
    close_draft(
        session,
        files,
        YARDSTICKS,
        version,
        path,
        rows_read=found.rows_read,
        rows_stored=len(found.values),
        notes=found.evidence,
        encoding=found.encoding,
        role=kind,
        dialect=found.dialect,
    )
    return version.id, found
