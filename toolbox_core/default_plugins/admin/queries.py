"""What the pages of the administration ask the database. Given a session, no HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from toolbox_core import Column, stream_csv
from toolbox_core.db.models import AuditEntry, DatasetVersion
from toolbox_core.services.accounts.models import User
from toolbox_core.services.feedback.models import Question, Rating
from toolbox_core.services.jobs.models import FAILED, JobRow
from toolbox_core.services.organisations.merging import questions_waiting

PAGE = 100
AUDIT_COLUMNS = tuple(Column(name=name) for name in ("number", "at", "actor", "action", "target", "origin", "detail"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much waits for somebody to look at it; questions include the words beside ratings."""

    drafts: int
    questions: int
    organisations: int
    jobs: int


def count_waiting(session: Session, plugins: Sequence[str]) -> Waiting:
    """What waits; drafts of these plugins alone."""
    questions = select(func.count()).where(Question.status == "waiting").scalar_subquery()
    words = select(func.count()).where(Rating.status == "waiting").scalar_subquery()
    drafts = select(func.count()).where(DatasetVersion.status == "draft", DatasetVersion.plugin.in_(plugins))
    return Waiting(
        drafts=session.scalar(drafts) or 0,
        questions=session.scalar(select(questions + words)) or 0,
        organisations=questions_waiting(session),
        jobs=session.scalar(select(func.count()).where(JobRow.status == FAILED)) or 0,
    )


def names_of_actors(session: Session, actors: Sequence[str]) -> dict[str, str]:
    """``user:7`` → the person's name or address, for those who have an account."""
    ids = {int(actor[5:]) for actor in actors if actor.startswith("user:") and actor[5:].isdigit()}
    people = session.execute(select(User.id, User.name, User.email).where(User.id.in_(ids)))
    return {f"user:{number}": name or email for number, name, email in people}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What of the audit log is wanted. Empty values do not narrow; ``first`` and ``last`` are days in UTC."""

    actor: str = ""
    action: str = ""
    target: str = ""
    first: date | None = None
    last: date | None = None


def _audit(wanted: AuditFilter) -> Select[AuditEntry]:
    query = select(AuditEntry).order_by(AuditEntry.id.desc())
    if wanted.actor:
        query = query.where(AuditEntry.actor == wanted.actor)
    if wanted.action:
        query = query.where(AuditEntry.action.startswith(wanted.action, autoescape=True))
    if wanted.target:
        query = query.where(AuditEntry.target.startswith(wanted.target, autoescape=True))
    if wanted.first is not None:
        query = query.where(AuditEntry.at >= _midnight(wanted.first))
    if wanted.last is not None:
        query = query.where(AuditEntry.at < _midnight(wanted.last) + timedelta(days=1))
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def audit_page(
    session: Session, wanted: AuditFilter, before: int | None
) -> tuple[Sequence[AuditEntry], Mapping[str, str]]:
    """One page of the log, newest first (one entry more than ``PAGE`` tells that there are older ones), and names."""
    query = _audit(wanted).limit(PAGE + 1)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    found = session.scalars(query).all()
    return found, names_of_actors(session, [entry.actor for entry in found])


def _audit_rows(session: Session, wanted: AuditFilter) -> Iterator[dict[str, Any]]:
    for entry in session.scalars(_audit(wanted).execution_options(yield_per=1000)):
        yield {
            "number": entry.id,
            "at": entry.at.isoformat(),
            "actor": entry.actor,
            "action": entry.action,
            "target": entry.target,
            "origin": entry.origin,
            "detail": entry.detail,
        }


def audit_csv(session: Session, wanted: AuditFilter) -> Iterator[bytes]:
    """The log as CSV; ``detail`` is a JSON object."""
    rows = (
        (*list(row.values())[:-1], msgspec.json.encode(row["detail"]).decode()) for row in _audit_rows(session, wanted)
    )
    return stream_csv(AUDIT_COLUMNS, rows)


def audit_json(session: Session, wanted: AuditFilter) -> Iterator[bytes]:
    """The log as one JSON list."""
    first = b"[\n"
    for row in _audit_rows(session, wanted):
        yield first + msgspec.json.encode(row)
        first = b",\n"
    yield b"[]\n" if first == b"[\n" else b"\n]\n"


def drafts(session: Session, plugins: Sequence[str]) -> Sequence[DatasetVersion]:
    """Drafts of these plugins, newest first."""
    query = select(DatasetVersion).where(DatasetVersion.status == "draft", DatasetVersion.plugin.in_(plugins))
    return session.scalars(query.order_by(DatasetVersion.id.desc()).limit(PAGE)).all()
