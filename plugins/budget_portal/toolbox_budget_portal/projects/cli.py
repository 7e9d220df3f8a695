"""``toolbox budget projects``: load what is built, where and for how much."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_budget_portal.side_tables.cli import side_table_options, tell
from toolbox_core import CliContext


@click.command(epilog="Example: toolbox budget projects projects-2025.csv --entity port-sennen --year 2025")
@side_table_options(owner="Who builds; it has budgets already.", year="The fiscal year; its budget is published.")
def projects(context: CliContext, file: Path, entity: str, year: int, licence: str, as_json: bool) -> None:
    """Store the capital projects of a year as a draft: a CSV file, a workbook, or GeoJSON with one feature each.

    Needed are code and name; known are status, department, line, location, latitude, longitude, dates, estimate, cost,
    spent, contractor and more. A file with a cell that cannot be right is refused with the row.
    """
    from toolbox_budget_portal.projects import services

    context.require_plugin("budget_portal")
    settings = context.settings()
    with context.database().write() as session:
        version, found = services.import_projects(
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
        [f"Draft version {version}: capital projects of {entity} {year}.", *found.evidence],
        projects=len(found.projects),
        evidence=list(found.evidence),
    )
