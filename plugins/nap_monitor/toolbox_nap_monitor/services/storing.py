"""Store what was read: members, plans, commitments, milestones, updates, verdicts, facts, proposals.

What is there is found by its codes and brought up to date, with the difference kept; what is added only (updates,
verdicts, responses) is added when it says something new, and counted as unchanged when it does not. The caller's
transaction holds all of it or nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_nap_monitor import checks, rows
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import Refused
from toolbox_nap_monitor.services.answers import store_facts, store_proposals
from toolbox_nap_monitor.services.desk import Desk, Stored, chunks
from toolbox_nap_monitor.services.institutions import find_institutions
from toolbox_nap_monitor.services.plans import find_plan, member_of, store_members, store_plans
from toolbox_nap_monitor.services.promises import store_commitments, store_milestones
from toolbox_nap_monitor.services.saying import store_assessments, store_updates
from toolbox_nap_monitor.services.settling import settle


def store(session: Session, bundle: rows.Bundle, *, by: str, strict: bool = True) -> Stored:
    """Store a whole bundle. Raises ``Refused`` with every fault, or ``UnknownPlan`` for what belongs to nothing.

    ``strict=False`` is for files of others as they are (OGP's own database has ends before starts): only what cannot be
    stored at all is refused then.
    """
    if strict:
        faults = list(_faults(bundle))
        if faults:
            raise Refused(faults)
    desk = Desk(session, by)
    _store_in_order(desk, bundle)
    return desk.stored


def _faults(bundle: rows.Bundle) -> Iterable[checks.Fault]:
    numbers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for commitment in bundle.commitments:
        numbers[commitment.member, commitment.plan].append(commitment.number)
    for plan in bundle.plans:
        yield from checks.plan_faults(plan)
    for commitment in bundle.commitments:
        yield from checks.commitment_faults(commitment)
    for milestone in bundle.milestones:
        yield from checks.milestone_faults(milestone, numbers[milestone.member, milestone.plan])
    for update in bundle.updates:
        if update.status not in rows.STATUSES:
            yield "status", f"{update.status!r} is not a status. Statuses are {', '.join(rows.STATUSES)}."


def _store_in_order(desk: Desk, bundle: rows.Bundle) -> None:
    store_members(desk, bundle.members)
    store_plans(desk, bundle.plans)
    parts: list[Sequence[Any]] = [
        bundle.commitments,
        bundle.milestones,
        bundle.updates,
        bundle.assessments,
        bundle.facts,
        bundle.proposals,
    ]
    needed = {(row.member, row.plan) for part in parts for row in part}
    for member, number in sorted(needed - set(desk.plans)):
        find_plan(desk, member, number)
    _load_codes(desk)
    _find_institutions(desk, bundle)
    store_commitments(desk, bundle.commitments)
    store_milestones(desk, bundle.milestones)
    store_updates(desk, bundle.updates)
    store_assessments(desk, bundle.assessments)
    settle(desk.session, sorted({desk.commitment_id(row) for part in parts[:4] for row in part}))
    store_facts(desk, bundle.facts)
    store_proposals(desk, bundle.proposals)


def _load_codes(desk: Desk) -> None:
    plans = {plan_id: key for key, plan_id in desk.plans.items()}
    for part in chunks(sorted(plans)):
        query = select(m.Commitment.plan_id, m.Commitment.number, m.Commitment.id)
        for plan_id, number, found in desk.session.execute(query.where(m.Commitment.plan_id.in_(part))):
            desk.commitments[(*plans[plan_id], number)] = found
        steps = (
            select(m.Milestone.commitment_id, m.Milestone.code, m.Milestone.id)
            .join(m.Commitment)
            .where(m.Commitment.plan_id.in_(part))
        )
        for commitment_id, code, found in desk.session.execute(steps):
            desk.milestones[commitment_id, code] = found


def _find_institutions(desk: Desk, bundle: rows.Bundle) -> None:
    wanted: dict[str, list[rows.Involvement]] = defaultdict(list)
    owners: list[rows.Commitment | rows.Milestone] = [*bundle.commitments, *bundle.milestones]
    for row in owners:
        wanted[row.member].extend(row.involved)
    for code, involved in wanted.items():
        ids = find_institutions(desk.session, member_of(desk, code), involved, by=desk.by)
        desk.institutions.update({(code, folded): number for folded, number in ids.items()})
