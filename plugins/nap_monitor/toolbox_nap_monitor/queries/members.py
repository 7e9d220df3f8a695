"""Members and their plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.members import member_code
from toolbox_nap_monitor.queries.records import Member, Plan
from toolbox_nap_monitor.texts import sort_key

FINISHED = ("complete", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSum:
    """A plan in one line: how many commitments, complete, overdue and disputed ones."""

    plan: Plan
    commitments: int
    complete: int
    overdue: int
    disputed: int


def members(session: Session, today: date, language: str = "en") -> list[tuple[Member, list[PlanSum]]]:
    """Every member that has a plan, in alphabetical order of its name in ``language``; plans newest first."""
    c = m.Commitment
    late = case(((c.next_due < today) & c.status.not_in(FINISHED), 1), else_=0)
    sums = (
        select(
            c.plan_id,
            func.count().label("n"),
            func.sum(case((c.status == "complete", 1), else_=0)).label("complete"),
            func.sum(late).label("late"),
            func.sum(case((c.distance >= 2, 1), else_=0)).label("disputed"),
        )
        .group_by(c.plan_id)
        .subquery()
    )
    query = (
        select(m.Member, m.Plan, sums.c.n, sums.c.complete, sums.c.late, sums.c.disputed)
        .join(m.Plan, m.Plan.member_id == m.Member.id)
        .outerjoin(sums, sums.c.plan_id == m.Plan.id)
    )
    found: dict[int, tuple[Member, list[PlanSum]]] = {}
    for owner, one, count, complete, overdue, disputed in session.execute(query):
        _, plans = found.setdefault(owner.id, (member_record(owner), []))
        plans.append(
            PlanSum(
                plan=plan_record(one, owner),
                commitments=count or 0,
                complete=complete or 0,
                overdue=overdue or 0,
                disputed=disputed or 0,
            )
        )
    for _, plans in found.values():
        plans.sort(key=lambda item: newest_first(item.plan))
    return sorted(found.values(), key=lambda pair: sort_key(pair[0].names.get(language) or _name(pair[0])))


def newest_first(plan: Plan) -> tuple[int, str]:
    """A key that puts the newest plan first: by its number where that is one, else by its text."""
    return (-int(plan.number) if plan.number.isdecimal() else 0, plan.number)


def member(session: Session, code: str) -> Member:
    """The member of that code, in any case. Raises ``UnknownPlan``."""
    found = session.scalar(select(m.Member).where(m.Member.code == member_code(code)))
    if found is None:
        raise UnknownPlan(f"No country or city is known here as {code[:16]!r}.", fix="See all of them at /nap/.")
    return member_record(found)


def plans(session: Session, member_id: int) -> list[Plan]:
    """The plans of a member, newest first."""
    query = select(m.Plan, m.Member).join(m.Member).where(m.Plan.member_id == member_id)
    return sorted((plan_record(row[0], row[1]) for row in session.execute(query)), key=newest_first)


def plan(session: Session, code: str, number: str) -> Plan:
    """One plan. Raises ``UnknownPlan``."""
    query = select(m.Plan, m.Member).join(m.Member).where(m.Member.code == member_code(code), m.Plan.number == number)
    found = session.execute(query).first()
    if found is None:
        raise UnknownPlan(f"{code[:16]} has no plan {number[:32]!r} here.", fix=f"See its plans at /nap/{code[:16]}.")
    return plan_record(found[0], found[1])


def _name(member: Member) -> str:
    return member.names.get("en") or next(iter(member.names.values()), member.code)


def member_record(row: m.Member) -> Member:
    """A member as queries answer it."""
    return Member(
        id=row.id,
        code=row.code,
        names=row.names,
        level=row.level,
        iso3=row.iso3,
        region=row.region,
        status=row.status,
    )


def plan_record(row: m.Plan, owner: m.Member) -> Plan:
    """A plan as queries answer it."""
    return Plan(
        id=row.id,
        member=member_record(owner),
        number=row.number,
        titles=row.titles,
        ogp_id=row.ogp_id,
        starts=row.starts,
        ends=row.ends,
        phase=row.phase,
        submitted=row.submitted,
        licence=row.licence,
        moderation=row.moderation,
    )
