"""Where an amount lies between the ends of an axis, and which round amounts deserve a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from ``low`` (zero or below) to ``high`` (above ``low``). Amounts are exact; places are shares of 1."""

    low: Decimal
    high: Decimal

    def place(self, amount: Decimal | int) -> float:
        """The place of ``amount``: 0 at ``low``, 1 at ``high``."""
        return float((Decimal(amount) - self.low) / (self.high - self.low))


def scale(amounts: Iterable[Decimal | int | None]) -> Scale:
    """The axis from zero (or the lowest amount below it) to the highest amount; 0 to 1 when there is nothing."""
    known = [Decimal(amount) for amount in amounts if amount is not None]
    low, high = min([Decimal(0), *known]), max([Decimal(0), *known])
    return Scale(low, high) if high > low else Scale(Decimal(0), Decimal(1))


def ticks(axis: Scale, *, most: int = 5) -> tuple[Decimal, ...]:
    """Round amounts (1, 2 or 5 times a power of ten) within the axis, zero among them, about ``most`` of them."""
    span = axis.high - axis.low
    power = Decimal(1).scaleb((span / most).adjusted())
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor * most >= span)
    first = (axis.low / step).to_integral_value(ROUND_CEILING)
    last = (axis.high / step).to_integral_value(ROUND_FLOOR)
    return tuple(step * index for index in range(int(first), int(last) + 1))
