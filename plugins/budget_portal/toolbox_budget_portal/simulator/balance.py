"""What moving the parts of a budget comes to, and whether it balances. Pure, exact to the last minor unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from toolbox_budget_portal.exceptions import Fault
from toolbox_core import N_, from_minor

SPENDING, REVENUE = "expenditure", "revenue"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the budget. ``amount`` is in minor units; a ``fixed`` part counts and cannot be moved."""

    key: str
    direction: str
    label: str
    amount: int
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a part may be moved, in per cent down and up, and the deficit that is allowed, in minor units."""

    down: int
    up: int
    deficit: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the changes come to, in minor units. ``balance`` is revenue less spending; below zero it is a deficit."""

    changes: Mapping[str, int]
    after: Mapping[str, int]
    spending: int
    revenue: int
    faults: tuple[Fault, ...]

    @property
    def balance(self) -> int:
        """Revenue less spending."""
        return self.revenue - self.spending


def moved(amount: int, percent: int) -> int:
    """An amount moved by whole per cent, to the nearest minor unit (half to even)."""
    return round(Fraction(amount * (100 + percent), 100))


def compute(parts: Sequence[Part], bounds: Bounds, typed: Mapping[str, str], digits: int) -> Outcome:
    """Move the parts as was typed (key → per cent, empty for no change) and say everything that is wrong.

    Revenue must pay for spending, up to the deficit that is allowed; a surplus is always allowed.
    """
    faults: list[Fault] = []
    changes: dict[str, int] = {}
    for part in parts:
        text = typed.get(part.key, "").strip().replace("\u2212", "-").removesuffix("%").strip()
        if not text or part.fixed:
            continue
        if not re.fullmatch(r"[+-]?[0-9]{1,4}", text):
            faults.append(
                Fault(part.key, N_("“%(text)s” for “%(part)s” is no whole number of per cent."), _said(text, part))
            )
            continue
        percent = int(text)
        if not -bounds.down <= percent <= bounds.up:
            said = {"part": part.label, "down": -bounds.down, "up": bounds.up}
            faults.append(Fault(part.key, N_("“%(part)s” can be moved from %(down)s to +%(up)s per cent."), said))
        if percent:
            changes[part.key] = percent
    after = {part.key: moved(part.amount, changes.get(part.key, 0)) for part in parts}
    sums = {
        direction: sum(after[part.key] for part in parts if part.direction == direction)
        for direction in (SPENDING, REVENUE)
    }
    missing = sums[SPENDING] - sums[REVENUE] - bounds.deficit
    if missing > 0:
        faults.append(
            Fault(
                "balance",
                N_(
                    "Spending is %(more)s more than revenue, and %(allowed)s is allowed: "
                    "cut spending or raise revenue by %(missing)s."
                ),
                {
                    "more": from_minor(missing + bounds.deficit, digits),
                    "allowed": from_minor(bounds.deficit, digits),
                    "missing": from_minor(missing, digits),
                },
            )
        )
    return Outcome(changes, after, sums[SPENDING], sums[REVENUE], tuple(faults))


def _said(text: str, part: Part) -> dict[str, str]:
    return {"text": text[:20], "part": part.label}


def quartiles(values: Iterable[int]) -> tuple[Decimal, Decimal, Decimal]:
    """Lower quartile, median and upper quartile, interpolated between neighbours (Hyndman and Fan, type 7)."""
    ordered = sorted(values)
    found = []
    for quarter in (1, 2, 3):
        place = Fraction((len(ordered) - 1) * quarter, 4)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        exact = ordered[low] + (ordered[high] - ordered[low]) * (place - low)
        found.append(Decimal(exact.numerator) / Decimal(exact.denominator))
    return found[0], found[1], found[2]
