"""``toolbox budget debt``: load what is owed, year by year."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_budget_portal.side_tables.cli import side_table_options, tell
from toolbox_core import CliContext


@click.command(epilog="Example: toolbox budget debt debt.csv --entity port-sennen")
@side_table_options(owner="Whose debt it is; it has budgets already.")
@click.option("--control-total", default="", metavar="AMOUNT", help="What the debt at the end of the last year is.")
def debt(context: CliContext, file: Path, entity: str, licence: str, as_json: bool, control_total: str) -> None:
    """Store a debt file as a draft: a year and the closing stock in each row, and if there are any opening stock, new
    borrowing, repayment, other changes, interest, instrument, creditor, residence and currency."""
    from toolbox_budget_portal.debt import services
    from toolbox_budget_portal.side_tables.cells import read_total

    context.require_plugin("budget_portal")
    settings = context.settings()
    with context.database().write() as session:
        version, found = services.import_debt(
            session,
            settings.files,
            file,
            entity=entity,
            control_total=read_total(control_total),
            licence=licence,
            by=context.actor,
            limits=settings.limits,
        )
    years = sorted({row.year for row in found.rows})
    lines = [f"Draft version {version}: debt of {entity}, {years[0]} to {years[-1]}.", *found.evidence]
    lines += [f"Row {problem.row}: {problem.message}" for problem in found.problems]
    problems = [{"row": problem.row, "rule": problem.rule, "message": problem.message} for problem in found.problems]
    tell(context, as_json, version, lines, years=years, rows=len(found.rows), problems=problems)
