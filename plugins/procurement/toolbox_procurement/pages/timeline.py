"""The geometry of a process in time: stages as bars, releases as dots. Percentages across, nothing about words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from toolbox_procurement.queries.records import Step
from toolbox_procurement.rows import children, day_of

TONES: Final = {"planning": "tint", "tender": "k2", "award": "kq", "contract": "k4", "implementation": "k1"}
_ROOM: Final = 11.0
"""Per cent of the width that a name wants."""
_MARGIN: Final = 1.5
_MOST_TICKS: Final = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar, a dot or a tick: its place and width in per cent (``x`` for the start in reading direction)."""

    kind: str
    x: float
    width: float = 0.0
    label: str = ""
    named: bool = False
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What is drawn. ``first`` and ``last`` are the days at both ends."""

    first: date
    last: date
    bars: tuple[Mark, ...]
    dots: tuple[Mark, ...]
    ticks: tuple[Mark, ...]

    def facing(self, direction: str) -> Timeline:
        """The same for a language that is written from right to left."""
        if direction != "rtl":
            return self

        def turned(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
            return tuple(
                Mark(one.kind, 100 - one.x - one.width, one.width, one.label, one.named, one.tone) for one in marks
            )

        return Timeline(self.first, self.last, turned(self.bars), turned(self.dots), turned(self.ticks))


def timeline(compiled: Mapping[str, Any], steps: Sequence[Step], dates: Mapping[str, str]) -> Timeline | None:
    """The process in time; ``None`` when fewer than two days are known."""
    days = [day for step in steps if (day := _day(day_of(step.date)))]
    known = {name: _day(text) for name, text in dates.items()}
    spans = _spans(compiled, known, days)
    ends = [day for _, start, end in spans for day in (start, end)] + days
    if len(set(ends)) < 2:
        return None
    first, last = min(ends), max(ends)
    length = (last - first).days

    def place(day: date) -> float:
        return round(_MARGIN + (day - first).days * (100 - 2 * _MARGIN) / length, 2)

    bars = []
    free = -100.0
    for stage, start, end in spans:
        x, width = place(start), round(max(place(end) - place(start), 0.6), 2)
        named = x >= free
        if named:
            free = x + _ROOM
        bars.append(Mark("bar", x, width, stage, named, TONES[stage]))
    dots = tuple(
        Mark("silent" if step.silent else "dot", place(day), 0.0, step.release_id)
        for step in steps
        if (day := _day(day_of(step.date)))
    )
    return Timeline(first, last, tuple(bars), dots, _ticks(first, last, place))


def _spans(
    compiled: Mapping[str, Any], known: Mapping[str, date | None], days: Sequence[date]
) -> list[tuple[str, date, date]]:
    """``(stage, first day, last day)`` of the stages whose both ends are known, in their order."""
    start, end, award, sign = (known.get(name) for name in ("tender_start", "tender_end", "award_date", "sign_date"))
    found = []
    opened = start or award or sign
    if days and opened and min(days) < opened and compiled.get("planning"):
        found.append(("planning", min(days), opened))
    for stage, left, right in (("tender", start, end), ("award", end or start, award), ("contract", award, sign)):
        if left and right and left <= right:
            found.append((stage, left, right))
    if sign:
        until = [day for contract in children(compiled, "contracts") for day in _ends(contract)]
        latest = max([sign, *until, *(day for day in days if day >= sign)])
        if latest > sign:
            found.append(("implementation", sign, latest))
    return found


def _ends(contract: Mapping[str, Any]) -> list[date]:
    period = contract.get("period")
    implementation = contract.get("implementation")
    found = [_day(day_of(period.get("endDate")))] if isinstance(period, dict) else []
    found += [_day(day_of(one.get("date"))) for one in children(implementation, "transactions")]
    return [day for day in found if day]


def _ticks(first: date, last: date, place: Any) -> tuple[Mark, ...]:
    """The beginnings of years, or of quarters of a short process."""
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    starts = years
    if len(years) < 2:
        quarters = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 4, 7, 10)]
        starts = [day for day in quarters if first < day <= last]
    step = max(1, -(-len(starts) // _MOST_TICKS))
    return tuple(Mark("tick", place(day), 0.0, day.isoformat()) for day in starts[::step])


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
