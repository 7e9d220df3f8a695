"""``toolbox plugins``: what is installed, what runs, and changing that."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_core.cli.context import CliContext, json_option
from toolbox_core.cli.sharing import install, package

if TYPE_CHECKING:
    from toolbox_core.plugins.changes import Change
    from toolbox_core.plugins.registry import PluginRecord


@click.group()
def plugins() -> None:
    """List, install, enable, disable, configure, purge and share plugins."""


@plugins.command("list", epilog="Example: toolbox plugins list --json")
@json_option
@click.pass_obj
def list_plugins(context: CliContext, as_json: bool) -> None:
    """List every plugin, installed or remembered, in the order in which they are loaded.

    With --strict, exit code 2 when an enabled plugin does not run.
    """
    from toolbox_core.plugins.lifecycle import survey_plugins

    records = survey_plugins(context.settings(), context.database(), safe_mode=context.safe_mode)
    context.emit([record.to_dict() for record in records], as_json, lambda: _table(records))
    if context.strict and any(record.is_in_trouble for record in records):
        sys.exit(2)


def _table(records: Sequence[PluginRecord]) -> str:
    rows = [("ID", "VERSION", "DESIRED", "STATE", "PHASE")]
    rows += [(r.id, r.version, r.desired, str(r.state), r.phase) for r in records]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines += [f"\n{record.id}: {record.error}" for record in records if record.error]
    return "\n".join(lines)


@plugins.command(epilog="Example: toolbox plugins info budget_portal")
@click.argument("plugin")
@json_option
@click.pass_obj
def info(context: CliContext, plugin: str, as_json: bool) -> None:
    """Show one plugin: what it is, needs, provides and stores."""
    from toolbox_core.plugins.lifecycle import survey_plugins
    from toolbox_core.plugins.overview import known_plugin

    settings, database = context.settings(), context.database()
    record = known_plugin(survey_plugins(settings, database, safe_mode=context.safe_mode), plugin)
    details = _details(record)
    context.emit(details, as_json, lambda: "\n".join(_lines(details)))


def _details(record: PluginRecord) -> dict[str, Any]:
    details: dict[str, Any] = {**record.to_dict(), "module": record.module, "folder": str(record.folder or "")}
    manifest = record.manifest
    if manifest is not None:
        details |= {
            "summary": manifest.plugin.summary,
            "api": manifest.plugin.api,
            "actions": list(manifest.plugin.actions),
            "requires": dict(manifest.requires.plugins),
            "after": list(manifest.requires.after),
            "addresses": list(manifest.provides.addresses),
            "tables": f"{manifest.table_prefix}*" if manifest.provides.migrations else "",
            "commands": {name: group.help for name, group in manifest.provides.cli.items()},
            "locales": list(manifest.provides.locales),
            "personal_data": manifest.data.personal_data,
            "retention": manifest.data.retention,
            "on_failure": manifest.lifecycle.on_failure,
        }
    return details


def _lines(details: dict[str, Any]) -> list[str]:
    width = max(len(key) for key in details)
    lines = []
    for key, value in details.items():
        if isinstance(value, dict):
            shown = ", ".join(f"{name} {text}".strip() for name, text in value.items())
        elif isinstance(value, list):
            shown = ", ".join(str(item) for item in value)
        else:
            shown = {True: "yes", False: "no", None: ""}.get(value, str(value)) if value is not None else ""
        if shown:
            lines.append(f"{key.replace('_', ' ').ljust(width)}  {shown}")
    return lines


def _report(context: CliContext, changes: Sequence[Change], as_json: bool, nothing: str) -> None:
    data = {"changes": [{"action": change.action, "plugin": change.plugin} for change in changes]}
    done = {"enable": "enabled", "disable": "disabled", "configure": "configured"}
    words = "\n".join(f"{done[change.action]} {change.plugin}" for change in changes)
    context.emit(data, as_json, words or nothing)


@plugins.command(epilog="Example: toolbox plugins enable budget_portal --migrate")
@click.argument("plugin")
@click.option("--with-requirements", is_flag=True, help="Enable the plugins that it requires, too.")
@click.option("--migrate", "run_migrations", is_flag=True, help="Run its pending migrations first.")
@json_option
@click.pass_obj
def enable(context: CliContext, plugin: str, with_requirements: bool, run_migrations: bool, as_json: bool) -> None:
    """Enable a plugin. Running servers take it up within seconds."""
    from toolbox_core.plugins import lifecycle

    changes = lifecycle.enable(
        context.settings(),
        context.database(),
        plugin,
        by=context.actor,
        with_requirements=with_requirements,
        run_migrations=run_migrations,
    )
    _report(context, changes, as_json, f"{plugin} is enabled already.")


@plugins.command(epilog="Example: toolbox plugins disable budget_portal")
@click.argument("plugin")
@click.option("--with-dependents", is_flag=True, help="Disable the plugins that require it, too.")
@json_option
@click.pass_obj
def disable(context: CliContext, plugin: str, with_dependents: bool, as_json: bool) -> None:
    """Disable a plugin. Its data is kept."""
    from toolbox_core.plugins import lifecycle

    changes = lifecycle.disable(
        context.settings(), context.database(), plugin, by=context.actor, with_dependents=with_dependents
    )
    _report(context, changes, as_json, f"{plugin} is disabled already.")


@plugins.command(epilog="Example: toolbox plugins configure budget_portal page_size=100")
@click.argument("plugin")
@click.argument("assignments", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--show", is_flag=True, help="Show the configuration; secrets are never shown.")
@json_option
@click.pass_obj
def configure(context: CliContext, plugin: str, assignments: tuple[str, ...], show: bool, as_json: bool) -> None:
    """Set values of a plugin's configuration; KEY= takes a value back to its default.

    Values are checked by the plugin's own schema; lists are separated by commas.
    """
    from toolbox_core.plugins import changes, lifecycle

    settings, database = context.settings(), context.database()
    if assignments:
        values = changes.read_assignments(settings, database, plugin, assignments)
        made = lifecycle.configure(settings, database, plugin, values, by=context.actor)
        if not show:
            _report(context, made, as_json, f"{plugin} is configured like that already.")
            return
    shown = changes.configuration(settings, database, plugin)
    context.emit(shown, as_json, lambda: "\n".join(f"{key} = {_value(value)}" for key, value in shown.items()))


def _value(value: Any) -> str:
    return "(not set)" if value is None else str(value)


@plugins.command(epilog="Example: toolbox plugins check budget_portal")
@click.argument("plugin", required=False)
@json_option
@click.pass_obj
def check(context: CliContext, plugin: str | None, as_json: bool) -> None:
    """Bring plugins to life once, enabled or not, and say what is wrong. Changes nothing; exit code 1 on a fault."""
    from toolbox_core.plugins.trial import check_plugins

    records = check_plugins(context.settings(), context.database(), plugin)
    context.emit([record.to_dict() for record in records], as_json, lambda: _table(records))
    sys.exit(1 if any(not record.is_running for record in records) else 0)


@plugins.command(epilog="Example: toolbox plugins purge budget_portal --yes")
@click.argument("plugin")
@click.option("--yes", is_flag=True, help="Really remove it; without this it is only listed.")
@json_option
@click.pass_obj
def purge(context: CliContext, plugin: str, yes: bool, as_json: bool) -> None:
    """Remove everything that a disabled or missing plugin has stored. Lists it first; --yes does it."""
    from toolbox_core.plugins import lifecycle

    held = lifecycle.purge(context.settings(), context.database(), plugin, by=context.actor, dry_run=not yes)
    words = list(held.lines())
    if not words:
        words = [f"{plugin} has stored nothing."]
    elif yes:
        words = [f"removed {line}" for line in words]
    else:
        words = [f"would remove {line}" for line in words]
        words.append(f"Nothing was removed. Export what you need, then run `toolbox plugins purge {plugin} --yes`.")
    context.emit({"plugin": plugin, "removed": yes, **held.to_dict()}, as_json, "\n".join(words))


@plugins.command(epilog="Example: toolbox plugins apply plugins.toml --dry-run")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only print the difference.")
@json_option
@click.pass_obj
def apply(context: CliContext, file: Path, dry_run: bool, as_json: bool) -> None:
    """Make the enabled set equal to a file: print the difference first, then do all of it or nothing.

    The file is TOML: `enabled = ["a", "b"]`, optional `disabled = [...]` for default plugins, optional `[config.a]`.
    """
    from toolbox_core.plugins import lifecycle
    from toolbox_core.plugins.apply import difference, read_wanted

    settings, database = context.settings(), context.database()
    change = difference(database, read_wanted(file))
    if not as_json:
        click.echo("\n".join(change.lines()) or "The site is as the file says already.")
    if change and not dry_run:
        lifecycle.apply(settings, database, change, by=context.actor)
        if not as_json:
            click.echo("Done.")
    if as_json:
        context.emit({"difference": change.to_dict(), "applied": bool(change) and not dry_run}, as_json)


plugins.add_command(package)
plugins.add_command(install)
