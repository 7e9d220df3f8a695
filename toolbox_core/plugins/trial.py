"""Trying plugins out without changing anything: ``toolbox plugins check``."""

from __future__ import annotations

from dataclasses import replace

from toolbox_core.config import Settings
from toolbox_core.db.engine import Database
from toolbox_core.plugins.activation import Activated, Fault, activate, offers_of
from toolbox_core.plugins.overview import known_plugin, look, recheck_requirements
from toolbox_core.plugins.registry import PluginRecord
from toolbox_core.plugins.runner import Runner
from toolbox_core.plugins.states import ENABLED, State


def check_plugins(settings: Settings, database: Database, plugin: str | None = None) -> list[PluginRecord]:
    """Judge and bring to life one plugin, or all that are installed, as if they were enabled. Writes nothing.

    Those that could run come back as ``ACTIVE``, the others with the state, phase and sentence that stop them.
    Raises ``UnknownPlugin``.
    """
    _, _, records = look(database)
    if plugin is not None:
        known_plugin(records, plugin)
    wanted = {plugin} if plugin is not None else {record.id for record in records}
    _, _, records = look(database, desired=dict.fromkeys(wanted, ENABLED))
    runner = Runner(settings.plugins)
    checked: dict[str, PluginRecord] = {}
    living: list[Activated] = []
    for judged in records:
        record = recheck_requirements(judged, checked) if judged.state == State.DISCOVERED else judged
        if record.state == State.DISCOVERED:
            result = activate(record, settings, runner, offers=offers_of(living))
            if isinstance(result, Fault):
                record = replace(record, state=result.state, phase=result.phase, error=result.error)
            else:
                living.append(result)
                record = replace(record, state=State.ACTIVE)
        checked[record.id] = record
    return [record for record in checked.values() if record.id in wanted]
