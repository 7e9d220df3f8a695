"""The commands ``toolbox procurement rates …``: exchange rates as drafts, put in force in a second act."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_core import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_procurement.conversion.tables import RateSet

PLUGIN = "procurement"
NUMBER = click.argument("number", type=int)


@click.group(
    epilog="Example: toolbox procurement rates add eurofxref-hist.csv --base EUR --origin 'ECB reference rates'"
)
def rates() -> None:
    """Exchange rates with which values are shown in one currency beside their own."""


@rates.command(epilog="Example: toolbox procurement rates add rates.csv --base EUR --origin 'ECB reference rates'")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--base", required=True, metavar="CODE", help="The currency of which one unit is priced, such as EUR.")
@click.option("--origin", required=True, metavar="TEXT", help="Whose rates they are; shown beside each value.")
@json_option
@click.pass_obj
def add(context: CliContext, file: Path, base: str, origin: str, as_json: bool) -> None:
    """Load FILE as a draft and tell what is in it.

    FILE is a CSV file with the columns date, currency and rate, or with date and a column for each currency.
    """
    from toolbox_procurement.conversion.act import add_rates

    context.require_plugin(PLUGIN)
    with context.database().write() as session:
        row = add_rates(session, context.settings().files, file, base=base.upper(), origin=origin, by=context.actor)
        answer = {**_facts(row), "report": row.report}
    report = answer["report"]
    lines = [
        f"{report['rates']:,} rates of {len(report['currencies'])} currencies, {report['first']} to {report['last']}.",
        f"{report['missing']:,} cells without a rate, {report['rejected']:,} that could not be used.",
        *(f"  row {one['row']}: {one['value']}: {one['says']}" for one in report["problems"]),
        f"Next: toolbox procurement rates publish {answer['number']} --into {base.upper()}",
    ]
    context.emit(answer, as_json, "\n".join(lines))


@rates.command(epilog="Example: toolbox procurement rates publish 3 --into EUR --days 10")
@NUMBER
@click.option("--into", required=True, metavar="CODE", help="The currency that values are converted to.")
@click.option("--days", type=click.IntRange(0, 366), default=10, show_default=True, help="How old a rate may be.")
@json_option
@click.pass_obj
def publish(context: CliContext, number: int, into: str, days: int, as_json: bool) -> None:
    """Put a set in force in the place of the one before, convert every value, and add everything up anew."""
    from toolbox_procurement.publishing.act import put_rates_in_force

    context.require_plugin(PLUGIN)
    with context.database().write() as session:
        row = put_rates_in_force(session, number, target=into.upper(), days=days, by=context.actor)
        answer = {**_facts(row), "counts": row.counts}
    lines = [f"Set {number} is in force: values are converted to {answer['target']}."]
    lines += [f"  {name}: {count:,}" for name, count in answer["counts"].items() if isinstance(count, int)]
    context.emit(answer, as_json, "\n".join(lines))


@rates.command(epilog="Example: toolbox procurement rates withdraw 3")
@NUMBER
@json_option
@click.pass_obj
def withdraw(context: CliContext, number: int, as_json: bool) -> None:
    """End a set: values stand in their own currencies alone."""
    from toolbox_procurement.publishing.act import end_rates

    context.require_plugin(PLUGIN)
    with context.database().write() as session:
        answer = _facts(end_rates(session, number, by=context.actor))
    context.emit(answer, as_json, f"Set {number} is not in force any more; nothing is converted.")


@rates.command("list", epilog="Example: toolbox procurement rates list --json")
@json_option
@click.pass_obj
def list_(context: CliContext, as_json: bool) -> None:
    """List the sets of rates, the newest first."""
    from toolbox_procurement.conversion.act import rate_sets

    context.require_plugin(PLUGIN)
    with context.database().read() as session:
        found = [_facts(row) for row in rate_sets(session)]
    lines = [
        f"{one['number']:>4}  {one['status']:<9}  {one['base']} → {one['target'] or '…'}  {one['origin']}"
        for one in found
    ]
    context.emit({"sets": found}, as_json, "\n".join(lines) or "There are no exchange rates.")


def _facts(row: RateSet) -> dict[str, Any]:
    return {
        "number": row.id,
        "status": row.status,
        "file": row.name,
        "sha256": row.sha256,
        "origin": row.origin,
        "base": row.base,
        "target": row.target,
        "days": row.days,
    }
