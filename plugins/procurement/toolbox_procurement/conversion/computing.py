"""Converting amounts, exactly: the rate of the value's day, otherwise the last one known before it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from toolbox_procurement.models import UNITS

_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
CENT: Final = Decimal("0.01")
CONVERTED, SAME, NO_DAY, UNKNOWN, NO_RATE, TOO_OLD = (
    "converted",
    "same",
    "no-day",
    "unknown-currency",
    "no-rate",
    "rate-too-old",
)
"""What becomes of a value."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A converted amount, rounded to the hundredth (halves to the even digit), and what it was converted with.

    ``rate`` is how much of ``currency`` one unit of the own currency was worth; ``day`` the older of the two rates'.
    """

    amount: Decimal
    currency: str
    rate: Decimal
    day: str
    origin: str


@dataclass(slots=True)
class Rates:
    """The rates of one set, by currency and day. ``known`` are all currencies that exist."""

    base: str
    target: str
    days: int
    origin: str
    known: frozenset[str]
    _days: dict[str, list[str]] = field(default_factory=dict)
    _rates: dict[str, list[Decimal]] = field(default_factory=dict)

    def add(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Take in ``(currency, day, rate)``, in the order of the days."""
        for currency, day, rate in rows:
            self._days.setdefault(currency, []).append(day)
            self._rates.setdefault(currency, []).append(Decimal(rate))

    def convert(self, amount: Decimal, currency: str, day: str) -> tuple[str, Converted | None]:
        """What becomes of an amount of that day, and the result when it could be converted."""
        if currency == self.target:
            return SAME, Converted(amount, currency, Decimal(1), day, "")
        if currency not in self.known:
            return UNKNOWN, None
        try:
            when = date.fromisoformat(day)
        except ValueError:
            return NO_DAY, None
        found = [self._rate(one, day) for one in (currency, self.target)]
        if any(currency not in self._days and currency != self.base for currency in (currency, self.target)):
            return NO_RATE, None
        rates = [one for one in found if one is not None]
        if len(rates) < 2 or any((when - date.fromisoformat(one)).days > self.days for one, _ in rates):
            return TOO_OLD, None
        (own_day, own), (other_day, other) = rates
        rate = _EXACT.divide(other, own)
        rounded = _EXACT.divide(_EXACT.multiply(amount, other), own).quantize(CENT, context=_EXACT)
        return CONVERTED, Converted(rounded, self.target, rate, min(own_day, other_day), self.origin)

    def units(self, amount: int, currency: str, day: str) -> tuple[str, int | None]:
        """The same for a stored amount (whole ten-thousandths)."""
        if currency == self.target:
            return SAME, amount
        outcome, found = self.convert(Decimal(amount) / UNITS, currency, day)
        return outcome, None if found is None else int(found.amount * UNITS)

    def _rate(self, currency: str, day: str) -> tuple[str, Decimal] | None:
        if currency == self.base:
            return day, Decimal(1)
        days = self._days.get(currency, [])
        place = bisect_right(days, day)
        return (days[place - 1], self._rates[currency][place - 1]) if place else None


def value_day(value_from: str, *, tender: str, award: str, sign: str, latest: str) -> str:
    """The day whose rate a value is converted with: when it was agreed, else when the process was last dated.

    ``value_from`` says which stage the value is from; days are in ISO form, empty when unknown.
    """
    order = {"contract": (sign, award), "award": (award, sign), "tender": (tender,)}.get(value_from, ())
    return next((day for day in (*order, latest) if day), "")
