"""A Gantt chart as geometry: places across in percent of the width, places down in pixels. No words, no HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

ROW, ROW_NARROW = 52, 64
TOP = 18
MOST_TICKS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One thing planned from ``starts`` to ``due``. ``finished``: the day it was; ``percent`` 0 … 100 done."""

    label: str
    detail: str = ""
    href: str = ""
    starts: date | None = None
    due: date | None = None
    percent: Decimal | None = None
    finished: date | None = None
    is_open: bool = True
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A drawn bar: the planned stretch, what of it is done, and what ran past the due date; widths 0 are not drawn.

    ``at`` is where its words begin, ``anchor`` ``end`` when they end there.
    """

    bar: Bar
    y: int
    x: float
    width: float
    done: float
    late_x: float
    late: float
    due_x: float | None
    at: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gantt:
    """The chart. ``ticks``: (place, first day of a half-year or year); ``today_x`` is ``None`` outside of it.

    ``undated`` have neither start nor due day; they stand below the drawing.
    """

    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, date], ...]
    today_x: float | None
    height: int
    height_narrow: int
    undated: tuple[Bar, ...]

    def facing(self, direction: str) -> Gantt:
        """The same for a script that is read from right to left."""
        if direction != "rtl":
            return self
        return replace(
            self,
            rows=tuple(
                replace(
                    row,
                    x=_turn(row.x, row.width),
                    late_x=_turn(row.late_x, row.late),
                    due_x=None if row.due_x is None else _turn(row.due_x, 0),
                    at=_turn(row.at, 0),
                )
                for row in self.rows
            ),
            ticks=tuple((_turn(place, 0), day) for place, day in self.ticks),
            today_x=None if self.today_x is None else _turn(self.today_x, 0),
        )


def gantt(bars: Sequence[Bar], today: date) -> Gantt:
    """Lay bars out from the first start to the last day that matters, today included when work is going on.

    A bar without a start begins where the chart does; one without a due day ends where the chart does.
    """
    dated = [bar for bar in bars if bar.starts or bar.due]
    undated = tuple(bar for bar in bars if not (bar.starts or bar.due))
    if not dated:
        return Gantt(rows=(), ticks=(), today_x=None, height=0, height_narrow=0, undated=undated)
    days = [day for bar in dated for day in (bar.starts, bar.due, bar.finished) if day]
    first, last = min(days), max(days)
    if any(bar.is_open and bar.due and bar.due < today for bar in dated):
        last = max(last, today)
    first, last = first.replace(day=1), last + timedelta(days=15)
    span = max((last - first).days, 30)

    def at(day: date) -> float:
        return round(min(max((day - first).days / span * 100, 0.0), 100.0), 2)

    rows = []
    for number, bar in enumerate(dated):
        start, end = at(bar.starts or first), at(bar.due or last)
        until = bar.finished if not bar.is_open else today
        late_end = at(until) if until and bar.due and until > bar.due else end
        width = max(round(end - start, 2), 0.5)
        done = width if not bar.is_open else round(width * float(bar.percent or 0) / 100, 2)
        far = start > 45
        rows.append(
            Row(
                bar=bar,
                y=TOP + 8 + number * ROW,
                x=start,
                width=width,
                done=done,
                late_x=end,
                late=round(max(late_end - end, 0), 2),
                due_x=end if bar.due else None,
                at=max(end, late_end) if far else start,
                anchor="end" if far else "start",
            )
        )
    return Gantt(
        rows=tuple(rows),
        ticks=tuple((at(day), day) for day in _ticks(first, last)),
        today_x=at(today) if first <= today <= last else None,
        height=TOP + 8 + len(rows) * ROW + 22,
        height_narrow=TOP + 8 + len(rows) * ROW_NARROW + 22,
        undated=undated,
    )


def _turn(x: float, width: float) -> float:
    return round(100 - x - width, 2)


def _ticks(first: date, last: date) -> list[date]:
    """The first days of half-years, or of as many years as leave at most ``MOST_TICKS``."""
    halves = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in (1, 7)
        if first <= date(year, month, 1) <= last
    ]
    if len(halves) <= MOST_TICKS:
        return halves
    years = [day for day in halves if day.month == 1]
    step = -(-len(years) // MOST_TICKS)
    return years[::step]
