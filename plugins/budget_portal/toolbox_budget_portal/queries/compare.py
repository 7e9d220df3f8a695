"""The same categories in several years. What was not published stays a hole."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from toolbox_budget_portal.queries.records import Comparison, Entity, Node, Sums, Year
from toolbox_budget_portal.queries.sums import breakdown, totals
from toolbox_budget_portal.queries.years import years as find_years
from toolbox_core import NotFound

MOST_YEARS = 30


def compare(
    session: Session, owner: Entity, wanted: Sequence[int], direction: str, kind: str, path: str = ""
) -> Comparison:
    """The children of a category (empty path: of the whole) over ``wanted`` years, newest year's order first.

    A year without a published budget, without this direction or without this kind or category has no sums. Raises
    ``NotFound`` when none of the years has them.
    """
    chosen = tuple(sorted(set(wanted)))[:MOST_YEARS]
    published = find_years(session, owner, chosen)
    node: Node | None = None
    rows: dict[int, tuple[Node, dict[int, Sums]]] = {}
    sums: dict[int, Sums] = {}
    why: NotFound | None = None
    for fiscal_year in sorted(published, reverse=True):
        try:
            view = breakdown(session, published[fiscal_year], direction, kind, path)
        except NotFound as error:
            why = why or error
            if not path and direction in published[fiscal_year].directions:
                sums[fiscal_year] = totals(session, published[fiscal_year])[direction]
            continue
        node = node or view.node
        sums[fiscal_year] = view.total
        for child in view.children:
            rows.setdefault(child.id, (child, {}))[1][fiscal_year] = child.sums
        if view.rest is not None:
            rest = Node(0, kind, "", "", "", 0)
            rows.setdefault(0, (rest, {}))[1][fiscal_year] = view.rest
    if not sums:
        raise why or NotFound(f"No budget of {owner.name} was published for these years.")
    return Comparison(owner, direction, kind, node, chosen, published, tuple(rows.values()), sums)


def yearly_totals(session: Session, owner: Entity, wanted: Sequence[int]) -> dict[int, tuple[Year, dict[str, Sums]]]:
    """The grand totals of several years, for the entity's page and the overview."""
    return {
        fiscal_year: (year, totals(session, year))
        for fiscal_year, year in sorted(find_years(session, owner, wanted).items())
    }
