"""What can be chosen can be read."""

from __future__ import annotations

import pytest

from toolbox_budget_portal.column_types import Taxonomy
from toolbox_budget_portal.publishing.choices import AMOUNT, CHOICES, DIRECTIONS, ELIMINATION, LEVELS
from toolbox_budget_portal.rows import PHASES, read_direction

PLAIN = (
    *("", "date:fiscal-year", "direction", "budget-line-id"),
    *("value", "phase:id", "budgetary-transfers", "value-currency:code"),
)


@pytest.mark.parametrize("choice", [*CHOICES, *LEVELS])
def test_every_meaning_is_known_to_the_importer(choice: str) -> None:
    if choice.startswith(AMOUNT):
        assert PHASES[choice.removeprefix(AMOUNT)] == choice.removeprefix(AMOUNT)
    elif choice not in PLAIN:
        taxonomy = Taxonomy()
        found = taxonomy.find(choice)
        assert found is not None
        assert taxonomy.place(found) is not None


def test_every_direction_is_one() -> None:
    for answer in filter(None, DIRECTIONS):
        direction = answer.removesuffix(ELIMINATION)
        assert read_direction(direction) == direction
