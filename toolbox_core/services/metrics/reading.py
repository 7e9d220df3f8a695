"""Reading metrics back: which there are, how they stand, and how they stood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_core.services.metrics.models import MetricRow, MetricValueRow


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricValue:
    """A value on a day; ``None`` when there was none to tell, which is not 0."""

    day: date
    value: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMetric:
    """A metric and its newest value. ``id`` is ``<plugin>:<id>``; ``label`` and ``unit`` are English message ids."""

    id: str
    label: str
    unit: str
    address: str
    newest: MetricValue | None = None


def known_metrics(session: Session) -> tuple[KnownMetric, ...]:
    """Every metric that was ever written down, by id, with its newest value."""
    return tuple(_known(session, session.scalars(select(MetricRow).order_by(MetricRow.id))))


def find_metric(session: Session, name: str) -> KnownMetric | None:
    """The metric of that id, or ``None``."""
    row = session.get(MetricRow, name)
    return next(iter(_known(session, [row]))) if row is not None else None


def metric_history(session: Session, name: str, *, since: date | None = None) -> tuple[MetricValue, ...]:
    """The values of a metric, oldest first: one for each day on which it was looked at, from ``since`` on."""
    query = select(MetricValueRow).where(MetricValueRow.metric == name).order_by(MetricValueRow.day)
    if since is not None:
        query = query.where(MetricValueRow.day >= since)
    return tuple(_value(row) for row in session.scalars(query))


def _known(session: Session, rows: Iterable[MetricRow]) -> list[KnownMetric]:
    newest = (
        select(MetricValueRow.metric, func.max(MetricValueRow.day).label("day"))
        .group_by(MetricValueRow.metric)
        .subquery()
    )
    values = session.scalars(
        select(MetricValueRow).join(
            newest, (newest.c.metric == MetricValueRow.metric) & (newest.c.day == MetricValueRow.day)
        )
    )
    by_metric = {row.metric: _value(row) for row in values}
    return [
        KnownMetric(id=row.id, label=row.label, unit=row.unit, address=row.address, newest=by_metric.get(row.id))
        for row in rows
    ]


def _value(row: MetricValueRow) -> MetricValue:
    return MetricValue(day=row.day, value=None if row.value is None else Decimal(row.value))
