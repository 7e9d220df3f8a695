"""What may run, decided without importing any plugin: manifest, API range, requirements, addresses, migrations."""

from __future__ import annotations

import graphlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from toolbox_core import API_VERSION
from toolbox_core.plugins.discovery import HOST_DISTRIBUTION, Found, fingerprint
from toolbox_core.plugins.registry import PluginRecord
from toolbox_core.plugins.states import DISABLED, ENABLED, State

if TYPE_CHECKING:
    from toolbox_core.db.models import PluginState

TRIAL_STATES = frozenset({State.FAILED, State.INVALID, State.NEEDS_CONFIG})
TRIAL_PHASES = frozenset({"import", "setup", "hook", "config"})


def is_trial(row: PluginState) -> bool:
    """Whether the row tells of a fault that only bringing the plugin to life could show.

    A refused ``enable`` leaves such a state on a plugin that stays disabled, so that ``list`` can show why.
    """
    return row.state in TRIAL_STATES and row.phase in TRIAL_PHASES


def survey(
    found: Sequence[Found],
    rows: Mapping[str, PluginState],
    pending: Mapping[str, Sequence[str]],
    faults: Mapping[str, str],
    *,
    desired: Mapping[str, str] | None = None,
    safe_mode: bool = False,
) -> list[PluginRecord]:
    """Judge every installed or remembered plugin from what lies on the disk and in the database.

    ``pending`` names the migrations still to run by plugin id, ``faults`` says why they cannot. ``desired`` overrides
    what the database wants, to try a change out. Plugins that may run come back as ``DISCOVERED``; the others carry
    the state, phase and sentence that hold them back. The order is the one for activation.
    """
    records = {}
    for item in found:
        records[item.id] = _judge_alone(item, rows.get(item.id), (desired or {}).get(item.id), safe_mode)
    for plugin, row in rows.items():
        if plugin not in records:
            records[plugin] = _missing(row, (desired or {}).get(plugin))
    order, cycle = activation_order(records)
    for plugin in cycle:
        records[plugin] = replace(
            records[plugin],
            state=State.INVALID,
            phase="requirements",
            error=f"These plugins require one another in a circle: {', '.join(cycle)}.",
        )
    taken: dict[str, str] = {}
    for plugin in order:
        record = records[plugin]
        if record.is_enabled and record.state == State.DISCOVERED:
            records[plugin] = _judge_among(record, records, taken, pending.get(plugin, ()), faults.get(plugin, ""))
    return [records[plugin] for plugin in order]


def _judge_alone(item: Found, row: PluginState | None, desired: str | None, safe_mode: bool) -> PluginRecord:
    is_default = item.distribution == HOST_DISTRIBUTION
    wanted = desired or (row.desired if row is not None else ENABLED if is_default else DISABLED)
    record = PluginRecord(
        id=item.id,
        name=item.manifest.plugin.name if item.manifest is not None else item.id,
        version=item.version,
        distribution=item.distribution,
        desired=wanted,
        manifest=item.manifest,
        folder=item.folder,
        module=item.module,
        config=dict(row.config or {}) if row is not None else {},
        table_prefix=item.manifest.table_prefix if item.manifest is not None else (row.table_prefix if row else ""),
        fingerprint=fingerprint(item.folder) if item.folder is not None else "",
    )
    if item.manifest is None:
        return replace(record, state=State.INVALID, phase="manifest", error=item.error)
    sentence = api_mismatch(item.manifest.plugin.api)
    if sentence:
        return replace(record, state=State.INCOMPATIBLE, phase="api", error=sentence)
    if safe_mode and not is_default:
        return replace(record, state=State.DISABLED)
    if wanted == ENABLED:
        return replace(record, state=State.DISCOVERED)
    if row is not None and is_trial(row) and row.fingerprint == record.fingerprint:
        return replace(record, state=State(row.state), phase=row.phase, error=row.error)
    return replace(record, state=State.DISABLED)


def _missing(row: PluginState, desired: str | None) -> PluginRecord:
    return PluginRecord(
        id=row.id,
        name=row.id,
        version=row.version,
        distribution=row.distribution,
        desired=desired or row.desired,
        state=State.MISSING,
        phase="discovery",
        error=f"Its package {row.distribution or row.id} is not installed any more; its data is kept. "
        f"Install the package again, or remove the data with `toolbox plugins purge {row.id}`.",
        config=dict(row.config or {}),
        table_prefix=row.table_prefix,
    )


def api_mismatch(wanted: str) -> str:
    """Why a plugin that wants the API range ``wanted`` cannot run here, or an empty string."""
    sentence = version_mismatch(API_VERSION, wanted)
    if not sentence:
        return ""
    if sentence == "range":
        return f"Its manifest's api {wanted!r} is not a version range such as '>=1.0,<2'."
    return f"It needs host API {wanted}, and this host offers {API_VERSION}. Install a release of it that fits."


def version_mismatch(version: str, wanted: str) -> str:
    """Empty when ``version`` lies in the range ``wanted``; ``range`` when that is no range; else ``version``."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion

    try:
        return "" if SpecifierSet(wanted).contains(version, prereleases=True) else "version"
    except InvalidSpecifier:
        return "range"
    except InvalidVersion:
        return "version"


def activation_order(records: Mapping[str, PluginRecord]) -> tuple[list[str], list[str]]:
    """``(order, cycle)``: default plugins first, then requirements before those who need them, then by id.

    The answer depends on ids and manifests only, never on the order in which plugins were found. Plugins caught in a
    circle of requirements come last and are named in ``cycle``; a circle of mere ``after`` wishes is ignored.
    """
    defaults = sorted(plugin for plugin, record in records.items() if record.kind == "default")
    hard = {plugin: _needs(record, records) for plugin, record in records.items()}
    circle = _circle(hard)
    soft = {
        plugin: needs | ({name for name in _after(record) if name in records and name != plugin})
        for (plugin, needs), record in zip(hard.items(), records.values(), strict=True)
    }
    graph = {plugin: needs - set(circle) for plugin, needs in soft.items() if plugin not in circle}
    if _circle(graph):
        graph = {plugin: needs - set(circle) for plugin, needs in hard.items() if plugin not in circle}
    ordered = _sorted(graph)
    order = [p for p in ordered if p in defaults] + [p for p in ordered if p not in defaults]
    return order + circle, circle


def _needs(record: PluginRecord, records: Mapping[str, PluginRecord]) -> set[str]:
    return {name for name in record.manifest.requires.plugins if name in records} if record.manifest else set()


def _after(record: PluginRecord) -> tuple[str, ...]:
    return record.manifest.requires.after if record.manifest else ()


def _circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Every plugin of the first circle found, sorted; empty when there is none."""
    try:
        graphlib.TopologicalSorter({plugin: sorted(needs) for plugin, needs in sorted(graph.items())}).prepare()
    except graphlib.CycleError as error:
        first = sorted(set(error.args[1]))
        rest = {p: needs - set(first) for p, needs in graph.items() if p not in first}
        return sorted({*first, *_circle(rest)})
    return []


def _sorted(graph: Mapping[str, set[str]]) -> list[str]:
    sorter = graphlib.TopologicalSorter(graph)
    sorter.prepare()
    ready: list[str] = []
    order: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()])
        plugin = ready.pop(0)
        order.append(plugin)
        sorter.done(plugin)
    return order


def _judge_among(
    record: PluginRecord,
    records: Mapping[str, PluginRecord],
    taken: dict[str, str],
    pending: Sequence[str],
    fault_of_migrations: str,
) -> PluginRecord:
    """Requirements, addresses and migrations of one enabled plugin; ``taken`` collects addresses as they are given."""
    assert record.manifest is not None
    for needed, wanted in sorted(record.manifest.requires.plugins.items()):
        held = requirement_fault(record.id, needed, wanted, records.get(needed))
        if held is not None:
            state, sentence = held
            return replace(record, state=state, phase="requirements", error=sentence)
    own = claims(record)
    for claim in own:
        if claim in taken:
            sentence = f"Plugin {taken[claim]} already has {claim}. Disable one of the two."
            return replace(record, state=State.BLOCKED, phase="addresses", error=sentence)
    taken.update(dict.fromkeys(own, record.id))
    if fault_of_migrations:
        return replace(record, state=State.BLOCKED, phase="migrations", error=fault_of_migrations)
    if pending:
        count = len(pending)
        sentence = (
            f"{count} migration{'s' if count != 1 else ''} of it {'have' if count != 1 else 'has'} not run yet "
            f"({', '.join(pending)}). Run `toolbox migrate`."
        )
        return replace(record, state=State.NEEDS_MIGRATION, phase="migrations", error=sentence)
    return record


def claims(record: PluginRecord) -> list[str]:
    """What only one running plugin can have: its addresses, its API prefix, its commands."""
    if record.manifest is None:
        return []
    provides = record.manifest.provides
    named = [f"the address {address}" for address in provides.addresses]
    named += [f"the API address /api/v1{provides.api}"] if provides.api else []
    return named + [f"the command `toolbox {name}`" for name in provides.cli]


def requirement_fault(plugin: str, needed: str, wanted: str, other: PluginRecord | None) -> tuple[State, str] | None:
    """Why ``plugin`` cannot run on account of ``needed``, or ``None``."""
    if other is None or other.state == State.MISSING:
        return State.BLOCKED, f"It requires plugin {needed}, which is not installed. Install it, then enable it."
    if wanted and other.version:
        mismatch = version_mismatch(other.version, wanted)
        if mismatch == "range":
            return State.INVALID, f"Its manifest requires {needed} {wanted!r}, which is not a version range."
        if mismatch:
            return State.INCOMPATIBLE, f"It requires {needed} {wanted}, and {needed} {other.version} is installed."
    if not other.is_enabled:
        sentence = (
            f"It requires plugin {needed}, which is not enabled. Run `toolbox plugins enable {needed}`, "
            f"or `toolbox plugins enable {plugin} --with-requirements`."
        )
        return State.BLOCKED, sentence
    if other.state not in {State.DISCOVERED, State.ACTIVE, State.DEGRADED}:
        return State.BLOCKED, f"It requires plugin {needed}, which is {other.state}: {other.error}"
    return None
