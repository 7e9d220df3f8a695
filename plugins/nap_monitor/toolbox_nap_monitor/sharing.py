"""What the monitor gives to the rest of the site: datasets, cards of the home page, panels, objects to follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_core import About, Column, DatasetDescription, NotFound, OrganisationCard, utcnow
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.publishing import PLUGIN, commitment_address, plan_address
from toolbox_nap_monitor.queries.institutions import of_organisation
from toolbox_nap_monitor.queries.members import plan_record
from toolbox_nap_monitor.queries.overview import lines
from toolbox_nap_monitor.queries.records import Plan
from toolbox_nap_monitor.texts import pick
from toolbox_nap_monitor.words import SHAPES, STATUS_WORDS, TONES

COLUMNS = (
    Column(name="member", title="Country or city", description="code of the member"),
    Column(name="plan", title="Number of the plan"),
    Column(name="commitment", title="Number of the commitment"),
    Column(name="ogp_uid", title="Commitment Unique Identifier", description="of OGP's database, if it has one"),
    Column(name="title", title="Title"),
    Column(name="lead", title="Lead institutions", description="separated by semicolons"),
    Column(name="start", type="date", title="Start"),
    Column(name="due", type="date", title="Due", description="last day that the plan's words can mean"),
    Column(name="due_text", title="Due, in the plan's words"),
    Column(name="status", title="Effective status", description="see how action plans are counted"),
    Column(name="percent", type="number", title="Done", unit="%"),
    Column(name="next_due", type="date", title="Next open due day"),
    Column(name="reported", type="date", title="End of the newest period reported on"),
    Column(name="civil_society", title="Verdict of civil society on completion"),
    Column(name="irm", title="Verdict of the independent review on completion"),
    Column(name="disagreement", type="integer", title="Levels between the most distant verdicts"),
)


def describe_datasets(session: Session) -> list[DatasetDescription]:
    """One dataset for each plan: its commitments and how they stand."""
    count, latest = func.count(m.Commitment.id), func.max(m.Update.published_at)
    counts = {
        row[0]: row[1] for row in session.execute(select(m.Commitment.plan_id, count).group_by(m.Commitment.plan_id))
    }
    newest = {
        row[0]: row[1]
        for row in session.execute(
            select(m.Commitment.plan_id, latest)
            .join(m.Update, m.Update.commitment_id == m.Commitment.id)
            .where(m.Update.state == "published")
            .group_by(m.Commitment.plan_id)
        )
    }
    found = []
    for row, owner in session.execute(select(m.Plan, m.Member).join(m.Member)):
        plan = plan_record(row, owner)
        name = pick(owner.names, "en").text or owner.code
        found.append(
            DatasetDescription(
                id=f"{PLUGIN}/{_slug(plan)}",
                title=f"{pick(plan.titles, 'en').text or f'Action plan {plan.number}'}, {name}",
                description=(
                    f"Every commitment of action plan {plan.number} of {name}: who leads it, when it is due, how it "
                    "stands by its published reports, and the verdicts of civil society and of the independent review."
                ),
                columns=COLUMNS,
                version=1,
                version_ids=(),
                publisher=name,
                licence=plan.licence,
                modified=max(row.created_at, newest.get(row.id) or row.created_at),
                row_count=counts.get(row.id, 0),
                temporal=(plan.starts, plan.ends) if plan.starts and plan.ends else None,
                spatial=owner.iso3,
                frequency="BIANNUAL",
                landing=plan_address(owner.code, plan.number),
                keywords=("open government", "action plan", "OGP"),
                themes=("GOVE",),
            )
        )
    return found


def dataset_rows(session: Session, slug: str) -> Iterator[tuple[Any, ...]]:
    """The commitments of one plan. Raises ``NotFound``."""
    plan = _plan_of(session, slug)
    rows = {
        row.id: row
        for row in session.execute(
            select(m.Commitment.id, m.Commitment.ogp_uid, m.Commitment.starts).where(m.Commitment.plan_id == plan.id)
        )
    }
    for line in lines(session, plan, date.min.replace(year=1990)):
        yield (
            plan.member.code,
            plan.number,
            line.number,
            rows[line.id].ogp_uid,
            pick(line.titles, "en").text,
            "; ".join(party.name for party in line.leads),
            rows[line.id].starts,
            line.due,
            line.due_text,
            line.status,
            line.percent,
            line.next_due,
            line.reported,
            line.words.get("civil-society", ""),
            line.words.get("irm", ""),
            line.distance,
        )


def _slug(plan: Plan) -> str:
    return f"{plan.member.code}-{plan.number}".lower()


def _plan_of(session: Session, slug: str) -> Plan:
    code, _, number = slug.partition("-")
    try:
        return queries.plan(session, code, number)
    except UnknownPlan:
        found = session.execute(
            select(m.Plan, m.Member)
            .join(m.Member)
            .where(m.Member.code == code.upper(), func.lower(m.Plan.number) == number)
        ).first()
    if found is None:
        raise NotFound(f"There is no dataset {slug[:80]!r}.", fix="See /data/ for those there are.")
    return plan_record(found[0], found[1])


def newest_plan(session: Session) -> dict[str, Any] | None:
    """The plan in force that started last, a country's before a city's: for the home page."""
    query = select(m.Plan, m.Member).join(m.Member).where(m.Plan.phase.in_(("implementation", "evaluation", "closed")))
    rows = [plan_record(row, owner) for row, owner in session.execute(query)]
    if not rows:
        return None
    order = {"implementation": 2, "evaluation": 1}
    plan = max(
        rows,
        key=lambda one: (order.get(one.phase, 0), one.member.level == "national", one.starts or date.min, one.number),
    )
    view = queries.overview(session, plan.member.code, plan.number, utcnow().date())
    return {
        "view": {
            "address": plan_address(plan.member.code, plan.number),
            "title": f"{pick(plan.titles, 'en').text or plan.number}, {pick(plan.member.names, 'en').text}",
            "done": view.counts.get("complete", 0),
            "total": len(view.lines),
            "late": len(view.late),
        }
    }


def organisation_panel(session: Session, card: OrganisationCard, references: Sequence[str]) -> dict[str, Any] | None:
    """The commitments that an organisation leads or supports, plan by plan."""
    del card
    plans = []
    for plan, found in of_organisation(session, references, utcnow().date()):
        rows = [
            {
                "title": pick(line.titles, "en").text,
                "address": commitment_address(plan.member.code, plan.number, line.number),
                "status": STATUS_WORDS.get(line.status, line.status),
                "tone": TONES.get(line.status, "idle"),
                "shape": SHAPES.get(line.status, ""),
                "overdue": line.overdue,
            }
            for line in found
        ]
        title = f"{pick(plan.titles, 'en').text or plan.number}, {pick(plan.member.names, 'en').text}"
        plans.append((title, plan_address(plan.member.code, plan.number), rows))
    return {"plans": plans} if plans else None


def find_plan(session: Session, key: str) -> About | None:
    """A plan by ``<member>/<number>``."""
    member, _, number = key.partition("/")
    try:
        plan = queries.plan(session, member, number)
    except UnknownPlan:
        return None
    name = pick(plan.member.names, "en").text
    return About(
        plugin=PLUGIN,
        kind="plan",
        key=key,
        title=f"{pick(plan.titles, 'en').text or plan.number}, {name}",
        address=plan_address(plan.member.code, plan.number),
        feed=f"{plan_address(plan.member.code, plan.number)}/feed.atom",
    )


def find_commitment(session: Session, key: str) -> About | None:
    """A commitment by ``<member>/<plan>/<number>``; its lead answers."""
    member, _, rest = key.partition("/")
    plan_number, _, number = rest.partition("/")
    try:
        found = queries.commitment(session, member, plan_number, number, utcnow().date())
    except UnknownPlan:
        return None
    address = commitment_address(found.plan.member.code, found.plan.number, found.number)
    return About(
        plugin=PLUGIN,
        kind="commitment",
        key=key,
        title=pick(found.titles, "en").text,
        address=address,
        organisation=next((party.slug for party in found.parties if party.role == "lead"), ""),
        feed=f"{address}/feed.atom",
    )
