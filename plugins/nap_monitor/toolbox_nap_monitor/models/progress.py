"""What was done, who judges it, and what proves it; what changed, what was sent, which files were read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, Numeric, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core import Base, utcnow
from toolbox_nap_monitor.models.plans import TextsColumn, owned


class Update(Base):
    """What was done by the end of a period. Added, never changed, except for its ``state`` and who decided.

    ``is_current`` marks the newest published update of its target (the commitment, or one milestone), so that a whole
    plan is read without looking at its history.
    """

    __tablename__ = "nap_monitor_update"
    __table_args__ = (
        Index(None, "commitment_id", "is_current"),
        Index(None, "commitment_id", "state", "published_at"),
        Index(None, "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = owned("commitment")
    milestone_id: Mapped[int | None] = mapped_column(
        ForeignKey("nap_monitor_milestone.id", ondelete="CASCADE"), default=None
    )
    period: Mapped[str] = mapped_column(String(32))
    as_of: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(16))
    raw_status: Mapped[str] = mapped_column(String(128), default="")
    percent: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    progress: TextsColumn = mapped_column(JSON, default=dict)
    challenges: TextsColumn = mapped_column(JSON, default=dict)
    next_steps: TextsColumn = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    is_current: Mapped[bool] = mapped_column(default=False)
    supersedes_id: Mapped[int | None] = mapped_column(
        ForeignKey("nap_monitor_update.id", ondelete="SET NULL"), default=None
    )
    actor: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[str] = mapped_column(String(128), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(128), default="")
    decision_note: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Evidence(Base):
    """What proves an update: address, kept file, or both, and what the last look at the address found.

    ``found`` is empty before the first look, then ``alive``, ``moved``, ``dead`` or ``refused``.
    """

    __tablename__ = "nap_monitor_evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = owned("update", index=True)
    kind: Mapped[str] = mapped_column(String(16), default="web-page")
    title: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    file_name: Mapped[str] = mapped_column(String(255), default="")
    size: Mapped[int] = mapped_column(Integer, default=0)
    archived_url: Mapped[str] = mapped_column(Text, default="")
    checked_at: Mapped[datetime | None] = mapped_column(index=True)
    found: Mapped[str] = mapped_column(String(8), default="")
    http_status: Mapped[int | None] = mapped_column(SmallInteger)
    found_note: Mapped[str] = mapped_column(Text, default="")


class Assessment(Base):
    """One verdict of one assessor on one indicator, kept as given. A newer one stands beside it, never instead.

    ``is_current`` marks the newest of each assessor and body on each indicator.
    """

    __tablename__ = "nap_monitor_assessment"
    __table_args__ = (Index(None, "commitment_id", "indicator"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = owned("commitment")
    assessor: Mapped[str] = mapped_column(String(16))
    indicator: Mapped[str] = mapped_column(String(32), default="completion")
    product: Mapped[str] = mapped_column(String(24), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    report: Mapped[str] = mapped_column(Text, default="")
    year: Mapped[int | None] = mapped_column(SmallInteger)
    day: Mapped[date | None]
    scale: Mapped[str] = mapped_column(String(8), default="")
    raw: Mapped[str] = mapped_column(String(255), default="")
    value: Mapped[str] = mapped_column(String(32), default="")
    level: Mapped[int | None] = mapped_column(SmallInteger)
    text: TextsColumn = mapped_column(JSON, default=dict)
    url: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default="published")
    is_current: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[str] = mapped_column(String(128), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    origin: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class ProcessFact(Base):
    """A stated fact about how a plan was made; ``requirement``: ``1.1`` … ``5.1`` or a source's question."""

    __tablename__ = "nap_monitor_process_fact"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = owned("plan", index=True)
    requirement: Mapped[str] = mapped_column(String(128))
    value: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(Text, default="")
    day: Mapped[date | None]
    created_by: Mapped[str] = mapped_column(String(128), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    origin: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Document(Base):
    """A document of a plan's repository: the plan itself, reports, evidence of co-creation."""

    __tablename__ = "nap_monitor_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = owned("plan", index=True)
    kind: Mapped[str] = mapped_column(String(24), default="report")
    titles: TextsColumn = mapped_column(JSON)
    language: Mapped[str] = mapped_column(String(16), default="")
    url: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    file_name: Mapped[str] = mapped_column(String(255), default="")
    size: Mapped[int] = mapped_column(Integer, default=0)
    published: Mapped[date]


class MetricLink(Base):
    """A commitment points at a live figure of another module (``open-data:datasets``), with the value it aims at."""

    __tablename__ = "nap_monitor_metric_link"
    __table_args__ = (UniqueConstraint("commitment_id", "metric"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = owned("commitment")
    metric: Mapped[str] = mapped_column(String(128), index=True)
    target: Mapped[Decimal | None] = mapped_column(Numeric(24, 6))


class MetricValue(Base):
    """What a metric was on a day: its history, one value a day."""

    __tablename__ = "nap_monitor_metric_value"
    __table_args__ = ({"sqlite_with_rowid": False},)

    metric: Mapped[str] = mapped_column(String(128), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[Decimal | None] = mapped_column(Numeric(24, 6))


class Change(Base):
    """Something that changed, in order, for "what changed since". ``before`` and ``after`` hold what differs."""

    __tablename__ = "nap_monitor_change"
    __table_args__ = (Index(None, "plan_id", "at"), Index(None, "commitment_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = owned("plan")
    commitment_id: Mapped[int | None] = mapped_column(
        ForeignKey("nap_monitor_commitment.id", ondelete="CASCADE"), default=None
    )
    milestone_id: Mapped[int | None] = mapped_column(
        ForeignKey("nap_monitor_milestone.id", ondelete="CASCADE"), default=None
    )
    kind: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    actor: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str] = mapped_column(String(128), default="")
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Reminder(Base):
    """A reminder that was sent, so that it is sent once: ``kind`` is ``before-30``, ``before-7``, ``after-1`` …"""

    __tablename__ = "nap_monitor_reminder"
    __table_args__ = (UniqueConstraint("commitment_id", "milestone_id", "due", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = owned("commitment")
    milestone_id: Mapped[int] = mapped_column(Integer, default=0)
    due: Mapped[date]
    kind: Mapped[str] = mapped_column(String(16))
    sent_at: Mapped[datetime] = mapped_column(default=utcnow)
    recipients: Mapped[list[str]] = mapped_column(JSON, default=list)


class ImportRun(Base):
    """A file that was read into a plan: what it held, what was refused and why."""

    __tablename__ = "nap_monitor_import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("nap_monitor_plan.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    layout: Mapped[str] = mapped_column(String(32))
    rows_read: Mapped[int] = mapped_column(Integer)
    rows_stored: Mapped[int] = mapped_column(Integer)
    rows_rejected: Mapped[int] = mapped_column(Integer)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    by: Mapped[str] = mapped_column(String(128), default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)
