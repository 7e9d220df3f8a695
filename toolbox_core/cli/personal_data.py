"""``toolbox personal-data``: what every module keeps of one person, shown to them or erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from toolbox_core.cli.context import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_core.plugins.registry import Registry


@click.group("personal-data", epilog="Example: toolbox personal-data export ana@example.org > ana.json")
def personal_data() -> None:
    """Show or erase what the site keeps of one person."""


@personal_data.command(epilog="Example: toolbox personal-data export ana@example.org > ana.json")
@click.argument("email")
@click.pass_obj
def export(context: CliContext, email: str) -> None:
    """Write everything that any module keeps of the person behind EMAIL as JSON."""
    registry = _registry(context)
    with context.database().read() as session:
        found = {f"{plugin}:{item.id}": item.export(session, email) for plugin, item in registry.personal_data}
    context.emit({"email": email, "found": {name: kept for name, kept in found.items() if kept}}, True)


@personal_data.command(epilog="Example: toolbox personal-data erase ana@example.org --yes")
@click.argument("email")
@click.confirmation_option(prompt="Erase this person for good?")
@json_option
@click.pass_obj
def erase(context: CliContext, email: str, as_json: bool) -> None:
    """Erase the person behind EMAIL in every module: all of it, or, when one module fails, nothing."""
    registry = _registry(context)
    with context.database().write() as session:
        touched = {
            f"{plugin}:{item.id}": item.erase(session, email, context.actor) for plugin, item in registry.personal_data
        }
    lines = [f"{name}: {count} rows" for name, count in touched.items()]
    context.emit({"email": email, "erased": touched}, as_json, "\n".join(lines) or "No module keeps personal data.")


def _registry(context: CliContext) -> Registry:
    from toolbox_core.plugins.lifecycle import build_registry
    from toolbox_core.plugins.runner import Runner

    settings: Any = context.settings()
    return build_registry(settings, context.database(), Runner(settings.plugins), safe_mode=context.safe_mode)
