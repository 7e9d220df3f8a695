"""What is kept of every change, and which update of each thing is the newest that is public."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from toolbox_core import utcnow
from toolbox_nap_monitor.models import Change, Update
from toolbox_nap_monitor.periods import period_end

CHUNK = 500


def note_difference(
    session: Session,
    kind: str,
    plan_id: int,
    *,
    by: str,
    commitment_id: int | None = None,
    milestone_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    actor: str = "",
    at: datetime | None = None,
) -> None:
    """Remember that something changed, what it was and what it is. Days and decimals are kept as text."""
    session.add(
        Change(
            plan_id=plan_id,
            commitment_id=commitment_id,
            milestone_id=milestone_id,
            kind=kind,
            at=at or utcnow(),
            actor=actor,
            by=by,
            before=_plain(before or {}),
            after=_plain(after or {}),
        )
    )


def mark_current(session: Session, commitments: Sequence[int]) -> None:
    """Mark the newest published update of each target of these commitments, and no other.

    Newest is the latest period; of one period, the one added last. Whatever is superseded is older by that.
    """
    for part in _chunks(commitments):
        query = (
            select(Update.id, Update.commitment_id, Update.milestone_id, Update.as_of, Update.period, Update.is_current)
            .where(Update.commitment_id.in_(part), Update.state == "published")
            .order_by(Update.id)
        )
        newest: dict[tuple[int, int | None], tuple[tuple[date, str, int], int]] = {}
        marked: set[int] = set()
        for number, commitment_id, milestone_id, as_of, period, is_current in session.execute(query):
            if is_current:
                marked.add(number)
            rank = (as_of or period_end(period) or date.min, period, number)
            target = (commitment_id, milestone_id)
            if target not in newest or newest[target][0] < rank:
                newest[target] = (rank, number)
        wanted = {number for _, number in newest.values()}
        stale = select(Update.id).where(
            Update.commitment_id.in_(part), Update.is_current.is_(True), Update.state != "published"
        )
        marked.update(session.scalars(stale))
        for numbers, value in ((sorted(marked - wanted), False), (sorted(wanted - marked), True)):
            for chunk in _chunks(numbers):
                session.execute(update(Update).where(Update.id.in_(chunk)).values(is_current=value))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, date | Decimal) else value for name, value in values.items()}


def _chunks(items: Sequence[int]) -> Iterable[Sequence[int]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
