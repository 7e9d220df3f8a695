"""A year's openness as plain values, for the command line, the programming interface and CSV: one and the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolbox_budget_portal.openness.kinds import KINDS
from toolbox_budget_portal.openness.queries import YearOpenness
from toolbox_budget_portal.openness.standing import MISSING, UNKNOWN, WAITING
from toolbox_core import Column

COLUMNS = (
    Column(name="fiscal_year", type="year"),
    Column(name="document"),
    Column(name="name"),
    Column(name="period"),
    Column(name="covers_from", type="date"),
    Column(name="covers_to", type="date"),
    Column(name="due", type="date"),
    Column(name="due_is_planned", type="boolean"),
    Column(name="published", type="date"),
    Column(name="status"),
    Column(name="days_late", type="integer"),
    Column(name="points", type="integer"),
    Column(name="url"),
    Column(name="sha256"),
)


def table(found: YearOpenness) -> Iterator[tuple[Any, ...]]:
    """One row for everything that is due, in the order of a budget's life."""
    for standing in found.standings:
        for part in standing.parts:
            due, record = part.expected, part.record
            late = part.days if part.status not in (WAITING, UNKNOWN) else 0
            yield (
                found.year.number,
                standing.kind,
                KINDS[standing.kind].word,
                due.period,
                due.covers[0] if due.covers else None,
                due.covers[1] if due.covers else None,
                due.due,
                due.planned,
                record.published_on if record else None,
                part.status,
                late,
                part.points,
                record.url if record else "",
                record.sha256 if record else "",
            )


def plain(found: YearOpenness) -> dict[str, Any]:
    """Everything about a year."""
    names = [column.name for column in COLUMNS]
    return {
        "entity": found.entity.slug,
        "fiscal_year": found.year.number,
        "as_of": found.today,
        "starts": found.year.start,
        "ends": found.year.end,
        "submitted": found.year.submitted,
        "approved": found.year.approved,
        "planned": sorted(found.year.planned),
        "calendar_entered": not found.rules.assumed,
        "score": found.score,
        "on_time": found.count("on-time"),
        "late": found.count("late"),
        "missing": found.count(MISSING),
        "documents": [dict(zip(names, row, strict=True)) for row in table(found)],
    }
