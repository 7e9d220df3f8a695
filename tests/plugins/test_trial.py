"""``plugins check``: everything is tried as if it were enabled, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from toolbox_core.exceptions import UnknownPlugin
from toolbox_core.plugins.trial import check_plugins

Make = Callable[..., Path]


def test_every_plugin_is_tried_and_nothing_is_written(world: Any, make: Make) -> None:
    make("alpha")
    make("beta", "raise RuntimeError('boom')")
    make("gamma", manifest={"requires": {"plugins": {"beta": ""}}})
    make("delta", manifest={"plugin": {"api": ">=9"}})
    records = {record.id: record for record in check_plugins(world.settings, world.database)}
    assert {name: str(record.state) for name, record in records.items()} == {
        "alpha": "ACTIVE",
        "beta": "FAILED",
        "gamma": "BLOCKED",
        "delta": "INCOMPATIBLE",
    }
    with world.database.read() as session:
        assert session.execute(text("SELECT count(*) FROM core_plugin")).scalar() == 0


def test_one_plugin_is_tried(world: Any, make: Make) -> None:
    make("alpha")
    make("beta", "raise RuntimeError('boom')")
    (record,) = check_plugins(world.settings, world.database, "alpha")
    assert (record.id, record.state) == ("alpha", "ACTIVE")
    with pytest.raises(UnknownPlugin):
        check_plugins(world.settings, world.database, "gamma")
