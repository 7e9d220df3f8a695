"""``toolbox policy``: the open-source policy, asked of a folder or of an installed plugin."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from toolbox_core.cli.context import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_core.policy.rules import PolicyRule, Verdict


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

    verdict = judge(find_target(target), _rules(context))
    context.emit(verdict.to_dict(), as_json, lambda: _words(verdict))
    sys.exit(0 if reaches(verdict.tier, require or "bronze") else 1)


def _rules(context: CliContext) -> Sequence[PolicyRule]:
    """The host's rules, and inside a site those of its running plugins."""
    from toolbox_core.exceptions import SiteNotFound
    from toolbox_core.policy.policy import RULES

    try:
        settings = context.settings()
    except SiteNotFound:
        return RULES
    from toolbox_core.plugins.lifecycle import build_registry
    from toolbox_core.plugins.runner import Runner

    registry = build_registry(settings, context.database(), Runner(settings.plugins), safe_mode=context.safe_mode)
    return [*RULES, *(rule for _, rule in registry.policy_rules)]


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
