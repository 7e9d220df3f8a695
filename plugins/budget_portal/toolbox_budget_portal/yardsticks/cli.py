"""``toolbox budget yardstick``: load what budgets are measured by."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_budget_portal.side_tables.cli import side_table_options, tell
from toolbox_core import CliContext


@click.command(epilog="Example: toolbox budget yardstick population.csv --entity madrid --kind population --where Id=1")
@side_table_options(owner="Whose figures they are; it has budgets already.")
@click.option(
    "--kind",
    required=True,
    type=click.Choice(["population", "inflation", "prices", "gdp"]),
    help="Inhabitants, change of prices in per cent, an index of prices, or gross domestic product.",
)
@click.option("--year-column", default="", metavar="NAME", help="Guessed when it is not given.")
@click.option("--value-column", default="", metavar="NAME", help="Guessed when it is not given.")
@click.option("--where", "conditions", multiple=True, metavar="COLUMN=VALUE", help="Only rows with this value.")
def yardstick(
    context: CliContext,
    file: Path,
    entity: str,
    kind: str,
    year_column: str,
    value_column: str,
    conditions: tuple[str, ...],
    licence: str,
    as_json: bool,
) -> None:
    """Store a table of one figure a year as a draft: population, prices or gross domestic product.

    Once it is published, every page of the entity's budgets can show amounts per inhabitant, in prices of one year,
    or as a share of the economy.
    """
    from toolbox_budget_portal.yardsticks import services
    from toolbox_budget_portal.yardsticks.importer import read_conditions

    context.require_plugin("budget_portal")
    settings = context.settings()
    with context.database().write() as session:
        version, found = services.import_yardstick(
            session,
            settings.files,
            file,
            entity=entity,
            kind=kind,
            year_column=year_column,
            value_column=value_column,
            only=read_conditions(conditions),
            licence=licence,
            by=context.actor,
            limits=settings.limits,
        )
    values = {str(year): str(value) for year, (value, _) in sorted(found.values.items())}
    lines = [f"Draft version {version}: {kind} of {entity}, {len(values)} years.", *found.evidence]
    lines += [f"  {year}  {value}" for year, value in values.items()]
    evidence = list(found.evidence)
    tell(context, as_json, version, lines, kind=kind, rows_read=found.rows_read, values=values, evidence=evidence)
