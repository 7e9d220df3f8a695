"""The declarative base: moments in UTC and named constraints, on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from toolbox_core.db import Base, UtcDateTime, utcnow

DIALECT = sqlite.dialect()


def test_moments_are_stored_in_utc() -> None:
    paris = timezone(timedelta(hours=2))

    assert UtcDateTime().process_bind_param(datetime(2026, 5, 1, 12, tzinfo=paris), DIALECT) == datetime(
        2026, 5, 1, 10, tzinfo=UTC
    )
    assert UtcDateTime().process_bind_param(None, DIALECT) is None


def test_moments_come_back_with_a_time_zone() -> None:
    assert UtcDateTime().process_result_value(datetime(2026, 5, 1, 10), DIALECT) == datetime(2026, 5, 1, 10, tzinfo=UTC)  # noqa: DTZ001 - what SQLite hands back
    assert UtcDateTime().process_result_value(None, DIALECT) is None
    assert utcnow().tzinfo is UTC


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 5, 1), DIALECT)  # noqa: DTZ001 - the mistake under test


def test_every_constraint_of_the_hosts_tables_has_a_name() -> None:
    for name, table in Base.metadata.tables.items():
        if name.startswith("core_"):
            assert all(constraint.name for constraint in table.constraints), name
            assert all(index.name for index in table.indexes), name
