"""What a change tells the whole site: pages are made anew, search finds what is public, followers hear of it.

Called inside the transaction that stores or publishes.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core import (
    N_,
    SearchDocument,
    announce,
    object_topic,
    put_search,
    renew_pages,
)
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.queries.members import plan as find_plan
from toolbox_nap_monitor.queries.overview import LEADS, parties
from toolbox_nap_monitor.queries.records import Plan
from toolbox_nap_monitor.texts import pick

PLUGIN = "nap_monitor"
COMMITMENT, MILESTONE, PLAN = N_("Commitment"), N_("Milestone"), N_("Action plan")


def plan_address(member: str, number: str) -> str:
    """The page of a plan."""
    return f"/nap/{member}/{number}"


def commitment_address(member: str, plan: str, number: str) -> str:
    """The page of a commitment."""
    return f"/nap/{member}/{plan}/commitments/{address_part(number)}"


def address_part(number: str) -> str:
    """A commitment's number as a part of an address: a slash would end the part, so it becomes a tilde."""
    return number.replace("/", "~")


def publish_plan(session: Session, member: str, number: str) -> int:
    """Let exactly what is public of a plan be found and shown. Returns the number of search documents."""
    session.flush()
    renew_pages(session)
    dataset = dataset_of(member, number)
    return put_search(session, PLUGIN, documents(session, dataset), dataset=dataset)


def publish_plan_id(session: Session, number: int) -> int:
    """The same for the plan with that number among all plans."""
    plan = session.get_one(m.Plan, number)
    return publish_plan(session, session.get_one(m.Member, plan.member_id).code, plan.number)


def dataset_of(member: str, number: str) -> str:
    """The name of a plan among the parts of the search index."""
    return f"{PLUGIN}/{member.upper()}-{number}"


def search_datasets(session: Session) -> list[str]:
    """Every plan, as the search index names it."""
    query = select(m.Member.code, m.Plan.number).join(m.Member, m.Plan.member_id == m.Member.id)
    return [dataset_of(code, number) for code, number in session.execute(query)]


def documents(session: Session, dataset: str) -> Iterator[SearchDocument]:
    """The plan and its commitments with their steps, in every language they are written in."""
    member, _, number = dataset.removeprefix(f"{PLUGIN}/").partition("-")
    plan = find_plan(session, member, number)
    yield _plan_document(plan)
    leads = parties(session, plan.id, LEADS)
    steps: dict[int, list[str]] = {}
    query = select(m.Milestone.commitment_id, m.Milestone.titles).join(m.Commitment)
    for commitment_id, titles in session.execute(query.where(m.Commitment.plan_id == plan.id)):
        steps.setdefault(commitment_id, []).extend(titles.values())
    for row in session.scalars(
        select(m.Commitment)
        .where(m.Commitment.plan_id == plan.id)
        .order_by(m.Commitment.position)
        .execution_options(yield_per=200)
    ):
        texts = [text for field in row.texts.values() for text in field.values()]
        lead = leads.get(row.id, [])
        yield SearchDocument(
            key=f"commitment/{plan.member.code}/{plan.number}/{row.number}"[:255],
            kind=COMMITMENT,
            title=pick(row.titles, "en").text,
            text="\n".join([*row.titles.values(), row.ogp_uid, *texts, *steps.get(row.id, ())]),
            address=commitment_address(plan.member.code, plan.number, row.number),
            shown=row.due.isoformat() if row.due else "",
            organisation=lead[0].slug if lead else "",
            year=plan.starts.year if plan.starts else None,
            weight=20,
        )


def _plan_document(plan: Plan) -> SearchDocument:
    names = " ".join(plan.member.names.values())
    country = pick(plan.member.names, "en").text or plan.member.code
    return SearchDocument(
        key=f"plan/{plan.member.code}/{plan.number}",
        kind=PLAN,
        title=f"{pick(plan.titles, 'en').text or plan.number}, {country}",
        text=" ".join([*plan.titles.values(), names, plan.ogp_id]),
        address=plan_address(plan.member.code, plan.number),
        year=plan.starts.year if plan.starts else None,
        weight=40,
    )


def tell(
    session: Session,
    key: str,
    title: str,
    *,
    member: str,
    plan: str,
    commitment: str = "",
    organisations: tuple[str, ...] = (),
) -> None:
    """Tell those who follow the commitment, its plan and its institutions that something happened."""
    topics = [object_topic(PLUGIN, "plan", f"{member}/{plan}")]
    address = plan_address(member, plan)
    if commitment:
        topics.append(object_topic(PLUGIN, "commitment", f"{member}/{plan}/{commitment}"))
        address = commitment_address(member, plan, commitment)
    announce(
        session,
        plugin=PLUGIN,
        key=key,
        title=title,
        address=address,
        topics=[*topics, *(f"organisation:{slug}" for slug in organisations if slug)],
    )
