"""Store facts about the process, proposals of the public, and the responses they were given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor import rows
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.services.desk import Desk, chunks, origin_of


def store_facts(desk: Desk, facts: Sequence[rows.ProcessFact]) -> None:
    """Add stated facts."""
    known: dict[tuple[int, str], tuple[Any, ...]] = {}
    for part in chunks(sorted({desk.plans[row.member, row.plan] for row in facts})):
        for fact in desk.session.scalars(
            select(m.ProcessFact).where(m.ProcessFact.plan_id.in_(part)).order_by(m.ProcessFact.id)
        ):
            known[fact.plan_id, fact.requirement] = (fact.value, fact.note, fact.url, fact.day)
    new = []
    for row in facts:
        key = (desk.plans[row.member, row.plan], row.requirement)
        said = (row.value, row.note, row.url, row.day)
        if known.get(key) == said:
            desk.stored.unchanged += 1
            continue
        known[key] = said
        new.append(
            {
                "plan_id": key[0],
                "requirement": row.requirement[:128],
                "value": row.value,
                "note": row.note,
                "url": row.url,
                "day": row.day,
                "created_by": desk.by,
                "created_at": desk.now,
                "origin": origin_of(row.source),
            }
        )
    desk.insert(m.ProcessFact, new)
    desk.stored.facts += len(new)


def store_proposals(desk: Desk, proposals: Sequence[rows.Proposal]) -> None:
    """Add proposals and comments with their responses."""
    codes: dict[tuple[int, str], m.Proposal] = {}
    for part in chunks(sorted({desk.plans[row.member, row.plan] for row in proposals})):
        for there in desk.session.scalars(select(m.Proposal).where(m.Proposal.plan_id.in_(part))):
            codes[there.plan_id, there.code] = there
    for row in proposals:
        plan_id = desk.plans[row.member, row.plan]
        there_already = codes.get((plan_id, row.code))
        if there_already is not None:
            desk.stored.unchanged += 1
            _store_responses(desk, there_already, row)
            continue
        parent = codes.get((plan_id, row.parent)) if row.parent else None
        if row.parent and parent is None:
            raise UnknownPlan(f"Proposal {row.code} comments on {row.parent}, which plan {row.plan} lacks.")
        proposal = m.Proposal(
            plan_id=plan_id,
            parent_id=parent.id if parent else None,
            commitment_id=desk.commitment(row) if row.commitment else None,
            code=row.code,
            kind=row.kind,
            titles=dict(row.titles),
            text=dict(row.text),
            author_kind=row.author_kind,
            author=row.author,
            state=row.state,
            created_at=row.created or desk.now,
            published_at=(row.created or desk.now) if row.state == "public" else None,
            origin=origin_of(row.source),
        )
        desk.session.add(proposal)
        desk.session.flush()
        codes[plan_id, row.code] = proposal
        _store_responses(desk, proposal, row)
        desk.stored.proposals += 1


def _store_responses(desk: Desk, proposal: m.Proposal, row: rows.Proposal) -> None:
    there = {
        (one.stage, tuple(sorted(one.text.items())))
        for one in desk.session.scalars(select(m.Response).where(m.Response.proposal_id == proposal.id))
    }
    for one in row.responses:
        if (one.stage, tuple(sorted(one.text.items()))) in there:
            continue
        result = desk.commitments.get((row.member, row.plan, one.commitment)) if one.commitment else None
        if one.commitment and result is None:
            raise UnknownPlan(f"Plan {row.plan} of {row.member} has no commitment {one.commitment}.")
        desk.session.add(
            m.Response(
                proposal_id=proposal.id,
                stage=one.stage,
                obstacles=list(one.obstacles),
                opportunities=list(one.opportunities),
                text=dict(one.text),
                commitment_id=result,
                actor=one.actor,
                created_by=desk.by,
                published_at=one.published or desk.now,
            )
        )
    desk.session.flush()
