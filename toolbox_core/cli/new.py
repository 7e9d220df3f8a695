"""``toolbox new``: a new module from the template, or an older one brought up to it."""

from __future__ import annotations

from pathlib import Path

import click

from toolbox_core.cli.context import CliContext, json_option

ANSWERS = {
    "id": "Its id: small letters, digits, underscores (else made from the name).",
    "description": "One sentence: what is it for?",
    "licence": "An SPDX id that is approved by the Open Source Initiative (EUPL-1.2).",
    "organisation": "Who publishes it.",
    "contact": "An e-mail address that somebody reads.",
    "source": "The address of its source.",
    "actions": "Numbers of the collective actions it serves, with commas.",
}


def _answers(function: click.decorators.FC) -> click.decorators.FC:
    for name, words in reversed(ANSWERS.items()):
        function = click.option(f"--{name}", default="", metavar=name.upper(), help=words)(function)
    return function


@click.command(epilog="Example: toolbox new 'Street trees' --organisation 'City of Example' --without job")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--no-input", is_flag=True, help="Ask nothing; take the answers given here and the template's own.")
@click.option(
    "--output-dir", type=click.Path(path_type=Path), default=Path(), help="Where the module's folder is made."
)
@_answers
@click.option(
    "--with",
    "with_",
    multiple=True,
    metavar="PARTS",
    help="Only these parts: tables,pages,api,importer,job,translations.",
)
@click.option("--without", multiple=True, metavar="PARTS", help="All parts but these.")
@click.option(
    "--update",
    "update_",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Bring the module in DIR up to the present template.",
)
@json_option
@click.pass_obj
def new(
    context: CliContext,
    /,
    name: str | None,
    no_input: bool,
    output_dir: Path,
    with_: tuple[str, ...],
    without: tuple[str, ...],
    update_: Path | None,
    as_json: bool,
    **given: str,
) -> None:
    """Make a new module NAME: pages, tables, importer, tests, documents; green at once.

    Without --no-input it asks for what was not given.
    """
    from toolbox_core import scaffold
    from toolbox_core.plugins.discovery import entry_points

    if update_ is not None:
        done = scaffold.update(update_)
        lines = [f"{len(done.replaced)} files replaced, {len(done.added)} added, {len(done.removed)} removed."]
        lines += [f"kept as you changed it: {path}" for path in done.kept]
        lines += [f"changed by you and by the template; look at {path}.new" for path in done.beside]
        answer = {key: getattr(done, key) for key in ("added", "replaced", "removed", "kept", "beside")}
        context.emit(answer, as_json, "\n".join(lines))
        return
    if not name:
        raise click.UsageError("Give the module a NAME, such as 'Street trees'.")
    parts = scaffold.parts_of(with_, without)
    if not no_input:
        given = _ask(given, scaffold.licences(), scaffold.id_of(name))
    answers = scaffold.answers_for(name, parts=parts, given=given)
    made = scaffold.make(answers, output_dir, installed={entry.id for entry in entry_points()})
    words = (
        f"The module is in {made}.\n"
        f"Next: cd {made}; make test; pip install -e .; toolbox --site DIR migrate; "
        f"toolbox --site DIR plugins enable {_id_in(made)}"
    )
    context.emit({"folder": str(made), "id": _id_in(made)}, as_json, words)


def _ask(given: dict[str, str], licences: tuple[str, ...], id_: str) -> dict[str, str]:
    """Ask for what was not given; an empty answer takes the template's own."""
    answers = dict(given)
    for key, words in ANSWERS.items():
        if answers[key]:
            continue
        if key == "licence":
            answers[key] = click.prompt("Licence", type=click.Choice(licences), default=licences[0])
        else:
            default = id_ if key == "id" else ""
            answers[key] = click.prompt(
                words.rstrip(".").partition(" (")[0], default=default, show_default=bool(default)
            )
    return answers


def _id_in(made: Path) -> str:
    import json

    from toolbox_core.scaffold import NOTE

    return str(json.loads((made / NOTE).read_text(encoding="utf-8"))["answers"]["id"])
