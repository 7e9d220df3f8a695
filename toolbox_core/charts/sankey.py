"""Where money comes from, the one pot in the middle, and where it goes. Both sides have the same sum.

On a narrow screen the same is drawn as two lists of bars with the pot between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from toolbox_core.charts.geometry import NARROW, TARGET, WIDE, Line, fit, percent, plain, text_width, wrap
from toolbox_core.contracts import ChartItem

_CANVAS = 1000.0
_MOST = 12
_GAP = 10.0
_SCALE = 420.0
"""Height of the pot in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One band between a side and the pot.

    ``item`` is ``None`` and ``members`` are given when it stands for several small amounts. ``incoming`` tells the
    side; ``path`` is drawn on a canvas of 1000 units across. ``row`` places it on a narrow screen.
    """

    item: ChartItem | None
    members: tuple[ChartItem, ...]
    incoming: bool
    amount: Decimal
    top: float
    down: float
    path: str
    label_fit: str | None
    value_fit: str | None
    row_y: float
    row_lines: tuple[Line, ...]
    row_share: float
    row_height: float

    @property
    def y(self) -> str:
        """Upper edge at the side."""
        return plain(self.top)

    @property
    def height(self) -> str:
        """Height at the side."""
        return plain(self.down)

    @property
    def hit_y(self) -> str:
        """Upper edge of what can be hit."""
        return plain(self.top + self.down / 2 - max(self.down, TARGET) / 2)

    @property
    def hit_height(self) -> str:
        """Height of what can be hit."""
        return plain(max(self.down, TARGET))

    @property
    def baseline(self) -> str:
        """Baseline of its words."""
        return plain(self.top + self.down / 2 + 4.5)

    @property
    def row_width(self) -> str:
        """Length of its bar on a narrow screen."""
        return percent(self.row_share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sankey:
    """Bands from both sides into the pot. ``pot_y`` and ``pot_height`` are pixels; ``total`` the sum of either side."""

    height: int
    narrow_height: int
    pot_y: str
    pot_height: str
    pot_row: float
    sources: tuple[Flow, ...]
    uses: tuple[Flow, ...]
    source_items: tuple[ChartItem, ...]
    use_items: tuple[ChartItem, ...]
    total: Decimal
    mirrored: bool = False

    def facing(self, direction: str) -> Sankey:
        """The same for a page that reads in ``direction``: money then flows from right to left."""
        return replace(self, mirrored=True) if direction == "rtl" else self


def sankey(sources: Sequence[ChartItem], uses: Sequence[ChartItem]) -> Sankey:
    """Draw ``sources`` flowing into one pot and out to ``uses``.

    An amount below zero flows the other way and is drawn on the other side. Both sides must have the same sum: what is
    missing must be an item of its own (borrowing, or what is left over). Raises ``ValueError`` when they differ.
    """
    inflow = [item for item in sources if not item.missing and item.value > 0]
    inflow += [item for item in uses if not item.missing and item.value < 0]
    outflow = [item for item in uses if not item.missing and item.value > 0]
    outflow += [item for item in sources if not item.missing and item.value < 0]
    total = sum((abs(Decimal(item.value)) for item in inflow), Decimal(0))
    other = sum((abs(Decimal(item.value)) for item in outflow), Decimal(0))
    if total != other:
        raise ValueError(f"the sides of a flow must have the same sum, but they are {total} and {other}")
    left, right = _grouped(inflow), _grouped(outflow)
    left_tops, left_height = _stack(left, total)
    right_tops, right_height = _stack(right, total)
    height = max(left_height, right_height, _SCALE) + 40
    pot = (height - _SCALE) / 2 + 8
    largest = max((abs(amount) for amount, _ in (*left, *right)), default=Decimal(1))
    rows_in, end_in = _rows(left, largest, start=20.0)
    rows_out, end_out = _rows(right, largest, start=end_in + 56.0)
    shift_left = (height - left_height) / 2 + 8
    shift_right = (height - right_height) / 2 + 8
    return Sankey(
        height=round(height + 8),
        narrow_height=round(end_out + 8),
        pot_y=plain(pot),
        pot_height=plain(_SCALE),
        pot_row=end_in + 14.0,
        sources=_flows(left, left_tops, rows_in, shift=shift_left, pot=pot, total=total, incoming=True),
        uses=_flows(right, right_tops, rows_out, shift=shift_right, pot=pot, total=total, incoming=False),
        source_items=tuple(sources),
        use_items=tuple(uses),
        total=total,
    )


Group = tuple[Decimal, tuple[ChartItem, ...]]
Row = tuple[float, tuple[Line, ...], float, float]


def _grouped(items: Sequence[ChartItem]) -> list[Group]:
    """Largest first; when there are too many, the smallest together as the last."""
    ordered = sorted(items, key=lambda item: (-abs(Decimal(item.value)), item.label))
    single, rest = (ordered, []) if len(ordered) <= _MOST else (ordered[: _MOST - 1], ordered[_MOST - 1 :])
    groups: list[Group] = [(abs(Decimal(item.value)), (item,)) for item in single]
    if rest:
        groups.append((sum((abs(Decimal(item.value)) for item in rest), Decimal(0)), tuple(rest)))
    return groups


def _stack(groups: Sequence[Group], total: Decimal) -> tuple[list[float], float]:
    """Upper edges of the bands at a side, far enough apart to be hit, and the height of all of them."""
    tops: list[float] = []
    end, overhang = 0.0, 0.0
    for amount, _ in groups:
        down = _share(amount, total) * _SCALE
        # What can be hit reaches this far beyond a thin band, on either side.
        before, overhang = overhang, max(0.0, (TARGET - down) / 2)
        tops.append(end + max(_GAP, before + overhang) if tops else overhang)
        end = tops[-1] + down
    return tops, end + overhang


def _share(amount: Decimal, total: Decimal) -> float:
    return float(amount / total) if total else 0.0


def _rows(groups: Sequence[Group], largest: Decimal, *, start: float) -> tuple[list[Row], float]:
    """Rows of a narrow screen: upper edge, lines of the label, length of the bar, height of the row."""
    rows = []
    y = start
    for amount, members in groups:
        label, shown = (members[0].label, members[0].shown) if len(members) == 1 else ("000 smaller amounts", "")
        room = NARROW - text_width(shown, 13.0, bold=True) - 12
        parts = wrap(label, room, 13.0, most=3) or (label,)
        texts = tuple(Line(text=part, y=14.0 + 16 * index) for index, part in enumerate(parts))
        height = 16.0 * len(parts) + 28
        rows.append((y, texts, _share(amount, largest), height))
        y += height
    return rows, y


def _flows(
    groups: Sequence[Group],
    tops: Sequence[float],
    rows: Sequence[Row],
    *,
    shift: float,
    pot: float,
    total: Decimal,
    incoming: bool,
) -> tuple[Flow, ...]:
    flows: list[Flow] = []
    inner = pot
    for (amount, members), outer, (row_y, row_lines, row_share, row_height) in zip(groups, tops, rows, strict=True):
        down = _share(amount, total) * _SCALE
        top = outer + shift
        item = members[0] if len(members) == 1 else None
        label, shown = (item.label, item.shown) if item else ("000 smaller amounts", "")
        label_width = text_width(label, 13.0) + 22
        both = label_width + text_width(shown, 13.0, bold=True) + 6
        flows.append(
            Flow(
                item=item,
                members=() if item else members,
                incoming=incoming,
                amount=amount,
                top=top,
                down=down,
                path=_band(top, inner, down, incoming=incoming),
                label_fit=fit(label_width / 0.48, least=WIDE),
                value_fit=fit(both / 0.48, least=WIDE),
                row_y=row_y,
                row_lines=row_lines,
                row_share=row_share,
                row_height=row_height,
            )
        )
        inner += down
    return tuple(flows)


def _band(outer: float, inner: float, down: float, *, incoming: bool) -> str:
    """The path of a band of constant height from the side (``outer``) to the pot (``inner``)."""
    start, end, near, far = (4.0, 494.0, 230.0, 270.0) if incoming else (_CANVAS - 4, 506.0, 770.0, 730.0)
    a, b, c, d = plain(outer), plain(inner), plain(inner + down), plain(outer + down)
    s, e, n, f = plain(start), plain(end), plain(near), plain(far)
    return f"M{s} {a}C{n} {a} {f} {b} {e} {b}V{c}C{f} {c} {n} {d} {s} {d}Z"
