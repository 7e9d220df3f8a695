"""The scale of change."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolbox_core.charts.tones import change_tone


@pytest.mark.parametrize(
    ("change", "tone"),
    [
        ("-0.5", "d1"),
        ("-0.05", "d1"),
        ("-0.02", "d2"),
        ("-0.01", "d3"),
        ("0", "d3"),
        ("0.01", "d3"),
        ("0.049", "d4"),
        ("0.05", "d5"),
        ("7", "d5"),
    ],
)
def test_steps(change: str, tone: str) -> None:
    assert change_tone(Decimal(change)) == tone


def test_nothing_to_compare_with() -> None:
    assert change_tone(None) == ""
