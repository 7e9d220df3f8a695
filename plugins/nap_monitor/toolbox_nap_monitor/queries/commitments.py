"""One commitment: its steps, what was reported and proved, who judges it how, where it came from and goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.periods import period_end
from toolbox_nap_monitor.queries.members import plan as find_plan
from toolbox_nap_monitor.queries.records import Detail, Judgement, Party, Plan, Proof, Report, Stage
from toolbox_nap_monitor.standing import Step, days_overdue, standing_of, weighted


def commitment(
    session: Session, code: str, plan_number: str, number: str, today: date, *, stale_months: int = 6
) -> Detail:
    """One commitment as of ``today``. Raises ``UnknownPlan``."""
    plan = find_plan(session, code, plan_number)
    numbers = (number, number.replace("~", "/"))  # in addresses a slash is written as a tilde
    query = select(m.Commitment).where(m.Commitment.plan_id == plan.id, m.Commitment.number.in_(numbers))
    found = session.scalar(query)
    if found is None:
        raise UnknownPlan(
            f"Plan {plan.number} of {plan.member.code} has no commitment {number[:64]!r}.",
            fix=f"See its commitments at /nap/{plan.member.code}/{plan.number}.",
        )
    return _detail(session, plan, found, today, stale_months)


def _detail(session: Session, plan: Plan, found: m.Commitment, today: date, stale_months: int) -> Detail:
    milestones = session.scalars(
        select(m.Milestone).where(m.Milestone.commitment_id == found.id).order_by(m.Milestone.position, m.Milestone.id)
    ).all()
    reports = _reports(session, found.id, milestones)
    parties = _parties(session, found.id)
    stages, steps = _stages(milestones, reports, parties, today)
    said = next((one for one in reports if one.is_current and not one.milestone), None)
    whole = _step("", "", found.due, found.weight, said)
    standing = standing_of(whole, steps, today, stale_months=stale_months, since=plan.starts)
    tags: dict[str, list[str]] = defaultdict(list)
    for tag in session.scalars(
        select(m.Tag).where(m.Tag.commitment_id == found.id).order_by(m.Tag.scheme, m.Tag.position)
    ):
        tags[tag.scheme].append(tag.word)
    return Detail(
        plan=plan,
        id=found.id,
        number=found.number,
        ogp_uid=found.ogp_uid,
        titles=found.titles,
        short_titles=found.short_titles,
        texts=found.texts,
        tags={scheme: tuple(words) for scheme, words in tags.items()},
        starts=found.starts,
        starts_text=found.starts_text,
        due=found.due,
        due_text=found.due_text,
        due_precision=found.due_precision,
        url=found.url,
        cluster=found.cluster,
        carried_from=(found.carried_from[0], found.carried_from[1]) if found.carried_from else None,
        carried_into=_carried_into(session, plan, found),
        status=standing.status,
        rule=standing.rule,
        percent=standing.percent,
        formula=standing.formula,
        overdue=standing.overdue,
        stale=standing.stale,
        reported=standing.updated,
        distance=found.distance,
        parties=tuple(parties.get(None, ())),
        stages=stages,
        reports=tuple(reports),
        judgements=judgements(session, found.id),
        origin=found.origin,
        today=today,
    )


def judgements(session: Session, commitment_id: int) -> tuple[Judgement, ...]:
    """Every published verdict on a commitment, the newest of each first."""
    a = m.Assessment
    query = select(a).where(a.commitment_id == commitment_id, a.state == "published")
    return tuple(
        Judgement(
            assessor=one.assessor,
            indicator=one.indicator,
            body=one.body,
            product=one.product,
            report=one.report,
            year=one.year,
            day=one.day,
            scale=one.scale,
            raw=one.raw,
            value=one.value,
            level=one.level,
            text=one.text,
            url=one.url,
            is_current=one.is_current,
        )
        for one in session.scalars(query.order_by(a.is_current.desc(), a.id.desc()))
    )


def _reports(session: Session, commitment_id: int, milestones: Sequence[m.Milestone]) -> list[Report]:
    codes = {one.id: one.code for one in milestones}
    query = select(m.Update).where(m.Update.commitment_id == commitment_id, m.Update.state == "published")
    found = session.scalars(query.order_by(m.Update.id.desc())).all()
    evidence = proofs(session, (one.id for one in found))
    rows = [report_record(one, codes.get(one.milestone_id or 0, ""), evidence.get(one.id, ())) for one in found]
    return sorted(rows, key=lambda one: (one.as_of or date.min, one.period, one.id), reverse=True)


def report_record(one: m.Update, milestone: str, evidence: Iterable[Proof]) -> Report:
    """An update as queries answer it."""
    return Report(
        id=one.id,
        milestone=milestone,
        period=one.period,
        as_of=one.as_of or period_end(one.period),
        status=one.status,
        raw_status=one.raw_status,
        percent=one.percent,
        progress=one.progress,
        challenges=one.challenges,
        next_steps=one.next_steps,
        actor=one.actor,
        published=one.published_at,
        is_current=one.is_current,
        supersedes=one.supersedes_id,
        evidence=tuple(evidence),
        origin=one.origin,
        state=one.state,
    )


def proofs(session: Session, updates: Iterable[int]) -> dict[int, list[Proof]]:
    """The evidence of each of these updates."""
    found: dict[int, list[Proof]] = defaultdict(list)
    numbers = list(updates)
    for start in range(0, len(numbers), 500):
        query = select(m.Evidence).where(m.Evidence.update_id.in_(numbers[start : start + 500]))
        for one in session.scalars(query.order_by(m.Evidence.id)):
            found[one.update_id].append(
                Proof(
                    id=one.id,
                    kind=one.kind,
                    title=one.title,
                    url=one.url,
                    sha256=one.sha256,
                    file_name=one.file_name,
                    size=one.size,
                    archived_url=one.archived_url,
                    checked_at=one.checked_at,
                    found=one.found,
                    http_status=one.http_status,
                )
            )
    return found


def _parties(session: Session, commitment_id: int) -> dict[int | None, list[Party]]:
    i, n = m.Involvement, m.Institution
    query = (
        select(i.milestone_id, i.institution_id, n.name, n.slug, i.role, n.kind, i.contact)
        .join(n, i.institution_id == n.id)
        .where(i.commitment_id == commitment_id)
        .order_by(i.position)
    )
    found: dict[int | None, list[Party]] = defaultdict(list)
    for milestone, institution, name, slug, role, kind, contact in session.execute(query):
        found[milestone].append(
            Party(institution=institution, name=name, slug=slug, role=role, kind=kind, contact=contact)
        )
    return found


def _stages(
    milestones: Sequence[m.Milestone],
    reports: Sequence[Report],
    parties: dict[int | None, list[Party]],
    today: date,
) -> tuple[tuple[Stage, ...], list[Step]]:
    current = {one.milestone: one for one in reports if one.is_current and one.milestone}
    codes = {one.id: one.code for one in milestones}
    parents = {one.parent_id for one in milestones if one.parent_id}
    steps = {
        one.code: _step(one.code, codes.get(one.parent_id or 0, ""), one.due, one.weight, current.get(one.code))
        for one in milestones
    }
    below: dict[str, list[Step]] = defaultdict(list)
    for step in steps.values():
        below[step.parent].append(step)

    def leaves(code: str) -> list[Step]:
        return [leaf for step in below[code] for leaf in (leaves(step.code) if below[step.code] else [step])]

    found: list[Stage] = []

    def add(parent_id: int | None, depth: int) -> None:
        for one in milestones:
            if one.parent_id != parent_id:
                continue
            step = steps[one.code]
            inner = leaves(one.code)
            standing = standing_of(step, inner, today)
            percent = weighted(inner)[0] if inner else standing.percent
            done = current.get(one.code)
            finished = done.as_of if done and standing.status == "complete" else None
            found.append(
                Stage(
                    id=one.id,
                    code=one.code,
                    titles=one.titles,
                    texts=one.texts,
                    depth=depth,
                    has_children=one.id in parents,
                    starts=one.starts,
                    due=one.due,
                    due_text=one.due_text,
                    due_precision=one.due_precision,
                    weight=one.weight,
                    status=standing.status,
                    percent=percent,
                    finished=finished,
                    overdue=standing.overdue if inner else days_overdue(one.due, step.status, today),
                    late_by=max(0, (finished - one.due).days) if finished and one.due else 0,
                    parties=tuple(parties.get(one.id, ())),
                )
            )
            add(one.id, depth + 1)

    add(None, 0)
    return tuple(found), list(steps.values())


def _step(code: str, parent: str, due: date | None, weight: Any, said: Report | None) -> Step:
    if said is None:
        return Step(code=code, parent=parent, due=due, weight=weight)
    return Step(
        code=code,
        parent=parent,
        due=due,
        weight=weight,
        status=said.status,
        percent=said.percent,
        updated=said.as_of,
    )


def _carried_into(session: Session, plan: Plan, found: m.Commitment) -> tuple[tuple[str, str], ...]:
    query = (
        select(m.Plan.number, m.Commitment.number, m.Commitment.carried_from)
        .join(m.Plan, m.Commitment.plan_id == m.Plan.id)
        .where(m.Plan.member_id == plan.member.id, m.Plan.id != plan.id)
    )
    here = [plan.number, found.number]
    return tuple((number, own) for number, own, origin in session.execute(query) if origin == here)
