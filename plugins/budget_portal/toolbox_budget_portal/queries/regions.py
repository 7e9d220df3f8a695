"""Which boundaries a budget's places can be drawn on: those that an administrator loaded and that know these places."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from toolbox_budget_portal.queries.records import Node
from toolbox_core import Boundaries, Matching, best_boundaries, fold


def regions_of(session: Session, places: Sequence[Node]) -> tuple[Boundaries, Matching] | None:
    """The boundaries that know at least half of ``places``, and how they match; ``None`` without any.

    Numbers are everybody's codes: a set that shares with the places nothing but numbers, and no name, is not meant.
    """
    best = best_boundaries(session, {node.code: node.label for node in places})
    if best is None:
        return None
    boundaries, matching = best
    if 2 * matching.found < len(places):
        return None
    labels = {region.code: fold(region.label) for region in boundaries.regions}
    told_apart = matching.by_name or any(
        not node.code.isdecimal() or labels[node.code] == fold(node.label)
        for node in places
        if node.code in matching.by_code
    )
    return best if told_apart else None
