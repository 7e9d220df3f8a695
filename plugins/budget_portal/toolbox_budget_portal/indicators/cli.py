"""``toolbox budget roles``: say what codes of the budget mean for the fiscal indicators."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import click

from toolbox_budget_portal.side_tables.cli import side_table_options, tell
from toolbox_core import CliContext, json_option


@click.command(epilog="Example: toolbox budget roles roles.csv --entity port-sennen")
@side_table_options(owner="Whose codes they are; it has budgets already.")
def roles(context: CliContext, file: Path, entity: str, licence: str, as_json: bool) -> None:
    """Store a table of roles as a draft: role and code in each row, and the classification when it is not economic.

    Roles are tax, transfers, current-revenue, loans, interest, current-spending and repaid. A role with an empty code
    says that the budget has none of it. `toolbox budget propose-roles` writes a first table where codes are GFSM's.
    """
    from toolbox_budget_portal.indicators import services

    context.require_plugin("budget_portal")
    settings = context.settings()
    with context.database().write() as session:
        version, found = services.import_roles(
            session, settings.files, file, entity=entity, licence=licence, by=context.actor, limits=settings.limits
        )
    lines = [f"Draft version {version}: what codes of {entity} mean."]
    lines += [f"  {role}: {', '.join(code for _, code in pairs) or 'none'}" for role, pairs in found.parts.items()]
    tell(context, as_json, version, lines, roles=[list(row) for row in found.rows()])


@click.command(name="propose-roles", epilog="Example: toolbox budget propose-roles --entity port-sennen > roles.csv")
@click.option("--entity", required=True, metavar="SLUG", help="Whose codes they are; it has budgets already.")
@json_option
@click.pass_obj
def propose_roles(context: CliContext, entity: str, as_json: bool) -> None:
    """Write a table of roles for codes that are those of GFSM 2014, to be read, corrected and loaded by a person.

    For other codes it is empty: what they mean is for the publisher to say. Nothing is stored.
    """
    from toolbox_budget_portal.indicators import services

    context.require_plugin("budget_portal")
    with context.database().read() as session:
        found = services.propose_roles(session, entity)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["role", "kind", "code"])
    writer.writerows(found.rows())
    context.emit({"roles": [list(row) for row in found.rows()]}, as_json, text.getvalue().rstrip())
