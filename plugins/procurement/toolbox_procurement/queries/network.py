"""Who buys from whom: the largest pairs, from the stored sums of buyers and suppliers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_core import NotFound
from toolbox_procurement.models import Party, Rollup
from toolbox_procurement.queries.records import Pair, Person
from toolbox_procurement.sharing import money

BUYERS: Final = 8
EACH: Final = 4
AROUND: Final = 3
"""Other partners that are shown of each partner of the one in the middle."""


def network(session: Session, buyer: str = "", supplier: str = "") -> tuple[list[Pair], str, str]:
    """Pairs with what they are worth, their currency, and the name of the one asked for.

    Of all: the largest suppliers of the largest buyers. Of one: its partners, and the largest others of these. Only
    amounts in one currency are compared: that of the one asked for, else the most frequent. Raises ``NotFound``.
    """
    kind, subject = ("buyer", buyer) if buyer else ("supplier", supplier)
    if subject:
        row = session.scalar(select(Rollup).where(Rollup.kind == kind, Rollup.subject == subject))
        if row is None:
            raise NotFound(f"There is no {kind} {subject[:80]!r} in the published contracts.")
        found = {**_around(session, row), **_pairs([row], 10)}
        currency, name = row.currency, row.name or subject
    else:
        whole = session.scalar(select(Rollup).where(Rollup.kind == "all"))
        currency, name = (whole.currency if whole else ""), ""
        query = select(Rollup).where(Rollup.kind == "buyer", Rollup.currency == currency)
        found = _pairs(session.scalars(query.order_by(Rollup.value.desc(), Rollup.subject).limit(BUYERS)).all(), EACH)
    names = _names(session, sorted({slug for pair in found for slug in pair}))
    pairs = [
        Pair(Person(names.get(one, one), one), Person(names.get(other, other), other), count, value)
        for (one, other), (count, value) in found.items()
        if value > 0
    ]
    return sorted(pairs, key=lambda pair: (-pair.value, pair.buyer.name, pair.supplier.name)), currency, name


def _pairs(rows: Sequence[Rollup], most: int) -> dict[tuple[str, str], tuple[int, Decimal]]:
    """The partners of these subjects: ``(buyer, supplier)`` → processes and value."""
    found = {}
    for row in rows:
        for partner, count, value in row.figures.get("top", ())[:most]:
            pair = (row.subject, partner) if row.kind == "buyer" else (partner, row.subject)
            found[pair] = (int(count), money(int(value)) or Decimal(0))
    return found


def _around(session: Session, row: Rollup) -> dict[tuple[str, str], tuple[int, Decimal]]:
    """The largest partners of the partners of one subject, in its currency."""
    other = "supplier" if row.kind == "buyer" else "buyer"
    partners = [entry[0] for entry in row.figures.get("top", ())]
    query = select(Rollup).where(Rollup.kind == other, Rollup.subject.in_(partners), Rollup.currency == row.currency)
    return _pairs(session.scalars(query.order_by(Rollup.subject)).all(), AROUND)


def _names(session: Session, slugs: Sequence[str]) -> dict[str, str]:
    query = select(Party.slug, func.min(Party.name)).where(Party.slug.in_(slugs)).group_by(Party.slug)
    return dict(session.execute(query).all()) if slugs else {}
