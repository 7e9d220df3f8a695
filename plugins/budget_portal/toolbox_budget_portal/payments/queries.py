"""Published payments: who was paid how much, for which line; found by name, identifier or subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Entity, Payment, PaymentList
from toolbox_budget_portal.queries.records import Year
from toolbox_budget_portal.queries.sums import to_decimal
from toolbox_budget_portal.virements.queries import resolve
from toolbox_budget_portal.virements.records import LINE, read_place
from toolbox_core import (
    Column,
    ContentTable,
    DatasetDescription,
    DatasetVersion,
    NotFound,
    fold,
    from_minor,
    organisation_of,
)

PLUGIN = "budget_portal"
PERSONS = "persons"
"""Stands for all natural persons together, where an organisation has its identifier."""
COLUMNS = (
    Column(name="date", type="date", title="Day"),
    Column(name="payee", title="Organisation; empty for a natural person"),
    Column(name="identifier", title="Identifier of the organisation"),
    Column(name="kind", title="organisation or person"),
    Column(name="line", title="Budget line"),
    Column(name="amount", type="number", title="Amount"),
    Column(name="subject", title="What it was for; empty for a natural person"),
    Column(name="source_row", type="integer", title="Row of the kept file"),
)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """Which payments: words to find, one payee (an identifier, or ``PERSONS``), one line as files name it."""

    words: str = ""
    payee: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The payments to one payee, or for one line: their number and sum. ``key`` picks it in an address."""

    key: str
    name: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Paid:
    """One page of payments: ``groups`` by payee or by line, single ``payments`` where few enough are meant."""

    number: int
    published_at: datetime
    licence: str
    file: str
    sha256: str
    count: int
    amount: Decimal
    groups: tuple[Group, ...]
    group_count: int
    payments: tuple[tuple[Any, ...], ...]
    names: Mapping[str, str]
    organisation: tuple[str, str] | None


def reference(slug: str, identifier: str) -> str:
    """The key under which a payee is known to the directory of organisations."""
    return f"payee/{slug}/{identifier}"[:255]


def published(session: Session, entity_id: int, fiscal_year: int) -> tuple[PaymentList, DatasetVersion] | None:
    """The current payments of a year; ``None`` when none are published."""
    query = (
        select(PaymentList, DatasetVersion)
        .join(DatasetVersion, DatasetVersion.id == PaymentList.version_id)
        .where(
            PaymentList.entity_id == entity_id,
            PaymentList.fiscal_year == fiscal_year,
            DatasetVersion.status == "published",
        )
        .order_by(DatasetVersion.id.desc())
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1])


def paid(session: Session, year: Year, asked: Asked, *, by_line: bool, page: int) -> Paid | None:
    """Payments by payee (or by line), largest first; single ones when a payee, a line or words are asked for.

    ``None`` when the year has no published payments.
    """
    found = published(session, year.entity.id, year.fiscal_year)
    if found is None:
        return None
    listed, version = found
    wanted = _conditions(listed, asked)
    count, minor = session.execute(select(func.count(), func.sum(Payment.amount)).where(*wanted)).one()
    key: Any = Payment.place if by_line else Payment.identifier
    total = func.sum(Payment.amount)
    single = bool(asked.payee or asked.line)
    groups: tuple[Group, ...] = ()
    group_count = 0
    if not single:
        group_count = len(session.execute(select(key).where(*wanted).group_by(key)).all())
        query = select(key, func.max(Payment.payee), func.count(), total).where(*wanted).group_by(key)
        rows = session.execute(query.order_by(total.desc(), key).offset((page - 1) * PAGE).limit(PAGE))
        groups = tuple(
            Group(str(code), str(name), number, to_decimal(amount, listed.digits) or Decimal(0))
            for code, name, number, amount in rows
        )
    payments: list[tuple[Any, ...]] = []
    if single:
        query_one = select(Payment).where(*wanted).order_by(Payment.day.desc(), Payment.source_row)
        payments = list(_records(session, listed, query_one.offset((page - 1) * PAGE).limit(PAGE)))
    texts = {group.key for group in groups} if by_line else {record[4] for record in payments}
    texts |= {asked.line} if asked.line else set()
    known = organisation_of(session, PLUGIN, reference(year.entity.slug, asked.payee)) if asked.payee else None
    source = version.sources[0].source
    assert version.published_at is not None  # Its status says that it was published.
    return Paid(
        version.number,
        version.published_at,
        version.licence,
        source.name,
        source.sha256,
        count,
        to_decimal(minor or 0, listed.digits) or Decimal(0),
        groups,
        group_count,
        tuple(payments),
        _names(session, year, texts),
        None if known is None else (known.slug, known.name),
    )


def _conditions(listed: PaymentList, asked: Asked) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [Payment.version_id == listed.version_id]
    wanted += [Payment.folded.contains(word, autoescape=True) for word in fold(asked.words).split()]
    if asked.payee:
        wanted.append(Payment.person.is_(True) if asked.payee == PERSONS else Payment.identifier == asked.payee)
    if asked.line:
        wanted.append(Payment.place == asked.line)
    return wanted


def _names(session: Session, year: Year, texts: set[str]) -> dict[str, str]:
    places = {text: place for text in texts if (place := read_place(text)) is not None}
    nodes = resolve(session, year, places.values())
    return {text: ", ".join(node.label for node in nodes[text]) or text.removeprefix(f"{LINE}:") for text in places}


def _records(session: Session, listed: PaymentList, query: Any) -> Iterator[tuple[Any, ...]]:
    for row in session.scalars(query.execution_options(yield_per=2_000)):
        kind = "person" if row.person else "organisation"
        amount = from_minor(row.amount, listed.digits)
        yield row.day, row.payee, row.identifier, kind, row.place, amount, row.subject, row.source_row


def records(session: Session, year: Year, asked: Asked) -> Iterator[tuple[Any, ...]]:
    """Every payment that is asked for, as records of ``COLUMNS``, in the order of the file. Raises ``NotFound``."""
    found = published(session, year.entity.id, year.fiscal_year)
    if found is None:
        raise NotFound(f"No payments of {year.entity.name} have been published for {year.fiscal_year}.")
    query = select(Payment).where(*_conditions(found[0], asked)).order_by(Payment.source_row)
    return _records(session, found[0], query)


def describe(session: Session) -> list[DatasetDescription]:
    """One open dataset for each year with published payments."""
    query = (
        select(PaymentList, DatasetVersion, Entity)
        .join(DatasetVersion, DatasetVersion.id == PaymentList.version_id)
        .join(Entity, Entity.id == PaymentList.entity_id)
        .where(DatasetVersion.status == "published")
        .order_by(DatasetVersion.id)
    )
    found = []
    for listed, version, owner in session.execute(query):
        assert version.published_at is not None  # Its status says that it was published.
        found.append(
            DatasetDescription(
                id=version.dataset,
                title=version.title,
                description="Every payment: to which organisation, for which budget line, how much. "
                "Natural persons have no name here, and none in the file it was read from.",
                columns=COLUMNS,
                version=version.number,
                version_ids=(version.id,),
                publisher=owner.name,
                licence=version.licence,
                modified=version.published_at,
                row_count=version.row_count,
                spatial=owner.country,
                frequency="ANNUAL",
                landing=f"/budget/{owner.slug}/{listed.fiscal_year}/payments",
                keywords=("budget", "payments", str(listed.fiscal_year)),
                themes=("GOVE",),
            )
        )
    return found


def rows(session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
    """The rows of one dataset by its slug. Raises ``NotFound``."""
    query = (
        select(PaymentList)
        .join(DatasetVersion, DatasetVersion.id == PaymentList.version_id)
        .where(DatasetVersion.dataset == f"{PLUGIN}/{slug}", DatasetVersion.status == "published")
    )
    listed = session.scalars(query).first()
    if listed is None:
        raise NotFound(f"There is no dataset {slug[:64]!r}.")
    yield from _all(session, listed)


def _all(session: Session, listed: PaymentList) -> Iterator[tuple[Any, ...]]:
    query = select(Payment).where(Payment.version_id == listed.version_id).order_by(Payment.source_row)
    return _records(session, listed, query)


def version_tables(session: Session, version_id: int) -> list[ContentTable]:
    """What one version consists of, for the publication log. Raises ``NotFound``."""
    listed = session.get(PaymentList, version_id)
    if listed is None:
        raise NotFound(f"Version {version_id} is no list of payments.")
    return [("payments", COLUMNS, _all(session, listed))]
