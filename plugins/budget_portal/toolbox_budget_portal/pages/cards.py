"""What the budget portal shows on the site's first page: of every 100 spent, the newest budget, a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from toolbox_budget_portal import queries
from toolbox_budget_portal.pages.overview import first_kind
from toolbox_budget_portal.queries.records import EXPENDITURE, REVENUE, Sums, Year
from toolbox_core import ChartItem, HomeCard, strips

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from sqlalchemy.orm import Session


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
    kind = first_kind(year.kinds(EXPENDITURE), EXPENDITURE)
    phase = year.done(EXPENDITURE) if done else year.plan(EXPENDITURE)
    if not kind or phase is None:
        return None
    parts = queries.breakdown(session, year, EXPENDITURE, kind)
    amounts = [(node, node.sums.of(phase.code, net=True)) for node in parts.children]
    where = {"entity": year.entity.slug, "fiscal_year": year.fiscal_year, "direction": EXPENDITURE, "kind": kind}

    def draw(write: Callable[[Decimal], str], address: Callable[..., str]) -> Any:
        return strips(
            [
                ChartItem(
                    label=node.label,
                    value=amount,
                    shown=write(amount),
                    href=address("budget_portal:category", path=quote(node.path, safe="/~"), **where),
                )
                for node, amount in amounts
                if amount is not None and amount > 0
            ]
        )

    return {"year": year, "kind": kind, "done": done, "draw": draw}
