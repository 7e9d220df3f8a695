"""What importers produce and exporters give back."""

from __future__ import annotations

import dataclasses

import pytest

from toolbox_nap_monitor import rows


def test_levels_are_of_known_statuses_and_nothings_have_none() -> None:
    assert set(rows.LEVELS) < set(rows.STATUSES)
    assert not set(rows.NOTHINGS) & set(rows.STATUSES)
    assert all(low <= high for low, high in rows.LEVELS.values())


def test_rows_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        rows.Deadline(text="2027").text = "2028"  # type: ignore[misc]
