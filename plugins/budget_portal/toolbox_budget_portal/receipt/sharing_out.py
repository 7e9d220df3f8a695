"""Share an amount out like a budget: to the cent, and so that the parts add up exactly. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal, localcontext


def share_out(amount: Decimal, weights: Sequence[Decimal], *, digits: int = 2) -> list[Decimal]:
    """``amount`` in proportion to ``weights``, by largest remainders (ties to the earlier part).

    Weights below zero give parts below zero. The weights have to sum to more than zero.
    """
    with localcontext() as context:
        context.prec = 60
        whole = sum(weights, Decimal(0))
        if whole <= 0:
            raise ValueError("there is nothing to share out by")
        unit = Decimal(1).scaleb(-digits)
        exact = [amount * weight / whole for weight in weights]
        parts = [value.quantize(unit, rounding=ROUND_FLOOR) for value in exact]
        missing = int((amount.quantize(unit) - sum(parts, Decimal(0))) / unit)
        order = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
        for at in order[:missing]:
            parts[at] += unit
    return parts
