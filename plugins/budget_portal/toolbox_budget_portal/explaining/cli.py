"""``toolbox budget explain``: the administration's own words about a line."""

from __future__ import annotations

import sys

import click

from toolbox_core import CliContext


@click.group()
def explain() -> None:
    """Say in your own words what a budget line is, for whom and why."""


@explain.command("set", epilog="Example: toolbox budget explain set madrid 2025/2-1460 'Repairs of school roofs.'")
@click.argument("entity")
@click.argument("line")
@click.argument("text", required=False)
@click.option("--language", default="", help="The text's language. [the site's first]")
@click.option("--from-year", default=0, metavar="YEAR", help="The first year that it holds for. [every year]")
@click.pass_obj
def set_(context: CliContext, entity: str, line: str, text: str | None, language: str, from_year: int) -> None:
    """Explain LINE (year/version-number, the end of its address). Without TEXT it is read from standard input."""
    from toolbox_budget_portal.explaining.services import explain as write

    context.require_plugin("budget_portal")
    spoken = language or context.settings().site.languages[0]
    said = sys.stdin.read() if text is None else text
    with context.database().write() as session:
        write(session, entity, line, text=said, language=spoken, from_year=from_year, by=context.actor)
    click.echo(f"Line {line} of {entity} is explained ({spoken})." if said.strip() else "There was nothing to say.")


@explain.command(epilog="Example: toolbox budget explain show madrid 2025/2-1460")
@click.argument("entity")
@click.argument("line")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def show(context: CliContext, entity: str, line: str, as_json: bool) -> None:
    """Print every explanation of LINE, in all languages."""
    from toolbox_budget_portal import queries
    from toolbox_budget_portal.explaining.queries import explanations
    from toolbox_budget_portal.explaining.services import number_of

    context.require_plugin("budget_portal")
    fiscal_year, version, number = number_of(line)
    with context.database().read() as session:
        found = queries.line(session, entity, fiscal_year, version, number)
        listed = [
            {"language": one.language, "from_year": one.from_year, "written_at": one.written_at, "text": one.text}
            for one in explanations(session, queries.entity(session, entity).id, found.row.uid)
        ]

    def told() -> str:
        return "\n\n".join(f"{one['language']} ({_since(one['from_year'])}): {one['text']}" for one in listed)

    nothing = "Nobody has explained this line; its page says what the data says."
    context.emit(listed, as_json, told if listed else nothing)


def _since(year: object) -> str:
    return f"from {year} on" if year else "every year"


@explain.command(epilog="Example: toolbox budget explain clear madrid 2025/2-1460 --language fr")
@click.argument("entity")
@click.argument("line")
@click.option("--language", default="", help="The text's language. [the site's first]")
@click.option("--from-year", default=0, metavar="YEAR", help="The first year that it held for. [every year]")
@click.pass_obj
def clear(context: CliContext, entity: str, line: str, language: str, from_year: int) -> None:
    """Take an explanation of LINE back."""
    from toolbox_budget_portal.explaining.services import explain as write

    context.require_plugin("budget_portal")
    spoken = language or context.settings().site.languages[0]
    with context.database().write() as session:
        write(session, entity, line, text="", language=spoken, from_year=from_year, by=context.actor)
    click.echo(f"The explanation of {line} ({spoken}) is gone.")
