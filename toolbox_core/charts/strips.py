"""Of every hundred: one hundred strokes shared out among the items, so that a share can be counted by eye.

Strokes are shared by the method of largest remainders (Hare-Niemeyer): they always are one hundred together, and no
item is more than one stroke away from its exact share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal

from toolbox_core.charts.geometry import NARROW, TARGET, WIDE, Line, fit, percent, text_width, wrap
from toolbox_core.contracts import ChartItem

STROKES = 100
_SPACE = 0.65
"""Room between two groups, in strokes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The strokes of one item. ``start`` and ``length`` are shares of the width; ``strokes`` their left edges."""

    item: ChartItem
    count: int
    tone: str
    start: float
    length: float
    lefts: tuple[float, ...]
    stroke: float
    lines: tuple[Line, ...]
    linked: bool
    row_y: float
    row_lines: tuple[Line, ...]
    mirrored: bool = False

    @property
    def x(self) -> str:
        """Left edge of the group (right edge for its words when mirrored)."""
        return percent(self.start)

    @property
    def width(self) -> str:
        """Width of the group."""
        return percent(self.length)

    @property
    def words_x(self) -> str:
        """Where its words begin in the direction of reading."""
        return percent(self.start + self.length if self.mirrored else self.start)

    @property
    def strokes(self) -> tuple[str, ...]:
        """Left edges of the strokes."""
        return tuple(percent(left) for left in self.lefts)

    @property
    def stroke_width(self) -> str:
        """Width of a stroke."""
        return percent(self.stroke)

    @property
    def row_strokes(self) -> tuple[str, ...]:
        """Left edges of the strokes in a row of its own, for narrow screens."""
        edges = (index / 50 for index in range(min(self.count, 50)))
        return tuple(percent(1 - edge - 0.014 if self.mirrored else edge) for edge in edges)

    @property
    def second_row_strokes(self) -> tuple[str, ...]:
        """The strokes after the fiftieth, in a second line of the row."""
        edges = (index / 50 for index in range(max(self.count - 50, 0)))
        return tuple(percent(1 - edge - 0.014 if self.mirrored else edge) for edge in edges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strips:
    """One hundred strokes. ``too_small`` are items that got none; they stand in the table alone."""

    strips: tuple[Strip, ...]
    items: tuple[ChartItem, ...]
    too_small: tuple[ChartItem, ...]
    height: int
    narrow_height: int
    total: Decimal

    @property
    def unnamed(self) -> tuple[Strip, ...]:
        """Those whose name never fits under their strokes: the page names them beside the wide drawing."""
        return tuple(strip for strip in self.strips if not strip.lines)

    def facing(self, direction: str) -> Strips:
        """The same for a page that reads in ``direction``."""
        if direction != "rtl":
            return self
        return replace(
            self,
            strips=tuple(
                replace(
                    strip,
                    start=1 - strip.start - strip.length,
                    lefts=tuple(1 - left - strip.stroke for left in strip.lefts),
                    mirrored=True,
                )
                for strip in self.strips
            ),
        )


def shares_of_hundred(amounts: Sequence[Decimal | int], *, parts: int = STROKES) -> list[int]:
    """Share out ``parts`` among ``amounts`` (none below zero) by largest remainders; all zero when the sum is zero."""
    total = sum(amounts, Decimal(0))
    if not total:
        return [0] * len(amounts)
    exact = [Decimal(amount) * parts / total for amount in amounts]
    counts = [int(share.to_integral_value(ROUND_FLOOR)) for share in exact]
    by_remainder = sorted(range(len(amounts)), key=lambda index: (counts[index] - exact[index], index))
    for index in by_remainder[: parts - sum(counts)]:
        counts[index] += 1
    return counts


def strips(items: Sequence[ChartItem]) -> Strips:
    """Share out one hundred strokes among the ``items`` above zero, largest first."""
    drawn = sorted((item for item in items if not item.missing and item.value > 0), key=lambda item: -item.value)
    counts = shares_of_hundred([Decimal(item.value) for item in drawn])
    shown = [(item, count) for item, count in zip(drawn, counts, strict=True) if count]
    unit = 1 / (STROKES + _SPACE * max(len(shown) - 1, 0))
    result: list[Strip] = []
    at, row_y, deepest = 0.0, 0.0, 1
    for number, (item, count) in enumerate(shown):
        length = count * unit
        texts = _below(item.label, length)
        deepest = max(deepest, len(texts))
        count_width = text_width(f"{count} ", 13.0, bold=True)
        row_parts = wrap(item.label, NARROW - count_width, 13.0, most=3) or (item.label,)
        row_lines = tuple(Line(text=part, y=12.0 + 16 * index) for index, part in enumerate(row_parts))
        result.append(
            Strip(
                item=item,
                count=count,
                tone="k1" if number % 2 == 0 else "k4",
                start=at,
                length=length,
                lefts=tuple(at + index * unit for index in range(count)),
                stroke=unit * 0.72,
                lines=texts,
                linked=length * WIDE >= TARGET,
                row_y=row_y,
                row_lines=row_lines,
            )
        )
        at += length + _SPACE * unit
        row_y += 16.0 * len(row_parts) + (44.0 if count > 50 else 24.0)
    drawn_ids = {id(item) for item, _ in shown}
    return Strips(
        strips=tuple(result),
        items=tuple(items),
        too_small=tuple(item for item in items if not item.missing and id(item) not in drawn_ids),
        height=106 + 15 * deepest,
        narrow_height=round(row_y),
        total=sum((Decimal(item.value) for item in drawn), Decimal(0)),
    )


def _below(label: str, length: float) -> tuple[Line, ...]:
    """The name under the strokes, on up to two lines, from the width on where it fits."""
    for most in (1, 2):
        for width in (WIDE, 736.0, 832.0, 928.0):
            parts = wrap(label, length * width - 4, 13.0, most=most)
            if parts and (most == 2 or width == WIDE):
                name = fit(width, least=WIDE) or ""
                return tuple(Line(text=part, y=114.0 + 15 * index, fit=name) for index, part in enumerate(parts))
    return ()
