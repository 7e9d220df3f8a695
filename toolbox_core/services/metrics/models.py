"""The tables of metrics: what each is called, and its value on each day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core.db.base import Base, utcnow


class MetricRow(Base):
    """One metric, ``<plugin>:<id>``. It stays when its plugin is disabled: its history is not undone by that.

    ``label`` and ``unit`` are English message ids; ``address`` is the page that shows the same figure, if any.
    """

    __tablename__ = "core_metric"

    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(Text, default="")
    looked_at: Mapped[datetime] = mapped_column(default=utcnow)


class MetricValueRow(Base):
    """The value of a metric at the end of a day, exact, as plain decimal text; ``None`` when there was none to tell."""

    __tablename__ = "core_metric_value"

    metric: Mapped[str] = mapped_column(ForeignKey("core_metric.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    value: Mapped[str | None] = mapped_column(String(64), default=None)
