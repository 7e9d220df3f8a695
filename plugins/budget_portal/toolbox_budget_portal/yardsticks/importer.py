"""The same way in through the browser: upload, see what was understood, draft, publish."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from toolbox_budget_portal.yardsticks import reading, services
from toolbox_budget_portal.yardsticks.records import KINDS
from toolbox_core import (
    N_,
    ImportAnswers,
    ImportColumn,
    ImportField,
    ImportFile,
    ImportProposal,
    ImportRow,
    InputError,
    LimitSettings,
    open_table,
)

CHOICES = {"": N_("not used"), "year": N_("year"), "value": N_("figure")}


def inspect(paths: Sequence[Path], limits: LimitSettings) -> ImportProposal:
    """What the file seems to hold: the kind by the names of its columns. Raises ``InputError``."""
    if len(paths) != 1:
        raise InputError("One file holds one kind of figure.", fix="Upload the files one after the other.")
    with open_table(paths[0], limits=limits) as table:
        guesses = {kind: reading.guess_columns(table.columns, kind) for kind in KINDS}
        kind = next((kind for kind, (_, value) in guesses.items() if value), "")
        year, value = guesses[kind or KINDS[0]]
        columns = [
            ImportColumn(key=str(at), name=name, choice="year" if name == year else "value" if name == value else "")
            for at, name in enumerate(table.columns)
        ]
        rows = [ImportRow(number=number, raw=cells) for number, cells in table.sample(10)]
        names = list(table.columns)
    fields = [
        ImportField(key="entity", label=N_("Whose figures are they? The short name in the address"), required=True),
        ImportField(
            key="kind",
            label=N_("What are the figures?"),
            hint=N_("population, inflation (change in per cent), prices (an index) or gdp"),
            value=kind,
            required=True,
        ),
        ImportField(
            key="only",
            label=N_("Which rows are meant?"),
            hint=N_("One on each line, such as Id=1; leave it empty for all"),
            rows=2,
        ),
        ImportField(key="licence", label=N_("Licence of the file"), hint=N_("An SPDX name, such as CC-BY-4.0")),
    ]
    file = ImportFile(name=paths[0].name, columns=columns, rows=rows)
    return ImportProposal(files=[file], choices=CHOICES, fields=fields, state={"file": paths[0].name, "columns": names})


def draft(session: Any, answers: ImportAnswers) -> list[int]:
    """Store the figures as a draft. Raises ``InputError``."""
    names, chosen = answers.state["columns"], {choice: int(key) for key, choice in answers.columns.items() if choice}
    version, _ = services.import_yardstick(
        session,
        answers.files,
        answers.folder / answers.state["file"],
        entity=answers.fields["entity"].strip(),
        kind=answers.fields["kind"].strip(),
        year_column=names[chosen["year"]] if "year" in chosen else "",
        value_column=names[chosen["value"]] if "value" in chosen else "",
        only=read_conditions(answers.fields["only"].splitlines()),
        licence=answers.fields["licence"].strip(),
        by=answers.by,
        limits=answers.limits,
    )
    return [version]


def read_conditions(lines: Sequence[str]) -> dict[str, str]:
    """``Id=1`` → ``{"Id": "1"}``. Raises ``InputError``."""
    found = {}
    for line in lines:
        if not line.strip():
            continue
        name, sign, value = line.partition("=")
        if not (sign and name.strip()):
            raise InputError(f"{line!r} does not say which rows are meant.", fix="Write COLUMN=VALUE, such as Id=1.")
        found[name.strip()] = value.strip()
    return found
