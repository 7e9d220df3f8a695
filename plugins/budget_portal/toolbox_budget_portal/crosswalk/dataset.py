"""The crosswalks of an entity as a side table, one for each scheme: their columns, their rows, their words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from toolbox_budget_portal.crosswalk.reading import SCHEMES
from toolbox_budget_portal.side_tables.table import SideTable
from toolbox_core import N_, Column, DatasetVersion

COLUMNS = (
    Column(name="code", title=N_("Code of the budget")),
    Column(name="to", title=N_("Code of the scheme")),
    Column(name="share", type="number", title=N_("Share, per cent")),
)


def _records(_session: Session, version: DatasetVersion) -> Iterator[tuple[Any, ...]]:
    return ((code, to, Decimal(share)) for code, to, share in version.mapping["crosswalk"]["rows"])


CROSSWALKS = SideTable(
    id="budget_crosswalks",
    name="crosswalk",
    mark="crosswalk",
    dataset="{entity}-crosswalk-{part}",
    part="|".join(SCHEMES),
    landing="/budget/{entity}",
    description="Which shares of each of the budget's own codes belong to which code that other countries use, too. "
    "The shares of a code add up to 100.",
    columns=COLUMNS,
    records=_records,
    keywords=("crosswalk",),
    frequency="IRREG",
)
