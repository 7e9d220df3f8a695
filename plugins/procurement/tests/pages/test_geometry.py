"""Timelines and histograms: every mark inside, mirrored for scripts that run from right to left."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from toolbox_procurement.pages.spread import spread
from toolbox_procurement.pages.timeline import timeline
from toolbox_procurement.queries.records import Step

DATES = {
    "tender_start": "2025-01-01",
    "tender_end": "2025-02-01",
    "award_date": "2025-03-01",
    "sign_date": "2025-03-11",
}


def step(day: str) -> Step:
    return Step(1, "r", f"{day}T00:00:00Z", ("tender",), "f", 1, "", "0" * 64, ())


def test_stages_follow_one_another() -> None:
    drawn = timeline({"contracts": [{"period": {"endDate": "2026-01-01"}}]}, [step("2025-01-01")], DATES)
    assert drawn is not None
    assert [bar.label for bar in drawn.bars] == ["tender", "award", "contract", "implementation"]
    assert (drawn.first, drawn.last) == (date(2025, 1, 1), date(2026, 1, 1))
    ends = [round(bar.x + bar.width, 1) for bar in drawn.bars[:-1]]
    assert ends == [round(bar.x, 1) for bar in drawn.bars[1:]]
    turned = drawn.facing("rtl")
    assert round(turned.bars[0].x + turned.bars[0].width + drawn.bars[0].x, 6) == 100
    assert timeline({}, [step("2025-01-01")], {}) is None


@given(st.lists(st.dates(date(1990, 1, 1), date(2050, 1, 1)), min_size=2, max_size=20))
def test_every_mark_is_inside(days: list[date]) -> None:
    drawn = timeline({}, [step(day.isoformat()) for day in days], {})
    if drawn is not None:
        assert all(0 <= dot.x <= 100 for dot in drawn.dots)
        assert all(0 <= tick.x <= 100 for tick in drawn.ticks)


def test_a_histogram_marks_the_flagged_side() -> None:
    found = {"measure": "bidders", "n": 6, "middle": 2, "width": 1, "most": 9, "bins": [[0, 0], [1, 2], [2, 3], [3, 1]]}
    drawn = spread(found, 1, 2.0)
    assert drawn is not None
    assert [column.beyond for column in drawn.columns] == [True, True, False, False]
    assert drawn.columns[-1].last == 9
    assert drawn.own == 37.5
    assert drawn.facing("rtl").own == 62.5
    assert spread({}, 1, 2.0) is None
