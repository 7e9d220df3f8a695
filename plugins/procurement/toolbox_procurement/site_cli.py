"""The commands ``toolbox procurement …`` that change a site: load, publish, withdraw, compute, repairs, redactions."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolbox_core import CliContext, json_option

if TYPE_CHECKING:
    from toolbox_procurement.indicators.settings import Settings
    from toolbox_procurement.loading.outcome import Outcome

PLUGIN = "procurement"
SHOWN = 20
VERSION = click.argument("version", type=int)
SOURCE = click.argument("source")


def add_site_commands(group: click.Group) -> None:
    """Add every command of this module to ``toolbox procurement``."""
    for command in (import_, publish, withdraw, discard, compute, sources, repairs, redact, owners):
        group.add_command(command)


@click.command("import", epilog="Example: toolbox procurement import releases.jsonl --source port-sennen --publish")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--source", required=True, metavar="SLUG", help="Whose contracts they are; part of addresses.")
@click.option("--name", default="", help="The source's name, when it is new or has changed.")
@click.option("--country", default="", metavar="CODE", help="The source's country, two letters.")
@click.option("--licence", default="", metavar="SPDX", help="The licence of the data, such as CC-BY-4.0.")
@click.option("--publish", "publish_now", is_flag=True, help="Publish at once, if every release could be stored.")
@json_option
@click.pass_obj
def import_(
    context: CliContext,
    files: tuple[Path, ...],
    source: str,
    name: str,
    country: str,
    licence: str,
    publish_now: bool,
    as_json: bool,
) -> None:
    """Load FILEs into a draft and print what was found: packages, releases, duplicates, issues.

    FILE may hold packages, records or releases, as JSON, JSON Lines, gzip, zip or tar, or flat tables (CSV, XLSX).
    Releases that are there already are counted and kept once. An import that was killed goes on where it was when the
    same command is run again.
    """
    from toolbox_procurement.loading.draft import load_files
    from toolbox_procurement.schema import site_schemas

    context.require_plugin(PLUGIN)
    outcome = load_files(
        context.database().write,
        context.settings().files,
        files,
        source=source,
        name=name,
        country=country,
        licence=licence,
        by=context.actor,
        schemas=site_schemas(context.settings().path),
        progress=_progress(as_json),
    )
    published = publish_now and outcome.version is not None and not outcome.rejected
    if published:
        _publish(context, outcome.version or 0, 0)
    answer = {**outcome.to_dict(), "published": published}
    context.emit(answer, as_json, lambda: _text(outcome, published))


def _progress(as_json: bool) -> Callable[[int], None] | None:
    """Tell a person at a terminal how far a long import is."""
    if as_json or not sys.stderr.isatty():
        return None
    return lambda count: click.echo(f"{count:,} releases read …", err=True)


def _text(outcome: Outcome, published: bool) -> str:
    from toolbox_procurement.issues import RULES

    lines = [
        f"{outcome.packages:,} packages, {outcome.releases:,} releases of {outcome.processes:,} processes stored.",
        f"{outcome.duplicates:,} releases were known before, {outcome.rejected:,} could not be used.",
    ]
    if outcome.resumed:
        lines.append(f"Went on behind the {outcome.resumed:,} releases of an import that did not end.")
    found = outcome.issues.sorted()
    for issue in found[:SHOWN]:
        place = f" at {issue.path}" if issue.path else ""
        lines.append(f"  {issue.count:,} × {RULES[issue.rule].says[:-1]}{place} ({issue.rule}).")
    if len(found) > SHOWN:
        lines.append(f"  … and {len(found) - SHOWN:,} more kinds (see --json, or toolbox procurement check).")
    if published:
        lines.append(f"Published as version {outcome.version}.")
    elif outcome.version is not None:
        accept = f" --accept-rejected {outcome.rejected}" if outcome.rejected else ""
        lines.append(f"Next: toolbox procurement publish {outcome.version}{accept}")
    else:
        lines.append("Nothing is new, so nothing was changed.")
    return "\n".join(lines)


def _flags(context: CliContext) -> Settings:
    """The site's settings of red flags, with the indicators of its other plugins."""
    from toolbox_procurement.indicators.guests import HOOK, guests_of
    from toolbox_procurement.watching import flag_settings

    return flag_settings(context.settings().path, guests_of(context.collected(HOOK)))


def _publish(context: CliContext, version: int, accept: int) -> dict[str, Any]:
    from toolbox_procurement.publishing.act import publish_version

    settings = _flags(context)
    with context.database().write() as session:
        entry = publish_version(session, version, by=context.actor, accept_rejected=accept, settings=settings)
        return {
            "version": version,
            "number": entry.version_number,
            "dataset": entry.dataset,
            "content_sha256": entry.content_sha256,
            "log_entry": entry.number,
        }


@click.command(epilog="Example: toolbox procurement publish 7")
@VERSION
@click.option("--accept-rejected", type=int, default=0, metavar="N", help="Publish without the N unusable releases.")
@json_option
@click.pass_obj
def publish(context: CliContext, version: int, accept_rejected: int, as_json: bool) -> None:
    """Make a draft public: merge it with what is there, compute facts, red flags and sums anew."""
    context.require_plugin(PLUGIN)
    answer = _publish(context, version, accept_rejected)
    context.emit(answer, as_json, f"Published version {version}, number {answer['number']} of {answer['dataset']}.")


@click.command(epilog="Example: toolbox procurement withdraw 7 --reason 'Loaded from the wrong system.'")
@VERSION
@click.option("--reason", required=True, help="One sentence for the publication log.")
@json_option
@click.pass_obj
def withdraw(context: CliContext, version: int, reason: str, as_json: bool) -> None:
    """Take the releases of a published version back. It stays in the publication log."""
    from toolbox_procurement.publishing.act import withdraw_version

    context.require_plugin(PLUGIN)
    settings = _flags(context)
    with context.database().write() as session:
        entry = withdraw_version(session, version, by=context.actor, reason=reason, settings=settings)
        answer = {"version": version, "dataset": entry.dataset, "log_entry": entry.number}
    context.emit(answer, as_json, f"Withdrew version {version} of {answer['dataset']}.")


@click.command(epilog="Example: toolbox procurement discard 7")
@VERSION
@json_option
@click.pass_obj
def discard(context: CliContext, version: int, as_json: bool) -> None:
    """Delete a draft and its releases."""
    from toolbox_procurement.loading.draft import discard_version

    context.require_plugin(PLUGIN)
    with context.database().write() as session:
        discard_version(session, version)
    context.emit({"version": version, "discarded": True}, as_json, f"Discarded draft version {version}.")


@click.command(epilog="Example: toolbox procurement compute port-sennen")
@SOURCE
@json_option
@click.pass_obj
def compute(context: CliContext, source: str, as_json: bool) -> None:
    """Compute the processes, red flags and sums of SOURCE anew from its published releases."""
    from toolbox_procurement.publishing.act import compute_again

    context.require_plugin(PLUGIN)
    settings = _flags(context)
    with context.database().write() as session:
        count = compute_again(session, source, by=context.actor, settings=settings).processes
    context.emit({"source": source, "processes": count}, as_json, f"{count:,} processes of {source} computed.")


@click.command(epilog="Example: toolbox procurement sources --json")
@json_option
@click.pass_obj
def sources(context: CliContext, as_json: bool) -> None:
    """List the sources with their processes, and the drafts that wait."""
    from toolbox_procurement import queries

    context.require_plugin(PLUGIN)
    with context.database().read() as session:
        found = queries.sources(session)
    lines = [f"{one.slug}  {one.name}  {one.processes:,} processes  {one.currency}" for one in found]
    answer = [{"slug": one.slug, "name": one.name, "country": one.country, "processes": one.processes} for one in found]
    context.emit(answer, as_json, "\n".join(lines) or "No contracts have been loaded yet.")


@click.command(epilog="Example: toolbox procurement repairs port-sennen --off currency-capitals")
@SOURCE
@click.option("--off", "off", default="", metavar="RULE", help="Do without this repair from now on.")
@click.option("--on", "on", default="", metavar="RULE", help="Make this repair again.")
@json_option
@click.pass_obj
def repairs(context: CliContext, source: str, off: str, on: str, as_json: bool) -> None:
    """Show what was mended in SOURCE, or switch a repair off or on (and compute the source anew)."""
    from toolbox_procurement import queries
    from toolbox_procurement.loading.sources import set_repair
    from toolbox_procurement.publishing.act import compute_again

    context.require_plugin(PLUGIN)
    if off or on:
        settings = _flags(context)
        with context.database().write() as session:
            for rule, wanted in ((off, False), (on, True)):
                if rule:
                    set_repair(session, source, rule, on=wanted)
            compute_again(session, source, by=context.actor, settings=settings)
    with context.database().read() as session:
        found = queries.repairs(session, source)
    lines = []
    for one in found:
        lines.append(f"{one['rule']}: {one['count']:,}{'' if one['on'] else ', switched off'}. {one['says']}")
        lines += [
            f"  {sample['ocid']} {sample['pointer']}: {sample['before']} → {sample['after']}"
            for sample in one["samples"][:3]
        ]
    context.emit(found, as_json, "\n".join(lines))


@click.command(
    epilog="Example: toolbox procurement redact parties/name --value 'Jane Doe' --reason 'Her request of 3 May'"
)
@click.argument("path")
@click.option("--value", default="", help="Hide only this text (else whatever stands in the field).")
@click.option("--ocid", default="", help="Only in this process (else in all).")
@click.option("--reason", required=True, help="Who asked, and why: one sentence for the record.")
@json_option
@click.pass_obj
def redact(context: CliContext, path: str, value: str, ocid: str, reason: str, as_json: bool) -> None:
    """Hide a value of the field PATH (parties/name) in pages and exports. The originals stay as they are."""
    from toolbox_procurement import queries
    from toolbox_procurement.publishing.act import compute_again
    from toolbox_procurement.publishing.redacting import add_redaction

    context.require_plugin(PLUGIN)
    settings = _flags(context)
    with context.database().write() as session:
        number = add_redaction(session, path, value=value, ocid=ocid, reason=reason, by=context.actor)
        for source in queries.sources(session):
            if source.processes:
                compute_again(session, source.slug, by=context.actor, settings=settings)
    context.emit({"redaction": number, "path": path}, as_json, f"Redaction {number} is in force.")


@click.command(epilog="Example: toolbox procurement owners bods_statements.jsonl")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def owners(context: CliContext, file: Path, as_json: bool) -> None:
    """Load beneficial ownership statements (BODS 0.1 to 0.3): suppliers' pages then show who owns them.

    Statements join suppliers by their register numbers. Dates of birth and addresses of persons are not kept.
    """
    from toolbox_procurement.loading.owners import load_owners

    context.require_plugin(PLUGIN)
    with context.database().write() as session:
        found = load_owners(session, file)
    text = (
        f"{found['statements']:,} statements read: {found['ownerships']:,} ownerships of {found['companies']:,} "
        f"companies, {found['suppliers']:,} of them in the contracts here."
    )
    context.emit(found, as_json, text)
