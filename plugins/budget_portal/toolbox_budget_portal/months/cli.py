"""``toolbox budget months``: load what was spent and taken in, month by month."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from toolbox_core import CliContext, json_option


@click.command(epilog="Example: toolbox budget months execution-2025.csv --entity madrid --year 2025 --cumulative")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--entity", required=True, metavar="SLUG", help="Whose budget it is; part of the address.")
@click.option("--year", required=True, type=int, metavar="YEAR", help="The fiscal year.")
@click.option("--kind", default="functional", metavar="KIND", help="The classification of the codes. [functional]")
@click.option("--cumulative", is_flag=True, help="Amounts are since the year began, not of each month alone.")
@click.option("--control-total", default="", metavar="AMOUNT", help="What the expenditure must sum to.")
@click.option("--licence", default="", help="The file's licence, as an SPDX name.")
@json_option
@click.pass_obj
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
    from toolbox_core import InputError

    context.require_plugin("budget_portal")
    try:
        total = Decimal(control_total) if control_total else None
    except InvalidOperation:
        raise InputError(f"{control_total[:20]!r} is no amount.", fix="Write it with a point for decimals.") from None
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
            control_total=total,
            licence=licence,
            by=context.actor,
            limits=settings.limits,
        )
    periods = found.periods
    text = [f"Draft version {version}: {entity} {year}, {periods[0]} to {periods[-1]}.", *found.evidence]
    text.append(f"Next: toolbox budget publish {version}")
    context.emit({"version": version, "periods": list(periods), "rows": found.rows_read}, as_json, "\n".join(text))
