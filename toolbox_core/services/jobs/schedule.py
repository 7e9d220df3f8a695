"""Jobs that come back by themselves: cron expressions, each due time taken once by all processes together."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import SettingsError
from toolbox_core.services.jobs.models import JobSchedule
from toolbox_core.services.jobs.queue import enqueue_job

SCHEDULED = "schedule"
"""Who asked for a job that came by itself."""


def next_time(cron: str, after: datetime, timezone: str) -> datetime:
    """The first moment after ``after`` that ``cron`` (five fields) names on the clocks of ``timezone``.

    Raises ``SettingsError`` for an expression that is not one. Days when the clock is changed follow Debian's cron.
    """
    try:
        return next(CronSim(cron, after.astimezone(ZoneInfo(timezone)))).astimezone(after.tzinfo)
    except (CronSimError, StopIteration):
        raise SettingsError(f"{cron!r} is not a schedule.", fix="Write five fields, such as '0 6 * * *'.") from None


def agree(session: Session, schedules: Mapping[str, str], timezone: str, *, now: datetime | None = None) -> None:
    """Make the stored schedules those of the active plugins (``{kind: cron}``); due times already set are kept."""
    moment = now or utcnow()
    stored = {row.kind: row for row in session.scalars(select(JobSchedule))}
    for kind, cron in schedules.items():
        row = stored.get(kind)
        if row is None:
            with suppress(IntegrityError), session.begin_nested():  # another process may add it at the same moment
                session.add(JobSchedule(kind=kind, cron=cron, next_at=next_time(cron, moment, timezone)))
        elif row.cron != cron:
            row.cron, row.next_at = cron, next_time(cron, moment, timezone)
    gone = [kind for kind in stored if kind not in schedules]
    if gone:
        session.execute(delete(JobSchedule).where(JobSchedule.kind.in_(gone)))
    session.flush()


def anything_due(session: Session, *, now: datetime | None = None) -> bool:
    """Whether a scheduled job is due: a read that costs nothing, for workers that wait."""
    due = select(JobSchedule.kind).where(JobSchedule.next_at <= (now or utcnow())).limit(1)
    return session.scalar(due) is not None


def enqueue_due(session: Session, timezone: str, *, now: datetime | None = None) -> list[str]:
    """Queue every scheduled job that is due and set its next time; returns the kinds.

    Times missed while nothing ran are not made up one by one: the job runs once.
    """
    moment = now or utcnow()
    due = session.scalars(
        select(JobSchedule).where(JobSchedule.next_at <= moment).with_for_update(skip_locked=True)
    ).all()
    for row in due:
        enqueue_job(session, row.kind, by=SCHEDULED, only_one=f"schedule:{row.kind}")
        row.next_at = next_time(row.cron, moment, timezone)
        row.times += 1
    session.flush()
    return [row.kind for row in due]
