"""The queue: put work in, take it under a lease, say how far it is, finish it, or give it back.

Everything is a short transaction on the site's own database, SQLite and PostgreSQL alike: no broker to run, and a
job's effects can be committed together with the news that it is done (``finish`` in the caller's session).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services.jobs.models import CANCELLED, DONE, FAILED, RUNNING, WAITING, JobLine, JobRow

LEASE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_TEXT = 4000


def enqueue_job(
    session: Session,
    kind: str,
    payload: dict[str, Any] | None = None,
    *,
    by: str = "",
    run_at: datetime | None = None,
    only_one: str | None = None,
    most_attempts: int = 3,
) -> JobRow:
    """Put work in the queue, inside the caller's transaction, and return it.

    ``payload`` is plain JSON. With ``only_one``, a job of that value that still waits or runs is returned instead.
    """
    if only_one is not None:
        same = session.scalar(select(JobRow).where(JobRow.only_one == only_one))
        if same is not None:
            return same
    row = JobRow(
        kind=kind,
        payload=payload or {},
        created_by=by,
        run_at=run_at or utcnow(),
        only_one=only_one,
        most_attempts=most_attempts,
    )
    session.add(row)
    session.flush()
    return row


def claim(session: Session, worker: str, kinds: Sequence[str], *, now: datetime | None = None) -> JobRow | None:
    """Take the job that is due longest, of one of ``kinds``, for the length of a lease; ``None`` when nothing is due.

    A running job whose lease ran out (its worker died) is taken, too. Two workers never get the same one.
    """
    moment = now or utcnow()
    first = (
        select(JobRow.id)
        .where(_due(moment), JobRow.kind.in_(kinds))
        .order_by(JobRow.run_at, JobRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    chosen = session.scalar(first)
    if chosen is None:
        return None
    row = session.get_one(JobRow, chosen)
    if row.status == RUNNING and (row.attempts >= row.most_attempts or row.cancel_wanted):
        _end(row, CANCELLED if row.cancel_wanted else FAILED, moment)
        row.error = row.error or "The program that ran it stopped without a word, more often than is allowed."
        session.flush()
        return claim(session, worker, kinds, now=moment)
    if row.status == RUNNING:
        note(session, row.id, "The program that ran it stopped without a word; it is tried again.", level="warn")
    row.status, row.worker, row.lease_until = RUNNING, worker, moment + LEASE
    row.attempts += 1
    row.started_at = moment
    row.done_units = row.all_units = 0
    session.flush()
    return row


def anything_due(session: Session, kinds: Collection[str], *, now: datetime | None = None) -> bool:
    """Whether ``claim`` would find something: a read that costs nothing, for workers that wait."""
    due = select(JobRow.id).where(_due(now or utcnow()), JobRow.kind.in_(kinds)).limit(1)
    return session.scalar(due) is not None


def keep(session: Session, job_id: int, worker: str, *, now: datetime | None = None) -> bool:
    """Lengthen the lease; ``False`` when the job is no longer this worker's or is to be cancelled."""
    moment = now or utcnow()
    longer = (
        update(JobRow)
        .where(JobRow.id == job_id, JobRow.worker == worker, JobRow.status == RUNNING)
        .values(lease_until=moment + LEASE)
        .returning(JobRow.cancel_wanted)
    )
    wanted = session.execute(longer).scalar_one_or_none()
    return wanted is False


def progress(session: Session, job_id: int, done: int, total: int = 0, message: str = "") -> None:
    """Say how far the job is, in units of its own (rows, files)."""
    values: dict[str, Any] = {"done_units": done, "all_units": total}
    if message:
        values["message"] = message[:LONGEST_TEXT]
    session.execute(update(JobRow).where(JobRow.id == job_id).values(**values))


def note(session: Session, job_id: int, text: str, *, level: str = "info") -> None:
    """Add a line to the job's log."""
    session.add(JobLine(job_id=job_id, text=text[:LONGEST_TEXT], level=level))
    session.flush()


def finish(session: Session, job_id: int, worker: str, result: dict[str, Any] | None = None) -> None:
    """The job is done. Call it in the transaction that holds the job's effects: both are kept, or neither.

    Raises ``InputError`` when the lease was lost to another worker, so that the effects are rolled back.
    """
    row = session.get_one(JobRow, job_id)
    if row.status != RUNNING or row.worker != worker:
        raise InputError(f"Job {job_id} was taken over by another program; what this one did is undone.")
    _end(row, DONE, utcnow())
    row.result = result or {}
    row.error = ""
    session.flush()


def forget(session: Session, job_id: int, worker: str) -> None:
    """There was nothing to do: the job goes without a trace, as if its time had not come."""
    session.execute(delete(JobRow).where(JobRow.id == job_id, JobRow.worker == worker, JobRow.status == RUNNING))


def fail(session: Session, job_id: int, worker: str, error: str, *, again: bool = True) -> str:
    """The job raised. It waits and is tried again, with longer and longer pauses, or ends as ``failed``.

    Returns the new status. ``again=False`` for mistakes in the input that no repetition mends.
    """
    row = session.get_one(JobRow, job_id)
    if row.status != RUNNING or row.worker != worker:
        return row.status
    moment = utcnow()
    row.error = error[:LONGEST_TEXT]
    note(session, job_id, error, level="error")
    if row.cancel_wanted:
        _end(row, CANCELLED, moment)
    elif again and row.attempts < row.most_attempts:
        row.status, row.worker, row.lease_until = WAITING, "", None
        row.run_at = moment + min(LONGEST_PAUSE, FIRST_PAUSE * 4 ** (row.attempts - 1))
    else:
        _end(row, FAILED, moment)
    session.flush()
    return row.status


def cancel(session: Session, job_id: int) -> JobRow:
    """Ask a job to stop: a waiting one ends at once, a running one when it next asks. A finished one stays as it is."""
    row = find(session, job_id)
    if row.status == WAITING:
        _end(row, CANCELLED, utcnow())
    elif row.status == RUNNING:
        row.cancel_wanted = True
    session.flush()
    return row


def stopped(session: Session, job_id: int, worker: str) -> None:
    """The running job saw that it was to be cancelled and stopped."""
    row = session.get_one(JobRow, job_id)
    if row.status == RUNNING and row.worker == worker:
        _end(row, CANCELLED, utcnow())
        session.flush()


def again(session: Session, job_id: int) -> JobRow:
    """Queue a failed or cancelled job anew. Raises ``InputError`` for one that waits, runs or is done."""
    row = find(session, job_id)
    if row.status not in (FAILED, CANCELLED):
        raise InputError(f"Job {job_id} is {row.status}; only failed or cancelled jobs can be run again.")
    row.status, row.run_at, row.attempts, row.cancel_wanted = WAITING, utcnow(), 0, False
    row.finished_at = None
    session.flush()
    return row


def find(session: Session, job_id: int) -> JobRow:
    """One job. Raises ``NotFound``."""
    row = session.get(JobRow, job_id)
    if row is None:
        raise NotFound(f"There is no job {job_id}.")
    return row


def listing(session: Session, *, status: str = "", before: int | None = None, limit: int = 50) -> Sequence[JobRow]:
    """Jobs, newest first; give the last id of a page as the next ``before``."""
    query = select(JobRow).order_by(JobRow.id.desc()).limit(limit)
    if status:
        query = query.where(JobRow.status == status)
    if before is not None:
        query = query.where(JobRow.id < before)
    return session.scalars(query).all()


def lines(session: Session, job_id: int) -> Sequence[JobLine]:
    """The job's log, in order."""
    return session.scalars(select(JobLine).where(JobLine.job_id == job_id).order_by(JobLine.id)).all()


def sweep(session: Session, *, older_than: timedelta = timedelta(days=90)) -> int:
    """Delete jobs that ended long ago, their logs too; failed ones stay. Returns how many."""
    old = delete(JobRow).where(JobRow.status.in_((DONE, CANCELLED)), JobRow.finished_at < utcnow() - older_than)
    return len(session.execute(old.returning(JobRow.id)).all())


def _due(moment: datetime) -> ColumnElement[bool]:
    return or_(
        (JobRow.status == WAITING) & (JobRow.run_at <= moment),
        (JobRow.status == RUNNING) & (JobRow.lease_until < moment),
    )


def _end(row: JobRow, status: str, moment: datetime) -> None:
    row.status, row.finished_at, row.lease_until, row.only_one = status, moment, None, None
