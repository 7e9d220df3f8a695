"""The tables of background work: jobs, their log lines, and when scheduled ones are due."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from toolbox_core.db.base import Base, utcnow

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"


class JobRow(Base):
    """One piece of background work.

    ``kind`` is ``<plugin>:<job id>``. A worker holds it while ``lease_until`` lies ahead; a worker that dies lets the
    lease run out and another takes over. ``done_units`` of ``all_units`` is the progress (0 of 0: not known).
    ``only_one`` keeps equal work from being queued twice: at most one waiting or running job may have a given value.
    """

    __tablename__ = "core_job"
    __table_args__ = (Index(None, "status", "run_at"), Index(None, "only_one", unique=True))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(128), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    status: Mapped[str] = mapped_column(String(16), default=WAITING)
    run_at: Mapped[datetime] = mapped_column(default=utcnow)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    most_attempts: Mapped[int] = mapped_column(SmallInteger, default=3)
    worker: Mapped[str] = mapped_column(String(128), default="")
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    cancel_wanted: Mapped[bool] = mapped_column(default=False)
    only_one: Mapped[str | None] = mapped_column(String(255), default=None)
    done_units: Mapped[int] = mapped_column(BigInteger, default=0)
    all_units: Mapped[int] = mapped_column(BigInteger, default=0)
    message: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_by: Mapped[str] = mapped_column(String(128), default="")
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)


class JobLine(Base):
    """One line of a job's log."""

    __tablename__ = "core_job_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("core_job.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    level: Mapped[str] = mapped_column(String(8), default="info")
    text: Mapped[str] = mapped_column(Text)


class JobSchedule(Base):
    """When a scheduled job is due next. One row for all processes, so that each time is taken once."""

    __tablename__ = "core_job_schedule"

    kind: Mapped[str] = mapped_column(String(128), primary_key=True)
    cron: Mapped[str] = mapped_column(String(64))
    next_at: Mapped[datetime] = mapped_column()
    times: Mapped[int] = mapped_column(Integer, default=0)
