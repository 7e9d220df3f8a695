"""``toolbox budget payments``: load who was paid what, natural persons without their names."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_core import CliContext, json_option


@click.command(epilog="Example: toolbox budget payments payments-2025.csv --entity port-sennen --year 2025")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--entity", required=True, metavar="SLUG", help="Who paid; it has budgets already.")
@click.option("--year", required=True, type=int, metavar="YEAR", help="The fiscal year; its budget is published.")
@click.option("--licence", default="", help="The file's licence, as an SPDX name.")
@json_option
@click.pass_obj
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
    answer = {
        "version": version,
        "payments": len(found.payments),
        "persons": found.persons,
        "evidence": list(found.evidence),
    }
    lines = [f"Draft version {version}: payments of {entity} {year}.", *found.evidence]
    context.emit(answer, as_json, "\n".join([*lines, f"Next: toolbox budget publish {version}"]))
