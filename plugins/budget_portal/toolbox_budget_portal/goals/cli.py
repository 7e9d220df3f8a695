"""``toolbox budget goals``: load what programmes are meant to reach, and what was observed."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_budget_portal.side_tables.cli import side_table_options, tell
from toolbox_core import CliContext


@click.command(epilog="Example: toolbox budget goals goals.csv --entity port-sennen")
@side_table_options(owner="Whose goals they are; it has budgets already.")
@click.option("--kind", default="programme", metavar="KIND", help="The classification of the codes. [programme]")
def goals(context: CliContext, file: Path, entity: str, licence: str, as_json: bool, kind: str) -> None:
    """Store a file of goals as a draft: code, goal, indicator, unit, direction, target and target year in each row,
    a column for each observed year, and if there are any baseline, baseline year, countable and source."""
    from toolbox_budget_portal.goals import services
    from toolbox_budget_portal.goals.records import tally

    context.require_plugin("budget_portal")
    settings = context.settings()
    with context.database().write() as session:
        version, found = services.import_goals(
            session,
            settings.files,
            file,
            entity=entity,
            kind=kind,
            licence=licence,
            by=context.actor,
            limits=settings.limits,
        )
    standing = tally(found.indicators)
    lines = [f"Draft version {version}: goals of {entity}.", *found.evidence]
    lines.append(", ".join(f"{status}: {count}" for status, count in standing.items()))
    lines += [f"Row {problem.row}: {problem.message}" for problem in found.problems]
    problems = [{"row": problem.row, "rule": problem.rule, "message": problem.message} for problem in found.problems]
    tell(context, as_json, version, lines, indicators=len(found.indicators), status=standing, problems=problems)
