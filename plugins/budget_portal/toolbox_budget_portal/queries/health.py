"""Does the portal's own data add up? Asked by the health page and by ``toolbox doctor``."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from toolbox_budget_portal import models
from toolbox_core import DatasetVersion, HealthResult

Line, Rollup = models.Line, models.Rollup


def rollups_add_up(session: Session) -> HealthResult:
    """The grand totals of every current version, computed from its lines, against the stored roll-ups."""
    current = select(DatasetVersion.id).where(
        DatasetVersion.status == "published", DatasetVersion.id.in_(select(models.BudgetVersion.version_id))
    )
    slots = models.SLOTS
    from_lines = select(
        Line.version_id, Line.direction, Line.eliminated, func.count(), *(func.sum(getattr(Line, s)) for s in slots)
    ).where(Line.version_id.in_(current))
    from_lines = from_lines.group_by(Line.version_id, Line.direction, Line.eliminated)
    from_rollups = select(
        Rollup.version_id, Rollup.direction, Rollup.eliminated, Rollup.n, *(getattr(Rollup, s) for s in slots)
    ).where(Rollup.version_id.in_(current), Rollup.dims == "")
    counted = {(row[0], row[1], bool(row[2])): _whole(row[3:]) for row in session.execute(from_lines)}
    stored = {(row[0], row[1], bool(row[2])): _whole(row[3:]) for row in session.execute(from_rollups)}
    wrong = sorted({key[0] for key in counted.keys() | stored.keys() if counted.get(key) != stored.get(key)})
    if wrong:
        titles = session.scalars(select(DatasetVersion.title).where(DatasetVersion.id.in_(wrong)))
        return HealthResult(
            level="bad",
            message=f"Stored sums differ from the lines of {', '.join(titles)}.",
            fix="Import and publish these budgets again; tell the makers of the budget portal.",
        )
    return HealthResult(level="ok", message=f"All {len(counted)} stored totals equal the sums of their lines.")


def _whole(row: tuple[object, ...]) -> tuple[int | None, ...]:
    return tuple(None if value is None else int(str(value)) for value in row)
