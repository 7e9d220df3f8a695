"""``toolbox budget tax-rules``: load the rules that receipts are estimated by."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_budget_portal.side_tables.cli import side_table_options, tell
from toolbox_core import CliContext


@click.command("tax-rules", epilog="Example: toolbox budget tax-rules rules-2025.toml --entity aldora")
@side_table_options(owner="Whose budget the taxes pay for.", file="FILE.toml")
def tax_rules(context: CliContext, file: Path, entity: str, licence: str, as_json: bool) -> None:
    """Store dated tax rules as a draft. The file carries its own tests, and they have to pass."""
    from toolbox_budget_portal.receipt import services

    context.require_plugin("budget_portal")
    with context.database().write() as session:
        version = services.import_rules(
            session, context.settings().files, file, entity=entity, licence=licence, by=context.actor
        )
    tell(context, as_json, version, [f"The rules pass their own tests. Draft version {version}."])
