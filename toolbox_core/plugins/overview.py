"""A look at all plugins from the disk and the database, importing none of them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolbox_core.db.engine import Database
from toolbox_core.db.generation import generations
from toolbox_core.db.models import PluginState
from toolbox_core.exceptions import DatabaseProblem, MigrationError, UnknownPlugin
from toolbox_core.migrate import CORE, pending_of
from toolbox_core.plugins.discovery import discover
from toolbox_core.plugins.preflight import is_trial, requirement_fault, survey
from toolbox_core.plugins.registry import PluginRecord
from toolbox_core.plugins.states import RUNNING, State, remembered


def look(
    database: Database, *, safe_mode: bool = False, desired: Mapping[str, str] | None = None
) -> tuple[int, dict[str, PluginState], list[PluginRecord]]:
    """``(plugin generation, remembered rows, judged plugins)`` from one snapshot of the database.

    ``desired`` overrides what the database wants of some plugins, to see what a change would bring. Raises
    ``DatabaseProblem`` when the host's own tables are not up to date.
    """
    found = discover()
    with database.read() as session:
        pending, faults = pending_of(session.connection(), found)
        if CORE in faults:
            raise MigrationError(faults[CORE])
        if CORE in pending:
            raise DatabaseProblem("The database is not migrated.", fix="Run `toolbox migrate`.")
        generation, _ = generations(session)
        rows = remembered(session)
    return generation, rows, survey(found, rows, pending, faults, desired=desired, safe_mode=safe_mode)


def as_observed(
    record: PluginRecord, row: PluginState | None, earlier: Mapping[str, PluginRecord]
) -> PluginRecord | None:
    """A judged plugin with what was last observed of it; ``None`` when that must be observed anew.

    ``earlier`` holds the plugins before it in the order of activation.
    """
    if record.state != State.DISCOVERED:
        return record
    held = recheck_requirements(record, earlier)
    if held.state != State.DISCOVERED:
        return held
    if row is None or row.fingerprint != record.fingerprint or not (row.state in RUNNING or is_trial(row)):
        return None
    return replace(record, state=State(row.state), phase=row.phase, error=row.error)


def recheck_requirements(record: PluginRecord, earlier: Mapping[str, PluginRecord]) -> PluginRecord:
    """The plugin itself, or held back because a requirement did not come to life."""
    assert record.manifest is not None
    for needed, wanted in sorted(record.manifest.requires.plugins.items()):
        fault = requirement_fault(record.id, needed, wanted, earlier.get(needed))
        if fault is not None:
            state, sentence = fault
            return replace(record, state=state, phase="requirements", error=sentence)
    return record


def known_plugin(records: Sequence[PluginRecord], plugin: str) -> PluginRecord:
    """The record of that id. Raises ``UnknownPlugin`` with ids that are spelt alike."""
    for record in records:
        if record.id == plugin:
            return record
    raise UnknownPlugin(plugin, difflib.get_close_matches(plugin, [record.id for record in records], n=2))
