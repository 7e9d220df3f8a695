"""Questions about participatory budgets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import participation_tables as t
from toolbox_budget_portal.models import Entity
from toolbox_budget_portal.participation import Ballot, Election
from toolbox_budget_portal.participation import Project as Candidate
from toolbox_budget_portal.voting.ballots import KNAPSACK, Rules
from toolbox_budget_portal.voting.phases import from_json
from toolbox_budget_portal.voting.records import ACCEPTED, SHOWN, WAITING, Process, Project, Step, Tally
from toolbox_core import NotFound, from_minor


def processes(session: Session, *, drafts: bool = False) -> list[Process]:
    """Public processes, or all of them, the newest vote first."""
    query = select(t.Process, Entity).outerjoin(Entity, Entity.id == t.Process.entity_id)
    if not drafts:
        query = query.where(t.Process.state == "public")
    found = [_process(row, owner) for row, owner in session.execute(query.order_by(t.Process.id.desc()))]
    return sorted(found, key=lambda one: max(last for _, last in one.calendar.days.values()), reverse=True)


def process(session: Session, slug: str, *, drafts: bool = False) -> Process:
    """One process by its slug. Raises ``NotFound``, for drafts too unless they are asked for."""
    query = select(t.Process, Entity).outerjoin(Entity, Entity.id == t.Process.entity_id)
    found = session.execute(query.where(t.Process.slug == slug)).first()
    if found is None or not (drafts or found[0].state == "public"):
        raise NotFound(
            f"There is no participatory budget {slug[:64]!r} here.", fix="See all of them at /budget/participation/."
        )
    return _process(found[0], found[1])


def _process(row: t.Process, owner: Entity | None) -> Process:
    return Process(
        id=row.id,
        slug=row.slug,
        name=row.name,
        text=row.text,
        area=row.area,
        entity=(owner.slug, owner.name) if owner else None,
        currency=row.currency,
        digits=row.digits,
        rules=Rules(row.ballot, from_minor(row.budget, row.digits), row.least, row.most, row.points, row.most_points),
        voting=row.voting,
        rule=row.rule,
        calendar=from_json(row.phases),
        state=row.state,
        meta=row.meta,
        created_at=row.created_at,
        closed_at=row.closed_at,
        results_at=row.results_at,
    )


def projects(session: Session, of: Process, states: Iterable[str] = SHOWN) -> list[Project]:
    """The projects of a process in these states, in their order, with their steps."""
    query = select(t.Project).where(t.Project.process_id == of.id, t.Project.state.in_(tuple(states)))
    return _projects(session, session.scalars(query.order_by(t.Project.position, t.Project.id)).all(), of.digits)


def project(session: Session, of: Process, code: str, states: Iterable[str] = SHOWN) -> Project:
    """One project by its code. Raises ``NotFound``."""
    query = select(t.Project).where(
        t.Project.process_id == of.id, t.Project.code == code, t.Project.state.in_(tuple(states))
    )
    found = _projects(session, session.scalars(query).all(), of.digits)
    if not found:
        raise NotFound(f"{of.name} has no project {code[:64]!r}.")
    return found[0]


def _projects(session: Session, rows: Sequence[t.Project], digits: int) -> list[Project]:
    steps: dict[int, list[Step]] = defaultdict(list)
    s = t.ProjectStep
    for step in session.scalars(
        select(s).where(s.project_id.in_([row.id for row in rows])).order_by(s.due.is_(None), s.due, s.id)
    ):
        steps[step.project_id].append(Step(step.id, step.title, step.due, step.state, step.done_on, step.note))
    return [
        Project(
            id=row.id,
            process_id=row.process_id,
            code=row.code,
            title=row.title,
            text=row.text,
            cost=None if row.cost is None else from_minor(row.cost, digits),
            place=row.place,
            category=row.category,
            state=row.state,
            reason=row.reason,
            author=row.author,
            created_at=row.created_at,
            decided_at=row.decided_at,
            funded=row.funded,
            line=(row.line_entity, row.line_year or 0, row.line_uid) if row.line_uid else None,
            more=row.more,
            steps=tuple(steps[row.id]),
        )
        for row in rows
    ]


def paid_by(session: Session, entity: str, uid: str) -> list[tuple[Process, Project]]:
    """The public projects that a budget line of an entity pays for, whichever year it is looked at."""
    query = (
        select(t.Project, t.Process, Entity)
        .join(t.Process, t.Process.id == t.Project.process_id)
        .outerjoin(Entity, Entity.id == t.Process.entity_id)
        .where(t.Project.line_entity == entity, t.Project.line_uid == uid, t.Process.state == "public")
        .where(t.Project.state == ACCEPTED)
        .order_by(t.Project.id)
    )
    found = []
    for row, owner, body in session.execute(query).all():
        found.append((_process(owner, body), _projects(session, [row], owner.digits)[0]))
    return found


def ballot_count(session: Session, of: Process) -> int:
    """How many votes were cast."""
    return session.scalar(select(func.count()).select_from(t.Ballot).where(t.Ballot.process_id == of.id)) or 0


def pass_count(session: Session, of: Process) -> int:
    """How many codes were made, or addresses wrote for a link."""
    return session.scalar(select(func.count()).select_from(t.Pass).where(t.Pass.process_id == of.id)) or 0


def election(session: Session, of: Process) -> Election:
    """What is counted: accepted projects that have a cost, and every ballot in the order of its random number."""
    chosen = [one for one in projects(session, of, (ACCEPTED,)) if one.cost is not None]
    query = select(t.Ballot).where(t.Ballot.process_id == of.id).order_by(t.Ballot.number)
    ballots = tuple(
        Ballot(row.number, {code: Decimal(points) for code, points in row.choices}, row.more)
        for row in session.scalars(query)
    )
    candidates = tuple(Candidate(one.code, one.cost or Decimal(0), one.title, _columns(one)) for one in chosen)
    return Election(of.budget, vote_type(of), candidates, ballots, header(of))


def _columns(project: Project) -> dict[str, str]:
    own = {name: value for name, value in (("category", project.category), ("place", project.place)) if value}
    return {**own, **{name: str(value) for name, value in project.more.items()}}


def vote_type(of: Process) -> str:
    """The kind of ballots in Pabulib's words: a knapsack is an approval with ``max_sum_cost``."""
    return "approval" if of.rules.kind == KNAPSACK else of.rules.kind


def header(of: Process) -> dict[str, str]:
    """The header of the Pabulib file: as it was read, or made from the process."""
    if of.meta:
        return dict(of.meta)
    rules, days = of.rules, of.calendar.days["vote"]
    limits = {
        "min_length": rules.least,
        "max_length": rules.most,
        "max_sum_cost": rules.budget if rules.kind == KNAPSACK else None,
        "max_sum_points": rules.points,
        "max_points": rules.most_points,
    }
    found = {
        "description": of.name,
        "unit": of.entity[1] if of.entity else of.area,
        "subunit": of.area if of.entity else "",
        "instance": str(days[0].year),
        "rule": of.rule,
        "date_begin": days[0].strftime("%d.%m.%Y"),
        "date_end": days[1].strftime("%d.%m.%Y"),
        "currency": of.currency,
        **{name: f"{limit}" for name, limit in limits.items() if limit is not None},
    }
    return {name: value for name, value in found.items() if value}


def tallies(session: Session, of: Process) -> dict[str, Tally]:
    """The published counts by rule; nothing before the results."""
    if of.results_at is None:
        return {}
    query = select(t.Tally).where(t.Tally.process_id == of.id).order_by(t.Tally.rule.desc())
    return {row.rule: _tally(row) for row in session.scalars(query)}


def _tally(row: t.Tally) -> Tally:
    data = row.data
    return Tally(
        row.rule,
        tuple(data["winners"]),
        Decimal(data["spent"]),
        data["share"],
        data["votes"],
        data["reached"],
        {code: Decimal(votes) for code, votes in data["support"].items()},
        tuple(data["notes"]),
        data["steps"],
    )


# --- for the desk ----------------------------------------------------------------------------------------------------


def process_at_desk(session: Session, slug: str) -> Process:
    """One process by its slug, drafts too. Raises ``NotFound``."""
    return process(session, slug, drafts=True)


def processes_at_desk(session: Session) -> list[tuple[Process, int]]:
    """Every process with the number of ideas that wait to be looked at."""
    p = t.Project
    query = select(p.process_id, func.count()).where(p.state == WAITING).group_by(p.process_id)
    waiting: dict[int, int] = {row[0]: row[1] for row in session.execute(query)}
    return [(one, waiting.get(one.id, 0)) for one in processes(session, drafts=True)]
