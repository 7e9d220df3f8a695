"""Two firms that meet again and again: who was ahead, counted for each two, in memory that does not grow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from toolbox_procurement.indicators.base import Indicator
from toolbox_procurement.indicators.ledger import Ledger

_MOST: Final = 10_000
"""Pairs that are counted in memory, a few megabytes, before their counts go to the ledger."""


@dataclass(slots=True)
class Tally:
    """For each two firms, in how many meetings the first led, and in how many the second."""

    counts: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    rows: Ledger = field(default_factory=Ledger)

    def put_away(self) -> None:
        """Move what is counted so far to the ledger."""
        for pair, counts in self.counts.items():
            self.rows.add(pair, counts)
        self.counts = {}


class Meetings(Indicator):
    """Base of indicators about two firms, over a tally of their meetings."""

    def start(self) -> Tally:
        """No meetings yet."""
        return Tally()

    def merge(self, state: Tally, other: Tally) -> None:
        """Join the meetings."""
        other.put_away()
        state.rows.merge(other.rows)

    def often(self, state: Tally, least: int) -> Iterator[tuple[str, str, int, int]]:
        """``(first, second, meetings in which the first led, and the second)`` of those who met so often."""
        state.put_away()
        for (first, second), rows in state.rows.groups():
            ahead = behind = 0
            for one, two in rows:
                ahead += one
                behind += two
            if ahead + behind >= least:
                yield first, second, ahead, behind


def note(state: Any, first: str, second: str, *, second_led: bool) -> None:
    """Note a meeting."""
    counts = state.counts
    known = counts.get((first, second))
    if known is None:
        if len(counts) >= _MOST:
            state.put_away()
            counts = state.counts
        known = counts[first, second] = [0, 0]
    known[second_led] += 1
