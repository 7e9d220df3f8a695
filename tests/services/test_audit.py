"""The audit log."""

from __future__ import annotations

import contextvars
from typing import Any

from toolbox_core.services import audit


def test_entries_come_newest_first_and_by_target(world: Any) -> None:
    with world.database.write() as session:
        audit.record(session, actor="Ada", action="plugin.enable", target="alpha")
        audit.record(session, actor="Bob", action="plugin.disable", target="beta", detail={"why": "spring"})
    with world.database.read() as session:
        newest, older = audit.entries(session, limit=2)
        assert (newest.actor, newest.action, newest.detail) == ("Bob", "plugin.disable", {"why": "spring"})
        assert older.at.tzinfo is not None
        assert [entry.target for entry in audit.entries(session, target="alpha")] == ["alpha"]


def test_it_says_from_where(world: Any) -> None:
    with world.database.write() as session:
        contextvars.copy_context().run(audit.acting_from, "192.0.2.1")  # another request, answered at the same time
        audit.acting_from("192.0.2.7" + "x" * 80)
        entry = audit.record(session, actor="Ada", action="plugin.enable", target="alpha")
        audit.acting_from("")
        session.flush()
        assert entry.origin == ("192.0.2.7" + "x" * 80)[:64]


def test_an_entry_is_lost_with_its_act(world: Any) -> None:
    try:
        with world.database.write() as session:
            audit.record(session, actor="Ada", action="plugin.enable", target="alpha")
            raise RuntimeError
    except RuntimeError:
        pass
    with world.database.read() as session:
        assert not audit.entries(session, target="alpha")
