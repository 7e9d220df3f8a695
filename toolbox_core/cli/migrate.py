"""``toolbox migrate``: bring the database up to the installed code."""

from __future__ import annotations

import sys

import click

from toolbox_core.cli.context import CliContext, json_option


@click.command(epilog="Example: toolbox migrate --check")
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 when something is pending.")
@click.option("--plugin", metavar="ID", help="Migrate this plugin only (`core` for the host).")
@json_option
@click.pass_obj
def migrate(context: CliContext, check: bool, plugin: str | None, as_json: bool) -> None:
    """Bring the database up to the installed code.

    The host first, then each installed plugin, enabled or not. Safe to run at any time, also from several machines at
    once: one waits for the other, and nothing runs twice.
    """
    from toolbox_core import migrate as migrations

    settings, database = context.settings(), context.database()
    if check:
        waiting = migrations.pending(settings, database)
        if plugin is not None:
            waiting = {plugin: waiting[plugin]} if plugin in waiting else {}
        words = "\n".join(f"{owner}: {', '.join(ids)}" for owner, ids in waiting.items())
        context.emit({"pending": waiting}, as_json, words or "Nothing is pending.")
        sys.exit(1 if waiting else 0)
    applied = migrations.migrate(settings, database, plugin, by=context.actor)
    words = "\n".join(f"ran {name}" for name in applied) or "Nothing was pending."
    context.emit({"applied": applied}, as_json, words)
