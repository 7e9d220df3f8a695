"""Colours that say how much something changed: a two-sided scale of five steps, always beside the number itself."""

from __future__ import annotations

from decimal import Decimal

_LARGE = Decimal("0.05")
_SMALL = Decimal("0.01")


def change_tone(change: Decimal | None) -> str:
    """The step of a relative change: ``d1`` down 5 % or more … ``d3`` within 1 % … ``d5`` up 5 % or more.

    ``None`` (nothing to compare with) has no tone.
    """
    if change is None:
        return ""
    for tone, applies in (
        ("d1", change <= -_LARGE),
        ("d2", change < -_SMALL),
        ("d3", change <= _SMALL),
        ("d4", change < _LARGE),
    ):
        if applies:
            return tone
    return "d5"
