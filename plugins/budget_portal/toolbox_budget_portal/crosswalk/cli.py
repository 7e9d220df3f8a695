"""``toolbox budget crosswalk``: load what a budget's own codes mean in COFOG or in the development goals."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_core import CliContext, json_option


@click.command(epilog="Example: toolbox budget crosswalk to-cofog.csv --entity madrid --scheme cofog")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--entity", required=True, metavar="SLUG", help="Whose codes they are; it has budgets already.")
@click.option("--scheme", required=True, type=click.Choice(["cofog", "sdg"]), help="COFOG or the development goals.")
@click.option("--kind", default="functional", metavar="KIND", help="The classification of the codes. [functional]")
@click.option("--licence", default="", help="The file's licence, as an SPDX name.")
@json_option
@click.pass_obj
def crosswalk(
    context: CliContext, file: Path, entity: str, scheme: str, kind: str, licence: str, as_json: bool
) -> None:
    """Store a crosswalk as a draft: columns code, to, share. The shares of a code have to add up to exactly 100."""
    from toolbox_budget_portal.crosswalk import services

    context.require_plugin("budget_portal")
    settings = context.settings()
    with context.database().write() as session:
        version, found, unknown = services.import_crosswalk(
            session,
            settings.files,
            file,
            slug=entity,
            scheme=scheme,
            kind=kind,
            licence=licence,
            by=context.actor,
            limits=settings.limits,
        )
    lines = [f"Draft version {version}: {len(found.parts)} codes of {entity} in {scheme}."]
    if unknown:
        lines.append(f"In no budget of {entity}: {', '.join(unknown)}.")
    lines.append(f"Next: toolbox budget publish {version}")
    context.emit({"version": version, "codes": len(found.parts), "unknown": unknown}, as_json, "\n".join(lines))
