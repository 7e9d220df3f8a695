"""Meetings with their decisions, newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.queries.records import Plan, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision, with number and titles of the commitment it is about."""

    text: Texts
    number: str
    titles: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting with what was decided. ``attendance`` counts people by sector."""

    id: int
    day: date
    kind: str
    titles: Texts
    agenda: Texts
    minutes: Texts
    url: str
    attendance: Mapping[str, int]
    decisions: tuple[Decided, ...]


def meetings(session: Session, plan: Plan) -> list[Meeting]:
    """The meetings of a plan, newest first."""
    query = (
        select(m.Decision, m.Commitment.number, m.Commitment.titles)
        .join(m.Meeting, m.Decision.meeting_id == m.Meeting.id)
        .outerjoin(m.Commitment, m.Decision.commitment_id == m.Commitment.id)
        .where(m.Meeting.plan_id == plan.id)
        .order_by(m.Decision.id)
    )
    decided: dict[int, list[Decided]] = defaultdict(list)
    for decision, number, titles in session.execute(query):
        decided[decision.meeting_id].append(Decided(text=decision.text, number=number or "", titles=titles or {}))
    found = session.scalars(
        select(m.Meeting).where(m.Meeting.plan_id == plan.id).order_by(m.Meeting.day.desc(), m.Meeting.id.desc())
    )
    return [
        Meeting(
            id=one.id,
            day=one.day,
            kind=one.kind,
            titles=one.titles,
            agenda=one.agenda,
            minutes=one.minutes,
            url=one.url,
            attendance=one.attendance,
            decisions=tuple(decided.get(one.id, ())),
        )
        for one in found
    ]
