"""The way in through the browser, the same for every kind: upload, see what was understood, correct it, draft.

A kind says what its columns are called (``FIELDS`` of its reading), what else is asked, and how its file is loaded:
by the very function that the command calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy.orm import Session

from toolbox_budget_portal.side_tables.sheet import Columns, Field, guess
from toolbox_core import (
    N_,
    FileStore,
    ImportAnswers,
    ImportColumn,
    ImportField,
    ImportFile,
    ImportProposal,
    ImportRow,
    InputError,
    LimitSettings,
    Table,
    ToolboxError,
    open_table,
    sniff_number_format,
)

ENTITY = ImportField(
    key="entity",
    label=N_("Whose budget does it stand beside? The short name in the address"),
    hint=N_("Such as port-sennen; it has budgets already"),
    required=True,
)
YEAR = ImportField(key="year", label=N_("Fiscal year"), hint=N_("Its budget is published already"), required=True)
LICENCE = ImportField(key="licence", label=N_("Licence of the file"), hint=N_("An SPDX name, such as CC-BY-4.0"))
KIND = ImportField(
    key="kind",
    label=N_("Of which classification are the codes?"),
    value="functional",
    choices={
        "functional": N_("purpose"),
        "economic": N_("economic type"),
        "administrative": N_("department"),
        "programme": N_("programme"),
        "object": N_("object"),
        "geographic": N_("place"),
        "fund": N_("fund"),
    },
)
NOT_USED = {"": N_("not used")}
SHOWN, SNIFFED = 10, 2_000
"""Rows that are shown, and rows that the way of writing numbers is told by."""
HIDDEN = "···"
"""What stands for a cell that could tell a natural person's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An uploaded file with what the publisher said of it: field → column, and the answers to the questions."""

    path: Path
    columns: Columns
    answers: Mapping[str, str]
    files: FileStore
    limits: LimitSettings
    by: str

    @property
    def entity(self) -> str:
        """The short name of whose table it is."""
        return self.answers["entity"]

    @property
    def licence(self) -> str:
        """The licence, empty when it was not said."""
        return self.answers["licence"]

    @property
    def year(self) -> int:
        """The fiscal year. Raises ``InputError``."""
        text = self.answers["year"]
        if not (text.isascii() and text.isdigit() and 1000 <= int(text[:9]) <= 2999):
            raise InputError(f"{text[:40]!r} is not a fiscal year.", fix="Give four digits, such as 2025.")
        return int(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form of one kind of side table. ``label``, ``hint`` and the ``words`` of its fields are message ids.

    ``guess(columns)`` says which column holds which field, and answers that can be guessed from that. ``check(path,
    columns, limits)`` reads the whole file as far as it can be read without the database and returns the evidence.
    ``load(session, upload)`` stores a draft and returns its id. ``open`` are the fields that may be shown before the
    file is stored; ``None``: all of them. ``look`` is for files that are no tables.
    """

    id: str
    label: str
    hint: str
    fields: Sequence[Field] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    asks: Sequence[ImportField] = (ENTITY, YEAR)
    load: Callable[[Session, Upload], int]
    check: Callable[[Path, Columns, LimitSettings], Sequence[str]] | None = None
    guess: Callable[[Sequence[str]], tuple[Columns, Mapping[str, str]]] | None = None
    open: frozenset[str] | None = None
    look: Callable[[Path, LimitSettings], ImportFile] | None = None

    def inspect(self, paths: Sequence[Path], limits: LimitSettings) -> ImportProposal:
        """What a file seems to hold: its columns, its first rows, how it was understood. Raises ``InputError``."""
        if len(paths) != 1:
            raise InputError("One file holds one table.", fix="Upload the files one after the other.")
        path = paths[0]
        names: list[str] = []
        told: Mapping[str, str] = {}
        if self.look is not None:
            file = self.look(path, limits)
        else:
            with open_table(path, limits=limits) as table:
                columns, told = self.guess(table.columns) if self.guess else (guess(table.columns, self.fields), {})
                names = list(table.columns)
                file = self._file(table, columns, self._evidence(path, columns, limits))
        asked = [replace(one, value=told.get(one.key, one.value)) for one in (*self.asks, LICENCE)]
        state = {"file": path.name, "columns": names}
        return ImportProposal(files=[file], choices={**NOT_USED, **self.words}, fields=asked, state=state)

    def _evidence(self, path: Path, columns: Columns, limits: LimitSettings) -> tuple[list[str], str]:
        """How the file was understood, or what is wrong with it as it is understood now."""
        if self.check is None or any(one.needed and one.key not in columns for one in self.fields):
            return [], ""
        try:
            return list(self.check(path, columns, limits)), ""
        except ToolboxError as error:
            return [], str(error)

    def _file(self, table: Table, columns: Columns, checked: tuple[list[str], str]) -> ImportFile:
        facts, problem = checked
        if table.encoding_guess is not None:
            facts = [f"Encoding {table.encoding}: {table.encoding_guess.evidence}", *facts]
        if table.delimiter_guess is not None:
            facts = [f"Delimiter {table.delimiter!r}: {table.delimiter_guess.evidence}", *facts]
        meaning = {name: key for key, name in columns.items()}
        keys = [meaning.get(name, "") for name in table.columns]
        columns_shown = [
            ImportColumn(key=str(at), name=name, choice=key, evidence="Its name says so." if key else "")
            for at, (name, key) in enumerate(zip(table.columns, keys, strict=True))
        ]
        return ImportFile(
            name=table.name, facts=facts, columns=columns_shown, rows=self._rows(table, keys), problem=problem
        )

    def _rows(self, table: Table, keys: Sequence[str]) -> list[ImportRow]:
        """The first rows as they stand, and what their numbers are read as."""
        sample = table.sample(SNIFFED)
        places = [keys.index(one.key) for one in self.fields if one.number and one.key in keys]
        formats = {at: sniff_number_format(cells[at] for _, cells in sample) for at in places}
        rows = []
        for number, cells in sample[:SHOWN]:
            read, problems = [], []
            for at, written in formats.items():
                try:
                    read.append(f"{table.columns[at]}: {written.parse(cells[at]):f}")
                except ValueError as error:
                    problems.append(str(error))
            raw = list(map(self._shown, cells, keys))
            rows.append(ImportRow(number=number, raw=raw, read=read, problems=problems))
        return rows

    def _shown(self, cell: str, key: str) -> str:
        return cell if self.open is None or key in self.open or not cell.strip() else HIDDEN

    def draft(self, session: Session, answers: ImportAnswers) -> list[int]:
        """Store the file as a draft, by what the publisher said. Raises ``InputError``."""
        names, columns = answers.state["columns"], dict[str, str]()
        for at, choice in answers.columns.items():
            if choice and choice in columns:
                raise InputError(
                    f"{columns[choice]!r} and {names[int(at)]!r} are both said to be the {choice}.",
                    fix="Choose one of them; leave the other “not used”.",
                )
            if choice:
                columns[choice] = names[int(at)]
        upload = Upload(
            path=answers.folder / answers.state["file"],
            columns=columns,
            answers={key: value.strip() for key, value in answers.fields.items()},
            files=answers.files,
            limits=answers.limits,
            by=answers.by,
        )
        return [self.load(session, upload)]
