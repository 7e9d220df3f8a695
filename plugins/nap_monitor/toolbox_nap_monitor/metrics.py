"""Commitments that point at a live figure of another module: budgets or contracts published, answers in time."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from toolbox_core import InputError, find_metric, known_metrics
from toolbox_nap_monitor import models as m
from toolbox_nap_monitor.exceptions import UnknownPlan
from toolbox_nap_monitor.publishing import publish_plan
from toolbox_nap_monitor.queries.records import Plan


def point(session: Session, plan: Plan, number: str, metric: str, target: str = "") -> None:
    """Let a commitment point at a metric (``budget_portal:years``), with the value it aims at; again: a new target.

    Raises ``UnknownPlan`` for a commitment that is not there, ``InputError`` for an unknown metric or a bad target.
    """
    commitment_id = _commitment(session, plan, number)
    if find_metric(session, metric) is None:
        there = ", ".join(one.id for one in known_metrics(session)) or "none yet; the worker writes them down hourly"
        raise InputError(f"There is no metric {metric[:60]!r}.", fix=f"Metrics are: {there}.")
    try:
        value = Decimal(target.strip()) if target.strip() else None
    except InvalidOperation:
        value = Decimal("NaN")
    if value is not None and not (value.is_finite() and abs(value) < Decimal(10) ** 17):
        raise InputError(f"{target!r} is no number to aim at.", fix="Write it with a point for decimals: 95.5.")
    session.execute(
        delete(m.MetricLink).where(m.MetricLink.commitment_id == commitment_id, m.MetricLink.metric == metric)
    )
    session.add(m.MetricLink(commitment_id=commitment_id, metric=metric, target=value))
    session.flush()
    publish_plan(session, plan.member.code, plan.number)


def unpoint(session: Session, plan: Plan, number: str, metric: str) -> None:
    """Let a commitment point at a metric no longer; the metric's history stays. Raises ``UnknownPlan``."""
    link = (m.MetricLink.commitment_id == _commitment(session, plan, number), m.MetricLink.metric == metric)
    session.execute(delete(m.MetricLink).where(*link))
    publish_plan(session, plan.member.code, plan.number)


def _commitment(session: Session, plan: Plan, number: str) -> int:
    found = session.scalar(
        select(m.Commitment.id).where(m.Commitment.plan_id == plan.id, m.Commitment.number == number)
    )
    if found is None:
        raise UnknownPlan(f"Plan {plan.number} of {plan.member.code} has no commitment {number[:40]!r}.")
    return found
