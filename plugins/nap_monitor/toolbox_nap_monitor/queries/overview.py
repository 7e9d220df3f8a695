"""A plan at a glance: where every commitment stands, what is late, who disagrees, how fresh it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.queries.members import plan as find_plan
from toolbox_nap_monitor.queries.records import Line, Overview, Party, Plan
from toolbox_nap_monitor.standing import DISAGREEMENT, days_overdue, is_stale

LEADS = ("lead", "co-lead")


def overview(session: Session, code: str, number: str, today: date, *, stale_months: int = 6) -> Overview:
    """One plan as of ``today``. Raises ``UnknownPlan``."""
    plan = find_plan(session, code, number)
    found = tuple(lines(session, plan, today, stale_months=stale_months))
    counts: dict[str, int] = defaultdict(int)
    for line in found:
        counts[line.status] += 1
    updates, newest = _news(session, [line.id for line in found])
    late = sorted((line for line in found if line.overdue), key=lambda line: (-line.overdue, line.number))
    return Overview(
        plan=plan,
        today=today,
        lines=found,
        counts=dict(counts),
        percent=_mean(session, plan, found),
        late=tuple(late),
        disputed=tuple(line for line in found if line.distance >= DISAGREEMENT),
        stale=tuple(line for line in found if line.stale),
        updates=updates,
        newest=newest,
        completeness=completeness(session, plan),
    )


def lines(session: Session, plan: Plan, today: date, *, stale_months: int = 6, only: Iterable[int] = ()) -> list[Line]:
    """The commitments of a plan in its own order; ``only`` these ids when given."""
    c = m.Commitment
    query = select(
        c.id,
        c.number,
        c.titles,
        c.short_titles,
        c.status,
        c.percent,
        c.due,
        c.due_text,
        c.next_due,
        c.reported,
        c.distance,
    ).where(c.plan_id == plan.id)
    wanted = list(only)
    if wanted:
        query = query.where(c.id.in_(wanted))
    rows = session.execute(query.order_by(c.position, c.id)).all()
    leads = parties(session, plan.id, LEADS)
    words = _words(session, plan.id)
    themes = _themes(session, plan.id)
    steps = {
        row[0]: row[1]
        for row in session.execute(
            select(m.Milestone.commitment_id, func.count())
            .join(c, m.Milestone.commitment_id == c.id)
            .where(c.plan_id == plan.id)
            .group_by(m.Milestone.commitment_id)
        )
    }
    return [
        Line(
            id=row.id,
            number=row.number,
            titles=row.titles,
            short_titles=row.short_titles,
            status=row.status,
            percent=row.percent,
            due=row.due,
            due_text=row.due_text,
            next_due=row.next_due,
            overdue=days_overdue(row.next_due, row.status, today),
            stale=is_stale(row.reported, row.status, today, stale_months, plan.starts),
            reported=row.reported,
            distance=row.distance,
            steps=steps.get(row.id, 0),
            theme=themes.get(row.id, ""),
            leads=tuple(leads.get(row.id, ())),
            words=words.get(row.id, {}),
        )
        for row in rows
    ]


def parties(session: Session, plan_id: int, roles: Iterable[str] = ()) -> dict[int, list[Party]]:
    """Who does what for each commitment of a plan (its milestones' own institutions not counted)."""
    i, n = m.Involvement, m.Institution
    query = (
        select(i.commitment_id, i.institution_id, n.name, n.slug, i.role, n.kind, i.contact)
        .join(n, i.institution_id == n.id)
        .join(m.Commitment, i.commitment_id == m.Commitment.id)
        .where(m.Commitment.plan_id == plan_id, i.milestone_id.is_(None))
        .order_by(i.commitment_id, i.position)
    )
    wanted = tuple(roles)
    if wanted:
        query = query.where(i.role.in_(wanted))
    found: dict[int, list[Party]] = defaultdict(list)
    for commitment_id, institution, name, slug, role, kind, contact in session.execute(query):
        found[commitment_id].append(
            Party(institution=institution, name=name, slug=slug, role=role, kind=kind, contact=contact)
        )
    return found


def completeness(session: Session, plan: Plan) -> dict[str, int]:
    """How many commitments of a plan have each of what OGP's template asks for."""
    c, i = m.Commitment, m.Involvement
    here = c.plan_id == plan.id

    def count(query: Any) -> int:
        return session.scalar(query) or 0

    involved = select(func.count(distinct(i.commitment_id))).join(c, i.commitment_id == c.id).where(here)
    texts = session.scalars(select(c.texts).where(here)).all()
    return {
        "lead": count(involved.where(i.role.in_(LEADS))),
        "contact": count(involved.where(i.contact != "")),
        "due": count(select(func.count()).where(here, c.due.is_not(None))),
        "problem": sum(1 for text in texts if any(text.get("problem", {}).values())),
        "result": sum(1 for text in texts if any(text.get("result", {}).values())),
        "milestones": count(
            select(func.count(distinct(m.Milestone.commitment_id)))
            .join(c, m.Milestone.commitment_id == c.id)
            .where(here)
        ),
    }


def _words(session: Session, plan_id: int) -> dict[int, Mapping[str, str]]:
    a = m.Assessment
    query = (
        select(a.commitment_id, a.assessor, a.value)
        .join(m.Commitment, a.commitment_id == m.Commitment.id)
        .where(m.Commitment.plan_id == plan_id, a.is_current.is_(True), a.indicator == "completion")
        .order_by(a.id)
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for commitment_id, assessor, value in session.execute(query):
        found[commitment_id][assessor] = value
    return dict(found)


def _themes(session: Session, plan_id: int) -> dict[int, str]:
    query = (
        select(m.Tag.commitment_id, m.Tag.word)
        .join(m.Commitment, m.Tag.commitment_id == m.Commitment.id)
        .where(m.Commitment.plan_id == plan_id, m.Tag.scheme == "theme", m.Tag.position == 0)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _news(session: Session, commitments: Sequence[int]) -> tuple[int, datetime | None]:
    """How many updates of these commitments are public, and when the newest became so."""
    u, count, newest = m.Update, 0, None
    for start in range(0, len(commitments), 500):
        part = u.commitment_id.in_(commitments[start : start + 500])
        # Named one by one, the commitments are counted from an index; joined to their plan, every update is read.
        many, last = session.execute(
            select(func.count(), func.max(u.published_at)).where(part, u.state == "published")
        ).one()
        count += many
        newest = max((moment for moment in (newest, last) if moment), default=None)
    return count, newest


def _mean(session: Session, plan: Plan, found: tuple[Line, ...]) -> Decimal | None:
    """The weighted mean of the commitments' percentages; one nobody reported on counts as 0, withdrawn ones not."""
    if all(line.percent is None for line in found):
        return None
    weights = {
        row[0]: row[1]
        for row in session.execute(select(m.Commitment.id, m.Commitment.weight).where(m.Commitment.plan_id == plan.id))
    }
    counted = [line for line in found if line.status != "withdrawn"]
    total = sum((weights[line.id] for line in counted), Decimal(0))
    if not total:
        return None
    mean = sum((weights[line.id] * (line.percent or Decimal(0)) for line in counted), Decimal(0)) / total
    return mean.quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)


def starts(session: Session, plan_id: int) -> dict[int, date | None]:
    """The start of each commitment of a plan, where it has one."""
    query = select(m.Commitment.id, m.Commitment.starts).where(m.Commitment.plan_id == plan_id)
    return {row[0]: row[1] for row in session.execute(query)}
