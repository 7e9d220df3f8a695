"""Writing the values of metrics down: the last look of a day is that day's value."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from toolbox_core.contracts import Metric
from toolbox_core.db.base import utcnow
from toolbox_core.db.engine import Database
from toolbox_core.db.generation import renew_pages
from toolbox_core.services.metrics.models import MetricRow, MetricValueRow

logger = logging.getLogger(__name__)
LONGEST = 64


def record_metrics(database: Database, metrics: Iterable[tuple[str, Metric]], day: date) -> dict[str, str]:
    """Ask each metric, given with its plugin's id, for its value and keep it as the value of ``day``.

    A new value makes pages anew. Returns what went wrong, by metric: one that raises or answers with something else
    than an exact number loses nothing but its own value of this day.
    """
    faults: dict[str, str] = {}
    for plugin, metric in metrics:
        name = f"{plugin}:{metric.id}"
        try:
            with database.read() as session:
                value = _plain(metric.value(session))
        except Exception as error:
            logger.warning("A metric could not be computed.", extra={"metric": name}, exc_info=True)
            faults[name] = f"{type(error).__name__}: {error}"
            continue
        with database.write() as session:
            _keep(session, name, metric, day, value)
    return faults


def _plain(value: Decimal | int | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"a metric is a whole number, a Decimal or None, not {type(value).__name__}")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{number} is no number")
    text = format(number, "f")
    if len(text) > LONGEST:
        raise ValueError(f"a number of {len(text)} characters is too long")
    return text


def _keep(session: Session, name: str, metric: Metric, day: date, value: str | None) -> None:
    row = session.get(MetricRow, name)
    if row is None:
        row = MetricRow(id=name, label=metric.label)
        session.add(row)
        session.flush()
    row.label, row.unit, row.address, row.looked_at = metric.label, metric.unit, metric.address, utcnow()
    known = session.get(MetricValueRow, (name, day))
    if known is None or known.value != value:
        renew_pages(session)
    if known is None:
        session.add(MetricValueRow(metric=name, day=day, value=value))
    else:
        known.value = value
