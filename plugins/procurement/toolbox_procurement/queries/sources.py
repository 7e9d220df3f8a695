"""Sources, what was mended in them, and what their fields allow to compute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_core import NotFound
from toolbox_procurement.models import Coverage, FlagRun, Repair
from toolbox_procurement.models import Source as Row
from toolbox_procurement.repairs import REPAIRS


@dataclass(frozen=True, slots=True)
class Source:
    """Where releases come from."""

    id: int
    slug: str
    name: str
    country: str
    currency: str
    licence: str
    processes: int
    published_at: datetime | None


def sources(session: Session) -> list[Source]:
    """All sources, by name."""
    return [_source(row) for row in session.scalars(select(Row).order_by(Row.name, Row.id))]


def count_processes(session: Session) -> int | None:
    """How many contracting processes are public; ``None`` when no source is."""
    total: int | None = session.scalar(select(func.sum(Row.processes)).where(Row.published_at.is_not(None)))
    return total


def source(session: Session, slug: str) -> Source:
    """One source. Raises ``NotFound``."""
    row = session.scalar(select(Row).where(Row.slug == slug))
    if row is None:
        raise NotFound(f"There is no source {slug[:60]!r}.")
    return _source(row)


def _source(row: Row) -> Source:
    return Source(row.id, row.slug, row.name, row.country, row.currency, row.licence, row.processes, row.published_at)


def repairs(session: Session, slug: str) -> list[dict[str, Any]]:
    """Every repair: whether it is made in this source, how often it was, with samples. Raises ``NotFound``."""
    row = session.scalar(select(Row).where(Row.slug == slug))
    if row is None:
        raise NotFound(f"There is no source {slug[:60]!r}.")
    made = {one.rule: one for one in session.scalars(select(Repair).where(Repair.source_id == row.id))}
    return [
        {
            "rule": rule,
            "says": says,
            "on": rule not in row.repairs_off,
            "count": made[rule].count if rule in made else 0,
            "samples": list(made[rule].samples) if rule in made else [],
        }
        for rule, says in REPAIRS.items()
    ]


def coverage(session: Session, source_id: int) -> dict[str, int]:
    """How many processes of a source fill in each field."""
    rows = session.execute(select(Coverage.path, Coverage.count).where(Coverage.source_id == source_id))
    return {path: int(number) for path, number in rows}


@dataclass(frozen=True, slots=True)
class Run:
    """What an indicator found in a source."""

    code: str
    cases: int
    flags: int
    gap: str
    meta: dict[str, float]
    spread: dict[str, Any]


def runs(session: Session, source_id: int) -> dict[str, Run]:
    """Every indicator that was computed over a source, by its code."""
    rows = session.scalars(select(FlagRun).where(FlagRun.source_id == source_id).order_by(FlagRun.code))
    return {row.code: Run(row.code, row.cases, row.flags, row.gap, dict(row.meta), dict(row.spread)) for row in rows}
