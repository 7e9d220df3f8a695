"""Facts and answers are worked out once for each object, and never mixed up between two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from toolbox_procurement.indicators.kept import fact, once


class _Thing:
    """Something that keeps what it was asked."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.kept: dict[Callable[..., Any], Any] = {}
        self.asked: list[str] = []

    @fact
    def double(self) -> int:
        """Twice the number."""
        self.asked.append("double")
        return 2 * self.number


@once
def _half(thing: _Thing) -> float | None:
    """Half the number, if there is one."""
    thing.asked.append("half")
    return thing.number / 2 if thing.number else None


def test_a_fact_is_worked_out_once() -> None:
    one, other = _Thing(3), _Thing(4)
    assert (one.double, other.double, one.double) == (6, 8, 6)
    assert (one.asked, other.asked) == (["double"], ["double"])
    assert _Thing.double.__doc__ == "Twice the number."


def test_an_answer_is_kept_even_when_it_is_nothing() -> None:
    one, none = _Thing(3), _Thing(0)
    assert (_half(one), _half(none), _half(none), _half(one)) == (1.5, None, None, 1.5)
    assert (one.asked, none.asked) == (["half"], ["half"])
