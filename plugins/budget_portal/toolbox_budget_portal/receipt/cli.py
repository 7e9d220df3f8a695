"""``toolbox budget tax-rules``: load the rules that receipts are estimated by."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_core import CliContext, json_option


@click.command("tax-rules", epilog="Example: toolbox budget tax-rules rules-2025.toml --entity aldora")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.toml")
@click.option("--entity", required=True, metavar="SLUG", help="Whose budget the taxes pay for.")
@click.option("--licence", default="", help="The file's licence, as an SPDX name.")
@json_option
@click.pass_obj
def tax_rules(context: CliContext, file: Path, entity: str, licence: str, as_json: bool) -> None:
    """Store dated tax rules as a draft. The file carries its own tests, and they have to pass."""
    from toolbox_budget_portal.receipt import services

    context.require_plugin("budget_portal")
    with context.database().write() as session:
        version = services.import_rules(
            session, context.settings().files, file, entity=entity, licence=licence, by=context.actor
        )
    text = f"The rules pass their own tests. Draft version {version}. Next: toolbox budget publish {version}"
    context.emit({"version": version}, as_json, text)
