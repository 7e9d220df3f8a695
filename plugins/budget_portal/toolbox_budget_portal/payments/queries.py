"""Published payments: who was paid how much, for which line; found by name, identifier or subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal.models import Payment, PaymentList
from toolbox_budget_portal.payments import dataset
from toolbox_budget_portal.payments.dataset import PAYMENTS
from toolbox_budget_portal.queries.records import Line as LineRecord
from toolbox_budget_portal.queries.records import Year
from toolbox_budget_portal.queries.sums import to_decimal
from toolbox_budget_portal.side_tables.table import PLUGIN
from toolbox_budget_portal.virements.queries import resolve
from toolbox_budget_portal.virements.records import LINE, read_place
from toolbox_core import NotFound, fold, organisation_of

PERSONS = "persons"
"""Stands for all natural persons together, where an organisation has its identifier."""
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


@dataclass(frozen=True, slots=True)
class LinePaid:
    """What was paid for one line: ``places`` are the texts that payments name it by, ``payments`` the newest ones."""

    count: int
    amount: Decimal
    places: tuple[str, ...]
    payments: tuple[tuple[Any, ...], ...]


def paid(session: Session, year: Year, asked: Asked, *, by_line: bool, page: int) -> Paid | None:
    """Payments by payee (or by line), largest first; single ones when a payee, a line or words are asked for.

    ``None`` when the year has no published payments.
    """
    version = PAYMENTS.current(session, year.entity.slug, year.fiscal_year)
    if version is None:
        return None
    listed = session.get_one(PaymentList, version.id)
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
        payments = list(dataset.records(session, query_one.offset((page - 1) * PAGE).limit(PAGE), listed.digits))
    texts = {group.key for group in groups} if by_line else {record[4] for record in payments}
    texts |= {asked.line} if asked.line else set()
    known = organisation_of(session, PLUGIN, dataset.reference(year.entity.slug, asked.payee)) if asked.payee else None
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


def records(session: Session, year: Year, asked: Asked) -> Iterator[tuple[Any, ...]]:
    """Every payment that is asked for, as records of ``COLUMNS``, in the order of the file. Raises ``NotFound``."""
    version = PAYMENTS.current(session, year.entity.slug, year.fiscal_year)
    if version is None:
        raise NotFound(f"No payments of {year.entity.name} have been published for {year.fiscal_year}.")
    listed = session.get_one(PaymentList, version.id)
    query = select(Payment).where(*_conditions(listed, asked)).order_by(Payment.source_row)
    return dataset.records(session, query, listed.digits)


def payment_page(
    session: Session, year: Year, asked: Asked, first: int, most: int
) -> tuple[int, Decimal, list[tuple[Any, ...]]]:
    """How many payments are asked for, what they add up to, and ``most`` of them after the ``first``.

    Raises ``NotFound`` as ``records`` does.
    """
    version = PAYMENTS.current(session, year.entity.slug, year.fiscal_year)
    if version is None:
        raise NotFound(f"No payments of {year.entity.name} have been published for {year.fiscal_year}.")
    listed = session.get_one(PaymentList, version.id)
    wanted = _conditions(listed, asked)
    count, minor = session.execute(select(func.count(), func.sum(Payment.amount)).where(*wanted)).one()
    query = select(Payment).where(*wanted).order_by(Payment.source_row).offset(first).limit(most)
    amount = to_decimal(minor or 0, listed.digits) or Decimal(0)
    return count, amount, list(dataset.records(session, query, listed.digits))


def line_payments(session: Session, year: Year, line: LineRecord, most: int) -> LinePaid | None:
    """The payments that name a line, by its number or by exactly its own codes, the newest ``most`` of them.

    A payment that names only a wider category is not counted: nobody knows which of its lines it paid. ``None`` when
    there is none.
    """
    version = PAYMENTS.current(session, year.entity.slug, year.fiscal_year)
    if version is None:
        return None
    listed = session.get_one(PaymentList, version.id)
    deepest = {kind: chain[-1].path for kind, chain in line.chains.items() if chain}
    own = {**deepest, **({LINE: line.row.code} if line.row.code else {})}
    named = select(Payment.place).where(Payment.version_id == version.id, Payment.place != "").distinct()
    places = []
    for text in session.scalars(named):
        place = read_place(text)
        if place is not None and place.direction == line.direction and all(own.get(k) == p for k, p in place.parts):
            places.append(text)
    if not places:
        return None
    wanted = (Payment.version_id == version.id, Payment.place.in_(places))
    count, minor = session.execute(select(func.count(), func.sum(Payment.amount)).where(*wanted)).one()
    query = select(Payment).where(*wanted).order_by(Payment.day.desc(), Payment.source_row).limit(most)
    amount = to_decimal(minor or 0, listed.digits) or Decimal(0)
    return LinePaid(count, amount, tuple(places), tuple(dataset.records(session, query, listed.digits)))
