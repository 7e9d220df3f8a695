"""The tax rules of a year as a side table: one row for each tax."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from toolbox_budget_portal.side_tables.table import SideTable
from toolbox_core import N_, Column, DatasetVersion

COLUMNS = (Column(name="tax", title=N_("Tax")), Column(name="rule", title=N_("Rule")))


def _records(_session: Session, version: DatasetVersion) -> Iterator[tuple[Any, ...]]:
    taxes = version.mapping["tax_rules"]["tax"]
    return ((tax["name"], json.dumps(tax, ensure_ascii=False, sort_keys=True)) for tax in taxes)


TAX_RULES = SideTable(
    id="budget_tax_rules",
    name="rules",
    mark="tax_rules",
    dataset="{entity}-tax-rules-{part}",
    landing="/budget/{entity}/{part}/receipt",
    description="The rules that tax receipts are estimated by: one row for each tax, the rule as JSON.",
    columns=COLUMNS,
    records=_records,
    keywords=("taxes",),
)
