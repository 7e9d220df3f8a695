"""Store what is said of commitments: updates and verdicts. They are only added; what says nothing new is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import reserve_ids, utcnow
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor import rows
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.periods import period_end
from toolbox_nap_monitor.services.desk import Desk, chunks, origin_of, table_of

_SAID = ("status", "raw_status", "percent", "progress", "challenges", "next_steps", "state", "extra")
"""What an update says; two that say the same are one."""


def store_updates(desk: Desk, updates: Sequence[rows.Update]) -> None:
    """Add updates with their evidence; one that says what was said of the period already is left out."""
    if not updates:
        return
    owners = [desk.commitment(row) for row in updates]
    known: dict[tuple[int, int | None, str], m.Update] = {}
    for part in chunks(sorted(set(owners))):
        query = select(m.Update).where(m.Update.commitment_id.in_(part)).order_by(m.Update.id)
        for there in desk.session.scalars(query):
            known[there.commitment_id, there.milestone_id, there.period] = there
    ids = iter(reserve_ids(desk.session, table_of(m.Update), len(updates)))
    new: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    last: dict[tuple[int, int | None, str], int] = {key: there.id for key, there in known.items()}
    for row, owner in zip(updates, owners, strict=True):
        milestone = desk.milestones.get((owner, row.milestone)) if row.milestone else None
        if row.milestone and milestone is None:
            raise UnknownPlan(f"Commitment {row.commitment} of plan {row.plan} has no milestone {row.milestone}.")
        key = (owner, milestone, row.period)
        values = _update_values(row)
        before = known.get(key)
        if before is not None and all(getattr(before, name) == values[name] for name in _SAID):
            desk.stored.unchanged += 1
            continue
        number = next(ids)
        published = row.published or (desk.now if row.state == "published" else None)
        new.append(
            {
                "id": number,
                "commitment_id": owner,
                "milestone_id": milestone,
                "supersedes_id": last.get(key),
                "is_current": False,
                "created_by": desk.by,
                "created_at": desk.now,
                "published_at": published,
                **values,
            }
        )
        last[key] = number
        evidence += [{"update_id": number, **_plain(one)} for one in row.evidence]
        desk.stored.updates += 1
    desk.insert(m.Update, new)
    desk.insert(m.Evidence, evidence)


def add_update(session: Session, row: rows.Update, *, commitment_id: int, milestone_id: int | None, by: str) -> int:
    """Add one update with its evidence; returns its number. Whoever makes it public settles the commitment."""
    here = m.Update.milestone_id == milestone_id if milestone_id else m.Update.milestone_id.is_(None)
    before = session.scalar(
        select(m.Update.id)
        .where(m.Update.commitment_id == commitment_id, here, m.Update.period == row.period)
        .order_by(m.Update.id.desc())
        .limit(1)
    )
    moment = utcnow()
    update = m.Update(
        commitment_id=commitment_id,
        milestone_id=milestone_id,
        supersedes_id=before,
        created_by=by,
        created_at=moment,
        submitted_at=None if row.state == "draft" else moment,
        published_at=moment if row.state == "published" else None,
        **_update_values(row),
    )
    session.add(update)
    session.flush()
    session.add_all(m.Evidence(update_id=update.id, **_plain(one)) for one in row.evidence)
    session.flush()
    return update.id


def store_assessments(desk: Desk, assessments: Sequence[rows.Assessment]) -> None:
    """Add verdicts; one with the same word from the same report is left out."""
    owners = [desk.commitment(row) for row in assessments]
    known: dict[tuple[Any, ...], str] = {}
    a = m.Assessment
    for part in chunks(sorted(set(owners))):
        query = select(a.commitment_id, a.assessor, a.indicator, a.product, a.body, a.year, a.raw)
        for found in desk.session.execute(query.where(a.commitment_id.in_(part)).order_by(a.id)):
            known[tuple(found)[:-1]] = found.raw
    new = []
    for row, owner in zip(assessments, owners, strict=True):
        key = (owner, row.assessor, row.indicator, row.product, row.body, row.year)
        if known.get(key) == row.raw and key in known:
            desk.stored.unchanged += 1
            continue
        known[key] = row.raw
        new.append(
            {
                "commitment_id": owner,
                "assessor": row.assessor,
                "indicator": row.indicator,
                "product": row.product,
                "body": row.body,
                "report": row.report,
                "year": row.year,
                "day": row.day,
                "scale": row.scale,
                "raw": row.raw,
                "value": row.value,
                "level": row.level,
                "text": dict(row.text),
                "url": row.url,
                "state": "published",
                "is_current": False,
                "created_by": desk.by,
                "created_at": desk.now,
                "origin": origin_of(row.source),
            }
        )
    desk.insert(m.Assessment, new)
    desk.stored.assessments += len(new)


def _update_values(row: rows.Update) -> dict[str, Any]:
    return {
        "period": row.period,
        "as_of": row.as_of or period_end(row.period),
        "status": row.status,
        "raw_status": row.raw_status,
        "percent": row.percent,
        "progress": dict(row.progress),
        "challenges": dict(row.challenges),
        "next_steps": dict(row.next_steps),
        "state": row.state,
        "actor": row.actor,
        "origin": origin_of(row.source),
        "extra": dict(row.extra),
    }


def _plain(evidence: rows.Evidence) -> dict[str, Any]:
    return {field.name: getattr(evidence, field.name) for field in fields(evidence)}
