"""Figures of a plan, its institutions, cycles and changes, from SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from toolbox_core.config import DatabaseSettings, Settings
from toolbox_core.db import Database
from toolbox_core.migrate import migrate
from toolbox_nap_monitor import queries
from toolbox_nap_monitor.queries.comparing import regions
from toolbox_nap_monitor.queries.deadlines import deadlines
from toolbox_nap_monitor.queries.institutions import of_organisation
from toolbox_nap_monitor.rows import Bundle
from toolbox_nap_monitor.services import store

TODAY = date(2026, 5, 18)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def session(request: pytest.FixtureRequest, tmp_path: Path, plan: Callable[..., Bundle]) -> Iterator[Session]:
    """The small plan in a database of each kind."""
    if request.param == "sqlite":
        database: Database = request.getfixturevalue("database")
    else:
        url = request.getfixturevalue("postgresql_url")
        database = Database(url)
        migrate(Settings(folder=str(tmp_path), database=DatabaseSettings(url=url)), database)
    with database.write() as writing:
        store(writing, plan(), by="tests")
    with database.read() as reading:
        yield reading
    database.close()


def test_every_figure(session: Session) -> None:
    _check_overview(session)
    _check_institutions(session)
    _check_comparison(session)
    _check_changes(session)


def _check_overview(session: Session) -> None:
    view = queries.overview(session, "ald", "4", TODAY)
    assert view.counts == {"substantial": 1, "": 1}
    assert view.percent == Decimal("30.16"), "half of 60.33, rounded half to even"
    assert [(line.number, line.overdue) for line in view.late] == [("1", 138)]
    assert [line.number for line in view.disputed] == ["1"]
    assert [line.number for line in view.stale] == ["2"]
    assert view.updates == 2
    assert view.completeness == {"lead": 2, "contact": 1, "due": 1, "problem": 1, "result": 0, "milestones": 1}
    [(owner, plans)] = queries.members(session, TODAY)
    assert (owner.code, plans[0].commitments, plans[0].overdue, plans[0].disputed) == ("ALD", 2, 1, 1)
    assert [one.day.isoformat() for one in deadlines(session, view.plan)] == ["2025-02-28", "2025-12-31", "2026-06-30"]


def _check_institutions(session: Session) -> None:
    plan = queries.plan(session, "ALD", "4")
    justice, portal = queries.scorecards(session, plan, TODAY)
    assert (justice.name, len(justice.led), justice.overdue, justice.disputed) == ("Ministry of Justice", 2, 1, 1)
    assert justice.percent == Decimal("30.2")
    assert (len(portal.led), len(portal.supported), portal.percent) == (0, 1, None)
    [(found, lines)] = of_organisation(session, [f"ALD/{portal.institution}", "odd"], TODAY)
    assert (found.number, [line.number for line in lines]) == ("4", ["1"])
    assert of_organisation(session, ["odd"], TODAY) == []


def _check_comparison(session: Session) -> None:
    [row] = queries.compare(session, TODAY)
    assert (row.commitments, row.overdue, row.disputed, row.percent) == (2, 1, 1, Decimal("30.2"))
    assert row.verdicts["irm"] == {"not-reviewed": 1}
    assert queries.compare(session, TODAY, member="XXX") == []
    assert queries.compare(session, TODAY, region="Europe") == []
    assert regions(session) == []


def _check_changes(session: Session) -> None:
    plan = queries.plan(session, "ALD", "4")
    kinds = [one.kind for one in queries.changes(session, plan, date(2020, 1, 1))]
    assert sorted(kinds) == ["commitments", "plan", "update", "update", "verdict", "verdict", "verdict"]
    assert queries.changes(session, plan, date(2100, 1, 1)) == []
    assert {one.number for one in queries.changes(session, plan, date(2020, 1, 1), number="1")} == {"1"}
