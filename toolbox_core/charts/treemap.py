"""Treemap: area is amount. Squarified after Bruls, Huizing and van Wijk, "Squarified Treemaps" (2000).

Only amounts above zero have an area. Amounts below zero, zero and unpublished ones are handed back to be listed beside
the drawing. Amounts too small for a finger are drawn together as one area of exactly their sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from toolbox_core.charts.geometry import NARROW, STEPS, TARGET, WIDE, Line, percent, plain, text_width, wrap
from toolbox_core.contracts import ChartItem

_PADDING = 9.0
_HEIGHTS = ((1, 130, 130), (3, 260, 320), (5, 340, 440), (10**9, 440, 600))
"""Up to so many items: height of the wide and of the narrow arrangement."""
_REST_LETTERS = "000 smaller amounts"
"""Room for the name of a rest, whose words only the page knows; where it does not fit, ``+`` and the count stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One rectangle. ``left`` and ``across`` are shares of the width, ``top`` and ``down`` pixels.

    ``item`` is what it shows; ``members`` what it holds when it stands for several small amounts (``item`` is then
    ``None``). ``linked`` says whether it is large enough for a finger.
    """

    item: ChartItem | None
    members: tuple[ChartItem, ...] = ()
    left: float
    top: float
    across: float
    down: float
    lines: tuple[Line, ...] = ()
    linked: bool = True

    @property
    def x(self) -> str:
        """Left edge for the attribute."""
        return percent(self.left)

    @property
    def width(self) -> str:
        """Width for the attribute."""
        return percent(self.across)

    @property
    def y(self) -> str:
        """Upper edge for the attribute."""
        return plain(self.top)

    @property
    def height(self) -> str:
        """Height for the attribute."""
        return plain(self.down)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One arrangement of the cells: ``height`` pixels high, shown from ``least`` pixels of width on."""

    height: int
    least: float
    cells: tuple[Cell, ...]

    @property
    def unsaid(self) -> int:
        """How many small amounts are drawn together without room to say so; 0 when there is room."""
        return sum(len(cell.members) for cell in self.cells if not (cell.lines and not cell.lines[0].text))

    @property
    def unnamed(self) -> tuple[tuple[ChartItem, str], ...]:
        """What is drawn without its name, for the page to name beside the drawing.

        With each item the class of the width from which its name fits after all; empty when it never does.
        """
        return tuple(
            (cell.item, cell.lines[0].fit if cell.lines else "")
            for cell in self.cells
            if cell.item and (not cell.lines or cell.lines[0].fit)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Treemap:
    """A treemap in two arrangements, the items of its equal table and those that have no area.

    ``items`` are all items, largest first; ``total`` is the sum of the areas drawn.
    """

    wide: Plan
    narrow: Plan
    items: tuple[ChartItem, ...]
    below_zero: tuple[ChartItem, ...]
    missing: tuple[ChartItem, ...]
    total: Decimal

    def facing(self, direction: str) -> Treemap:
        """The same for a page that reads in ``direction`` (``ltr`` or ``rtl``): mirrored or itself."""
        if direction != "rtl":
            return self
        return replace(self, wide=_mirrored(self.wide), narrow=_mirrored(self.narrow))


def treemap(items: Sequence[ChartItem], *, height: int = 0, narrow_height: int = 0) -> Treemap:
    """Arrange ``items`` whose ``value`` is a ``Decimal`` or an ``int``, in the unit the chart names.

    Heights are pixels; without them, few items are drawn lower than many.
    """
    ordered = sorted(
        items, key=lambda item: (item.missing, -Decimal(item.value) if not item.missing else Decimal(0), item.label)
    )
    present = [item for item in ordered if not item.missing]
    drawn = [item for item in present if item.value > 0]
    usual, usual_narrow = next(heights for count, *heights in _HEIGHTS if len(drawn) <= count)
    return Treemap(
        wide=_plan(drawn, nominal=900.0, height=height or usual, least=WIDE),
        narrow=_plan(drawn, nominal=340.0, height=narrow_height or usual_narrow, least=NARROW),
        items=tuple(ordered),
        below_zero=tuple(item for item in present if item.value < 0),
        missing=tuple(item for item in ordered if item.missing),
        total=sum((Decimal(item.value) for item in drawn), Decimal(0)),
    )


def _plan(items: list[ChartItem], *, nominal: float, height: int, least: float) -> Plan:
    """Lay out, drawing ever more of the smallest items together until each other area can be hit."""
    together = 0
    while True:
        single = items[: len(items) - together]
        rest = tuple(items[len(items) - together :])
        groups: list[tuple[ChartItem, ...]] = [(item,) for item in single]
        if rest:
            groups.append(rest)
        rectangles = _squarify([sum(Decimal(item.value) for item in group) for group in groups], nominal, height)
        # The rest itself may stay too small for a finger: the page names it beside the drawing.
        small = sum(1 for _, _, w, h in rectangles[: len(single)] if w * least < TARGET or h < TARGET)
        if not small or len(single) <= 1:
            break
        together = min(len(items) - 1, max(2, together + small))
    cells = tuple(
        _cell(group, rectangle, least)
        for group, rectangle in sorted(zip(groups, rectangles, strict=True), key=lambda pair: len(pair[0]) > 1)
    )
    return Plan(height=height, least=least, cells=cells)


def _squarify(amounts: Sequence[Decimal | int], width: float, height: float) -> list[tuple[float, float, float, float]]:
    """Rectangles (left, top, across, down) in the order of ``amounts``, largest first; left and across as shares."""
    order = sorted(range(len(amounts)), key=lambda index: amounts[index], reverse=True)
    total = sum(amounts, Decimal(0))
    result: list[tuple[float, float, float, float]] = [(0.0, 0.0, 0.0, 0.0)] * len(amounts)
    areas = [float(amounts[index] / total) * width * height for index in order]
    left, top, free_width, free_height = 0.0, 0.0, width, height
    start = 0
    while start < len(areas):
        side = min(free_width, free_height)
        end = start + 1
        while end < len(areas) and _worst(areas[start : end + 1], side) <= _worst(areas[start:end], side):
            end += 1
        band = sum(areas[start:end])
        upright = free_width >= free_height
        last = end == len(areas)
        # The last band takes all that is left, so that rounding never opens a gap.
        depth = (free_width if upright else free_height) if last else band / side
        along = 0.0
        for position in range(start, end):
            length = side * areas[position] / band if band else 0.0
            rectangle = (left, top + along, depth, length) if upright else (left + along, top, length, depth)
            result[order[position]] = (rectangle[0] / width, rectangle[1], rectangle[2] / width, rectangle[3])
            along += length
        if upright:
            left, free_width = left + depth, max(free_width - depth, 0.0)
        else:
            top, free_height = top + depth, max(free_height - depth, 0.0)
        start = end
    return result


def _worst(areas: Sequence[float], side: float) -> float:
    """The worst proportion (1 is a square) when ``areas`` share a band along ``side``."""
    band = sum(areas)
    if not band or not side or not min(areas):
        return float("inf")
    return max(side * side * max(areas) / (band * band), band * band / (side * side * min(areas)))


def _cell(group: tuple[ChartItem, ...], rectangle: tuple[float, float, float, float], least: float) -> Cell:
    left, top, across, down = rectangle
    item = group[0] if len(group) == 1 else None
    linked = across * least >= TARGET and down >= TARGET
    lines: tuple[Line, ...] = ()
    if linked and item:
        lines = _words(item, across, down, least)
    elif linked:
        whole = across * least >= text_width(_REST_LETTERS, 13.0, bold=True) + 2 * _PADDING
        lines = (Line(text="" if whole else "+", y=19.0, style="b"),)
    return Cell(
        item=item,
        members=() if item else group,
        left=left,
        top=top,
        across=across,
        down=down,
        lines=lines,
        linked=linked,
    )


def _words(item: ChartItem, across: float, down: float, least: float) -> tuple[Line, ...]:
    """The lines that fit: the label (broken if need be), below it the amount, below that the detail.

    A line never shows without those above it, so that what one sees is always how the mark's name begins.
    """
    large = down >= 90 and across * least >= 150
    size, style, y = (15.0, "l", 24.0) if large else (13.0, "b", 19.0)
    steps = [(width, "" if width == least else name) for width, name in STEPS if width >= least]
    lines: list[Line] = []
    position = 0
    while position < len(steps) and not lines:
        width, name = steps[position]
        parts = wrap(item.label, across * width - 2 * _PADDING, size, bold=True, most=3)
        if parts and y + (len(parts) - 1) * (size + 4) + 7 <= down:
            lines = [
                Line(text=part, y=y + number * (size + 4), style=style, fit=name) for number, part in enumerate(parts)
            ]
        else:
            position += 1
    if not lines:
        return ()
    y = lines[-1].y + (22.0 if large else 18.0)
    for text, text_style, text_size, pitch in (
        (item.shown, "", 13.0, 20.0 if large else 17.0),
        (item.detail, "q", 12.0, 0.0),
    ):
        if not text:
            continue
        while position < len(steps) and text_width(text, text_size) > across * steps[position][0] - 2 * _PADDING:
            position += 1
        if position == len(steps) or y + 7 > down:
            break
        lines.append(Line(text=text, y=y, style=text_style, fit=steps[position][1]))
        y += pitch
    return tuple(lines)


def _mirrored(plan: Plan) -> Plan:
    return replace(plan, cells=tuple(replace(cell, left=1 - cell.left - cell.across) for cell in plan.cells))
