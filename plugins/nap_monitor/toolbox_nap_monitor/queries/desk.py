"""What waits on somebody's desk: commitments to report on, updates to decide about, drafts that came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import SourceFile
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.queries.commitments import proofs, report_record
from toolbox_nap_monitor.queries.members import plan_record
from toolbox_nap_monitor.queries.overview import lines
from toolbox_nap_monitor.queries.records import Line, Plan, Report, Texts

OPEN_PHASES = ("preparing", "co-creation", "submitted", "implementation", "evaluation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An update that is not public, with what it is about. ``note`` is why it came back."""

    report: Report
    plan: Plan
    commitment: str
    titles: Texts
    author: str
    note: str
    slugs: tuple[str, ...]


def open_plans(session: Session, today: date, slugs: Collection[str] | None) -> list[tuple[Plan, list[Line]]]:
    """Plans that are not closed with their commitments; only those of ``slugs`` (institutions), ``None``: all."""
    found = []
    query = select(m.Plan, m.Member).join(m.Member).where(m.Plan.phase.in_(OPEN_PHASES))
    for row, owner in session.execute(query.order_by(m.Member.code, m.Plan.id)).all():
        plan = plan_record(row, owner)
        only: set[int] | None = None
        if slugs is not None:
            i, n = m.Involvement, m.Institution
            own = select(i.commitment_id).join(n, i.institution_id == n.id).where(n.slug.in_(sorted(slugs)))
            only = set(session.scalars(own))
        mine = [line for line in lines(session, plan, today) if only is None or line.id in only]
        if mine or slugs is None:
            found.append((plan, mine))
    return found


def waiting(session: Session, states: Collection[str], *, author: str = "") -> list[Waiting]:
    """Updates in any of these states, oldest first; only those of ``author`` when given."""
    u, c = m.Update, m.Commitment
    query = (
        select(u, c, m.Plan, m.Member, m.Milestone.code)
        .join(c, u.commitment_id == c.id)
        .join(m.Plan, c.plan_id == m.Plan.id)
        .join(m.Member, m.Plan.member_id == m.Member.id)
        .outerjoin(m.Milestone, u.milestone_id == m.Milestone.id)
        .where(u.state.in_(sorted(states)))
        .order_by(u.id)
    )
    if author:
        query = query.where(u.created_by == author)
    rows = session.execute(query.limit(500)).all()
    evidence = proofs(session, (row[0].id for row in rows))
    slugs = _slugs(session, {row[1].id for row in rows})
    return [
        Waiting(
            report=report_record(update, code or "", evidence.get(update.id, ())),
            plan=plan_record(plan, owner),
            commitment=commitment.number,
            titles=commitment.titles,
            author=update.actor or update.created_by,
            note=update.decision_note,
            slugs=tuple(slugs.get(commitment.id, ())),
        )
        for update, commitment, plan, owner, code in rows
    ]


def own_draft(session: Session, commitment_id: int, author: str, milestone: str | None = None) -> Report | None:
    """The author's newest draft on a commitment; only of one step (empty: the whole) when ``milestone`` is given."""
    u, step = m.Update, m.Milestone
    query = (
        select(u, step.code)
        .outerjoin(step, u.milestone_id == step.id)
        .where(u.commitment_id == commitment_id, u.state == "draft", u.created_by == author)
        .order_by(u.id.desc())
    )
    if milestone is not None:
        query = query.where(step.code == milestone if milestone else u.milestone_id.is_(None))
    found = session.execute(query.limit(1)).first()
    if found is None:
        return None
    return report_record(found[0], found[1] or "", proofs(session, [found[0].id]).get(found[0].id, ()))


def one_waiting(session: Session, number: int) -> Waiting:
    """One update that was handed in. Raises ``UnknownPlan``, also for somebody's draft."""
    update = session.get(m.Update, number)
    if update is None or update.state == "draft":
        raise UnknownPlan(f"There is no update {number}.")
    return next(one for one in waiting(session, (update.state,)) if one.report.id == number)


def evidence_file(session: Session, number: int) -> tuple[SourceFile, str, bool]:
    """A kept piece of evidence, its name, and whether its update is public. Raises ``UnknownPlan``."""
    e = m.Evidence
    query = (
        select(SourceFile, e.file_name, m.Update.state)
        .join(e, e.sha256 == SourceFile.sha256)
        .join(m.Update, e.update_id == m.Update.id)
    )
    found = session.execute(query.where(e.id == number)).first()
    if found is None:
        raise UnknownPlan(f"There is no file with the number {number}.")
    return found[0], found[1], found[2] == "published"


def institutions_of(session: Session, plan: Plan) -> list[tuple[int, str, str, str]]:
    """``(institution, name, slug, mailbox)`` of those who lead something in a plan."""
    i, n, c = m.Involvement, m.Institution, m.Commitment
    query = (
        select(n.id, n.name, n.slug, i.contact)
        .join(i, i.institution_id == n.id)
        .join(c, i.commitment_id == c.id)
        .where(c.plan_id == plan.id, i.role.in_(("lead", "co-lead")))
        .order_by(n.name, i.contact.desc())
    )
    found: dict[int, tuple[int, str, str, str]] = {}
    for number, name, slug, contact in session.execute(query):
        found.setdefault(number, (number, name, slug, contact))
    return list(found.values())


def _slugs(session: Session, commitments: Collection[int]) -> dict[int, list[str]]:
    i, n = m.Involvement, m.Institution
    query = select(i.commitment_id, n.slug).join(n, i.institution_id == n.id)
    found: dict[int, list[str]] = defaultdict(list)
    for commitment_id, slug in session.execute(query.where(i.commitment_id.in_(sorted(commitments)))):
        if slug:
            found[commitment_id].append(slug)
    return found
