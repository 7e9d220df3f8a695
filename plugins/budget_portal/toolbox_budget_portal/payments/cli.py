"""``toolbox budget payments``: load who was paid what, natural persons without their names."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_budget_portal.side_tables.cli import side_table_options, tell
from toolbox_core import CliContext


@click.command(epilog="Example: toolbox budget payments payments-2025.csv --entity port-sennen --year 2025")
@side_table_options(owner="Who paid; it has budgets already.", year="The fiscal year; its budget is published.")
def payments(context: CliContext, file: Path, entity: str, year: int, licence: str, as_json: bool) -> None:
    """Store the payments of a year as a draft: date, payee, identifier, kind, line, amount, subject in each row.

    A payee is an organisation with an identifier or a natural person; a row that says neither is refused. Of a natural
    person only the day, the line and the amount are kept, and the file that is kept is a copy without the names.
    """
    from toolbox_budget_portal.payments import services

    context.require_plugin("budget_portal")
    settings = context.settings()
    with context.database().write() as session:
        version, found = services.import_payments(
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
        [f"Draft version {version}: payments of {entity} {year}.", *found.evidence],
        payments=len(found.payments),
        persons=found.persons,
        evidence=list(found.evidence),
    )
