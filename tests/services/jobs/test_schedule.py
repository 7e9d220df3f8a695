"""Schedules: due on the clock of the site's own time zone, each time taken once, missed times not piled up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from toolbox_core.db import Database
from toolbox_core.exceptions import SettingsError
from toolbox_core.services.jobs import queue, schedule

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "timezone", "expected"),
    [
        ("0 6 * * *", "UTC", datetime(2026, 1, 16, 6, 0, tzinfo=UTC)),
        ("0 6 * * *", "Europe/Paris", datetime(2026, 1, 16, 5, 0, tzinfo=UTC)),
        ("*/15 * * * *", "UTC", datetime(2026, 1, 15, 12, 15, tzinfo=UTC)),
        ("0 0 29 2 *", "UTC", datetime(2028, 2, 29, 0, 0, tzinfo=UTC)),
    ],
)
def test_the_next_time_is_told_by_the_site_s_clock(cron: str, timezone: str, expected: datetime) -> None:
    assert schedule.next_time(cron, NOON, timezone) == expected


def test_what_is_not_a_schedule_is_refused() -> None:
    with pytest.raises(SettingsError, match="five fields"):
        schedule.next_time("every day", NOON, "UTC")


def test_a_due_job_is_queued_once_however_late(base: Database) -> None:
    with base.write() as session:
        schedule.agree(session, {"p:daily": "0 6 * * *"}, "UTC", now=NOON)
        assert schedule.enqueue_due(session, "UTC", now=NOON) == []
    a_week_later = datetime(2026, 1, 22, 12, 0, tzinfo=UTC)

    with base.write() as session:
        assert schedule.enqueue_due(session, "UTC", now=a_week_later) == ["p:daily"]
        assert schedule.enqueue_due(session, "UTC", now=a_week_later) == []
        assert len(queue.listing(session)) == 1


def test_schedules_follow_the_plugins(base: Database) -> None:
    with base.write() as session:
        schedule.agree(session, {"p:daily": "0 6 * * *", "q:hourly": "0 * * * *"}, "UTC", now=NOON)
        schedule.agree(session, {"p:daily": "0 7 * * *"}, "UTC", now=NOON)

        later = datetime(2026, 1, 16, 6, 30, tzinfo=UTC)
        assert schedule.enqueue_due(session, "UTC", now=later) == []
        assert schedule.enqueue_due(session, "UTC", now=datetime(2026, 1, 16, 7, 0, tzinfo=UTC)) == ["p:daily"]
