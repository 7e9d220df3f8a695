"""Columns side by side, mostly years: above the line what is there, below it what is lacking, hatched the unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolbox_core.charts.geometry import NARROW, STEPS, TARGET, WIDE, fit, percent, plain, text_width
from toolbox_core.charts.scale import scale
from toolbox_core.contracts import ChartItem

_LABEL_SIZE = 12.0
_VALUE_SIZE = 13.0
_HEAD = 18.0
_FOOT = 38.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMark:
    """One column in its slot. Shares of the width and pixels; ``kind`` is ``above``, ``below`` or ``gap``.

    ``label_fit`` and ``value_fit`` are the classes of the width each text needs; ``None``: it never fits.
    """

    item: ChartItem
    kind: str
    slot: float
    slot_width: float
    top: float
    down: float
    value_y: float
    label_fit: str | None
    value_fit: str | None

    @property
    def centre(self) -> str:
        """The middle of the slot."""
        return percent(self.slot + self.slot_width / 2)

    @property
    def x(self) -> str:
        """Left edge of the slot, where the mark can be hit."""
        return percent(self.slot)

    @property
    def width(self) -> str:
        """Width of the slot."""
        return percent(self.slot_width)

    @property
    def bar_x(self) -> str:
        """Left edge of the column itself."""
        return percent(self.slot + self.slot_width * (0.08 if self.kind == "gap" else 0.23))

    @property
    def bar_width(self) -> str:
        """Width of the column itself."""
        return percent(self.slot_width * (0.84 if self.kind == "gap" else 0.54))

    @property
    def y(self) -> str:
        """Upper edge of the column."""
        return plain(self.top)

    @property
    def height(self) -> str:
        """Height of the column."""
        return plain(self.down)

    @property
    def value_at(self) -> str:
        """Baseline of the value."""
        return plain(self.value_y)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A row of columns, ``height`` pixels high, with the zero line at ``zero``.

    ``linked_narrow`` and ``linked_wide`` say whether the slots are wide enough for a finger, so that they are links.
    """

    height: int
    zero: str
    marks: tuple[ColumnMark, ...]
    linked_narrow: bool
    linked_wide: bool

    @property
    def items(self) -> tuple[ChartItem, ...]:
        """The items of the equal table, in the order of the drawing's data."""
        return tuple(mark.item for mark in self.marks)

    def facing(self, direction: str) -> Columns:
        """The same for a page that reads in ``direction``: in right-to-left pages time runs to the left."""
        if direction != "rtl":
            return self
        return replace(self, marks=tuple(replace(mark, slot=1 - mark.slot - mark.slot_width) for mark in self.marks))


def columns(items: Sequence[ChartItem], *, height: int = 180) -> Columns:
    """Arrange ``items`` in the given order, every column in a slot of the same width."""
    axis = scale(item.value for item in items if not item.missing)
    room = height - _HEAD - _FOOT
    zero = _HEAD + room * axis.place(axis.high) - room * axis.place(0)
    slot = 1 / len(items) if items else 1.0
    label_classes = label_fits([item.label for item in items], slot, _LABEL_SIZE)
    widest = max((text_width(item.shown, _VALUE_SIZE, bold=True) for item in items if not item.missing), default=0.0)
    value_fit = fit((widest + 6) / slot)
    marks = []
    for index, item in enumerate(items):
        if item.missing:
            kind, top, down, value_y = "gap", _HEAD, room, height / 2
        else:
            reach = room * abs(axis.place(item.value) - axis.place(0))
            below = item.value < 0
            kind, down = ("below" if below else "above"), reach
            top = zero if below else zero - reach
            value_y = zero + reach + 14 if below else top - 5
        marks.append(
            ColumnMark(
                item=item,
                kind=kind,
                slot=index * slot,
                slot_width=slot,
                top=top,
                down=down,
                value_y=value_y,
                label_fit=label_classes[index],
                value_fit=None if item.missing else value_fit,
            )
        )
    return Columns(
        height=height,
        zero=plain(zero),
        marks=tuple(marks),
        linked_narrow=slot * NARROW >= TARGET,
        linked_wide=slot * WIDE >= TARGET,
    )


def label_fits(labels: Sequence[str], slot: float, size: float) -> list[str | None]:
    """For each label of an axis the class of the width it needs, when every second, fourth … may stand alone.

    Counted from the last label, so that the newest year always has its name. Powers of two, so that what shows on a
    narrow screen also shows on a wide one.
    """
    widest = max((text_width(label, size) for label in labels), default=0.0) + 8
    result: list[str | None] = []
    for index in range(len(labels)):
        back = len(labels) - 1 - index
        for width, name in STEPS:
            stride = next((n for n in (1, 2, 4, 8, 16, 32, 64) if slot * n * width >= widest), 128)
            if back % stride == 0:
                result.append(name)
                break
        else:
            result.append(None)
    return result
