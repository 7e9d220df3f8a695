"""Files become entries: looked at, loaded as a draft, and the way in that the browser offers.

The command line and the browser share every step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from toolbox_core import (
    N_,
    FileStore,
    ImportAnswers,
    ImportColumn,
    Importer,
    ImportFile,
    ImportProposal,
    ImportReport,
    ImportRow,
    InputError,
    LimitSettings,
    Problem,
    Table,
    ToolboxError,
    fold,
    import_rows,
    open_table,
    store_source,
)

from {{ cookiecutter.package }} import services
from {{ cookiecutter.package }}.rows import COLUMNS, Row, read_entry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CHOICES = {"": N_("not used"), **{column.name: column.title for column in COLUMNS}}
SHOWN = 10


def guessed(columns: Sequence[str]) -> dict[str, str]:
    """What each column of a file seems to mean, by its name: ``{column: code|name|kind|since}``."""
    known = [column.name for column in COLUMNS]
    return {column: fold(column).strip() for column in columns if fold(column).strip() in known}


def inspect(paths: Sequence[Path], limits: LimitSettings) -> ImportProposal:
    """Look at uploaded files and propose what their columns mean."""
    return ImportProposal(
        files=[_look(path, limits) for path in paths],
        choices=CHOICES,
        state={"names": [path.name for path in paths]},
    )


def _look(path: Path, limits: LimitSettings) -> ImportFile:
    try:
        with open_table(path, limits=limits) as table:
            meant = guessed(table.columns)
            facts = [table.encoding_guess.evidence] if table.encoding_guess else []
            facts += [table.delimiter_guess.evidence] if table.delimiter_guess else []
            return ImportFile(
                name=path.name,
                facts=facts,
                columns=[
                    ImportColumn(key=f"{path.name}/{column}", name=column, choice=meant.get(column, ""))
                    for column in table.columns
                ],
                rows=[ImportRow(number=number, raw=cells) for number, cells in table.sample(SHOWN)],
            )
    except ToolboxError as error:
        return ImportFile(name=path.name, problem=str(error))


def draft(session: Session, answers: ImportAnswers) -> list[int]:
    """Store uploaded files as one draft, read as the publisher decided."""
    report = ImportReport(name=", ".join(answers.state["names"]))
    version = services.begin(session, by=answers.by)
    sources = []
    for name in answers.state["names"]:
        prefix = f"{name}/"
        meant = {
            key.removeprefix(prefix): choice
            for key, choice in answers.columns.items()
            if key.startswith(prefix) and choice
        }
        path = answers.folder / name
        _read(session, version.id, path, answers.limits, meant, report)
        sources.append((store_source(session, answers.files, path, name=name), name, {"columns": meant}))
        answers.progress(report.rows_read)
    services.finish(session, version, report, sources)
    return [version.id]


def load_file(session: Session, files: FileStore, path: Path, limits: LimitSettings, *, by: str) -> ImportReport:
    """Store one file as a draft, its columns read by their names. Raises as ``open_table`` and ``_read`` say."""
    report = ImportReport(name=path.name)
    with open_table(path, limits=limits) as table:
        meant = guessed(table.columns)
    version = services.begin(session, by=by)
    _read(session, version.id, path, limits, meant, report)
    source = store_source(session, files, path, name=path.name)
    services.finish(session, version, report, [(source, path.name, {"columns": meant})])
    return report


def _read(
    session: Session, version: int, path: Path, limits: LimitSettings, meant: Mapping[str, str], report: ImportReport
) -> None:
    """Read one file under a draft. Raises ``InputError`` when no column holds the codes, or two mean the same."""
    chosen = list(meant.values())
    for name in ("code", "name"):
        if name not in chosen:
            raise InputError(f"No column of {path.name} holds the {name}.", fix="Choose it, or name the column so.")
    if len(set(chosen)) != len(chosen):
        raise InputError(f"Two columns of {path.name} mean the same.", fix="Choose one of them.")
    with open_table(path, limits=limits) as table:

        def parse(number: int, cells: list[str]) -> Row | Sequence[Problem]:
            return read_entry(number, _named(table, cells, meant))

        import_rows(table, parse, lambda rows: services.store(session, version, rows, report), report, source=path.name)


def _named(table: Table, cells: Sequence[str], meant: Mapping[str, str]) -> dict[str, str]:
    return {meant[column]: cell for column, cell in zip(table.columns, cells, strict=True) if column in meant}


def publish(session: Session, version: int, by: str, accepted: int) -> None:
    """Make a draft public: the browser's button."""
    services.publish_version(session, version, by, accepted)


IMPORTER = Importer(
    id="entries",
    label=N_("Entries"),
    hint=N_("A table with the columns code, name, kind and since: CSV or a spreadsheet"),
    permission="{{ cookiecutter.id }}.import",
    publish_permission="{{ cookiecutter.id }}.publish",
    inspect=inspect,
    draft=draft,
    publish=publish,
    discard=services.discard_version,
)
