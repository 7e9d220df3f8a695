"""Two charts of the whole: from revenue to spending, and year by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from toolbox_budget_portal.pages.asking import View
from toolbox_budget_portal.pages.headline import headline
from toolbox_budget_portal.queries.records import DIRECTIONS, EXPENDITURE, REVENUE, Breakdown, Sums, Year, minus
from toolbox_budget_portal.yardsticks.records import NOMINAL
from toolbox_core import ChartItem, Series, lines, sankey, url


def flow(view: View, totals: Mapping[str, Sums], parts: Mapping[str, Breakdown]) -> dict[str, Any] | None:
    """From income to spending: both sides in the phase of what happened (or of the plan), balanced by what is left."""
    if not {EXPENDITURE, REVENUE} <= parts.keys():
        return None
    # Bands are drawn from the exact amounts: after a division the two sides would no longer be quite equal.
    exact = replace(view, measure=NOMINAL)
    for stage in ("done", "plan"):
        sides = [headline(exact, totals, side, stage) for side in (REVENUE, EXPENDITURE)]
        if all(amount is not None and amount > 0 for amount in sides):
            break
    else:
        return None
    income, spending = (amount or Decimal(0) for amount in sides)
    phases = {side: getattr(view.year, stage)(side) for side in (REVENUE, EXPENDITURE)}

    def items(direction: str) -> list[ChartItem]:
        found = parts[direction]
        listed = [*((node.label, node.sums, node.path) for node in found.children)]
        if found.rest is not None:
            listed.append((view.words._("Not divided further"), found.rest, ""))
        chosen = []
        for label, sums, path in listed:
            amount = exact.of(sums, phases[direction])
            if amount:
                measured = view.scale(amount)
                href = view.category_link(found.kind, path, {"phase": None}, direction=direction)
                chosen.append(
                    ChartItem(
                        label=label,
                        value=amount,
                        shown=view.words.compact(measured),
                        exact=view.words.money(measured),
                        href=href,
                    )
                )
        return sorted(chosen, key=lambda item: -item.value)

    sources, uses = items(REVENUE), items(EXPENDITURE)
    gap = minus(spending, income)
    if gap > 0:
        label = view.words._("Not covered by revenue")
        sources.append(ChartItem(label=label, value=gap, shown=view.words.compact(view.scale(gap)), tone="a"))
    elif gap < 0:
        uses.append(ChartItem(label=view.words._("Left over"), value=-gap, shown=view.words.compact(view.scale(-gap))))
    try:
        chart = sankey(sources, uses)
    except ValueError:
        # A category without any number hides its share; a flow that does not add up is not drawn.
        return None
    return {
        "chart": chart,
        "pot": view.words.words(view.scale(max(income, spending))),
        "files": [
            (
                f"{view.words.direction(side)}, CSV",
                view.category_link(f"{parts[side].kind}.csv", "", {"phase": None}, direction=side),
            )
            for side in (REVENUE, EXPENDITURE)
        ],
        "phases": [view.words.phase(phases[side], side) for side in (REVENUE, EXPENDITURE)],
    }


def history(view: View, known: Mapping[int, tuple[Year, dict[str, Sums]]]) -> dict[str, Any] | None:
    """Spending and revenue of all years: what happened, or, as long as no year tells that, what was planned.

    The two are never mixed on one line: a year that was not published, or has no accounts yet, is a hole.
    """
    if len(known) < 2:
        return None
    axis = list(range(min(known), max(known) + 1))
    series = []
    happened = any(_total(view, known[number], direction, done=True) for number in known for direction in DIRECTIONS)
    for direction in DIRECTIONS:
        values = [
            view.scale(_total(view, known[number], direction, done=happened), number) if number in known else None
            for number in axis
        ]
        if any(value is not None for value in values):
            shown = [view.words.compact(value) for value in values]
            series.append(Series(label=view.words.direction(direction), values=values, shown=shown))
    if not series:
        return None
    hrefs = [view.link("year", {"version": None}, fiscal_year=number) if number in known else "" for number in axis]
    chart = lines([str(number) for number in axis], series, hrefs=hrefs, tick=view.words.compact)
    data = {"cube": view.year.entity.slug, "drilldown": "fiscal_year|direction|phase", "format": "csv"}
    return {
        "chart": chart,
        "first": axis[0],
        "last": axis[-1],
        "happened": happened,
        "waiting": [
            number
            for number in sorted(known)
            if happened and not any(_total(view, known[number], one, done=True) for one in DIRECTIONS)
        ],
        "holes": [number for number in axis if number not in known],
        "csv": url(view.request, "budget_portal:api_aggregate", query=data),
        "sources": [
            (str(number), view.link("year", {"version": None}, fiscal_year=number)) for number in sorted(known)
        ],
    }


def _total(view: View, known: tuple[Year, dict[str, Sums]], direction: str, *, done: bool) -> Decimal | None:
    """The total of a year in the phase that tells what happened, or in the one that was decided before."""
    year, totals = known
    phase = year.done(direction) if done else year.plan(direction)
    if phase is None or direction not in totals:
        return None
    # Accounts that are all zero are columns that wait to be filled.
    return totals[direction].of(phase.code, net=view.net) or None
