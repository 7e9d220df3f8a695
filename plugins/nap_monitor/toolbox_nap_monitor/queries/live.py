"""The live figures that a plan's commitments point at, with their history."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import KnownMetric, MetricValue, find_metric, metric_history
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.queries.records import Plan, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A commitment's figure: what it is now, what it aims at, what it was. ``metric`` is gone when its module is."""

    number: str
    titles: Texts
    id: str
    metric: KnownMetric | None
    target: Decimal | None
    history: tuple[MetricValue, ...]


def live_figures(session: Session, plan: Plan, commitment_id: int | None = None) -> list[Live]:
    """Every figure that a commitment of the plan points at, in the plan's order; or those of one commitment."""
    query = (
        select(m.Commitment.number, m.Commitment.titles, m.MetricLink.metric, m.MetricLink.target)
        .join(m.Commitment, m.MetricLink.commitment_id == m.Commitment.id)
        .where(m.Commitment.plan_id == plan.id)
        .order_by(m.Commitment.position, m.MetricLink.id)
    )
    if commitment_id is not None:
        query = query.where(m.Commitment.id == commitment_id)
    return [
        Live(
            number=number,
            titles=titles,
            id=metric,
            metric=find_metric(session, metric),
            target=Decimal(format(target.normalize(), "f")) if target is not None else None,
            history=tuple(metric_history(session, metric)),
        )
        for number, titles, metric, target in session.execute(query)
    ]
