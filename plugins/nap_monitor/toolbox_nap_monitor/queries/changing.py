"""What changed since a day: updates and verdicts that were published, and promises that were changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.queries.records import Plan, Texts

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happened. ``kind``: ``update``, ``verdict``, ``commitment``, ``milestone``, ``plan`` …

    ``word`` is the new status or verdict, ``before`` what was said last; ``fields`` name what else changed.
    """

    kind: str
    at: datetime
    number: str = ""
    titles: Texts = field(default_factory=dict)
    milestone: str = ""
    word: str = ""
    before: str = ""
    who: str = ""
    fields: tuple[tuple[str, Any, Any], ...] = ()


def changes(session: Session, plan: Plan, since: date, *, number: str = "") -> list[Happening]:
    """Everything after the beginning of ``since``, newest first, at most ``MOST`` of each kind."""
    start = datetime.combine(since, time.min, tzinfo=UTC)
    found = [
        *_updates(session, plan, start, number),
        *_verdicts(session, plan, start, number),
        *_promises(session, plan, start, number),
    ]
    return sorted(found, key=lambda one: (one.at, one.number), reverse=True)


def _updates(session: Session, plan: Plan, start: datetime, number: str) -> list[Happening]:
    u, c = m.Update, m.Commitment
    query = (
        select(u, c.number, c.titles, m.Milestone.code)
        .join(c, u.commitment_id == c.id)
        .outerjoin(m.Milestone, u.milestone_id == m.Milestone.id)
        .where(c.plan_id == plan.id, u.state == "published", u.published_at >= start)
        .order_by(u.id.desc())
        .limit(MOST)
    )
    if number:
        query = query.where(c.number == number)
    rows = session.execute(query).all()
    earlier = _earlier(session, [row[0] for row in rows])
    return [
        Happening(
            kind="update",
            at=one.published_at or one.created_at,
            number=own,
            titles=titles,
            milestone=code or "",
            word=one.status,
            before=earlier.get(one.id, ""),
            who=one.actor,
        )
        for one, own, titles, code in rows
    ]


def _earlier(session: Session, found: list[m.Update]) -> dict[int, str]:
    """The status that was said before each of these, of the same target."""
    targets = {one.commitment_id for one in found}
    if not targets:
        return {}
    u = m.Update
    query = select(u.id, u.commitment_id, u.milestone_id, u.status).where(
        u.commitment_id.in_(sorted(targets)), u.state == "published"
    )
    last: dict[tuple[int, int | None], str] = {}
    before: dict[int, str] = {}
    for number, commitment_id, milestone_id, status in session.execute(query.order_by(u.as_of, u.id)):
        before[number] = last.get((commitment_id, milestone_id), "")
        last[commitment_id, milestone_id] = status
    return before


def _verdicts(session: Session, plan: Plan, start: datetime, number: str) -> list[Happening]:
    a, c = m.Assessment, m.Commitment
    query = (
        select(a, c.number, c.titles)
        .join(c, a.commitment_id == c.id)
        .where(c.plan_id == plan.id, a.state == "published", a.indicator == "completion", a.created_at >= start)
        .order_by(a.id.desc())
        .limit(MOST)
    )
    if number:
        query = query.where(c.number == number)
    return [
        Happening(
            kind="verdict", at=one.created_at, number=own, titles=titles, word=one.value, who=one.body or one.assessor
        )
        for one, own, titles in session.execute(query)
    ]


def _promises(session: Session, plan: Plan, start: datetime, number: str) -> list[Happening]:
    ch, c = m.Change, m.Commitment
    query = (
        select(ch, c.number, c.titles, m.Milestone.code)
        .outerjoin(c, ch.commitment_id == c.id)
        .outerjoin(m.Milestone, ch.milestone_id == m.Milestone.id)
        .where(ch.plan_id == plan.id, ch.at >= start)
        .order_by(ch.id.desc())
        .limit(MOST)
    )
    if number:
        query = query.where(c.number == number)
    return [
        Happening(
            kind=one.kind,
            at=one.at,
            number=own or "",
            titles=titles or {},
            milestone=code or "",
            who=one.actor,
            fields=tuple((name, one.before.get(name), value) for name, value in one.after.items()),
        )
        for one, own, titles, code in session.execute(query)
    ]
