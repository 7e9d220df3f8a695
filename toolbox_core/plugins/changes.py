"""Changing what is desired of plugins: enable, disable, configure. All go through ``carry_out``, all or nothing.

A change is first judged on paper, then tried (the plugins concerned are brought to life here, isolated and timed),
and only then written: states, configuration, audit entries and the new generation in one transaction under the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from toolbox_core.config import Settings
from toolbox_core.db.base import utcnow
from toolbox_core.db.engine import Database
from toolbox_core.db.generation import PLUGINS, bump, generations
from toolbox_core.db.models import PluginState
from toolbox_core.exceptions import DatabaseProblem, PluginBlocked, PluginFailed
from toolbox_core.migrate import POSTGRESQL_LOCK, migrate
from toolbox_core.plugins.activation import Fault, activate
from toolbox_core.plugins.configuration import check_configuration, load_schema, parse_assignments, shown
from toolbox_core.plugins.overview import known_plugin, look
from toolbox_core.plugins.preflight import is_trial
from toolbox_core.plugins.registry import PluginRecord
from toolbox_core.plugins.runner import Runner
from toolbox_core.plugins.states import DISABLED, ENABLED, State, observe
from toolbox_core.policy.gate import held_back, judge_anew
from toolbox_core.services import audit


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed: ``action`` is ``enable``, ``disable`` or ``configure``."""

    action: str
    plugin: str


def enable(
    settings: Settings,
    database: Database,
    plugin: str,
    *,
    by: str,
    with_requirements: bool = False,
    run_migrations: bool = False,
) -> list[Change]:
    """Enable a plugin, with what it requires if wanted, and say what changed (nothing when it already runs).

    Raises ``PluginBlocked`` with the next step when preflight refuses, ``PluginFailed`` when the trial fails; what is
    desired then stays as it was, and the fault is remembered for ``list``.
    """
    _, _, records = look(database)
    wanted = [plugin, *(_requirements(records, plugin) if with_requirements else ())]
    known_plugin(records, plugin)
    if run_migrations:
        for one in wanted:
            migrate(settings, database, one, by=by)
    return carry_out(settings, database, enable=wanted, by=by)


def disable(
    settings: Settings, database: Database, plugin: str, *, by: str, with_dependents: bool = False
) -> list[Change]:
    """Disable a plugin; its data stays. Raises ``PluginBlocked`` when enabled plugins require it."""
    _, _, records = look(database)
    known_plugin(records, plugin)
    unwanted = [plugin, *(dependents(records, plugin) if with_dependents else ())]
    return carry_out(settings, database, disable=unwanted, by=by)


def configure(
    settings: Settings, database: Database, plugin: str, values: Mapping[str, Any], *, by: str
) -> list[Change]:
    """Change some values of a plugin's configuration; ``None`` takes a value away, back to the schema's default.

    Checked by the schema, and tried when the plugin is enabled. Raises ``PluginBlocked`` or ``PluginFailed``.
    """
    _, _, records = look(database)
    record = known_plugin(records, plugin)
    merged = {**record.config, **values}
    merged = {key: value for key, value in merged.items() if value is not None}
    return carry_out(settings, database, configuration={plugin: merged}, by=by)


def read_assignments(settings: Settings, database: Database, plugin: str, assignments: Sequence[str]) -> dict[str, Any]:
    """``key=value`` texts as typed values for ``configure``. Raises ``PluginBlocked`` with a sentence."""
    record, schema = schema_of(settings, database, plugin)
    return parse_assignments(record, schema, assignments)


def configuration(settings: Settings, database: Database, plugin: str) -> dict[str, Any]:
    """The configuration as it may be shown: every key, defaults included, secrets hidden."""
    record, schema = schema_of(settings, database, plugin)
    return shown(schema, record.config)


def schema_of(settings: Settings, database: Database, plugin: str) -> tuple[PluginRecord, type[msgspec.Struct]]:
    """A plugin and the schema of its configuration. Raises ``PluginBlocked`` when it has nothing to configure."""
    _, _, records = look(database)
    record = known_plugin(records, plugin)
    if record.state == State.MISSING or record.manifest is None:
        raise PluginBlocked(plugin, record.error, phase=record.phase)
    outcome = Runner(settings.plugins).call(
        plugin, "import", load_schema, record, timeout=settings.plugins.import_timeout
    )
    if outcome.error is not None:
        raise outcome.error
    if outcome.value is None:
        raise PluginBlocked(plugin, f"Plugin {plugin} has nothing to configure.", phase="config")
    return record, outcome.value


def carry_out(
    settings: Settings,
    database: Database,
    *,
    enable: Iterable[str] = (),
    disable: Iterable[str] = (),
    configuration: Mapping[str, Mapping[str, Any]] | None = None,
    by: str,
) -> list[Change]:
    """Judge, try and write a set of changes: all of them or none. ``by`` is who wants it, for the audit log."""
    configs = {plugin: dict(values) for plugin, values in (configuration or {}).items()}
    on, off = list(dict.fromkeys(enable)), list(dict.fromkeys(disable))
    judge_anew(settings, database, on)
    desired = {**dict.fromkeys(on, ENABLED), **dict.fromkeys(off, DISABLED)}
    generation, rows, records = look(database, desired=desired)
    records = held_back(settings, database, records)
    by_id = {record.id: record for record in records}
    for plugin in [*on, *off, *configs]:
        known_plugin(records, plugin)
    for plugin in off:
        _refuse_if_required(records, plugin)
    for plugin, values in configs.items():
        if by_id[plugin].manifest is None:
            raise PluginBlocked(plugin, by_id[plugin].error, phase=by_id[plugin].phase)
        by_id[plugin] = replace(by_id[plugin], config=values)
    tried: dict[str, PluginRecord] = {}
    runner = Runner(settings.plugins)
    for record in (by_id[one.id] for one in records if one.id in {*on, *configs}):
        if record.is_enabled:
            tried[record.id] = _try(settings, database, runner, record, fresh=record.id in on)
        else:
            _check_resting_configuration(settings, runner, record)
    changes = [
        *(Change("configure", plugin) for plugin in configs if dict(by_id[plugin].config) != _stored(rows, plugin)),
        *(Change("disable", plugin) for plugin in off if _is_news(rows, by_id[plugin], DISABLED)),
        *(Change("enable", one.id) for one in records if one.id in on and _is_news(rows, one, ENABLED)),
    ]
    if changes:
        with database.write() as session:
            lock(session)
            if generations(session)[0] != generation:
                raise DatabaseProblem("Somebody else changed the plugins in the meantime.", fix="Try again.")
            _write(session, changes, by_id, tried, by)
    return changes


def lock(session: Session) -> None:
    """Let nobody else change plugins or schema until this transaction ends. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRESQL_LOCK})


def _stored(rows: Mapping[str, PluginState], plugin: str) -> dict[str, Any]:
    row = rows.get(plugin)
    return dict(row.config or {}) if row is not None else {}


def _is_news(rows: Mapping[str, PluginState], record: PluginRecord, wanted: str) -> bool:
    """Whether this changes anything: the desire, or (when it is to run) an observed fault that has just gone."""
    row = rows.get(record.id)
    if row is None:
        return (wanted == ENABLED) != (record.kind == "default")
    if row.desired != wanted:
        return True
    return row.state != State.ACTIVE if wanted == ENABLED else is_trial(row)


def _try(settings: Settings, database: Database, runner: Runner, record: PluginRecord, *, fresh: bool) -> PluginRecord:
    """Bring the plugin to life once. ``fresh``: it is being enabled, so a fault is remembered for ``list``."""
    if record.state != State.DISCOVERED:
        raise PluginBlocked(record.id, f"Plugin {record.id} cannot be enabled: {record.error}", phase=record.phase)
    result = activate(record, settings, runner)
    if not isinstance(result, Fault):
        return replace(record, state=State.ACTIVE, phase="", error="")
    if fresh:
        _, rows, before = look(database)
        was = known_plugin(before, record.id)
        row = rows.get(record.id)
        if was.desired == DISABLED or row is None or row.state != State.ACTIVE:
            with database.write() as session:
                observe(session, [replace(was, state=result.state, phase=result.phase, error=result.error)])
    kind = PluginBlocked if result.state == State.NEEDS_CONFIG else PluginFailed
    verb = "enabled" if fresh else "configured like that"
    reason = result.error.removeprefix(f"Plugin {record.id} ")
    subject = "it " if reason != result.error else ""
    raise kind(record.id, f"Plugin {record.id} cannot be {verb}: {subject}{reason}", phase=result.phase)


def _check_resting_configuration(settings: Settings, runner: Runner, record: PluginRecord) -> None:
    if record.manifest is None or not record.manifest.config.schema:
        raise PluginBlocked(record.id, f"Plugin {record.id} has nothing to configure.", phase="config")
    outcome = runner.call(
        record.id, "import", check_configuration, record, record.config, timeout=settings.plugins.import_timeout
    )
    if outcome.error is not None and outcome.error.phase == "config":
        raise PluginBlocked(record.id, str(outcome.error), phase="config")
    if outcome.error is not None:
        raise outcome.error


def _refuse_if_required(records: Sequence[PluginRecord], plugin: str) -> None:
    names = [
        record.id
        for record in records
        if record.is_enabled and record.manifest is not None and plugin in record.manifest.requires.plugins
    ]
    if names:
        raise PluginBlocked(
            plugin,
            f"Plugin {plugin} cannot be disabled: {', '.join(names)} require{'s' if len(names) == 1 else ''} it.",
            phase="requirements",
            fix=f"Disable {'that' if len(names) == 1 else 'those'} first, "
            f"or run `toolbox plugins disable {plugin} --with-dependents`.",
        )


def _requirements(records: Sequence[PluginRecord], plugin: str) -> list[str]:
    """Everything the plugin requires, directly or not, that is not enabled yet."""
    by_id = {record.id: record for record in records}
    needed: list[str] = []
    waiting = [plugin]
    while waiting:
        record = by_id.get(waiting.pop())
        for name in record.manifest.requires.plugins if record is not None and record.manifest is not None else ():
            if name not in needed and name in by_id:
                needed.append(name)
                waiting.append(name)
    return [name for name in needed if not by_id[name].is_enabled]


def dependents(records: Sequence[PluginRecord], plugin: str) -> list[str]:
    """Every enabled plugin that requires this one, directly or not."""
    found = [plugin]
    for name in found:
        found += [
            record.id
            for record in records
            if record.id not in found
            and record.is_enabled
            and record.manifest is not None
            and name in record.manifest.requires.plugins
        ]
    return found[1:]


def _write(
    session: Session,
    changes: Sequence[Change],
    records: Mapping[str, PluginRecord],
    tried: Mapping[str, PluginRecord],
    by: str,
) -> None:
    for plugin in dict.fromkeys(change.plugin for change in changes):
        record = tried.get(plugin) or records[plugin]
        if not record.is_enabled and record.state != State.MISSING:
            record = replace(record, state=State.DISABLED, phase="", error="")
        observe(session, [record])
        row = session.get_one(PluginState, plugin)
        row.desired, row.config = record.desired, dict(record.config)
        row.config_version = record.manifest.config.version if record.manifest is not None else row.config_version
        row.changed_by, row.changed_at = by, utcnow()
    for change in changes:
        detail = {"keys": sorted(records[change.plugin].config)} if change.action == "configure" else {}
        audit.record(session, actor=by, action=f"plugin.{change.action}", target=change.plugin, detail=detail)
    bump(session, PLUGINS)
