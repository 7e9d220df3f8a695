"""``toolbox budget changes``: load what was moved from line to line during the year."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_budget_portal.side_tables.cli import side_table_options, tell
from toolbox_core import CliContext


@click.command(epilog="Example: toolbox budget changes virements-2025.csv --entity port-sennen --year 2025")
@side_table_options(owner="Whose budget was changed.", year="The fiscal year; its budget is published.")
def changes(context: CliContext, file: Path, entity: str, year: int, licence: str, as_json: bool) -> None:
    """Store the changes of a year as a draft: date, act, from, to, amount, reason, document in each row.

    An act that does not take as much as it gives is refused, and so is a line that the budget does not have.
    """
    from toolbox_budget_portal.virements import services

    context.require_plugin("budget_portal")
    settings = context.settings()
    with context.database().write() as session:
        version, found = services.import_changes(
            session,
            settings.files,
            file,
            entity=entity,
            fiscal_year=year,
            licence=licence,
            by=context.actor,
            limits=settings.limits,
        )
    tell(
        context,
        as_json,
        version,
        [f"Draft version {version}: changes of {entity} {year}.", *found.evidence],
        moves=len(found.moves),
        evidence=list(found.evidence),
    )
