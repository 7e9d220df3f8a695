"""Who led in the meetings of two firms is counted over all parts of a run."""

from __future__ import annotations

import pickle

import pytest

from toolbox_procurement.indicators import meetings
from toolbox_procurement.indicators.meetings import Tally, note
from toolbox_procurement.indicators.run import Run
from toolbox_procurement.indicators.settings import Settings


def test_meetings_are_counted_over_parts() -> None:
    (indicator,) = Run(Settings(), codes=["R034"]).indicators
    one, other = indicator.start(), indicator.start()
    for state, led in ((one, True), (one, False), (other, True)):
        note(state, "reef", "shoal", second_led=led)
    note(other, "reef", "quay", second_led=False)
    indicator.merge(one, other)
    assert list(indicator.often(one, 2)) == [("reef", "shoal", 1, 2)]  # type: ignore[attr-defined]
    assert len(list(indicator.often(one, 1))) == 2  # type: ignore[attr-defined]


def test_counts_of_many_pairs_are_put_away_and_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meetings, "_MOST", 3)
    (indicator,) = Run(Settings(), codes=["R053"]).indicators
    state = Tally()
    for number in range(60):
        note(state, "reef", f"shoal {number % 6}", second_led=number % 2 == 1)
        assert len(state.counts) <= 3
    moved = pickle.loads(pickle.dumps(state))
    assert sorted(indicator.often(moved, 10)) == [  # type: ignore[attr-defined]
        *(("reef", f"shoal {number}", *((0, 10) if number % 2 else (10, 0))) for number in range(6))
    ]
