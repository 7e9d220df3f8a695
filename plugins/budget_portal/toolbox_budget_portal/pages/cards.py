"""What the budget portal shows on the site's first page: of every 100 spent, the newest budget, a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolbox_budget_portal import queries
from toolbox_budget_portal.addresses import to_address
from toolbox_budget_portal.pages.overview import FIRST_KINDS
from toolbox_budget_portal.queries.records import EXPENDITURE, REVENUE, Node, Sums, Year
from toolbox_core import ChartItem, HomeCard, strips

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from sqlalchemy.orm import Session

_FEWEST, _MOST = 3, 20


def cards() -> list[HomeCard]:
    """The pieces of the first page."""
    return [
        HomeCard(id="budget-hundred", template="budget_portal/hundred.html", answer=of_every_hundred, place="lead"),
        HomeCard(id="budget", template="budget_portal/card.html", answer=newest, order=10),
        HomeCard(id="budget-ask", template="budget_portal/ask.html", answer=newest, place="ask", order=10),
    ]


def _newest_year(session: Session) -> tuple[Year, dict[str, Sums]] | None:
    """The newest year with spending of the first entity: a parent before its children, a state before its cities."""
    found = queries.entities(session)
    if not found:
        return None
    ordered = sorted(found, key=lambda pair: (pair[0].level not in ("national", "state", "country"), -pair[1][0]))
    owner, years = ordered[0]
    latest: tuple[Year, dict[str, Sums]] | None = None
    for number in years[:3]:
        year = queries.year(session, owner.slug, number)
        totals = queries.totals(session, year)
        latest = latest or (year, totals)
        if _spent(year, totals):
            # The newest year that is closed tells more than one that has only begun.
            return year, totals
    return latest


def _spent(year: Year, totals: dict[str, Sums]) -> Decimal | None:
    phase = year.done(EXPENDITURE)
    return totals[EXPENDITURE].of(phase.code, net=True) if phase and EXPENDITURE in totals else None


def newest(session: Session) -> dict[str, Any] | None:
    """The newest year in two figures."""
    found = _newest_year(session)
    if found is None:
        return None
    year, totals = found
    figures = {}
    for direction in (EXPENDITURE, REVENUE):
        if direction in totals:
            phase = year.done(direction) or year.plan(direction)
            figures[direction] = totals[direction].of(phase.code, net=True) if phase else None
    done = bool(_spent(year, totals))
    return {"year": year, "figures": figures, "done": done, "budgets": sum(1 for _ in queries.entities(session))}


def _telling(session: Session, year: Year, phase: str) -> tuple[str, list[tuple[Node, Decimal]]] | None:
    """The first classification whose parts a hundred strokes can tell apart; the first of all when none is."""
    kinds = year.kinds(EXPENDITURE)
    best: tuple[str, list[tuple[Node, Decimal]]] | None = None
    for kind in [found for found in FIRST_KINDS[EXPENDITURE] if found in kinds] or list(kinds)[:1]:
        nodes = queries.breakdown(session, year, EXPENDITURE, kind).children
        amounts = [(node, amount) for node in nodes if (amount := node.sums.of(phase, net=True)) and amount > 0]
        largest, whole = (f(amount for _, amount in amounts) if amounts else 0 for f in (max, sum))
        if amounts and best is None:
            best = (kind, amounts)
        if _FEWEST <= len(amounts) <= _MOST and largest * 10 < whole * 8:
            return kind, amounts
    return best


def of_every_hundred(session: Session) -> dict[str, Any] | None:
    """Shares of one hundred by purpose, in the newest year with spending.

    ``draw(write, address)`` makes the chart where the language is known: ``write`` writes an amount, ``address`` is
    the templates' ``url``.
    """
    found = _newest_year(session)
    if found is None or EXPENDITURE not in found[1]:
        return None
    year, _ = found
    done = bool(_spent(*found))
    phase = year.done(EXPENDITURE) if done else year.plan(EXPENDITURE)
    chosen = _telling(session, year, phase.code) if phase else None
    if chosen is None:
        return None
    kind, amounts = chosen
    where = {"entity": year.entity.slug, "fiscal_year": year.fiscal_year, "direction": EXPENDITURE, "kind": kind}

    def draw(write: Callable[[Decimal], str], address: Callable[..., str]) -> Any:
        return strips(
            [
                ChartItem(
                    label=node.label,
                    value=amount,
                    shown=write(amount),
                    href=address("budget_portal:category", path=to_address(node.path), **where),
                )
                for node, amount in amounts
            ]
        )

    return {"year": year, "kind": kind, "done": done, "draw": draw}
