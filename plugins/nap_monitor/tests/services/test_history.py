"""Which update is the newest that is public."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from toolbox_core.db import Database
from toolbox_nap_monitor.models import Change, Plan, Update
from toolbox_nap_monitor.services import Stored
from toolbox_nap_monitor.services.history import mark_current, note_difference


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
        mark_current(session, [first.commitment_id])
        session.expire_all()
        assert (first.is_current, later.is_current) == (False, True)
        later.state = "returned"
        session.flush()
        mark_current(session, [first.commitment_id])
        session.expire_all()
        assert (first.is_current, later.is_current) == (True, False)


def test_a_difference_is_kept_as_plain_values(database: Database, keep: Callable[..., Stored]) -> None:
    keep()
    with database.write() as session:
        plan = session.scalars(select(Plan)).one()
        note_difference(session, "plan", plan.id, before={"ends": plan.ends}, after={"ends": None}, by="tests")
        session.flush()
        change = session.scalars(select(Change).order_by(Change.id.desc())).first()
        assert change is not None
        assert change.before == {"ends": "2026-06-30"}
