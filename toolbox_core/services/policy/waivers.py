"""Waivers: an administrator lets a plugin run that the policy would hold back, with a reason and an end, in public."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db.base import utcnow
from toolbox_core.db.generation import PLUGINS, bump
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services import audit
from toolbox_core.services.policy.models import PolicyWaiver

SHORTEST_REASON = 10
LONGEST = timedelta(days=366)
TIER = "tier"
"""What a waiver is about when it is not about an advisory."""


def grant(session: Session, plugin: str, *, reason: str, until: date, by: str, about: str = TIER) -> PolicyWaiver:
    """Record a waiver up to and including the day ``until``; running servers take it up.

    Raises ``InputError`` when the reason is no sentence, or the end lies in the past or more than a year ahead.
    """
    reason = " ".join(reason.split())
    today = utcnow().date()
    if len(reason) < SHORTEST_REASON:
        raise InputError("A waiver needs a reason that the public can read.", fix="Give it in a sentence.")
    if until < today:
        raise InputError(f"The waiver would have ended already, on {until}.")
    if until - today > LONGEST:
        raise InputError(f"A waiver lasts a year at most; {until} is further away.", fix="Renew it when it ends.")
    waiver = PolicyWaiver(plugin=plugin, about=about, reason=reason, until=until, made_by=by)
    session.add(waiver)
    session.flush()
    detail = {"plugin": plugin, "about": about, "reason": reason, "until": until.isoformat()}
    audit.record(session, actor=by, action="policy.waive", target=f"plugin:{plugin}", detail=detail)
    bump(session, PLUGINS)
    return waiver


def end(session: Session, waiver: int, *, by: str) -> PolicyWaiver:
    """End a waiver before its day. Raises ``NotFound`` when there is none of that number that is in force."""
    row = session.get(PolicyWaiver, waiver)
    if row is None or row.ended_at is not None or row.until < utcnow().date():
        raise NotFound(f"There is no waiver {waiver} in force.", fix="`toolbox policy waivers` lists them.")
    row.ended_at = utcnow()
    audit.record(
        session, actor=by, action="policy.end_waiver", target=f"plugin:{row.plugin}", detail={"waiver": row.id}
    )
    bump(session, PLUGINS)
    return row


def in_force(session: Session) -> dict[tuple[str, str], PolicyWaiver]:
    """The waivers that hold today, by plugin and what they are about; of several the one that lasts longest."""
    query = select(PolicyWaiver).where(PolicyWaiver.ended_at.is_(None), PolicyWaiver.until >= utcnow().date())
    return {(row.plugin, row.about): row for row in session.scalars(query.order_by(PolicyWaiver.until))}


def all_waivers(session: Session) -> Sequence[PolicyWaiver]:
    """Every waiver there ever was, the newest first."""
    return session.scalars(select(PolicyWaiver).order_by(PolicyWaiver.id.desc())).all()


def is_in_force(waiver: PolicyWaiver) -> bool:
    """Whether it holds today."""
    return waiver.ended_at is None and waiver.until >= utcnow().date()
