"""What is kept of persons can be handed over and forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from toolbox_core.db import Database
from toolbox_nap_monitor.models import Plan, Proposal
from toolbox_nap_monitor.personal import erase_person, export_person
from toolbox_nap_monitor.services import Stored

pytestmark = pytest.mark.plugins("nap_monitor")


def _say(session: Session, code: str, **values: Any) -> None:
    plan = session.scalars(select(Plan)).one()
    session.add(Proposal(plan_id=plan.id, code=code, text={"en": f"Idea {code}"}, author="Ana", **values))


def test_a_person_is_exported_and_forgotten(database: Database, keep: Callable[..., Stored]) -> None:
    keep()
    with database.write() as session:
        _say(session, "1", email="ana@example.org", state="public")
        _say(session, "2", email="ana@example.org", state="unconfirmed", token="secret")
        _say(session, "3", email="leo@example.org", state="public")
    with database.write() as session:
        assert [one["text"] for one in export_person(session, " Ana@example.org")] == [
            {"en": "Idea 1"},
            {"en": "Idea 2"},
        ]
        assert erase_person(session, "ana@example.org", "test") == 2
    with database.read() as session:
        left = {one.code: (one.author, one.email) for one in session.scalars(select(Proposal))}
        assert left == {"1": ("", ""), "3": ("Ana", "leo@example.org")}
        assert export_person(session, "ana@example.org") == []
