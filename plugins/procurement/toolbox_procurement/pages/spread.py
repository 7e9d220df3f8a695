"""The geometry of a histogram: how a number is spread over all cases, where this case and the threshold stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

HEIGHT: Final = 84
"""Pixels of the highest column."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place and width in per cent, its height in pixels, what it stands for."""

    x: float
    width: float
    height: float
    first: int
    last: int
    count: int
    beyond: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """What is drawn. ``own``, ``threshold`` and ``middle`` are places in per cent, ``None`` when they do not apply."""

    columns: tuple[Column, ...]
    own: float | None
    threshold: float | None
    middle: float | None
    measure: str
    n: int
    middle_value: int
    own_value: int | None
    threshold_value: float | None

    def facing(self, direction: str) -> Spread:
        """The same for a language that is written from right to left."""
        if direction != "rtl":
            return self

        def turned(place: float | None) -> float | None:
            return None if place is None else round(100 - place, 2)

        columns = tuple(
            Column(round(100 - one.x - one.width, 2), one.width, one.height, one.first, one.last, one.count, one.beyond)
            for one in self.columns
        )
        return Spread(
            columns,
            turned(self.own),
            turned(self.threshold),
            turned(self.middle),
            *(self.measure, self.n, self.middle_value, self.own_value, self.threshold_value),
        )


def spread(found: Mapping[str, Any], own: int | None, threshold: float | None) -> Spread | None:
    """The histogram of a stored spread; ``None`` where there is none. Columns on the flagged side are marked."""
    bins = found.get("bins") or []
    if len(bins) < 2:
        return None
    width = int(found["width"])
    room = 100 / len(bins)
    highest = max(count for _, count in bins)

    def place(value: float) -> float:
        return round(min(max(value / width, 0), len(bins)) * room, 2)

    columns = []
    for number, (start, count) in enumerate(bins):
        last = int(found["most"]) if number == len(bins) - 1 else start + width - 1
        columns.append(
            Column(
                x=round(number * room + room * 0.06, 2),
                width=round(room * 0.88, 2),
                height=round(count * HEIGHT / highest, 1),
                first=start,
                last=max(last, start),
                count=count,
                beyond=threshold is not None and start < threshold,
            )
        )
    return Spread(
        columns=tuple(columns),
        own=None if own is None else place(own + 0.5 if width == 1 else own),
        threshold=None if threshold is None else place(threshold),
        middle=place(found["middle"] + (0.5 if width == 1 else 0)),
        measure=str(found["measure"]),
        n=int(found["n"]),
        middle_value=int(found["middle"]),
        own_value=own,
        threshold_value=threshold,
    )
