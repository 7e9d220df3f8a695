"""``toolbox budget``: look at a file, import it as a draft, publish it, compare versions.

Commands that change something do it in one transaction. Heavy rooms are imported when a command runs, not before.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_budget_portal.crosswalk.cli import crosswalk
from toolbox_budget_portal.debt.cli import debt
from toolbox_budget_portal.explaining.cli import explain
from toolbox_budget_portal.goals.cli import goals
from toolbox_budget_portal.indicators.cli import propose_roles, roles
from toolbox_budget_portal.months.cli import months
from toolbox_budget_portal.openness.cli import calendar, decision, document, openness
from toolbox_budget_portal.participation.cli import count
from toolbox_budget_portal.payments.cli import payments
from toolbox_budget_portal.projects.cli import projects
from toolbox_budget_portal.receipt.cli import tax_rules
from toolbox_budget_portal.virements.cli import changes
from toolbox_budget_portal.yardsticks.cli import yardstick
from toolbox_core import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_budget_portal.descriptor.proposal import Proposal
    from toolbox_budget_portal.services import ImportOutcome

PLUGIN = "budget_portal"
SHOWN_PROBLEMS = 20


@click.group(epilog="Example: toolbox budget inspect spending.csv --output datapackage.json")
def budget() -> None:
    """Load, check and publish public budgets."""


for command in (months, crosswalk, calendar, decision, document, explain, openness):
    budget.add_command(command)
for command in (debt, goals, roles, propose_roles):
    budget.add_command(command)
budget.add_command(changes)
budget.add_command(payments)
budget.add_command(projects)
budget.add_command(count)
budget.add_command(yardstick)
budget.add_command(tax_rules)


@budget.command(epilog="Example: toolbox budget inspect spending.csv revenue.csv --output datapackage.json")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the proposed descriptor there.")
@click.option("--force", is_flag=True, help="Write over a descriptor that is there.")
@click.option("--currency", default="", metavar="CODE", help="The currency of all amounts, such as EUR.")
@json_option
@click.pass_obj
def inspect(
    context: CliContext, files: tuple[Path, ...], output: Path | None, force: bool, currency: str, as_json: bool
) -> None:
    """Propose a Fiscal Data Package descriptor for files, with the evidence, twenty rows and open questions.

    Nothing is stored. Several files become one package with several resources.
    """
    from toolbox_budget_portal import inspection
    from toolbox_budget_portal.descriptor.proposing import propose
    from toolbox_core import InputError

    if output is not None and output.exists() and not force:
        raise InputError(f"{output} is already there.", fix="Choose another --output, or add --force.")
    proposal = propose(list(files), folder=output.parent if output is not None else None, currency=currency.upper())
    found = inspection.inspect(proposal, output.parent if output is not None else files[0].parent)
    if output is not None:
        text = json.dumps(proposal.descriptor, ensure_ascii=False, indent=2) + "\n"
        output.write_text(text, encoding="utf-8")
    answer = {**found[0], "files": found, "questions": proposal.questions, "descriptor": proposal.descriptor}
    context.emit(answer, as_json, lambda: _inspection_text(proposal, found, output))


def _inspection_text(proposal: Proposal, found: list[dict[str, Any]], output: Path | None) -> str:
    from toolbox_budget_portal import inspection

    lines = [inspection.as_text(entry) for entry in found]
    if proposal.questions:
        lines += ["Please decide before you import:", *(f"  - {question}" for question in proposal.questions)]
    if output is not None:
        lines.append(
            f"The proposed descriptor is in {output}. Next: toolbox budget import {output} --entity … --year …"
        )
    else:
        lines.append("Add --output datapackage.json to write the proposed descriptor.")
    return "\n".join(lines)


@budget.command(
    "import",
    epilog="Example: toolbox budget import datapackage.json --entity madrid --year 2024 "
    "--control-total approved=6466589012",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DESCRIPTOR|FILE...")
@click.option("--entity", default="", metavar="SLUG", help="Whose budget it is; part of the address.")
@click.option("--year", type=int, metavar="YEAR", help="The fiscal year; needed unless the files say it.")
@click.option("--name", default="", help="The entity's name, when it is new or has changed.")
@click.option("--level", default="", help="The entity's level: national, regional, municipal …")
@click.option(
    "--currency", default="", metavar="CODE", help="The currency, such as EUR, unless the descriptor says it."
)
@click.option(
    "--control-total",
    "controls",
    multiple=True,
    metavar="PHASE[:PART]=AMOUNT",
    help="What a phase must sum to. Without a part (expenditure, revenue, expenditure-elimination …) the only "
    "direction present is meant, or expenditure when there are both.",
)
@click.option("--like", type=int, metavar="VERSION", help="Read FILEs with the descriptor of an earlier version.")
@json_option
@click.pass_obj
def import_(
    context: CliContext,
    paths: tuple[Path, ...],
    entity: str,
    year: int | None,
    name: str,
    level: str,
    currency: str,
    controls: tuple[str, ...],
    like: int | None,
    as_json: bool,
) -> None:
    """Store a package's budget lines as a draft and print the report. A control total that differs stores nothing."""
    from toolbox_budget_portal import replay, services
    from toolbox_budget_portal.descriptor import read_package
    from toolbox_core import InputError

    context.require_plugin(PLUGIN)
    settings = context.settings()
    totals = [services.read_control_total(text) for text in controls]
    if like is None and len(paths) != 1:
        raise InputError("Give one descriptor, or files together with --like VERSION.")
    progress = _progress(as_json)
    with context.database().write() as session:
        if like is None:
            package = read_package(paths[0])
        else:
            package, entity = replay.package_like(session, settings.files, like, list(paths), entity)
        if not entity:
            raise InputError("Whose budget is it?", fix="Add --entity with a short name such as madrid.")
        outcome = services.import_parsed(
            session,
            settings.files,
            package,
            entity=entity,
            year=year,
            name=name,
            level=level,
            currency=currency,
            control_totals=totals,
            by=context.actor,
            limits=settings.limits,
            progress=progress,
        )
    context.emit(outcome.to_dict(), as_json, lambda: _import_text(outcome))


def _progress(as_json: bool) -> Callable[[int], None] | None:
    """Tell a person at a terminal how far a long import is."""
    if as_json or not sys.stderr.isatty():
        return None
    return lambda rows: click.echo(f"{rows:,} rows read …", err=True)


def _import_text(outcome: ImportOutcome) -> str:
    lines: list[str] = []
    for draft in outcome.drafts:
        report = draft.report
        lines.append(f"Draft version {draft.version_id} of {draft.dataset}: {report.summary()}")
        for title, totals in (("Totals", draft.totals), ("Eliminations (to be subtracted)", draft.eliminations)):
            if totals:
                lines.append(f"  {title}, {draft.currency}:")
            for phase, sums in totals.items():
                amounts = ", ".join(f"{direction} {Decimal(amount):,f}" for direction, amount in sums.items())
                lines.append(f"    {phase}: {amounts}")
        if draft.other_years:
            lines.append(f"  {draft.other_years:,} rows are of other fiscal years and were left out.")
        lines += [f"  {note}" for note in report.notes]
        for problem in report.problems[:SHOWN_PROBLEMS]:
            where = " ".join(part for part in (problem.source, f"row {problem.row}" if problem.row else "") if part)
            column = f", {problem.column}" if problem.column else ""
            lines.append(f"  {problem.severity}: {where}{column}{': ' if where else ''}{problem.message}")
        more = report.errors + report.warnings - min(len(report.problems), SHOWN_PROBLEMS)
        if more > 0:
            lines.append(f"  … and {more:,} more (see --json).")
        if report.rows_rejected:
            lines.append(
                f"Rows that could not be stored: toolbox budget rejected {draft.version_id} --output rejected.csv"
            )
        accept = f" --accept-rejected {report.rows_rejected}" if report.rows_rejected else ""
        lines.append(f"Next: toolbox budget publish {draft.version_id}{accept}")
    return "\n".join(lines)


@budget.command(epilog="Example: toolbox budget publish 7")
@click.argument("version", type=int)
@click.option(
    "--accept-rejected", type=int, default=0, metavar="N", help="Publish without the N rows it could not store."
)
@json_option
@click.pass_obj
def publish(context: CliContext, version: int, accept_rejected: int, as_json: bool) -> None:
    """Make a draft the current budget of its entity, year and parts."""
    from toolbox_budget_portal import services

    context.require_plugin(PLUGIN)
    with context.database().write() as session:
        entry = services.publish_version(session, version, by=context.actor, accept_rejected=accept_rejected)
    answer = {
        "version": version,
        "number": entry.version_number,
        "dataset": entry.dataset,
        "content_sha256": entry.content_sha256,
        "log_entry": entry.number,
        "note": entry.note,
    }
    note = f" ({entry.note})" if entry.note else ""
    context.emit(
        answer, as_json, f"Published version {version}, number {entry.version_number} of {entry.dataset}{note}."
    )


@budget.command(epilog="Example: toolbox budget withdraw 7 --reason 'The ministry corrected chapter 4.'")
@click.argument("version", type=int)
@click.option("--reason", required=True, help="One sentence for the publication log.")
@json_option
@click.pass_obj
def withdraw(context: CliContext, version: int, reason: str, as_json: bool) -> None:
    """Take a published version back. It stays in the publication log."""
    from toolbox_budget_portal import services

    context.require_plugin(PLUGIN)
    with context.database().write() as session:
        entry = services.withdraw_version(session, version, by=context.actor, reason=reason)
    answer = {"version": version, "dataset": entry.dataset, "log_entry": entry.number, "note": entry.note}
    context.emit(answer, as_json, f"Withdrew version {version} of {entry.dataset}.")


@budget.command(epilog="Example: toolbox budget discard 7")
@click.argument("version", type=int)
@json_option
@click.pass_obj
def discard(context: CliContext, version: int, as_json: bool) -> None:
    """Delete a draft and everything that only it brought."""
    from toolbox_budget_portal import services

    context.require_plugin(PLUGIN)
    with context.database().write() as session:
        services.discard_version(session, version)
    context.emit({"version": version, "discarded": True}, as_json, f"Discarded draft version {version}.")


@budget.command(epilog="Example: toolbox budget rejected 7 --output rejected.csv")
@click.argument("version", type=int)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write them to a CSV file.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@json_option
@click.pass_obj
def rejected(context: CliContext, version: int, output: Path | None, force: bool, as_json: bool) -> None:
    """List the rows that an import could not store, each with its reason and as it stands in the file."""
    from toolbox_budget_portal.rejected import COLUMNS, rejected_rows
    from toolbox_core import InputError, stream_csv

    context.require_plugin(PLUGIN)
    settings = context.settings()
    if output is not None and output.exists() and not force:
        raise InputError(f"{output} is already there.", fix="Choose another --output, or add --force.")
    with context.database().read() as session:
        rows = list(rejected_rows(session, settings.files, version, settings.limits))
    if output is not None:
        output.write_bytes(b"".join(stream_csv(COLUMNS, rows, mark=True)))
    names = [column.name for column in COLUMNS]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    lines = [f"{item['file']} row {item['row']}: {item['message']}\n  {item['record']}" for item in found]
    if output is not None:
        lines = [f"Wrote {len(found):,} rows to {output}."]
    context.emit(found, as_json, "\n".join(lines) or "Every row was stored.")


@budget.command(epilog="Example: toolbox budget versions --entity madrid --json")
@click.option("--entity", default="", metavar="SLUG", help="Only this entity's.")
@json_option
@click.pass_obj
def versions(context: CliContext, entity: str, as_json: bool) -> None:
    """List every version of every budget: drafts, published, superseded, withdrawn."""
    from toolbox_budget_portal import differences

    context.require_plugin(PLUGIN)
    with context.database().read() as session:
        found = differences.list_versions(session, entity)
    lines = [
        f"{item['version']}  {item['entity']} {item['fiscal_year']} number {item['number']}  {item['status']}  "
        f"{item['lines']:,} lines  {', '.join(item['parts'])}"
        for item in found
    ]
    context.emit(found, as_json, "\n".join(lines) or "No budget has been imported yet.")


@budget.command(epilog="Example: toolbox budget diff 3 7 --json")
@click.argument("old", type=int)
@click.argument("new", type=int)
@json_option
@click.pass_obj
def diff(context: CliContext, old: int, new: int, as_json: bool) -> None:
    """Compare two versions: new and vanished codes, changed labels, changed totals."""
    from toolbox_budget_portal import differences

    context.require_plugin(PLUGIN)
    with context.database().read() as session:
        found = differences.compare(session, old, new)
    context.emit(found.to_dict(), as_json, found.as_text)
