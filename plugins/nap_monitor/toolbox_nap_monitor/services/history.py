"""What is kept of every change."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from toolbox_core import utcnow
from toolbox_nap_monitor.models import Change


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


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, date | Decimal) else value for name, value in values.items()}
