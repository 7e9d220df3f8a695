"""``toolbox nap import | export | template | propose | report``: files in and out."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_core import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_nap_monitor.rows import Bundle

PLUGIN = "nap_monitor"


@click.command("import", epilog="Example: toolbox nap import plan.xlsx --member CAN --plan 6")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--member", default="", metavar="CODE", help="Whose plan it is: an ISO 3166 code or a code of your own.")
@click.option("--plan", default="", metavar="NUMBER", help="The plan's number. Files of many plans need neither.")
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE", help="How to read the columns, as JSON.")
@click.option("--language", default="", metavar="CODE", help="The language of texts whose language the file hides.")
@click.option("--sheet", default="", metavar="NAME", help="The sheet of a workbook (the first otherwise).")
@click.option("--accept-rejected", is_flag=True, help="Store the other rows when some cannot be stored.")
@json_option
@click.pass_obj
def import_(
    context: CliContext,
    file: Path,
    member: str,
    plan: str,
    mapping: Path | None,
    language: str,
    sheet: str,
    accept_rejected: bool,
    as_json: bool,
) -> None:
    """Store a plan from a file and print the report.

    The layout is recognised: OGP's databases, Canada's and the United States' trackers, the toolbox's workbook and
    JSON. Any other table is read by the mapping given, by the plan's last one, or by the names of its columns. When a
    row cannot be stored, nothing is, unless --accept-rejected is given.
    """
    from toolbox_core import site_today
    from toolbox_nap_monitor import loading
    from toolbox_nap_monitor.importers.files import look
    from toolbox_nap_monitor.importers.reading import Wish
    from toolbox_nap_monitor.members import member_code

    context.require_plugin(PLUGIN)
    limits = context.settings().limits
    with context.database().write() as session:
        chosen = _mapping(mapping)
        if not chosen and member and plan and look(file, limits, sheet).layout == "mapped":
            chosen = loading.saved_mapping(session, member_code(member), plan.strip())
        wish = Wish(today=site_today(context.settings()), member=member, plan=plan, language=language, mapping=chosen)
        loaded = loading.load_file(
            session,
            context.settings().files,
            file,
            wish,
            limits,
            by=context.actor,
            sheet=sheet,
            accept_rejected=accept_rejected,
        )
    context.emit(loaded.to_dict(), as_json, loaded.as_text)
    if loaded.refused:
        raise click.exceptions.Exit(1)


def _mapping(path: Path | None) -> dict[str, Any]:
    from toolbox_core import InputError

    if path is None:
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"The mapping {path} cannot be read: {error}.") from None
    if not isinstance(found, dict):
        raise InputError(f"The mapping {path} is no JSON object.", fix="`toolbox nap propose FILE` writes one.")
    return found


@click.command(epilog="Example: toolbox nap propose avances.csv --output mapping.json")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--sheet", default="", metavar="NAME", help="The sheet of a workbook (the first otherwise).")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the mapping there.")
@json_option
@click.pass_obj
def propose(context: CliContext, file: Path, sheet: str, output: Path | None, as_json: bool) -> None:
    """Say what a file is and how its columns would be read. Nothing is stored."""
    from toolbox_nap_monitor.importers.files import LABELS, look
    from toolbox_nap_monitor.layouts.mapping import FIELDS
    from toolbox_nap_monitor.layouts.mapping import propose as propose_mapping

    found = look(file, context.settings().limits, sheet)
    mapping: dict[str, Any] = {}
    if found.layout == "mapped":
        known = propose_mapping(found.columns)
        columns = {column: known.get(column, "") for column in found.columns}
        mapping = {"columns": columns, "language": "und", "dates": "first", "period": "", "statuses": {}}
        if output is not None:
            output.write_text(json.dumps(mapping, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    answer = {"layout": found.layout, "label": LABELS[found.layout], "mapping": mapping, "fields": list(FIELDS)}
    lines = [f"{file.name} is {LABELS[found.layout]}."]
    lines += [f"  {column} → {field or '(not used)'}" for column, field in mapping.get("columns", {}).items()]
    lines += [f"Fields: {', '.join(FIELDS)}."] if mapping else ["It needs no mapping."]
    context.emit(answer, as_json, "\n".join(lines))


@click.command(epilog="Example: toolbox nap export --member CAN --plan 6 --format xlsx --output plan.xlsx")
@click.option("--member", default="", metavar="CODE", help="Only this member's plans.")
@click.option("--plan", default="", metavar="NUMBER", help="Only this plan.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "json", "xlsx"]),
    default="json",
    show_default=True,
    help="csv has OGP's 171 columns; json and xlsx have everything and can be imported again.",
)
@click.option("--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Where to write it.")
@json_option
@click.pass_obj
def export(context: CliContext, member: str, plan: str, form: str, output: Path, as_json: bool) -> None:
    """Write what is public of plans to a file."""
    from toolbox_nap_monitor.queries.bundles import plan_bundle

    context.require_plugin(PLUGIN)
    with context.database().read() as session:
        bundle = plan_bundle(session, member, plan)
    write_bundle(output, bundle, form)
    answer = {"file": str(output), "plans": len(bundle.plans), "commitments": len(bundle.commitments)}
    context.emit(answer, as_json, f"Wrote {len(bundle.commitments):,} commitments to {output}.")


def write_bundle(output: Path, bundle: Bundle, form: str) -> None:
    """Write a bundle as ``csv`` (OGP's columns), ``json`` or ``xlsx``."""
    if form == "csv":
        import csv

        from toolbox_nap_monitor.exporters import ogp

        with output.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(ogp.header())
            writer.writerows(ogp.rows(bundle))
    elif form == "json":
        from toolbox_nap_monitor.exporters.plain import to_json

        output.write_bytes(to_json(bundle))
    else:
        from toolbox_nap_monitor.exporters.workbook import write_workbook

        write_workbook(output, bundle)


@click.command(epilog="Example: toolbox nap template --member CAN --plan 7 --languages en,fr --output plan.xlsx")
@click.option("--member", required=True, metavar="CODE", help="Whose plan it will be.")
@click.option("--plan", required=True, metavar="NUMBER", help="Its number.")
@click.option("--languages", default="en", show_default=True, metavar="CODES", help="Languages of texts, by commas.")
@click.option("--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Where to write it.")
def template(member: str, plan: str, languages: str, output: Path) -> None:
    """Write an empty workbook to fill in, with lists to choose from."""
    from toolbox_nap_monitor.exporters.workbook import write_workbook
    from toolbox_nap_monitor.importers.reading import Wish, own_plan
    from toolbox_nap_monitor.rows import Bundle

    who, what = own_plan(Wish(today=date.min, member=member, plan=plan))
    spoken = [language.strip() for language in languages.split(",") if language.strip()]
    write_workbook(output, Bundle(members=(who,), plans=(what,)), spoken)
    click.echo(f"Wrote {output}. Fill it in, then: toolbox nap import {output}")


@click.command(epilog="Example: toolbox nap report --member CAN --plan 6 --kind mid-term --format docx --output r.docx")
@click.option("--member", required=True, metavar="CODE", help="Whose plan it is.")
@click.option("--plan", required=True, metavar="NUMBER", help="Its number.")
@click.option("--kind", type=click.Choice(["mid-term", "end-of-term"]), default="mid-term", show_default=True)
@click.option("--format", "form", type=click.Choice(["html", "docx", "pdf"]), default="html", show_default=True)
@click.option("--language", default="", metavar="CODE", help="The report's language (the site's own otherwise).")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day it is counted on (today).")
@click.option("--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Where to write it.")
@json_option
@click.pass_obj
def report(
    context: CliContext,
    member: str,
    plan: str,
    kind: str,
    form: str,
    language: str,
    as_of: datetime | None,
    output: Path,
    as_json: bool,
) -> None:
    """Write the self-assessment of a plan: charts, tables and texts by OGP's template, for people to go on writing."""
    from toolbox_core import site_today
    from toolbox_nap_monitor.members import member_code
    from toolbox_nap_monitor.publishing import plan_address
    from toolbox_nap_monitor.reports.content import make_report
    from toolbox_nap_monitor.reports.writing import write_report

    context.require_plugin(PLUGIN)
    code, settings = member_code(member), context.settings()
    with context.database().read() as session:
        made = make_report(
            session,
            code,
            plan.strip(),
            kind,
            today=as_of.date() if as_of else site_today(settings),
            language=language or settings.site.default_language,
            address=plan_address(code, plan.strip()),
        )
    write_report(made, output, form)
    size = output.stat().st_size
    context.emit(
        {"file": str(output), "bytes": size, "title": made.title}, as_json, f"Wrote {output} ({size:,} bytes)."
    )


@click.command(epilog="Example: toolbox nap point --member ALD --plan 4 --commitment 2 --metric budget_portal:years")
@click.option("--member", required=True, metavar="CODE", help="Whose plan it is.")
@click.option("--plan", required=True, metavar="NUMBER", help="Its number.")
@click.option("--commitment", required=True, metavar="NUMBER", help="The commitment's number.")
@click.option("--metric", required=True, metavar="ID", help="A figure that a module registers.")
@click.option("--target", default="", metavar="NUMBER", help="The value the commitment aims at.")
@click.pass_obj
def point(context: CliContext, member: str, plan: str, commitment: str, metric: str, target: str) -> None:
    """Let a commitment point at a live figure of another module; its value and history stand on the plan's pages."""
    from toolbox_nap_monitor import metrics, queries

    context.require_plugin(PLUGIN)
    with context.database().write() as session:
        found = queries.plan(session, member, plan.strip())
        metrics.point(session, found, commitment.strip(), metric.strip(), target)
    click.echo(f"Commitment {commitment} points at {metric}.")
