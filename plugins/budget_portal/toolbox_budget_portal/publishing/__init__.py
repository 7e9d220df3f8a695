"""The publisher's path in the browser: files proposed, corrected, stored as drafts, compared, published.

The same services as ``toolbox budget``; what a person answers on the page changes the proposed descriptor of a budget,
and says which column is which in the tables that stand beside budgets.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from toolbox_budget_portal import addresses, services
from toolbox_budget_portal.crosswalk.importer import FORM as CROSSWALKS
from toolbox_budget_portal.debt.importer import FORM as DEBT
from toolbox_budget_portal.goals.importer import FORM as GOALS
from toolbox_budget_portal.indicators.importer import FORM as ROLES
from toolbox_budget_portal.models import BudgetVersion, Entity
from toolbox_budget_portal.months.importer import FORM as MONTHS
from toolbox_budget_portal.payments.importer import FORM as PAYMENTS
from toolbox_budget_portal.projects.importer import FORM as PROJECTS
from toolbox_budget_portal.publishing.answers import corrected, draft
from toolbox_budget_portal.publishing.changes import changes
from toolbox_budget_portal.publishing.proposals import earlier, inspect, like
from toolbox_budget_portal.receipt.importer import FORM as TAX_RULES
from toolbox_budget_portal.side_tables.importer import Form
from toolbox_budget_portal.virements.importer import FORM as CHANGES
from toolbox_budget_portal.yardsticks.importer import FORM as YARDSTICKS
from toolbox_core import N_, Importer, find_version

FORMS = (YARDSTICKS, PAYMENTS, CHANGES, MONTHS, PROJECTS, CROSSWALKS, TAX_RULES, DEBT, ROLES, GOALS)
"""The forms of what stands beside budgets."""
LOAD, PUBLISH = "budget_portal.import", "budget_portal.publish"


def publish(session: Session, version: int, by: str, accepted: int) -> None:
    """Make a draft public."""
    services.publish_version(session, version, by=by, accept_rejected=accepted)


def address(session: Session, version: int) -> str:
    """Where everybody reads a published version."""
    beside = services.side_table_of(session, version)
    if beside is not None:
        return beside.address(find_version(session, version))
    budget = session.get(BudgetVersion, version)
    if budget is None:
        return ""
    return addresses.year_page(session.get_one(Entity, budget.entity_id).slug, budget.fiscal_year)


def importer(form: Form) -> Importer:
    """The way in for one kind of table beside budgets."""
    return Importer(
        id=form.id,
        label=form.label,
        hint=form.hint,
        permission=LOAD,
        publish_permission=PUBLISH,
        inspect=form.inspect,
        draft=form.draft,
        publish=publish,
        discard=services.discard_version,
        differences=changes,
        address=address,
    )


IMPORTERS = (
    Importer(
        id="budgets",
        label=N_("Budget files"),
        hint=N_("CSV or workbook, one row for each budget line"),
        permission=LOAD,
        publish_permission=PUBLISH,
        inspect=inspect,
        draft=draft,
        publish=publish,
        discard=services.discard_version,
        differences=changes,
        earlier=earlier,
        replay=like,
        address=address,
    ),
    *map(importer, FORMS),
)

__all__ = ["FORMS", "IMPORTERS", "address", "corrected", "importer", "publish"]
