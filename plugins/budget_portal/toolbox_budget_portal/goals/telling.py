"""Goals as plain values, for the page's downloads and the programming interface: one and the same."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal
from typing import Any

from toolbox_budget_portal.goals.queries import Goals
from toolbox_budget_portal.goals.records import Indicator
from toolbox_core import Column

_STEP, _EXACT = Decimal("1e-10"), Context(prec=60)
COLUMNS = (
    Column(name="key"),
    Column(name="kind"),
    Column(name="code"),
    Column(name="label"),
    Column(name="goal"),
    Column(name="indicator"),
    Column(name="unit"),
    Column(name="direction"),
    Column(name="baseline_year", type="year"),
    Column(name="baseline", type="number"),
    Column(name="target_year", type="year"),
    Column(name="target", type="number"),
    Column(name="newest_year", type="year"),
    Column(name="newest", type="number"),
    Column(name="expected", type="number"),
    Column(name="status", description="reached, on-the-way, behind, not-measured or cannot-be-told"),
    Column(name="countable", type="boolean"),
    Column(name="source"),
)


def table(found: Goals) -> Iterator[tuple[Any, ...]]:
    """One row for each indicator, in the order of the file."""
    for one in found.indicators:
        newest = one.newest
        yield (
            one.key,
            one.kind,
            one.path,
            found.name(one),
            one.goal,
            one.name,
            one.unit,
            one.direction,
            *(one.baseline or (None, None)),
            *one.target,
            newest or None,
            one.observed[newest].value if newest else None,
            expected(one, newest),
            one.status,
            one.counts,
            one.source,
        )


def expected(one: Indicator, year: int) -> Decimal | None:
    """Where the straight line is in a year, to ten decimals; ``None`` where there is none."""
    value = one.expected(year) if year else None
    return None if value is None else value.quantize(_STEP, context=_EXACT)


def plain(found: Goals) -> list[dict[str, Any]]:
    """The same as records, each with every observed value and the row it was read from."""
    names = [column.name for column in COLUMNS]
    return [
        {
            **dict(zip(names, row, strict=True)),
            "observed": [
                {"year": year, "value": point.value, "source_row": point.row} for year, point in one.observed.items()
            ],
        }
        for one, row in zip(found.indicators, table(found), strict=True)
    ]
