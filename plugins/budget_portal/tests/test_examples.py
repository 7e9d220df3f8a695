"""The example package does what its README says."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolbox_budget_portal.services import ControlTotal

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_little_haven_loads_with_its_control_totals(load: Callable[..., Any], publish: Callable[..., None]) -> None:
    outcome = load(
        EXAMPLES / "little-haven-2025",
        entity="little-haven",
        year=2025,
        control_totals=[
            ControlTotal("approved", Decimal(3520800)),
            ControlTotal("approved", Decimal(3520800), "revenue"),
            ControlTotal("executed", Decimal("3012743.85")),
        ],
    )
    report = outcome.to_dict()
    assert (report["rows_read"], report["rows_rejected"], report["problems"]) == (19, 0, [])
    assert report["eliminations"]["approved"] == {"expenditure": "275000.00", "revenue": "275000.00"}
    publish(outcome.version_id)
