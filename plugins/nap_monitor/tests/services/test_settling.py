"""Which update and verdict is the newest, and what is kept of a commitment's standing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from toolbox_core.db import Database
from toolbox_nap_monitor.models import Assessment, Commitment, Update
from toolbox_nap_monitor.rows import Bundle
from toolbox_nap_monitor.services import Stored, settle
from toolbox_nap_monitor.services.settling import next_due, verdicts_of
from toolbox_nap_monitor.standing import Step


def test_a_returned_update_gives_way_to_the_one_before(database: Database, keep: Callable[..., Stored]) -> None:
    keep()
    with database.write() as session:
        first = session.scalars(select(Update).order_by(Update.id)).first()
        assert first is not None
        later = Update(
            commitment_id=first.commitment_id, milestone_id=first.milestone_id, period="2026-H1", status="complete"
        )
        later.state = "published"
        session.add(later)
        session.flush()
        settle(session, [first.commitment_id])
        assert (first.is_current, later.is_current) == (False, True)
        later.state = "returned"
        session.flush()
        settle(session, [first.commitment_id])
        assert (first.is_current, later.is_current) == (True, False)


def test_where_a_commitment_stands_is_kept_with_it(database: Database, keep: Callable[..., Stored]) -> None:
    keep()
    with database.read() as session:
        first, second = session.scalars(select(Commitment).order_by(Commitment.id))
        assert (first.status, first.percent) == ("substantial", Decimal("60.33"))
        assert (first.next_due, first.reported) == (date(2025, 12, 31), date(2025, 12, 31))
        assert first.distance == 2, "the government says complete, civil society limited"
        assert (second.status, second.percent, second.next_due, second.distance) == ("", None, None, 0)


def test_a_report_without_a_value_takes_nothing_back(
    database: Database, keep: Callable[..., Stored], plan: Callable[..., Bundle]
) -> None:
    keep()
    bundle = plan()
    irm = bundle.assessments[2]
    keep(
        replace(
            bundle,
            assessments=(
                replace(irm, product="progress", raw="Limited", value="limited", level=1),
                replace(irm, product="end-of-term", raw="NR", value="not-reviewed"),
            ),
        )
    )
    with database.read() as session:
        words = session.scalars(
            select(Assessment.value).where(Assessment.assessor == "irm", Assessment.is_current.is_(True))
        ).all()
        assert words == ["limited"]


@pytest.mark.parametrize(
    ("statuses", "expected"), [(("complete", "limited"), 2), (("limited", "limited"), 1), (("complete",) * 2, 3)]
)
def test_the_next_day_is_that_of_what_is_open(statuses: tuple[str, str], expected: int) -> None:
    steps = [
        Step(code=str(number), due=date(2026, 1, number), status=status)
        for number, status in enumerate(statuses, start=1)
    ]
    assert next_due(Step(code="A", due=date(2026, 1, 3)), steps, "limited") == date(2026, 1, expected)
    assert next_due(Step(code="A", due=date(2026, 1, 3)), steps, "complete") is None


def test_the_governments_verdict_is_its_own_word_or_its_updates() -> None:
    assert [(one.assessor, one.low) for one in verdicts_of("limited", [("irm", "complete")])] == [
        ("government", 1),
        ("irm", 3),
    ]
    assert [one.low for one in verdicts_of("limited", [("government", "complete")])] == [3]
