"""Every change is kept."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from toolbox_core.db import Database
from toolbox_nap_monitor.models import Change, Plan
from toolbox_nap_monitor.services import Stored
from toolbox_nap_monitor.services.history import note_difference


def test_a_difference_is_kept_as_plain_values(database: Database, keep: Callable[..., Stored]) -> None:
    keep()
    with database.write() as session:
        plan = session.scalars(select(Plan)).one()
        note_difference(session, "plan", plan.id, before={"ends": plan.ends}, after={"ends": None}, by="tests")
        session.flush()
        change = session.scalars(select(Change).order_by(Change.id.desc())).first()
        assert change is not None
        assert change.before == {"ends": "2026-06-30"}
