"""Every day on which something of a plan is due: for calendars and reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.queries.records import Plan, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A commitment or (``milestone``) a step of it, and its day. ``text`` is the day as the plan writes it."""

    plan: Plan
    commitment_id: int
    milestone_id: int
    number: str
    milestone: str
    titles: Texts
    day: date
    text: str
    precision: str
    status: str
    changed: datetime


def deadlines(session: Session, plan: Plan) -> list[Due]:
    """The days of a plan, the earliest first. ``status`` is the newest published one of each thing."""
    c, s, u = m.Commitment, m.Milestone, m.Update
    created = session.scalar(select(m.Plan.created_at).where(m.Plan.id == plan.id))
    assert created is not None
    said = {
        (commitment_id, milestone_id or 0): (status, published or created)
        for commitment_id, milestone_id, status, published in session.execute(
            select(u.commitment_id, u.milestone_id, u.status, u.published_at)
            .join(c, u.commitment_id == c.id)
            .where(c.plan_id == plan.id, u.is_current.is_(True))
        )
    }
    found = []
    whole = select(c.id, c.number, c.titles, c.due, c.due_text, c.due_precision, c.status)
    for row in session.execute(whole.where(c.plan_id == plan.id, c.due.is_not(None))):
        changed = said.get((row.id, 0), ("", created))[1]
        found.append(_due(plan, row.id, 0, row.number, "", row, row.status, changed))
    steps = select(s.id, s.commitment_id, s.code, s.titles, s.due, s.due_text, s.due_precision, c.number)
    query = steps.join(c, s.commitment_id == c.id).where(c.plan_id == plan.id, s.due.is_not(None))
    for step in session.execute(query):
        status, changed = said.get((step.commitment_id, step.id), ("", created))
        found.append(_due(plan, step.commitment_id, step.id, step.number, step.code, step, status, changed))
    return sorted(found, key=lambda one: (one.day, one.number, one.milestone))


def _due(
    plan: Plan, commitment_id: int, milestone_id: int, number: str, code: str, row: Any, status: str, changed: datetime
) -> Due:
    return Due(
        plan=plan,
        commitment_id=commitment_id,
        milestone_id=milestone_id,
        number=number,
        milestone=code,
        titles=row.titles,
        day=row.due,
        text=row.due_text,
        precision=row.due_precision,
        status=status,
        changed=changed,
    )
