"""Who may run: plugins below the tier that the site requires, and those an advisory names, are held back."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from toolbox_core.exceptions import DatabaseProblem
from toolbox_core.plugins.states import State
from toolbox_core.policy.rules import PolicyRule, Verdict, judge, reaches
from toolbox_core.services.policy import advisories, verdicts, waivers

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db.engine import Database
    from toolbox_core.plugins.registry import PluginRecord, Registry
    from toolbox_core.services.policy.models import PolicyVerdict

log = logging.getLogger("toolbox.policy")


def held_back(settings: Settings, database: Database, records: Sequence[PluginRecord]) -> list[PluginRecord]:
    """The records, those that the policy holds back as ``BLOCKED`` with the phase and a sentence.

    The host's own plugins are never held back. A plugin that was never judged in its present form is judged here, by
    the host's rules; ``enable``, ``toolbox policy check`` and the nightly review ask those of running plugins, too.
    """
    asked = [record for record in records if _is_asked(record)]
    if not asked:
        return list(records)
    with database.read() as session:
        warned = advisories.all_advisories(session)
        allowed = set(waivers.in_force(session))
        known = verdicts.kept(session)
        tiers = {record.id: _tier_of(record, known) for record in asked}
        named = {record.id: advisories.concerning(warned, record.distribution, record.version) for record in asked}
        open_ = {
            plugin: next((row for row in rows if (plugin, row.id) not in allowed), None)
            for plugin, rows in named.items()
        }
        sentences = {
            plugin: ("advisory", f"{row.id}: {row.sentence} It concerns {row.distribution} {row.versions}.")
            for plugin, row in open_.items()
            if row is not None
        }
    from toolbox_core.policy.policy import RULES

    required = settings.policy.require
    for record in asked:
        if record.id in sentences or reaches("none", required) or (record.id, waivers.TIER) in allowed:
            continue
        tier = tiers[record.id] or judge_plugin(settings, database, record, RULES).tier
        if not reaches(tier, required):
            sentences[record.id] = ("policy", below_sentence(record.id, tier, required))
    return [
        replace(record, state=State.BLOCKED, phase=sentences[record.id][0], error=sentences[record.id][1])
        if record.id in sentences
        else record
        for record in records
    ]


def below_sentence(plugin: str, tier: str, required: str) -> str:
    """Why the policy holds a plugin back, and what to do."""
    return (
        f"It reaches the tier {tier}, and this site requires {required}. `toolbox policy check {plugin}` says what is "
        f"missing; `toolbox policy waive {plugin} --reason … --until …` lets it run all the same, in public."
    )


def _is_asked(record: PluginRecord) -> bool:
    return record.kind != "default" and record.is_enabled and record.state == State.DISCOVERED


def _tier_of(record: PluginRecord, known: dict[str, PolicyVerdict]) -> str:
    row = known.get(record.id)
    return row.tier if row is not None and row.fingerprint == record.fingerprint else ""


def judge_plugin(settings: Settings, database: Database, record: PluginRecord, rules: Sequence[PolicyRule]) -> Verdict:
    """Judge an installed plugin, with the source that the site kept of it, and keep the verdict.

    A database that cannot be written is no reason not to judge.
    """
    from toolbox_core.policy.targets import kept_source, plugin_target

    verdict = judge(plugin_target(record.id, kept_source(settings, record.distribution, record.version)), rules)
    try:
        with database.write() as session:
            verdicts.keep(
                session,
                record.id,
                fingerprint=record.fingerprint,
                version=record.version,
                tier=verdict.tier,
                findings=[finding.to_dict() for finding in verdict.findings],
            )
    except DatabaseProblem as problem:
        log.warning("The verdict about %s could not be kept: %s", record.id, problem)
    return verdict


def all_rules(registry: Registry) -> list[PolicyRule]:
    """The host's rules and those of the running plugins."""
    from toolbox_core.policy.policy import RULES

    return [*RULES, *(rule for _, rule in registry.policy_rules)]


def rules_here(settings: Settings, database: Database, *, safe_mode: bool = False) -> list[PolicyRule]:
    """The same for a program that does not serve the site: its plugins are brought to life for this."""
    return all_rules(_registry(settings, database, safe_mode=safe_mode))


def judge_anew(settings: Settings, database: Database, plugins: Collection[str]) -> None:
    """Judge plugins that are about to be enabled by every rule there is now; nothing where the site requires no tier.

    The verdicts are kept, and ``held_back`` goes by them.
    """
    if plugins and not reaches("none", settings.policy.require):
        judge_modules(settings, database, _registry(settings, database), only=plugins)


def _registry(settings: Settings, database: Database, *, safe_mode: bool = False) -> Registry:
    from toolbox_core.plugins.lifecycle import build_registry
    from toolbox_core.plugins.runner import Runner

    return build_registry(settings, database, Runner(settings.plugins), safe_mode=safe_mode)


def judge_modules(
    settings: Settings, database: Database, registry: Registry, only: Collection[str] = ()
) -> dict[str, str]:
    """The tiers of every installed module, or of those named, by the host's rules and those of running plugins."""
    rules = all_rules(registry)
    return {
        record.id: judge_plugin(settings, database, record, rules).tier
        for record in registry.plugins.values()
        if record.kind != "default"
        and record.manifest is not None
        and record.state != State.MISSING
        and (not only or record.id in only)
    }
