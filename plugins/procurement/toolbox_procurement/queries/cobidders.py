"""Who bids beside a supplier: how often both bid in one process, and who of them won."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session, aliased

from toolbox_procurement.models import Party, Role
from toolbox_procurement.queries.records import CoBidder, Person

MOST: Final = 15


def cobidders(session: Session, supplier: str) -> list[CoBidder]:
    """Those who bid most often in the same processes, the most frequent first; empty when bids are not published.

    ``supplier`` is an organisation's slug. A process counts once, however many bids an organisation made in it.
    """
    own = select(Role.process_id).join(Party, Party.id == Role.party_id).where(Party.slug == supplier)
    bid_in = own.where(Role.role == "bidder").distinct().subquery()
    won_in = own.where(Role.role == "supplier").distinct()
    met = select(Party.slug, func.min(Party.name).label("name"), func.count(distinct(Role.process_id)).label("times"))
    met = met.join(Role, Role.party_id == Party.id).join(bid_in, bid_in.c.process_id == Role.process_id)
    met = met.where(Role.role == "bidder", Party.slug != supplier, Party.slug != "")
    met = met.group_by(Party.slug).order_by(func.count(distinct(Role.process_id)).desc(), Party.slug).limit(MOST)
    found = session.execute(met).all()
    slugs = [row.slug for row in found]

    def wins(condition: Any = None) -> dict[str, int]:
        """In how many of the processes where both bid the other won; with ``condition``, where it holds."""
        bidder = aliased(Role)
        query = select(Party.slug, func.count(distinct(Role.process_id)))
        query = query.join(Role, Role.party_id == Party.id).join(bid_in, bid_in.c.process_id == Role.process_id)
        query = query.join(bidder, (bidder.process_id == Role.process_id) & (bidder.party_id == Party.id))
        query = query.where(Party.slug.in_(slugs), bidder.role == "bidder")
        query = query.where(Role.role == "supplier" if condition is None else condition)
        return dict(session.execute(query.group_by(Party.slug)).all())

    theirs = wins() if slugs else {}
    ours = wins((Role.role == "bidder") & Role.process_id.in_(won_in)) if slugs else {}
    return [
        CoBidder(Person(row.name or row.slug, row.slug), row.times, ours.get(row.slug, 0), theirs.get(row.slug, 0))
        for row in found
    ]
