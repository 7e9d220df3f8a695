"""Contributions of the public with their responses, and how many of them are answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.queries.records import Plan, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A reasoned response. ``commitment`` is the number and titles of what resulted, if anything did."""

    stage: str
    obstacles: Sequence[str]
    opportunities: Sequence[str]
    text: Texts
    actor: str
    published: datetime
    commitment: tuple[str, Texts, str] | None
    """Number, titles and effective status of the resulting commitment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A contribution with its answers, oldest first."""

    code: str
    kind: str
    titles: Texts
    text: Texts
    author: str
    author_kind: str
    state: str
    created: datetime
    about: tuple[str, Texts, str] | None
    phase: int | None
    """The number of the phase it came in."""
    supports: int
    answers: tuple[Answer, ...]


def items(session: Session, plan: Plan, states: Sequence[str] = ("public",), *, code: str = "") -> list[Item]:
    """The contributions of a plan in these states, in the order of their coming; only that of ``code`` when given."""
    query = select(m.Proposal).where(m.Proposal.plan_id == plan.id, m.Proposal.state.in_(states))
    if code:
        query = query.where(m.Proposal.code == code)
    found = session.scalars(query.order_by(m.Proposal.id)).all()
    answers: dict[int, list[m.Response]] = defaultdict(list)
    query_answers = select(m.Response).join(m.Proposal).where(m.Proposal.plan_id == plan.id).order_by(m.Response.id)
    for one in session.scalars(query_answers):
        answers[one.proposal_id].append(one)
    c = m.Commitment
    commitments = {
        row[0]: (row[1], row[2], row[3])
        for row in session.execute(select(c.id, c.number, c.titles, c.status).where(c.plan_id == plan.id))
    }
    return [
        Item(
            code=one.code,
            kind=one.kind,
            titles=one.titles,
            text=one.text,
            author=one.author,
            author_kind=one.author_kind,
            state=one.state,
            created=one.created_at,
            about=commitments.get(one.commitment_id or 0),
            phase=one.phase_id,
            supports=one.supports,
            answers=tuple(
                Answer(
                    stage=answer.stage,
                    obstacles=answer.obstacles,
                    opportunities=answer.opportunities,
                    text=answer.text,
                    actor=answer.actor,
                    published=answer.published_at,
                    commitment=commitments.get(answer.commitment_id or 0),
                )
                for answer in answers.get(one.id, ())
            ),
        )
        for one in found
    ]
