"""Store members and plans, and find them again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor import rows
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.services.desk import Desk
from toolbox_nap_monitor.services.history import note_difference


def store_members(desk: Desk, members: Sequence[rows.Member]) -> None:
    """Add members, or bring them up to date."""
    for row in members:
        code = row.code.upper()
        found = desk.session.scalar(select(m.Member).where(m.Member.code == code))
        if found is not None and row.names == {"en": code}:
            continue  # the file knows no more than the code
        if found is None:
            found = m.Member(code=code, names={}, iso3="", region="")
            desk.session.add(found)
        found.names = {**(found.names or {}), **row.names}
        found.level, found.status = row.level, row.status
        found.iso3, found.region = row.iso3 or found.iso3, row.region or found.region
    desk.session.flush()
    for member in desk.session.scalars(select(m.Member)):
        desk.members[member.code] = member


def member_of(desk: Desk, code: str) -> m.Member:
    """The member of that code. Raises ``UnknownPlan``."""
    if not desk.members:
        store_members(desk, ())
    member = desk.members.get(code.upper())
    if member is None:
        raise UnknownPlan(f"There is no member {code}.", fix="Members are listed at /nap/.")
    return member


def store_plans(desk: Desk, plans: Sequence[rows.Plan]) -> None:
    """Add plans, or take over what a file says of known ones; what it leaves out stays as it is."""
    for row in plans:
        member = member_of(desk, row.member)
        query = select(m.Plan).where(m.Plan.member_id == member.id, m.Plan.number == row.number)
        found = desk.session.scalar(query)
        values = {
            "titles": dict(row.titles),
            "ogp_id": row.ogp_id,
            "starts": row.starts,
            "ends": row.ends,
            "phase": row.phase,
            "submitted": row.submitted,
            "licence": row.licence,
            "languages": list(row.languages),
            "extra": dict(row.extra),
        }
        if found is None:
            found = m.Plan(member_id=member.id, number=row.number, **values)
            desk.session.add(found)
            desk.session.flush()
            note_difference(desk.session, "plan", found.id, by=desk.by, at=desk.now)
            desk.stored.plans += 1
        else:
            kept = {name: value for name, value in values.items() if value}
            before = {name: getattr(found, name) for name in kept}
            if before == kept:
                desk.stored.unchanged += 1
            else:
                for name, value in kept.items():
                    setattr(found, name, value)
                note_difference(desk.session, "plan", found.id, before=before, after=kept, by=desk.by, at=desk.now)
                desk.stored.plans += 1
        desk.plans[row.member, row.number] = found.id
    desk.session.flush()


def find_plan(desk: Desk, member_code: str, number: str) -> None:
    """Note the id of a plan that is there. Raises ``UnknownPlan``."""
    member = member_of(desk, member_code)
    query = select(m.Plan.id).where(m.Plan.member_id == member.id, m.Plan.number == number)
    found = desk.session.scalar(query)
    if found is None:
        raise UnknownPlan(f"Member {member_code} has no plan {number}.", fix="Store the plan first.")
    desk.plans[member_code, number] = found
