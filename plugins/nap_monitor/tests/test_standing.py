"""Where a commitment stands: status, days, percentage with its formula, disagreement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_nap_monitor.rows import STATUSES
from toolbox_nap_monitor.standing import (
    Step,
    days_overdue,
    disagreement,
    is_stale,
    months_before,
    standing_of,
    verdict_of,
    weighted,
)

TODAY = date(2026, 5, 18)
WHOLE = Step(code="A")


def _steps(*statuses: str) -> list[Step]:
    return [Step(code=str(number), status=status) for number, status in enumerate(statuses)]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("complete", "complete"), "complete"),
        (("complete", "withdrawn"), "complete"),
        (("complete", ""), "substantial"),
        (("complete", "in-progress"), "in-progress"),
        (("not-started", ""), "not-started"),
        (("limited", "not-started"), "limited"),
        (("substantial", "complete"), "substantial"),
        (("withdrawn",), "withdrawn"),
        (("", ""), ""),
    ],
)
def test_steps_roll_up(statuses: tuple[str, ...], expected: str) -> None:
    assert standing_of(WHOLE, _steps(*statuses), TODAY).status == expected


def test_the_commitments_own_word_counts_when_it_is_newer_but_completes_nothing_unfinished() -> None:
    steps = [Step(code="1", status="limited", updated=date(2025, 6, 30))]
    newer = Step(code="A", status="substantial", updated=date(2025, 12, 31))
    assert standing_of(newer, steps, TODAY).status == "substantial"
    assert standing_of(newer, steps, TODAY).rule == "own-word"
    older = Step(code="A", status="substantial", updated=date(2024, 12, 31))
    assert standing_of(older, steps, TODAY).status == "limited"
    boast = Step(code="A", status="complete", updated=date(2025, 12, 31))
    assert standing_of(boast, steps, TODAY).status == "limited"


def test_parents_are_sums_of_their_children() -> None:
    steps = [
        Step(code="1", status="complete"),
        Step(code="1.1", parent="1", status="complete", weight=Decimal(3)),
        Step(code="1.2", parent="1", status="not-started"),
    ]
    found = standing_of(WHOLE, steps, TODAY)
    assert (found.percent, found.formula) == (Decimal("75.00"), "(3 × 100 + 1 × 0) ÷ 4")


def test_a_step_without_a_percentage_has_that_of_its_status() -> None:
    steps = [Step(code="1", status="limited", weight=Decimal(2)), Step(code="2", percent=Decimal("12.5"))]
    assert weighted(steps) == (Decimal("26.17"), "(2 × 33 + 1 × 12.5) ÷ 3")
    assert weighted(_steps("", "")) == (None, "")


def test_overdue_counts_days_after_the_day_and_stops_when_finished() -> None:
    assert days_overdue(date(2025, 12, 31), "limited", TODAY) == 138
    assert days_overdue(TODAY, "limited", TODAY) == 0
    assert days_overdue(date(2025, 12, 31), "complete", TODAY) == 0
    assert days_overdue(date(2025, 12, 31), "withdrawn", TODAY) == 0
    assert days_overdue(None, "limited", TODAY) == 0


def test_a_late_step_makes_its_commitment_overdue() -> None:
    steps = [Step(code="1", status="complete"), Step(code="2", status="limited", due=date(2026, 5, 8))]
    assert standing_of(Step(code="A", due=date(2026, 12, 31)), steps, TODAY).overdue == 10


def test_staleness_counts_months() -> None:
    assert months_before(date(2026, 8, 31), 6) == date(2026, 2, 28)
    assert is_stale(date(2025, 11, 17), "limited", TODAY, 6)
    assert not is_stale(date(2025, 11, 18), "limited", TODAY, 6)
    assert not is_stale(date(2020, 1, 1), "complete", TODAY, 6)
    assert is_stale(None, "", TODAY, 6, since=date(2025, 1, 1))
    assert not is_stale(None, "", TODAY, 6)


def test_disagreement_is_between_the_nearest_meanings() -> None:
    found = {word: verdict_of(word, word) for word in STATUSES}
    assert found["unclear"] is None
    known = {word: verdict for word, verdict in found.items() if verdict}
    assert disagreement([known["complete"], known["limited"]]) == 2
    assert disagreement([known["complete"], known["in-progress"]]) == 1
    assert disagreement([known["limited"], known["in-progress"]]) == 0
    assert disagreement([known["complete"]]) == 0


@given(st.lists(st.tuples(st.sampled_from(STATUSES), st.integers(1, 9)), min_size=1, max_size=8))
def test_a_percentage_lies_between_its_parts(parts: list[tuple[str, int]]) -> None:
    steps = [Step(code=str(i), status=status, weight=Decimal(weight)) for i, (status, weight) in enumerate(parts)]
    found = standing_of(WHOLE, steps, TODAY)
    assert found.percent is None or 0 <= found.percent <= 100
    if found.status == "complete":
        assert found.percent == 100
