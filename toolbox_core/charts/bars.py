"""Bars that are a table: what was allowed (grey, with an upright line) and what was used (dark, orange beyond).

One bar needs at least one of the two. Bars start at zero. What was not published is hatched, never zero; an amount
below zero hangs to the other side of the zero line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolbox_core.charts.geometry import percent
from toolbox_core.charts.scale import Scale, scale


@dataclass(frozen=True, slots=True, kw_only=True)
class BarItem:
    """One row. ``limit`` is what was allowed, ``value`` what was used; ``None`` was not published.

    ``cells`` are the row's figures as words, in the order of the table's columns.
    """

    label: str
    limit: Decimal | None = None
    value: Decimal | None = None
    cells: tuple[str, ...] = ()
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A piece of a bar: attributes ``x`` and ``width`` in percent, ``kind`` allowed, used, beyond, below or gap."""

    kind: str
    x: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row with its pieces; ``limit`` is the place of the upright line, empty when nothing was allowed."""

    item: BarItem
    strokes: tuple[Stroke, ...]
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars on one common scale; ``zero`` is the place of the zero line, empty when nothing lies below zero."""

    rows: tuple[Bar, ...]
    zero: str
    limited: bool
    over: bool
    missing: bool

    def facing(self, direction: str) -> Bars:
        """The same for either ``direction`` of reading: the style sheet mirrors drawings without words itself."""
        del direction
        return self


def bars(items: Sequence[BarItem], *, limited: bool | None = None) -> Bars:
    """Draw ``items`` in the given order. ``limited``: whether the chart compares with a limit (found out by itself)."""
    compared = any(item.limit is not None for item in items) if limited is None else limited
    axis = scale(amount for item in items for amount in (item.limit, item.value))
    rows = tuple(_bar(item, axis, compared) for item in items)
    kinds = {stroke.kind for row in rows for stroke in row.strokes}
    return Bars(
        rows=rows,
        zero=percent(axis.place(0)) if axis.low < 0 else "",
        limited=compared,
        over="beyond" in kinds,
        missing="gap" in kinds,
    )


def _bar(item: BarItem, axis: Scale, compared: bool) -> Bar:
    strokes: list[Stroke] = []
    limit, value = item.limit, item.value
    if value is None and (limit is None or not compared):
        return Bar(item=item, strokes=(Stroke(kind="gap", x="0%", width="100%"),))
    if limit is not None:
        strokes.append(_stroke("allowed", Decimal(0), limit, axis))
    if value is None:
        strokes.append(Stroke(kind="gap", x=percent(axis.place(0)), width=percent(1 - axis.place(0))))
    elif value < 0:
        strokes.append(_stroke("below", value, Decimal(0), axis))
    else:
        reach = value if limit is None else min(value, max(limit, Decimal(0)))
        strokes.append(_stroke("used", Decimal(0), reach, axis))
        if limit is not None and value > max(limit, Decimal(0)):
            strokes.append(_stroke("beyond", max(limit, Decimal(0)), value, axis))
    return Bar(item=item, strokes=tuple(strokes), limit="" if limit is None else percent(axis.place(limit)))


def _stroke(kind: str, start: Decimal, end: Decimal, axis: Scale) -> Stroke:
    left, right = sorted((axis.place(start), axis.place(end)))
    return Stroke(kind=kind, x=percent(left), width=percent(right - left))
