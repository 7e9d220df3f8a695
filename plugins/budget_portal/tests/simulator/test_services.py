"""Answers are kept without their senders, at a pace, and told together only when there are enough."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from toolbox_budget_portal import participation_tables as t
from toolbox_budget_portal.exceptions import Refused
from toolbox_budget_portal.simulator import dataset, services
from toolbox_core import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
TODAY = date(2026, 5, 15)
FORM = {"down": "20", "up": "20", "deficit": "100000", "least_answers": "5", "closes": "2026-06-30"}


def _make(session: Session, town: str, **changes: str) -> services.Simulation:
    services.create(session, town, 2024, {**FORM, **changes}, by="tests")
    return services.find(session, town, 2024)


def _spending(of: services.Simulation) -> list[Any]:
    return [part for part in of.parts if part.direction == "expenditure" and not part.fixed]


def test_answers_are_told_together_from_the_fewest_on(town: str, database: Database) -> None:
    with database.write() as session:
        of = _make(session, town)
        part = _spending(of)[0]
        for number, percent in enumerate((-10, -10, 0, 5, 20)):
            of = services.find(session, town, 2024)
            assert services.told(session, of) == []
            assert dataset.describe(session) == []
            with pytest.raises(NotFound, match="fewer than 5"):
                dataset.rows(session, f"simulator-{town}-2024")
            services.answer(session, of, {part.key: str(percent)}, sender=f"192.0.2.{number}", today=TODAY)
        of = services.find(session, town, 2024)
        told = {one.part.key: one for one in services.told(session, of)}
        assert (told[part.key].lower, told[part.key].median, told[part.key].upper) == tuple(map(Decimal, (-10, 0, 5)))
        assert (told[part.key].raised, told[part.key].cut) == (2, 2)
        [described] = dataset.describe(session)
        found = list(dataset.rows(session, f"simulator-{town}-2024"))
        assert len(found) == described.row_count
        assert sorted(row[4] for row in found if row[2] == part.key.partition("/")[2])[:2] == [-10, -10]
        with pytest.raises(Refused, match="only the last day"):
            _make(session, town, up="30")
        assert _make(session, town, closes="2026-07-31").closes == date(2026, 7, 31)
        columns = {column.name for column in t.SimulationAnswer.__table__.columns}
        assert columns == {"simulation_id", "number", "changes", "balance"}


def test_what_does_not_balance_is_late_or_comes_too_often_is_not_kept(town: str, database: Database) -> None:
    with database.write() as session:
        of = _make(session, town, deficit="0")
        wild = {part.key: "20" for part in _spending(of)} | {
            part.key: "-20" for part in of.parts if part.direction == "revenue" and not part.fixed
        }
        with pytest.raises(Refused, match="cut spending or raise revenue by"):
            services.answer(session, of, wild, sender="192.0.2.1", today=TODAY)
        of = _make(session, town)
        with pytest.raises(Refused, match="taken until 2026-06-30"):
            services.answer(session, of, {}, sender="192.0.2.1", today=date(2026, 7, 1))
        for _ in range(services.AN_HOUR):
            services.answer(session, of, {}, sender="192.0.2.1", today=TODAY)
        with pytest.raises(Refused, match="come back later"):
            services.answer(session, of, {}, sender="192.0.2.1", today=TODAY)
        count = session.scalar(select(func.count()).select_from(t.SimulationAnswer))
    assert count == services.AN_HOUR


@pytest.mark.parametrize(
    ("field", "value"),
    [("down", "0"), ("up", "101"), ("deficit", "-1"), ("deficit", "x"), ("least_answers", "4"), ("closes", "soon")],
)
def test_settings_have_limits(town: str, database: Database, field: str, value: str) -> None:
    with database.write() as session, pytest.raises(Refused) as refused:
        services.create(session, town, 2024, {**FORM, field: value}, by="tests")
    assert [fault.field for fault in refused.value.faults] == [field]
