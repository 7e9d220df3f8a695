"""Permissions across plugins: a route may name another plugin's permission, but never one that nobody declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from toolbox_core.plugins.activation import undeclared_sentence
from toolbox_core.plugins.overview import recheck_requirements
from toolbox_core.plugins.states import State

if TYPE_CHECKING:
    from toolbox_core.plugins.activation import Activated
    from toolbox_core.plugins.registry import PluginRecord


def drop_undeclared(activated: dict[str, Activated], records: dict[str, PluginRecord]) -> None:
    """Take out of ``activated`` every plugin with a route that nobody could be let in to, and say so in its record.

    A plugin that falls takes its permissions with it, so that others may fall after it, and those that require it.
    """
    fallen = True
    while fallen:
        fallen = False
        for plugin in list(activated):
            record = _judged(plugin, activated, records)
            if record is not records[plugin]:
                records[plugin], fallen = record, True
                del activated[plugin]


def _judged(plugin: str, activated: Mapping[str, Activated], records: Mapping[str, PluginRecord]) -> PluginRecord:
    record = recheck_requirements(records[plugin], records)
    if record is not records[plugin]:
        return record
    declared = {
        permission.id for living in activated.values() for permission in living.contributions.get("permissions", ())
    }
    for name in ("routes", "api_routes"):
        for route in activated[plugin].contributions.get(name, ()):
            if route.permission and route.permission not in declared:
                sentence = f"Plugin {plugin}: {undeclared_sentence(route.path, route.permission, declared)}"
                return replace(record, state=State.FAILED, phase="setup", error=sentence)
    return record
