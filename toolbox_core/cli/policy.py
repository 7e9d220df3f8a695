"""``toolbox policy``: the open-source policy, asked of a folder or of an installed plugin."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_core.cli.context import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_core.policy.rules import PolicyRule, PolicyTarget, Verdict
    from toolbox_core.services.policy.models import PolicyWaiver


@click.group()
def policy() -> None:
    """Ask the open-source policy, record waivers, read advisories."""


@policy.command(epilog="Example: toolbox policy check ./plugins/budget_portal --require gold")
@click.argument("target", default=".", metavar="[PATH|PLUGIN]")
@click.option("--require", type=click.Choice(["bronze", "silver", "gold", "platinum"]), help="The tier that is wanted.")
@json_option
@click.pass_obj
def check(context: CliContext, target: str, require: str | None, as_json: bool) -> None:
    """Judge a source folder, or an installed plugin by its id (or `host`). Exit code 1 below the wanted tier.

    Without --require, bronze is wanted. Inside a site, the rules of its plugins are asked, too.
    """
    from toolbox_core.policy.rules import judge, reaches
    from toolbox_core.policy.targets import find_target

    found = find_target(target, context.settings() if context.has_site else None)
    verdict = judge(found, _rules(context))
    if found.distribution is not None and found.package is not None and context.has_site:
        _keep(context, found, verdict)
    context.emit(verdict.to_dict(), as_json, lambda: _words(verdict))
    sys.exit(0 if reaches(verdict.tier, require or "bronze") else 1)


def _rules(context: CliContext) -> Sequence[PolicyRule]:
    """The host's rules, and inside a site those of its running plugins."""
    from toolbox_core.policy.policy import RULES

    if not context.has_site:
        return RULES
    from toolbox_core.policy.gate import rules_here

    return rules_here(context.settings(), context.database(), safe_mode=context.safe_mode)


def _keep(context: CliContext, target: PolicyTarget, verdict: Verdict) -> None:
    """Let the site know what was found out about a plugin that is installed in it."""
    from toolbox_core.db.generation import PLUGINS, bump
    from toolbox_core.plugins.discovery import discover, fingerprint
    from toolbox_core.services.policy import verdicts

    record = next((one for one in discover() if one.folder == target.package and one.folder is not None), None)
    if record is None or record.folder is None or context.safe_mode:
        return
    with context.database().write() as session:
        verdicts.keep(
            session,
            record.id,
            fingerprint=fingerprint(record.folder),
            version=record.version,
            tier=verdict.tier,
            findings=[finding.to_dict() for finding in verdict.findings],
        )
        bump(session, PLUGINS)  # running servers look anew at who may run, and at what /software/ tells


def _words(verdict: Verdict) -> str:
    held = len({finding.rule for finding in verdict.findings if finding.ok})
    lines = [f"{verdict.target}: {verdict.tier}", f"{held} rules hold."]
    lines += [f"\n{one.level:<9} {one.rule}\n  {one.message}\n  {one.fix}" for one in verdict.failed]
    return "\n".join(lines)


@policy.command("rules", epilog="Example: toolbox policy rules --json")
@json_option
@click.pass_obj
def list_rules(context: CliContext, as_json: bool) -> None:
    """List every rule with its level, whom it serves, where it comes from and how to meet it."""
    rules = _rules(context)
    data = [
        {key: getattr(rule, key) for key in ("id", "level", "title", "reason", "source", "fix", "only")}
        for rule in rules
    ]
    context.emit(
        data,
        as_json,
        lambda: "\n\n".join(
            f"{rule.level:<9} {rule.id}: {rule.title}.\n  {rule.reason}\n  Source: {rule.source}" for rule in rules
        ),
    )


@policy.command(
    epilog='Example: toolbox policy waive bridges --reason "No other map of bridges yet." --until 2030-06-30'
)
@click.argument("plugin")
@click.option("--reason", required=True, help="Why, in a sentence; the public reads it on /software/.")
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day; a year ahead at most.")
@click.option("--advisory", default="tier", metavar="ID", help="Waive this advisory instead of the required tier.")
@json_option
@click.pass_obj
def waive(context: CliContext, plugin: str, reason: str, until: datetime, advisory: str, as_json: bool) -> None:
    """Let a plugin run that the policy would hold back, with a reason and an end, in public."""
    from toolbox_core.plugins.overview import known_plugin, look
    from toolbox_core.services.policy import waivers

    _, _, records = look(context.database())
    known_plugin(records, plugin)
    with context.database().write() as session:
        made = waivers.grant(session, plugin, reason=reason, until=until.date(), by=context.actor, about=advisory)
        data = _waiver(made)
    context.emit(data, as_json, f"Waiver {data['id']}: {plugin} may run until {data['until']}, and /software/ says so.")


@policy.command("end-waiver", epilog="Example: toolbox policy end-waiver 3")
@click.argument("waiver", type=int)
@json_option
@click.pass_obj
def end_waiver(context: CliContext, waiver: int, as_json: bool) -> None:
    """End a waiver before its day. It stays listed."""
    from toolbox_core.services.policy import waivers

    with context.database().write() as session:
        data = _waiver(waivers.end(session, waiver, by=context.actor))
    context.emit(data, as_json, f"Waiver {waiver} has ended.")


@policy.command("waivers", epilog="Example: toolbox policy waivers --json")
@json_option
@click.pass_obj
def list_waivers(context: CliContext, as_json: bool) -> None:
    """List every waiver there ever was, the newest first."""
    from toolbox_core.services.policy import waivers

    with context.database().read() as session:
        data = [_waiver(row) for row in waivers.all_waivers(session)]
    lines = [f"{one['id']}  {one['plugin']}  until {one['until']}  {one['state']}  {one['reason']}" for one in data]
    context.emit(data, as_json, "\n".join(lines) or "There are no waivers.")


def _waiver(row: PolicyWaiver) -> dict[str, Any]:
    from toolbox_core.services.policy import waivers

    return {
        "id": row.id,
        "plugin": row.plugin,
        "about": row.about,
        "reason": row.reason,
        "until": row.until,
        "made_by": row.made_by,
        "made_at": row.made_at,
        "state": "in force" if waivers.is_in_force(row) else "ended",
    }


@policy.command(epilog="Example: toolbox policy advisories advisories.json")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def advisories(context: CliContext, file: Path | None, as_json: bool) -> None:
    """Read a signed list of warnings, or list those that are known. Plugins that one names are BLOCKED.

    The list takes the place of the last one signed with the same key.
    """
    from toolbox_core.exceptions import UnreadableFile
    from toolbox_core.policy.warnings import read_list
    from toolbox_core.services.policy import advisories as service

    if file is not None:
        try:
            text = file.read_bytes()
        except OSError as error:
            raise UnreadableFile(f"{file} cannot be read: {error.strerror or error}.") from error
        key, listed = read_list(text, context.settings().policy.advisory_keys)
        with context.database().write() as session:
            now, withdrawn = service.replace_list(session, key, listed, by=context.actor)
        context.emit(
            {"advisories": now, "withdrawn": withdrawn, "key": key},
            as_json,
            f"{now} advisories, {withdrawn} withdrawn.",
        )
        return
    names = ("id", "distribution", "versions", "published", "sentence", "url", "key")
    with context.database().read() as session:
        data = [{name: getattr(row, name) for name in names} for row in service.all_advisories(session)]
    lines = [f"{one['id']}  {one['distribution']} {one['versions']}  {one['sentence']}" for one in data]
    context.emit(data, as_json, "\n".join(lines) or "No advisories are known.")


@policy.command("sign", epilog="Example: toolbox policy sign advisories.yml --key key.pem > advisories.json")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", required=True, type=click.Path(path_type=Path), help="The private key; made when missing.")
@click.pass_obj
def sign_advisories(context: CliContext, file: Path, key: Path) -> None:
    """Sign a list of warnings in YAML, for sites that trust the key. Writes JSON on standard output."""
    from toolbox_core.policy.signatures import new_key
    from toolbox_core.policy.warnings import sign_list

    if not key.exists():
        click.echo(f"New key {key}; its public half is {new_key(key)}", err=True)
    context.emit(sign_list(file, key), as_json=True)
