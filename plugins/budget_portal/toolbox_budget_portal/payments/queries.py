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
