"""R021: the example of its page gives what the page says."""

from __future__ import annotations

from collections.abc import Callable


def test_the_documented_example(documented_example: Callable[[str], None]) -> None:
    documented_example("R021")
