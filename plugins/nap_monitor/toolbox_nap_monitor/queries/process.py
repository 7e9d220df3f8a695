"""How a plan was made and is followed, as recorded: meetings, documents, phases, proposals and their answers, facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.queries.records import Plan, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A meeting: its day, kind and who came, by sector."""

    id: int
    day: date
    kind: str
    titles: Texts
    url: str
    has_minutes: bool
    attendance: Mapping[str, int]

    @property
    def with_civil_society(self) -> bool:
        """Whether both government and civil society were there."""
        return self.attendance.get("government", 0) > 0 and self.attendance.get("civil-society", 0) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A phase of co-creation: when it opened and closed, and since when that was public."""

    phase: str
    titles: Texts
    opens: date | None
    closes: date | None
    channel: str
    published: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fact that somebody states about a requirement: the newest one of each."""

    requirement: str
    value: str
    note: str
    url: str
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """Everything the compliance meter looks at. ``previous_ends``: the end of the member's plan before this one.

    ``items`` are the public proposals and comments, ``answered`` those with a response. ``statuses`` counts
    commitments by effective status. ``newest`` is the day of the newest document or of the period last reported on.
    """

    plan: Plan
    previous_ends: date | None
    meetings: tuple[Held, ...]
    phases: tuple[Opened, ...]
    facts: Mapping[str, Told]
    documents: int
    newest: date | None
    items: int
    answered: int
    statuses: Mapping[str, int]


def process(session: Session, plan: Plan) -> Process:
    """The record of one plan."""
    held = session.scalars(select(m.Meeting).where(m.Meeting.plan_id == plan.id).order_by(m.Meeting.day, m.Meeting.id))
    phases = session.scalars(select(m.PhaseEvent).where(m.PhaseEvent.plan_id == plan.id).order_by(m.PhaseEvent.id))
    facts = session.scalars(select(m.ProcessFact).where(m.ProcessFact.plan_id == plan.id).order_by(m.ProcessFact.id))
    documents, document_day = session.execute(
        select(func.count(m.Document.id), func.max(m.Document.published)).where(m.Document.plan_id == plan.id)
    ).one()
    said = select(func.max(m.Update.as_of)).join(m.Commitment, m.Update.commitment_id == m.Commitment.id)
    reported = session.scalar(said.where(m.Commitment.plan_id == plan.id, m.Update.state == "published"))
    public = (m.Proposal.plan_id == plan.id, m.Proposal.state == "public")
    answered = select(func.count(func.distinct(m.Response.proposal_id))).join(m.Proposal).where(*public)
    statuses = select(m.Commitment.status, func.count()).where(m.Commitment.plan_id == plan.id)
    days = [day for day in (document_day, reported) if day]
    return Process(
        plan=plan,
        previous_ends=_previous_end(session, plan),
        meetings=tuple(
            Held(
                id=one.id,
                day=one.day,
                kind=one.kind,
                titles=one.titles,
                url=one.url,
                has_minutes=any(one.minutes.values()),
                attendance=one.attendance,
            )
            for one in held
        ),
        phases=tuple(
            Opened(
                phase=one.phase,
                titles=one.titles,
                opens=one.opens,
                closes=one.closes,
                channel=one.channel,
                published=one.published,
            )
            for one in phases
        ),
        facts={
            one.requirement: Told(requirement=one.requirement, value=one.value, note=one.note, url=one.url, day=one.day)
            for one in facts
        },
        documents=documents,
        newest=max(days, default=None),
        items=session.scalar(select(func.count(m.Proposal.id)).where(*public)) or 0,
        answered=session.scalar(answered) or 0,
        statuses={row[0]: row[1] for row in session.execute(statuses.group_by(m.Commitment.status))},
    )


def _previous_end(session: Session, plan: Plan) -> date | None:
    """When the member's plan before this one ended."""
    query = select(func.max(m.Plan.ends)).where(m.Plan.member_id == plan.member.id, m.Plan.id != plan.id)
    return session.scalar(query.where(m.Plan.ends <= plan.starts)) if plan.starts else None
