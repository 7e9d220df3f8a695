"""Commitments by Sustainable Development Goal, over all plans: a target such as 16.6 belongs to goal 16."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.queries.members import newest_first, plan_record
from toolbox_nap_monitor.queries.records import Plan, Texts

GOALS = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Aiming:
    """A commitment that names a goal, with the targets of it that it names (``16.6``); none: the goal as a whole."""

    plan: Plan
    number: str
    titles: Texts
    status: str
    targets: tuple[str, ...]


def goal_of(word: str) -> int | None:
    """The goal that a word of a plan names, such as ``16`` or ``16.6``; ``None`` when it names none of the 17."""
    head = word.strip().partition(".")[0]
    return int(head) if head.isascii() and head.isdigit() and len(head) < 3 and 1 <= int(head) <= GOALS else None


def goals(session: Session) -> Mapping[int, tuple[int, int]]:
    """Each goal that a commitment names: how many commitments do, and how many of these are complete."""
    c, t = m.Commitment, m.Tag
    query = select(t.word, c.id, c.status).join(c, t.commitment_id == c.id).where(t.scheme == "sdg")
    named: dict[int, dict[int, str]] = defaultdict(dict)
    for word, number, status in session.execute(query):
        goal = goal_of(word)
        if goal is not None:
            named[goal][number] = status
    return {
        goal: (len(found), sum(one == "complete" for one in found.values())) for goal, found in sorted(named.items())
    }


def aiming_at(session: Session, goal: int) -> list[Aiming]:
    """The commitments that name a goal or a target of it, by member, newest plans first."""
    c, t = m.Commitment, m.Tag
    query = (
        select(c, m.Plan, m.Member, t.word)
        .join(t, t.commitment_id == c.id)
        .join(m.Plan, c.plan_id == m.Plan.id)
        .join(m.Member, m.Plan.member_id == m.Member.id)
        .where(t.scheme == "sdg", t.word.startswith(str(goal), autoescape=True))
        .order_by(m.Member.code, c.position, t.position)
    )
    words: dict[int, list[str]] = defaultdict(list)
    rows = {}
    for commitment, plan, owner, word in session.execute(query):
        if goal_of(word) == goal:
            rows[commitment.id] = (commitment, plan_record(plan, owner))
            if "." in word:
                words[commitment.id].append(word.strip())
    found = [
        Aiming(plan=plan, number=row.number, titles=row.titles, status=row.status, targets=tuple(words.get(row.id, ())))
        for row, plan in rows.values()
    ]
    return sorted(found, key=lambda one: (one.plan.member.code, newest_first(one.plan)))
