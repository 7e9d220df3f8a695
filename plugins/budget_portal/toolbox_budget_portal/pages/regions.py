"""Money by place on a map: the same rows as the table beside it, on the boundaries that know the places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolbox_budget_portal.pages.asking import View
from toolbox_budget_portal.pages.figures import Row
from toolbox_budget_portal.yardsticks.records import RATIOS
from toolbox_core import Boundaries, ChartItem, Map, Matching, region_map


@dataclass(frozen=True, slots=True)
class RegionChart:
    """The map, the boundaries it is drawn on, and how many places were found by their names instead of codes."""

    chart: Map
    ground: Boundaries
    by_name: int


def region_chart(view: View, rows: Sequence[Row], known: tuple[Boundaries, Matching] | None) -> RegionChart | None:
    """Shade the regions by the amounts of ``rows``; what no region stands for is named beside the map."""
    if known is None:
        return None
    boundaries, matching = known
    words = view.words
    items = {}
    for row in rows:
        exact = words.unit == "exact" and words.measure not in RATIOS
        code = matching.region_of(row.node.code) if row.node else None
        key = code if code is not None and code not in items else f"?{row.node.path if row.node else ''}"
        items[key] = ChartItem(
            label=row.label,
            value=row.amount,
            shown=words.exact(row.amount) if exact else words.compact(row.amount),
            exact=words.money(row.amount),
            href=row.href,
            missing=row.amount is None,
        )
    return RegionChart(region_map(boundaries.regions, items), boundaries, len(matching.by_name))
