"""``toolbox search``: the index of everything that can be found: build it anew, count it."""

from __future__ import annotations

import sys

import click

from toolbox_core.cli.context import CliContext, json_option


@click.group(epilog="Example: toolbox search rebuild")
def search() -> None:
    """Build the search index anew, and count what is in it."""


@search.command(epilog="Example: toolbox search rebuild --json")
@json_option
@click.pass_obj
def rebuild(context: CliContext, as_json: bool) -> None:
    """Ask every active module anew what can be found.

    People find what was there before until a dataset is done; the site keeps running. Exit code 1 when a module could
    not answer: what it had in the index stays.
    """
    from toolbox_core.plugins.lifecycle import build_registry
    from toolbox_core.plugins.runner import Runner
    from toolbox_core.services import search as service

    settings, database = context.settings(), context.database()
    registry = build_registry(settings, database, Runner(settings.plugins), safe_mode=context.safe_mode)
    shown = sys.stderr.isatty()

    def progress(done: int, total: int, name: str) -> None:
        if shown:
            click.echo(f"\r\033[K{done:,} of {total:,} datasets: {name}", nl=done == total, err=True)

    outcome = service.rebuild(database, registry.search_sources, progress)
    total = sum(outcome.documents.values())
    lines = [f"{plugin}: {number:,} documents" for plugin, number in outcome.documents.items()]
    lines.append(f"{total:,} documents can be found now; {outcome.removed:,} that nobody answers for were taken out.")
    answer = {"documents": outcome.documents, "total": total, "removed": outcome.removed, "faults": outcome.faults}
    for sentence in outcome.faults:
        click.echo(sentence, err=True)
    context.emit(answer, as_json, "\n".join(lines))
    sys.exit(1 if outcome.faults else 0)


@search.command(epilog="Example: toolbox search stats --json")
@json_option
@click.pass_obj
def stats(context: CliContext, as_json: bool) -> None:
    """Say how many documents each module has in the index."""
    from toolbox_core.services import search as service

    with context.database().read() as session:
        sizes = service.sizes(session)
    totals = {plugin: sum(datasets.values()) for plugin, datasets in sizes.items()}
    lines = [
        f"{plugin}: {totals[plugin]:,} documents in {len(datasets):,} datasets" for plugin, datasets in sizes.items()
    ]
    answer = {"documents": totals, "datasets": sizes, "total": sum(totals.values())}
    context.emit(answer, as_json, "\n".join(lines) or "Nothing can be found yet.")
