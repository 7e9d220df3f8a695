"""The publisher's path in the browser: budget files proposed, corrected, stored as drafts, compared, published.

The same services as ``toolbox budget``; what a person answers on the page changes the proposed descriptor.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_budget_portal import addresses, services
from toolbox_budget_portal.models import BudgetVersion, Entity
from toolbox_budget_portal.publishing.answers import corrected, draft
from toolbox_budget_portal.publishing.changes import changes
from toolbox_budget_portal.publishing.proposals import earlier, inspect, like
from toolbox_budget_portal.yardsticks import importer as yardsticks
from toolbox_core import N_, Importer


def publish(session: Session, version: int, by: str, accepted: int) -> None:
    """Make a draft public."""
    services.publish_version(session, version, by=by, accept_rejected=accepted)


def address(session: Session, version: int) -> str:
    """Where everybody reads a published year; empty for population, prices and the like."""
    budget = session.get(BudgetVersion, version)
    if budget is None:
        return ""
    return addresses.year_page(session.get_one(Entity, budget.entity_id).slug, budget.fiscal_year)


IMPORTER = Importer(
    id="budgets",
    label=N_("Budget files"),
    hint=N_("CSV or workbook, one row for each budget line"),
    permission="budget_portal.import",
    publish_permission="budget_portal.publish",
    inspect=inspect,
    draft=draft,
    publish=publish,
    discard=services.discard_version,
    differences=changes,
    earlier=earlier,
    replay=like,
    address=address,
)

YARDSTICKS = Importer(
    id="yardsticks",
    label=N_("Population, prices, gross domestic product"),
    hint=N_("CSV or workbook, one row for each year"),
    permission="budget_portal.import",
    publish_permission="budget_portal.publish",
    inspect=yardsticks.inspect,
    draft=yardsticks.draft,
    publish=publish,
    discard=services.discard_version,
    differences=changes,
    address=address,
)

__all__ = ["IMPORTER", "YARDSTICKS", "corrected"]
