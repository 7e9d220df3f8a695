"""The payments of a year as a side table: their columns, their rows, their words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Entity, Payment, PaymentList
from toolbox_budget_portal.side_tables.table import PLUGIN, SideTable
from toolbox_core import N_, Column, DatasetVersion, Mention, from_minor, link_organisations

COLUMNS = (
    Column(name="date", type="date", title=N_("Day")),
    Column(name="payee", title=N_("Organisation; empty for a natural person")),
    Column(name="identifier", title=N_("Identifier of the organisation")),
    Column(name="kind", title=N_("organisation or person")),
    Column(name="line", title=N_("Budget line")),
    Column(name="amount", type="number", title=N_("Amount")),
    Column(name="subject", title=N_("What it was for; empty for a natural person")),
    Column(name="source_row", type="integer", title=N_("Row of the kept file")),
)


def reference(slug: str, identifier: str) -> str:
    """The key under which a payee is known to the directory of organisations."""
    return f"payee/{slug}/{identifier}"[:255]


def records(session: Session, query: Select[Payment], digits: int) -> Iterator[tuple[Any, ...]]:
    """Payments as records of ``COLUMNS``, in the order of the query; ``digits`` are those of their list."""
    for row in session.scalars(query.execution_options(yield_per=2_000)):
        kind = "person" if row.person else "organisation"
        amount = from_minor(row.amount, digits)
        yield row.day, row.payee, row.identifier, kind, row.place, amount, row.subject, row.source_row


def _all(session: Session, version: DatasetVersion) -> Iterator[tuple[Any, ...]]:
    query = select(Payment).where(Payment.version_id == version.id).order_by(Payment.source_row)
    return records(session, query, session.get_one(PaymentList, version.id).digits)


def _link_payees(session: Session, version: DatasetVersion, by: str) -> None:
    """Let the organisations that were paid be found in the directory; natural persons never are."""
    owner = session.get_one(Entity, session.get_one(PaymentList, version.id).entity_id)
    query = select(Payment.identifier, Payment.payee).where(Payment.version_id == version.id, Payment.person.is_(False))
    names = {row.identifier: row.payee for row in session.execute(query.order_by(Payment.source_row))}
    mentions = []
    for identifier, payee in names.items():
        scheme, colon, value = identifier.partition(":")
        pair = (scheme, value) if colon and value.strip() else (owner.country, identifier)
        mentions.append(
            Mention(
                reference=reference(owner.slug, identifier),
                name=payee,
                identifiers=(pair,) if pair[0] else (),
                kind="company",
                jurisdiction=owner.country,
            )
        )
    link_organisations(session, PLUGIN, mentions, by=by)


PAYMENTS = SideTable(
    id="budget_payments",
    name="payments",
    mark="payments",
    dataset="{entity}-{part}-payments",
    landing="/budget/{entity}/{part}/payments",
    description="Every payment: to which organisation, for which budget line, how much. "
    "Natural persons have no name here, and none in the file it was read from.",
    columns=COLUMNS,
    summed="amount",
    records=_all,
    stored=(Payment, PaymentList),
    keywords=("budget", "payments"),
    themes=("GOVE",),
    announce=_link_payees,
)
