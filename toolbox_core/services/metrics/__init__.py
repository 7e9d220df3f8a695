"""Figures that modules know about this site, written down day by day, for other modules to point at."""

from toolbox_core.services.metrics.models import MetricRow, MetricValueRow
from toolbox_core.services.metrics.reading import KnownMetric, MetricValue, find_metric, known_metrics, metric_history
from toolbox_core.services.metrics.recording import record_metrics

__all__ = [
    "KnownMetric",
    "MetricRow",
    "MetricValue",
    "MetricValueRow",
    "find_metric",
    "known_metrics",
    "metric_history",
    "record_metrics",
]
