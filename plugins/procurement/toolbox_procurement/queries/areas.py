"""Where the processes of a list lie: by the places they deliver to, or by the region of who buys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from toolbox_core import Boundaries, Matching, best_boundaries
from toolbox_procurement.models import DeliveryPlace, Process, Rollup
from toolbox_procurement.queries.listing import narrowed
from toolbox_procurement.queries.records import Area, Conditions, Spots
from toolbox_procurement.rows import COMPETITIVE
from toolbox_procurement.sharing import money

DELIVERY, BUYER = "delivery", "buyer"
MOST: Final = 3_000
"""Places that are told apart; no page is longer."""


def areas(session: Session, wanted: Conditions, basis: str = "") -> Spots:
    """The sums of each place of the processes that fit, the most processes first.

    Without ``basis`` the places of delivery are taken when any process names one, else the buyers' regions.
    """
    if not basis:
        basis = DELIVERY if session.scalar(select(DeliveryPlace.process_id).limit(1)) is not None else BUYER
    stored = None if wanted else _stored(session, basis)
    if stored is not None:
        return stored
    where, ranks = narrowed(session, wanted)
    if ranks is not None:
        where = [*where, Process.id.in_(ranks)]
    count = session.scalar(select(func.count()).select_from(Process).where(*where)) or 0
    money_in = select(Process.currency, func.count(Process.value)).where(*where, Process.value.is_not(None))
    currencies = Counter({name: int(found) for name, found in session.execute(money_in.group_by(Process.currency))})
    currency = min(currencies, key=lambda name: (-currencies[name], name), default="")
    found = tuple(_area(row) for row in session.execute(_grouped(basis, where, currency).limit(MOST)))
    located = session.scalar(select(func.count()).select_from(Process).where(*where, _is_located(basis))) or 0
    return Spots(
        basis=basis,
        areas=found,
        count=count,
        located=located,
        currency=currency,
        other_money=max(_valued_there(session, basis, where) - sum(one.valued for one in found), 0),
    )


def _stored(session: Session, basis: str) -> Spots | None:
    """The same of all processes, from the stored sums; ``None`` when these were made before places were counted."""
    whole = session.scalar(select(Rollup).where(Rollup.kind == "all"))
    located, valued = (whole.figures.get("located") or {}).get(basis, (None, 0)) if whole else (None, 0)
    if whole is None or located is None:
        return None
    kind = "place" if basis == DELIVERY else "region"
    query = select(Rollup).where(Rollup.kind == kind).order_by(Rollup.count.desc(), Rollup.subject).limit(MOST)
    found = tuple(_sum(row, whole.currency) for row in session.scalars(query))
    return Spots(
        basis=basis,
        areas=found,
        count=whole.count,
        located=located,
        currency=whole.currency,
        other_money=max(valued - sum(one.valued for one in found), 0),
    )


def _sum(row: Rollup, currency: str) -> Area:
    """A stored sum; amounts of a place whose most frequent currency is another one are in no sum."""
    single, known = row.figures.get("single", (0, 0))
    longitude, latitude = row.figures.get("point", (None, None))
    valued = row.valued if row.currency == currency else 0
    return Area(
        name=row.subject,
        count=row.count,
        value=money(row.value) if valued else None,
        valued=valued,
        single=single,
        known=known,
        flagged=row.flagged,
        longitude=longitude,
        latitude=latitude,
    )


def matched(session: Session, spots: Spots) -> tuple[Boundaries, Matching] | None:
    """The boundaries that know most of these places, and how they match; ``None`` without any."""
    named: Mapping[str, str] = {area.name: area.name for area in spots.areas}
    return best_boundaries(session, named)


def _is_located(basis: str) -> Any:
    if basis == DELIVERY:
        return Process.id.in_(select(DeliveryPlace.process_id))
    return Process.region != ""


def _valued_there(session: Session, basis: str, where: Any) -> int:
    query = select(func.count()).select_from(Process).where(*where, Process.value.is_not(None), _is_located(basis))
    return session.scalar(query) or 0


def _grouped(basis: str, where: Any, currency: str) -> Any:
    counts = and_(Process.value.is_not(None), Process.currency == currency)
    if basis == DELIVERY:
        counts = and_(counts, DeliveryPlace.alone == 1)
    competitive = and_(Process.method.in_(COMPETITIVE), Process.bidders.is_not(None))
    number = func.count()
    figures = (
        number.label("count"),
        func.sum(case((counts, Process.value), else_=0)).label("value"),
        func.sum(case((counts, 1), else_=0)).label("valued"),
        func.sum(case((and_(competitive, Process.bidders == 1), 1), else_=0)).label("single"),
        func.sum(case((competitive, 1), else_=0)).label("known"),
        func.sum(case((Process.flags > 0, 1), else_=0)).label("flagged"),
    )
    if basis == BUYER:
        query = select(Process.region.label("name"), *figures).where(*where, Process.region != "")
        return query.group_by(Process.region).order_by(number.desc(), Process.region)
    points = (func.avg(DeliveryPlace.longitude).label("longitude"), func.avg(DeliveryPlace.latitude).label("latitude"))
    query = select(DeliveryPlace.area.label("name"), *figures, *points).join(
        DeliveryPlace, DeliveryPlace.process_id == Process.id
    )
    return query.where(*where).group_by(DeliveryPlace.area).order_by(number.desc(), DeliveryPlace.area)


def _area(row: Any) -> Area:
    return Area(
        name=row.name,
        count=int(row.count),
        value=money(int(row.value)) if row.valued else None,
        valued=int(row.valued),
        single=int(row.single),
        known=int(row.known),
        flagged=int(row.flagged),
        longitude=_degrees(getattr(row, "longitude", None)),
        latitude=_degrees(getattr(row, "latitude", None)),
    )


def _degrees(value: float | None) -> float | None:
    """To a tenth of a metre: both databases, and the stored sums, add up in orders of their own."""
    return None if value is None else round(value, 6)
