"""Cycles and countries side by side: counts by status, by verdict and what is overdue, one pass each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.queries.members import FINISHED, newest_first, plan_record
from toolbox_nap_monitor.queries.records import Plan
from toolbox_nap_monitor.texts import sort_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One plan. ``statuses`` are the effective ones; ``verdicts``: assessor → value → count, of the newest verdicts.

    ``scales``: the versions of the completion scale in use; figures of different scales are marked, never mixed.
    """

    plan: Plan
    commitments: int
    statuses: Mapping[str, int]
    verdicts: Mapping[str, Mapping[str, int]]
    scales: tuple[str, ...]
    overdue: int
    disputed: int
    percent: Decimal | None


def compare(
    session: Session, today: date, *, member: str = "", region: str = "", language: str = "en"
) -> list[Compared]:
    """Plans of all members, or of one, or of a region, by name and newest first."""
    c, a = m.Commitment, m.Assessment
    query = select(m.Plan, m.Member).join(m.Member)
    if member:
        query = query.where(m.Member.code == member.upper())
    if region:
        query = query.where(m.Member.region == region)
    plans = {row.id: plan_record(row, owner) for row, owner in session.execute(query)}
    late = case(((c.next_due < today) & c.status.not_in(FINISHED), 1), else_=0)
    sums = select(
        c.plan_id,
        c.status,
        func.count(),
        func.sum(late),
        func.sum(case((c.distance >= 2, 1), else_=0)),
        func.sum(c.percent),
        func.count(c.percent),
    ).group_by(c.plan_id, c.status)
    judged = (
        select(c.plan_id, a.assessor, a.value, a.scale, func.count())
        .join(c, a.commitment_id == c.id)
        .where(a.is_current.is_(True), a.indicator == "completion")
        .group_by(c.plan_id, a.assessor, a.value, a.scale)
    )
    if member or region:
        sums, judged = sums.where(c.plan_id.in_(plans)), judged.where(c.plan_id.in_(plans))
    statuses: dict[int, dict[str, int]] = defaultdict(dict)
    overdue: dict[int, int] = defaultdict(int)
    disputed: dict[int, int] = defaultdict(int)
    percents: dict[int, list[tuple[Decimal, int]]] = defaultdict(list)
    for plan_id, status, count, late_ones, apart, total, known in session.execute(sums):
        statuses[plan_id][status] = count
        overdue[plan_id] += late_ones or 0
        disputed[plan_id] += apart or 0
        if known and status != "withdrawn":
            percents[plan_id].append((Decimal(total), count))
        elif status != "withdrawn":
            percents[plan_id].append((Decimal(0), count))
    verdicts: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    scales: dict[int, set[str]] = defaultdict(set)
    for plan_id, assessor, value, scale, count in session.execute(judged):
        verdicts[plan_id][assessor][value] += count
        scales[plan_id].add(scale)
    found = [
        Compared(
            plan=plan,
            commitments=sum(statuses[number].values()),
            statuses=dict(statuses[number]),
            verdicts={who: dict(words) for who, words in verdicts[number].items()},
            scales=tuple(sorted(scales[number] - {""})),
            overdue=overdue[number],
            disputed=disputed[number],
            percent=_mean(percents[number], statuses[number]),
        )
        for number, plan in plans.items()
    ]
    return sorted(found, key=lambda one: (sort_key(_name(one.plan, language)), newest_first(one.plan)))


def regions(session: Session) -> list[str]:
    """The regions of the members, in alphabetical order."""
    return sorted(session.scalars(select(m.Member.region).where(m.Member.region != "").distinct()))


def _mean(parts: list[tuple[Decimal, int]], statuses: Mapping[str, int]) -> Decimal | None:
    if not any(status for status in statuses):
        return None
    count = sum(number for _, number in parts)
    return (sum((total for total, _ in parts), Decimal(0)) / count).quantize(Decimal("0.1")) if count else None


def _name(plan: Plan, language: str) -> str:
    names = plan.member.names
    return names.get(language) or names.get("en") or next(iter(names.values()), plan.member.code)
