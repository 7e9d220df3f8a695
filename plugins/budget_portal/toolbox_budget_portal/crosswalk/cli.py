"""``toolbox budget crosswalk``: load what a budget's own codes mean in COFOG or in the development goals."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_budget_portal.side_tables.cli import side_table_options, tell
from toolbox_core import CliContext


@click.command(epilog="Example: toolbox budget crosswalk to-cofog.csv --entity madrid --scheme cofog")
@side_table_options(owner="Whose codes they are; it has budgets already.")
@click.option("--scheme", required=True, type=click.Choice(["cofog", "sdg"]), help="COFOG or the development goals.")
@click.option("--kind", default="functional", metavar="KIND", help="The classification of the codes. [functional]")
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
    tell(context, as_json, version, lines, codes=len(found.parts), unknown=unknown)
