"""What was written down of metrics is read in order, and what was never looked at is not there."""

from __future__ import annotations

from datetime import date

from toolbox_core.contracts import Metric
from toolbox_core.db import Database
from toolbox_core.services.metrics import known_metrics, record_metrics


def test_an_empty_site_knows_none(database: Database) -> None:
    with database.read() as session:
        assert known_metrics(session) == ()


def test_metrics_are_listed_by_id(database: Database) -> None:
    metrics = [
        (plugin, Metric(id=name, label=name, value=lambda session: 1))
        for plugin, name in (("beta", "b"), ("alpha", "z"), ("alpha", "a"))
    ]
    record_metrics(database, metrics, date(2026, 1, 1))
    with database.read() as session:
        assert [one.id for one in known_metrics(session)] == ["alpha:a", "alpha:z", "beta:b"]
