"""``toolbox budget months``: load what was spent and taken in, month by month."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_budget_portal.side_tables.cli import side_table_options, tell
from toolbox_core import CliContext


@click.command(epilog="Example: toolbox budget months execution-2025.csv --entity madrid --year 2025 --cumulative")
@side_table_options(owner="Whose budget it is; part of the address.", year="The fiscal year.")
@click.option("--kind", default="functional", metavar="KIND", help="The classification of the codes. [functional]")
@click.option("--cumulative", is_flag=True, help="Amounts are since the year began, not of each month alone.")
@click.option("--control-total", default="", metavar="AMOUNT", help="What the expenditure must sum to.")
def months(
    context: CliContext,
    file: Path,
    entity: str,
    year: int,
    kind: str,
    cumulative: bool,
    control_total: str,
    licence: str,
    as_json: bool,
) -> None:
    """Store a monthly file as a draft: columns period and amount, and if there are any direction and code."""
    from toolbox_budget_portal.months import services
    from toolbox_budget_portal.side_tables.cells import read_total

    context.require_plugin("budget_portal")
    settings = context.settings()
    with context.database().write() as session:
        version, found = services.import_months(
            session,
            settings.files,
            file,
            slug=entity,
            fiscal_year=year,
            kind=kind,
            cumulative=cumulative,
            control_total=read_total(control_total),
            licence=licence,
            by=context.actor,
            limits=settings.limits,
        )
    periods = found.periods
    lines = [f"Draft version {version}: {entity} {year}, {periods[0]} to {periods[-1]}.", *found.evidence]
    tell(context, as_json, version, lines, periods=list(periods), rows=found.rows_read)
