"""What the commands that load side tables have in common: their options, and what they say in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from toolbox_core import CliContext, json_option

_Command = Callable[..., Any]


def side_table_options(*, owner: str, year: str = "", file: str = "FILE") -> Callable[[_Command], _Command]:
    """The file, whose it is (``owner`` says it in a sentence), the ``year`` if there is one, licence and ``--json``."""

    def add(command: _Command) -> _Command:
        wrapped = click.pass_obj(command)
        wrapped = json_option(wrapped)
        wrapped = click.option("--licence", default="", help="The file's licence, as an SPDX name.")(wrapped)
        if year:
            wrapped = click.option("--year", required=True, type=int, metavar="YEAR", help=year)(wrapped)
        wrapped = click.option("--entity", required=True, metavar="SLUG", help=owner)(wrapped)
        return click.argument("file", type=click.Path(path_type=Path), metavar=file)(wrapped)

    return add


def tell(context: CliContext, as_json: bool, version: int, lines: Sequence[str], **answer: Any) -> None:
    """Say what was stored, and what comes next."""
    found: Mapping[str, Any] = {"version": version, **answer}
    text = [*lines, f"Next: toolbox budget publish {version}"]
    context.emit(found, as_json, "\n".join(text))
