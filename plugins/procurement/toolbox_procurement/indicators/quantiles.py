"""Quartiles and fences, the same to the last bit wherever and in whatever order they are computed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple


class Fences(NamedTuple):
    """Tukey's fences: the quartiles, and one and a half interquartile ranges beyond them."""

    q1: float
    q3: float
    lower: float
    upper: float


def quantile(ordered: Sequence[float], p: float) -> float:
    """The ``p``-quantile of values in ascending order, median-unbiased.

    Source: Hyndman and Fan (1996), definition 8; for a single value that value.
    """
    n = len(ordered)
    h = (n + 1 / 3) * p + 1 / 3
    below = math.floor(h)
    if below <= 0:
        return ordered[0]
    if below >= n:
        return ordered[-1]
    low, high = ordered[below - 1], ordered[below]
    return low + (h - below) * (high - low)


def fences(values: Sequence[float]) -> Fences:
    """Fences of at least one value. The products are rounded once, as a fused multiplication does."""
    ordered = sorted(values)
    q1, q3 = quantile(ordered, 0.25), quantile(ordered, 0.75)
    reach = Fraction(q3 - q1) * Fraction(3, 2)
    return Fences(q1, q3, float(Fraction(q1) - reach), float(Fraction(q3) + reach))


def median(values: Sequence[float]) -> float:
    """The median of at least one value."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
