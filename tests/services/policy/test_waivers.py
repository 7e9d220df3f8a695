"""Waivers are public decisions with a reason and an end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from toolbox_core.db import Database
from toolbox_core.db.base import utcnow
from toolbox_core.db.generation import generations
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.services import audit
from toolbox_core.services.policy import waivers

REASON = "Nothing else does it yet."


def test_a_waiver_from_grant_to_end(any_world: Any) -> None:
    database: Database = any_world.database
    today = utcnow().date()
    with database.write() as session:
        before = generations(session)[0]
        first = waivers.grant(session, "alpha", reason=f"  {REASON}\n", until=today, by="Ada")
        waivers.grant(session, "alpha", reason=REASON, until=today + timedelta(days=9), by="Ada")
        waivers.grant(session, "alpha", reason=REASON, until=today, by="Ada", about="A-1")
        number = first.id
        assert first.reason == REASON
    with database.read() as session:
        held = waivers.in_force(session)
        assert set(held) == {("alpha", "tier"), ("alpha", "A-1")}
        assert held["alpha", "tier"].until == today + timedelta(days=9)
        assert generations(session)[0] == before + 3
    with database.write() as session:
        waivers.end(session, number, by="Bo")
    with database.write() as session, pytest.raises(NotFound, match="no waiver"):
        waivers.end(session, number, by="Bo")
    with database.read() as session:
        listed = waivers.all_waivers(session)
        assert [waivers.is_in_force(row) for row in listed] == [True, True, False], "none is ever deleted"
        actions = [entry.action for entry in audit.entries(session, target="plugin:alpha")]
        assert actions == ["policy.end_waiver", "policy.waive", "policy.waive", "policy.waive"]


@pytest.mark.parametrize(
    ("reason", "days", "words"),
    [("because", 1, "a reason"), (REASON, -1, "ended already"), (REASON, 400, "a year at most")],
)
def test_what_is_refused(database: Database, reason: str, days: int, words: str) -> None:
    with database.write() as session, pytest.raises(InputError, match=words):
        waivers.grant(session, "alpha", reason=reason, until=utcnow().date() + timedelta(days=days), by="Ada")
