"""Records and registries are plain and frozen."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_core.plugins.registry import PluginRecord
from toolbox_core.plugins.states import State


def test_a_record_for_scripts_has_the_promised_keys() -> None:
    record = PluginRecord(id="alpha", version="1", desired="enabled", state=State.FAILED, phase="import", error="Boom.")
    data = record.to_dict()
    assert {"id", "version", "desired", "state", "phase", "error"} <= set(data)
    assert (data["state"], type(data["state"])) == ("FAILED", str)
    assert record.is_in_trouble
    assert PluginRecord(id="beta").to_dict()["error"] is None


def test_a_registry_never_changes(world: Any, make: Callable[..., Path]) -> None:
    make("alpha")
    registry = world.build()
    with pytest.raises(dataclasses.FrozenInstanceError):
        registry.generation = 5
    with pytest.raises(TypeError):
        registry.plugins["beta"] = registry.plugins["alpha"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        registry.plugins["alpha"].state = "ACTIVE"
