"""Two firms that meet again and again: who was ahead, counted for each two, in memory that does not grow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolbox_procurement.indicators.base import Indicator
from toolbox_procurement.indicators.ledger import Ledger


class Meetings(Indicator):
    """Base of indicators about two firms. State: a row for each meeting, by the two firms: whether the second led."""

    def start(self) -> Ledger:
        """No meetings yet."""
        return Ledger()

    def merge(self, state: Ledger, other: Ledger) -> None:
        """Join the meetings."""
        state.merge(other)

    def often(self, state: Ledger, least: int) -> Iterator[tuple[str, str, int, int]]:
        """``(first, second, meetings in which the first led, and the second)`` of those who met so often."""
        for (first, second), led in state.groups():
            counts = [0, 0]
            for second_led in led:
                counts[bool(second_led)] += 1
            if sum(counts) >= least:
                yield first, second, counts[0], counts[1]


def note(state: Any, first: str, second: str, *, second_led: bool) -> None:
    """Note a meeting."""
    state.add((first, second), int(second_led))
