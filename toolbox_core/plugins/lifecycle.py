"""The one face of plugin life: build the registry, survey the plugins, and change what is desired of them.

``build_registry`` is for the server and ``demo``; it imports plugins. ``survey_plugins`` is for ``toolbox plugins
list``; it imports only what was never observed. The changes (``enable``, ``disable``, ``configure``, ``purge``,
``apply``) are the same for the command line and the web.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from toolbox_core.config import Settings
from toolbox_core.db.engine import Database
from toolbox_core.db.models import PluginState
from toolbox_core.exceptions import DatabaseProblem, PluginFailed
from toolbox_core.offering import Collected, PluginHook
from toolbox_core.plugins.activation import Activated, Fault, activate, new_manager, offers_of
from toolbox_core.plugins.apply import apply
from toolbox_core.plugins.changes import configure, disable, enable
from toolbox_core.plugins.overview import as_observed, look, recheck_requirements
from toolbox_core.plugins.permissions import drop_undeclared
from toolbox_core.plugins.purge import purge
from toolbox_core.plugins.registry import PluginRecord, Registry
from toolbox_core.plugins.runner import Hooks, Runner
from toolbox_core.plugins.states import State, differs, observe
from toolbox_core.policy.gate import held_back

__all__ = [
    "apply",
    "build_registry",
    "configure",
    "disable",
    "enable",
    "purge",
    "record_faults",
    "survey_plugins",
]

log = logging.getLogger("toolbox.plugins")
FOLDERS = {"template_folders": "templates", "static_folders": "static", "translation_folders": "translations"}


def survey_plugins(settings: Settings, database: Database, *, safe_mode: bool = False) -> list[PluginRecord]:
    """Every plugin and its state, in the order of activation.

    What only an import can tell (``ACTIVE``, ``FAILED``, ``NEEDS_CONFIG`` …) is told as it was last observed, by a
    server or by ``enable``. Only when an enabled plugin was never observed, or its code has changed since, are the
    plugins brought to life here, isolated and timed, so that the answer is always true of the code on the disk.
    """
    _, rows, records = look(database, safe_mode=safe_mode)
    records = held_back(settings, database, records)
    observed: dict[str, PluginRecord] = {}
    for record in records:
        told = as_observed(record, rows.get(record.id), observed)
        if told is None:
            built = build_registry(settings, database, Runner(settings.plugins), safe_mode=safe_mode).plugins
            return [built[one.id] for one in records]
        observed[record.id] = told
    return list(observed.values())


def build_registry(
    settings: Settings, database: Database, runner: Runner, *, safe_mode: bool = False, strict: bool = False
) -> Registry:
    """Bring every enabled plugin to life and freeze what they contribute.

    Each plugin is isolated and timed: one that cannot run keeps its state, phase and sentence in ``plugins`` and in
    the database, and the others go on. ``safe_mode``: only the host's own plugins, and nothing is written.
    ``strict``, or ``on_failure = "abort"`` in a manifest: the first that cannot run raises ``PluginFailed``.
    """
    generation, rows, surveyed = look(database, safe_mode=safe_mode)
    surveyed = held_back(settings, database, surveyed)
    records: dict[str, PluginRecord] = {}
    activated: dict[str, Activated] = {}
    collected = Collected()
    for judged in surveyed:
        record = judged
        if record.state == State.DISCOVERED:
            record = recheck_requirements(record, records)
        if record.state == State.DISCOVERED:
            record, living = _bring_to_life(record, settings, runner, offers_of(activated.values()), collected)
            if living is not None:
                activated[record.id] = living
        records[record.id] = record
    drop_undeclared(activated, records)
    for record in records.values():
        _refuse_if_fatal(record, strict=strict, safe_mode=safe_mode)
    if not safe_mode:
        _remember(database, rows, records.values())
    return _freeze(generation, records, activated, runner, collected, safe_mode=safe_mode)


def _bring_to_life(
    record: PluginRecord, settings: Settings, runner: Runner, offers: Sequence[PluginHook], collected: Collected
) -> tuple[PluginRecord, Activated | None]:
    result = activate(record, settings, runner, offers=offers, collected=collected)
    if isinstance(result, Fault):
        return replace(record, state=result.state, phase=result.phase, error=result.error), None
    record = replace(record, state=State.ACTIVE)
    loaded = runner.note_code(record.id, record.fingerprint)
    if loaded != record.fingerprint:
        log.warning("Plugin %s has new code on the disk. Restart the server to load it.", record.id)
        record = replace(record, fingerprint=loaded, restart_required=True)
    return record, result


def _refuse_if_fatal(record: PluginRecord, *, strict: bool, safe_mode: bool) -> None:
    if not record.is_in_trouble or (safe_mode and record.kind != "default"):
        return
    abort = record.manifest is not None and record.manifest.lifecycle.on_failure == "abort"
    if strict or abort:
        why = "--strict makes that fatal" if strict else 'its manifest says on_failure = "abort"'
        raise PluginFailed(
            record.id,
            f"Plugin {record.id} is {record.state} and {why}. {record.error}".strip(),
            phase=record.phase,
        )


def _remember(database: Database, rows: Mapping[str, PluginState], records: Iterable[PluginRecord]) -> None:
    """Write what was observed, where it differs. A database that cannot be written now stops nobody from serving."""
    changed = [record for record in records if differs(rows.get(record.id), record)]
    if not changed:
        return
    try:
        with database.write() as session:
            observe(session, changed)
    except DatabaseProblem as problem:
        log.warning("The observed plugin states could not be stored: %s", problem)


def record_faults(database: Database, registry: Registry, runner: Runner, known: dict[str, str]) -> None:
    """Store that a circuit opened or closed while serving. Call it now and then; it writes only on a change.

    ``known`` belongs to the caller and holds what this process stored last, so that of several processes only the
    one that saw the change writes.
    """
    changed = []
    faults = runner.faults()
    for plugin in registry.active:
        state = State.DEGRADED if runner.is_degraded(plugin) else State.ACTIVE
        if known.get(plugin, State.ACTIVE) == state:
            continue
        known[plugin] = state
        phase, sentence, _ = faults.get(plugin, ("", "", 0)) if state == State.DEGRADED else ("", "", 0)
        changed.append(replace(registry.plugins[plugin], state=state, phase=phase, error=sentence))
    if changed and not registry.safe_mode:
        _remember(database, {}, changed)


def _freeze(
    generation: int,
    records: Mapping[str, PluginRecord],
    activated: Mapping[str, Activated],
    runner: Runner,
    collected: Collected,
    *,
    safe_mode: bool,
) -> Registry:
    active = tuple(activated)
    offers = offers_of(activated.values())
    manager = new_manager(offers)
    given: dict[str, tuple[tuple[str, Any], ...]] = {}
    for offer in offers:
        given[offer.name] = tuple(
            (plugin, item) for plugin, living in activated.items() for item in living.handed_over.get(offer.name, ())
        )
    collected.fill(MappingProxyType(given))
    gathered: dict[str, list[tuple[str, Any]]] = {}
    for plugin, living in activated.items():
        manager.register(living.module, name=plugin)
        for name, items in living.contributions.items():
            gathered.setdefault(name, []).extend((plugin, item) for item in items)
        folder = records[plugin].folder
        for name, below in FOLDERS.items():
            if folder is not None and (folder / below).is_dir():
                gathered.setdefault(name, []).append((plugin, folder / below))
    for name in ("navigation", "home_cards", "demo_sets", "organisation_panels"):
        gathered.get(name, []).sort(key=lambda pair: pair[1].order)
    return Registry(
        generation=generation,
        plugins=MappingProxyType(dict(sorted(records.items()))),
        active=active,
        hooks=Hooks(manager, runner, active),
        safe_mode=safe_mode,
        collected=MappingProxyType(given),
        **{name: tuple(items) for name, items in gathered.items()},
    )
