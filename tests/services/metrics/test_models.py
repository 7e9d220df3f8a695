"""A metric's values go when the metric goes, and only then."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from toolbox_core.contracts import Metric
from toolbox_core.db import Database
from toolbox_core.services.metrics import MetricRow, MetricValueRow, record_metrics


def test_values_belong_to_their_metric(database: Database) -> None:
    metric = Metric(id="a", label="A", value=lambda session: 1)
    record_metrics(database, [("alpha", metric)], date(2026, 1, 1))
    record_metrics(database, [("alpha", metric)], date(2026, 1, 2))
    count = select(func.count()).select_from(MetricValueRow)
    with database.write() as session:
        assert session.scalar(count) == 2
        session.delete(session.get_one(MetricRow, "alpha:a"))
    with database.read() as session:
        assert session.scalar(count) == 0
