"""The commands ``toolbox {{ cookiecutter.__command }} …``. Heavy imports wait until they are needed."""

from __future__ import annotations
{% if cookiecutter.importer %}
from pathlib import Path
{% endif %}
import click
from toolbox_core import CliContext, json_option

PLUGIN = "{{ cookiecutter.id }}"
COMMAND = "{{ cookiecutter.__command }}"


@click.group()
def commands() -> None:
    """Load, publish and list entries."""
{% if cookiecutter.importer %}

@commands.command(
    "import",
    epilog="Example: toolbox {{ cookiecutter.__command }} import entries.csv",
)
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def import_(context: CliContext, file: Path, as_json: bool) -> None:
    """Read FILE into a draft and print the report. Nothing becomes public by this."""
    from {{ cookiecutter.package }}.importers import load_file

    context.require_plugin(PLUGIN)
    settings = context.settings()
    with context.database().write() as session:
        report = load_file(session, settings.files, file, settings.limits, by=context.actor)
    lines = [f"Version {report.version}, a draft: {report.summary()}"]
    lines += [f"  row {one.row}, {one.column}: {one.message} ({one.value!r})" for one in report.problems]
    lines.append(f"Next: toolbox {COMMAND} publish {report.version}")
    context.emit(report.to_dict(), as_json, "\n".join(lines))
{% endif %}

@commands.command(
    epilog="Example: toolbox {{ cookiecutter.__command }} draft '001=Old lime' '002=Plane'",
)
@click.argument("pairs", nargs=-1, required=True, metavar="CODE=NAME …")
@json_option
@click.pass_obj
def draft(context: CliContext, pairs: tuple[str, ...], as_json: bool) -> None:
    """Make a draft of the entries that are given. It replaces what is public when it is published."""
    from {{ cookiecutter.package }} import services
    from {{ cookiecutter.package }}.rows import read_entry

    context.require_plugin(PLUGIN)
    rows = []
    for pair in pairs:
        code, _, name = pair.partition("=")
        found = read_entry(0, {"code": code, "name": name})
        if isinstance(found, list):
            raise click.BadParameter(f"{pair!r}: {found[0].message}", param_hint="CODE=NAME")
        rows.append(found)
    with context.database().write() as session:
        version = services.draft_typed(session, rows, by=context.actor).id
    words = f"Version {version}, a draft. Next: toolbox {COMMAND} publish {version}"
    context.emit({"version": version, "rows": len(rows)}, as_json, words)


@commands.command(
    epilog="Example: toolbox {{ cookiecutter.__command }} publish 1",
)
@click.argument("version", type=int)
@click.option(
    "--accept-rejected", type=int, default=0, metavar="N", help="Publish without the N rows that were refused."
)
@json_option
@click.pass_obj
def publish(context: CliContext, version: int, accept_rejected: int, as_json: bool) -> None:
    """Make the draft VERSION public."""
    from {{ cookiecutter.package }} import services

    context.require_plugin(PLUGIN)
    with context.database().write() as session:
        services.publish_version(session, version, context.actor, accept_rejected)
    context.emit({"version": version, "published": True}, as_json, f"Version {version} is public.")


@commands.command(
    "list",
    epilog="Example: toolbox {{ cookiecutter.__command }} list --json",
)
@json_option
@click.pass_obj
def list_(context: CliContext, as_json: bool) -> None:
    """List what is public."""
    from {{ cookiecutter.package }} import queries

    context.require_plugin(PLUGIN)
    with context.database().read() as session:
        found = queries.entries_after(session, None, kind="", limit=1_000_000)
    answer = [{"code": entry.code, "name": entry.name, "kind": entry.kind, "since": entry.since} for entry in found]
    lines = [f"{entry.code}  {entry.name}" for entry in found]
    context.emit(answer, as_json, "\n".join(lines) or "Nothing is public yet.")
