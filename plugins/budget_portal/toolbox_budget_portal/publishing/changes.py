"""What a draft changes, for whoever publishes it: totals, new and vanished codes, labels that are others now."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import differences
from toolbox_budget_portal.models import BudgetVersion
from toolbox_budget_portal.services import side_table_of
from toolbox_budget_portal.side_tables.differences import differences as differences_beside
from toolbox_core import N_, DatasetVersion, ImportChanges, ImportTable, current_versions, find_version

SHOWN = 100
"""Codes of one kind of change that the page lists; all of them are told by ``toolbox budget diff``."""


def changes(session: Session, version: int) -> ImportChanges | None:
    """A draft against the version that it will replace, else against the nearest public year of the same entity."""
    budget = session.get(BudgetVersion, version)
    if budget is None:
        beside = side_table_of(session, version)
        return None if beside is None else differences_beside(session, beside, find_version(session, version))
    public = [one.id for one in current_versions(session, find_version(session, version).dataset) if one.id != version]
    old = public[-1] if public else _nearest(session, budget)
    if old is None:
        return None
    found = differences.compare(session, old, version)
    amounts = [Decimal(entry[key]) for entry in found.totals for key in ("old", "new") if entry[key] is not None]
    digits = max((max(0, -int(amount.as_tuple().exponent)) for amount in amounts), default=0)
    totals = ImportTable(
        title=N_("Changed totals"),
        columns=[N_("Phase"), N_("Part"), N_("Before"), N_("Now"), N_("Change")],
        rows=[
            (entry["phase"], entry["part"], *(_number(entry[key]) for key in ("old", "new", "change")))
            for entry in found.totals
        ],
        count=len(found.totals),
        words=2,
        digits=digits,
    )
    return ImportChanges(
        against=f"{found.old['fiscal_year']}",
        current=bool(public),
        tables=[
            totals,
            _codes(N_("New codes"), found.new_codes),
            _codes(N_("Vanished codes"), found.vanished_codes),
            ImportTable(
                title=N_("Changed labels"),
                columns=[N_("Kind"), N_("Code"), N_("Before"), N_("Now")],
                rows=[
                    (entry["kind"], entry["path"], entry["old"], entry["new"]) for entry in found.changed_labels[:SHOWN]
                ],
                count=len(found.changed_labels),
                words=1,
            ),
        ],
    )


def _nearest(session: Session, budget: BudgetVersion) -> int | None:
    """The public version of the year before, else of the nearest year, of the same entity."""
    query = (
        select(BudgetVersion.version_id)
        .join(DatasetVersion, DatasetVersion.id == BudgetVersion.version_id)
        .where(BudgetVersion.entity_id == budget.entity_id, DatasetVersion.status == "published")
        .where(BudgetVersion.fiscal_year != budget.fiscal_year)
        .order_by(func.abs(BudgetVersion.fiscal_year - budget.fiscal_year + 1), DatasetVersion.id.desc())
    )
    return session.scalars(query).first()


def _codes(title: str, entries: Sequence[dict[str, str]]) -> ImportTable:
    rows = [(entry["kind"], entry["path"], entry["label"]) for entry in entries[:SHOWN]]
    return ImportTable(
        title=title, columns=[N_("Kind"), N_("Code"), N_("Name")], rows=rows, count=len(entries), words=1
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
