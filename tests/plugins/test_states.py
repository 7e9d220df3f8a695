"""Which observations are written, and what they leave alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from toolbox_core.db.models import PluginState
from toolbox_core.plugins.registry import PluginRecord
from toolbox_core.plugins.states import State, differs, observe, remembered

ALPHA = PluginRecord(
    id="alpha", version="1", distribution="a", desired="enabled", state=State.ACTIVE, table_prefix="a_"
)


def test_an_undecided_plugin_needs_no_row() -> None:
    assert not differs(None, replace(ALPHA, desired="disabled", state=State.DISABLED))
    assert differs(None, ALPHA)


def test_an_observation_is_kept_and_read_again(world: Any) -> None:
    with world.database.write() as session:
        observe(session, [ALPHA])
    with world.database.read() as session:
        row = remembered(session)["alpha"]
    assert not differs(row, ALPHA)
    for change in ({"state": State.FAILED}, {"phase": "setup"}, {"error": "x"}, {"version": "2"}, {"fingerprint": "f"}):
        assert differs(row, replace(ALPHA, **change))


def test_observing_changes_no_desire_and_no_configuration(world: Any) -> None:
    with world.database.write() as session:
        session.add(PluginState(id="alpha", desired="disabled", config={"a": 1}, table_prefix="a_", version="1"))
    with world.database.write() as session:
        observe(session, [replace(ALPHA, state=State.MISSING, version="", table_prefix="")])
    with world.database.read() as session:
        row = remembered(session)["alpha"]
    assert (row.state, row.desired, row.config) == ("MISSING", "disabled", {"a": 1})
    assert (row.version, row.table_prefix) == ("1", "a_"), "what a package that is gone was is still needed"
