"""Who led in the meetings of two firms is counted over all parts of a run."""

from __future__ import annotations

from toolbox_procurement.indicators.meetings import note
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
