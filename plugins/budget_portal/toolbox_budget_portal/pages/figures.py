"""From sums to marks and rows: the items of charts, and the rows of the tables that equal them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from toolbox_budget_portal.pages.asking import View
from toolbox_budget_portal.queries.records import Breakdown, Node, Phase, Sums, minus, ratio, together
from toolbox_budget_portal.yardsticks.records import RATIOS
from toolbox_core import BarItem, ChartItem, bars, change_tone, treemap

Cell = str | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a breakdown: a category, or the rest that none of the categories holds (``node`` is ``None``)."""

    node: Node | None
    label: str
    href: str
    sums: Sums
    amount: Decimal | None
    change: Decimal | None


def rows_of(view: View, found: Breakdown, before: Breakdown | None, href: Callable[[Node], str]) -> list[Row]:
    """The parts of a breakdown, largest first, the rest last; ``before`` is the same a year earlier."""
    earlier = {node.id: view.of(node.sums, fiscal_year=view.previous) for node in before.children} if before else {}
    rows = [
        Row(
            node,
            node.label,
            href(node),
            node.sums,
            view.of(node.sums),
            change(view.of(node.sums), earlier.get(node.id)),
        )
        for node in found.children
    ]
    rows.sort(key=lambda row: (row.amount is None, -(row.amount or Decimal(0)), row.label))
    if found.rest is not None:
        label = view.words._("Not divided further") if found.node else view.words._("Without such a category")
        rows.append(Row(None, label, "", found.rest, view.of(found.rest), None))
    return rows


def shortened(view: View, rows: Sequence[Row], most: int, href: str) -> list[Row]:
    """The ``most`` largest rows; the others as one row with exactly their sum, which leads to all of them."""
    if len(rows) <= most + 1:
        return list(rows)
    others = rows[most:]
    sums = together(row.sums for row in others)
    label = view.words._("%(count)s others together", count=view.words.number(len(others)))
    return [*rows[:most], Row(None, label, href, sums, view.of(sums), None)]


def change(now: Decimal | None, then: Decimal | None) -> Decimal | None:
    """The relative change; ``None`` when there is nothing to compare with or the base is not above zero."""
    if now is None or then is None or then <= 0:
        return None
    return ratio(minus(now, then), then)


def map_of(view: View, rows: Sequence[Row], previous_year: int) -> Any:
    """The treemap of a breakdown. Colour is the change since ``previous_year`` (0: none, one colour)."""
    words = view.words
    items = []
    for row in rows:
        detail = ""
        if previous_year and row.change is not None:
            detail = words._(
                "%(change)s on %(year)s", change=words.percent(row.change, signed=True), year=previous_year
            )
        items.append(
            ChartItem(
                label=row.label,
                value=row.amount or Decimal(0),
                shown=words.exact(row.amount)
                if words.unit == "exact" and words.measure not in RATIOS
                else words.compact(row.amount),
                exact=words.money(row.amount),
                href=row.href,
                detail=detail,
                tone=change_tone(row.change) if previous_year else "d4",
                missing=row.amount is None,
            )
        )
    return treemap(items)


def comparison_bars(view: View, rows: Sequence[Row], limit: Phase, done: Phase) -> Any:
    """Approved against executed, row by row: amounts, difference, rate."""
    items = []
    for row in rows:
        allowed, used = view.of(row.sums, limit), view.of(row.sums, done)
        cells = rate_cells(view, allowed, used)
        items.append(BarItem(label=row.label, limit=allowed, value=used, cells=cells, href=row.href))
    return bars(items)


def rate_cells(view: View, allowed: Decimal | None, used: Decimal | None) -> tuple[str, ...]:
    """Approved, spent, difference and rate as words; the rate is empty when nothing was approved."""
    words = view.words
    difference = minus(used, allowed) if used is not None and allowed is not None else None
    return (
        words.money(allowed),
        words.money(used),
        "" if difference is None else words.signed(difference),
        words.percent(ratio(used, allowed)),
    )


def table_of(view: View, rows: Sequence[Row], total: Sums, phases: Sequence[Phase]) -> dict[str, Any]:
    """The equal table of a breakdown: code, name, chosen phase, share of the whole, then the other phases."""
    words = view.words
    whole = view.of(total)
    others = [phase for phase in phases if phase != view.phase]
    columns: list[dict[str, Any]] = [{"label": words._("Category")}]
    if view.phase is not None:
        columns.append({"label": words.phase(view.phase, view.direction), "number": True})
    columns.append({"label": words._("Share"), "number": True})
    columns += [{"label": words.phase(phase, view.direction), "number": True} for phase in others]

    def cells(amounts: Sums, amount: Decimal | None) -> list[Cell]:
        share = words.percent(ratio(amount, whole)) if whole and whole > 0 else ""
        chosen: Cell = words.money(amount)
        if amount is not None and amount < 0:
            chosen = {"text": chosen, "small": words._("below zero")}
        listed: list[Cell] = [chosen] if view.phase is not None else []
        return [*listed, share, *(words.money(view.of(amounts, phase)) for phase in others)]

    body = [
        [
            {"text": row.label, "href": row.href, "small": row.node.code if row.node and row.node.code else ""},
            *cells(row.sums, row.amount),
        ]
        for row in rows
    ]
    return {"columns": columns, "rows": body, "total": [words._("Together"), *cells(total, whole)]}


def phase_tables(view: View, totals: Mapping[str, Sums]) -> list[dict[str, Any]]:
    """Every phase, exact: per direction as in the files, what counts twice, and net."""
    words = view.plain
    tables = []
    for direction in view.year.directions:
        both = view.year.has_eliminations(direction)
        columns: list[dict[str, Any]] = [{"label": words._("Phase")}]
        if both:
            heads = (words._("As in the files"), words._("Counted twice"), words._("Net"))
            columns += [{"label": head, "number": True} for head in heads]
        else:
            columns.append({"label": words.currency, "number": True})
        body: list[list[Cell]] = []
        for phase in view.year.phases_of(direction):
            sums = totals[direction]
            amounts = [sums.of(phase.code)]
            if both:
                amounts += [sums.eliminated.get(phase.code), sums.of(phase.code, net=True)]
            first = {"text": words.phase(phase, direction), "small": words.phase_meaning(phase, direction)}
            body.append([first, *("–" if amount is None else words.exact(amount) for amount in amounts)])
        tables.append({"direction": direction, "name": words.direction(direction), "columns": columns, "rows": body})
    return tables
