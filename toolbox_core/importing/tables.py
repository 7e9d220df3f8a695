"""Tables out of files, row by row: CSV of any kind, spreadsheets, plain or packed. Memory use is flat for text.

Row numbers count the file's records from 1, the header included, as a spreadsheet shows them; a quoted cell with line
breaks is one record, a blank line is one too. What cannot be read as a row is reported as a ``Problem`` and the reading
goes on; what makes the rest of the file unreadable raises ``UnreadableFile``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from toolbox_core.config import LimitSettings
from toolbox_core.contracts import Problem
from toolbox_core.exceptions import InputError, NotFound, UnreadableFile
from toolbox_core.importing.containers import Container, look, open_stream
from toolbox_core.importing.delimiters import DelimiterGuess, sniff_delimiter
from toolbox_core.importing.report import shorten
from toolbox_core.importing.sniff import CHUNK, EncodingGuess, sniff_chunks

SAMPLE_CHARACTERS = 1 << 18
"""How much text the delimiter is guessed from."""
KEPT_PROBLEMS = 1000
DEFAULT_LIMITS = LimitSettings()

Records = Iterator[tuple[int, int, "list[str] | Problem"]]
"""``(row number, line number where it ends, cells or what is wrong)``."""


class Table:
    """An opened table. Use as a context manager; ``rows()`` may be called again to read from the start.

    ``columns`` are unique: a repeated name gets ``_2``, an empty one ``column_5``; ``header`` is as in the file.
    ``encoding``, ``delimiter`` are what is used; ``encoding_guess`` and ``delimiter_guess`` are there when guessed.
    ``problems`` keeps the first of the problems met, ``problem_count`` all; ``blank_rows`` rows without any content.
    """

    def __init__(self, container: Container, records: Callable[[], Records], resources: ExitStack) -> None:
        self.container = container
        self.encoding = ""
        self.delimiter = ""
        self.quotechar = '"'
        self.encoding_guess: EncodingGuess | None = None
        self.delimiter_guess: DelimiterGuess | None = None
        self.sheet = ""
        self.sheets: tuple[str, ...] = ()
        self.header: list[str] = []
        self.columns: list[str] = []
        self.problems: list[Problem] = []
        self.problem_count = 0
        self.blank_rows = 0
        self._records = records
        self.comment = ""
        self.has_header = True
        self.skip_rows = 0
        self._resources = resources

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *exc: object) -> None:
        self._resources.close()

    @property
    def name(self) -> str:
        """The table's file name."""
        return self.container.name

    def rows(self, on_problem: Callable[[Problem], None] | None = None) -> Iterator[tuple[int, list[str]]]:
        """``(row number, cells)`` with exactly one cell per column; problems go to ``on_problem`` and are counted."""
        self.problems, self.problem_count, self.blank_rows = [], 0, 0
        width = len(self.columns)
        for number, line, found in self._body():
            if isinstance(found, Problem):
                self._note(found, on_problem)
            elif len(found) == width:
                if any(found):
                    yield number, found
                else:
                    self.blank_rows += 1
            elif not any(cell.strip() for cell in found):
                self.blank_rows += 1
            elif len(found) > width and not any(cell.strip() for cell in found[width:]):
                yield number, found[:width]  # Delimiters without content after the last column say nothing.
            else:
                self._note(_ragged(number, line, found, width), on_problem)

    def sample(self, count: int = 20) -> list[tuple[int, list[str]]]:
        """The first rows, for showing to a person."""
        rows = self.rows()
        return [row for row, _ in zip(rows, range(count), strict=False)]

    def _body(self) -> Records:
        records = self._records()
        first = self.skip_rows + (1 if self.has_header else 0)
        if first:
            records = (record for record in records if record[0] > first)
        if self.comment:
            records = (record for record in records if not self._is_comment(record[2]))
        return records

    def _is_comment(self, found: list[str] | Problem) -> bool:
        return bool(self.comment and isinstance(found, list) and found and found[0].startswith(self.comment))

    def _note(self, problem: Problem, on_problem: Callable[[Problem], None] | None) -> None:
        self.problem_count += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(problem)
        if on_problem is not None:
            on_problem(problem)

    def read_header(self) -> None:
        """Read the names of the columns. Called once, by ``open_table``."""
        for number, _, found in self._records():
            if number <= self.skip_rows:
                continue
            if isinstance(found, Problem):
                raise UnreadableFile(f"The first row of {self.name} cannot be read: {found.message}")
            if self._is_comment(found) or not any(cell.strip() for cell in found):
                if self.has_header:
                    self.skip_rows = number  # Blank rows and comments above the header are part of what is skipped.
                continue
            self.header = [cell.strip() for cell in found] if self.has_header else []
            self.columns = unique_names(self.header if self.has_header else [""] * len(found))
            return
        others = ", ".join(name for name in self.sheets if name != self.sheet)
        if others:
            raise UnreadableFile(
                f"The sheet {self.sheet!r} of {self.name} holds no rows.", fix=f"Choose another sheet: {others}."
            )
        raise UnreadableFile(f"{self.name} holds no rows.", fix="Ask for the file again.")


def open_table(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    quotechar: str | None = None,
    header: bool = True,
    sheet: str | None = None,
    skip_rows: int = 0,
    comment: str = "",
    member: str = "",
    limits: LimitSettings = DEFAULT_LIMITS,
) -> Table:
    """Open a table. What is not given is guessed (see ``encoding_guess``, ``delimiter_guess``).

    ``skip_rows`` rows above the header are passed over, and rows anywhere that begin with ``comment``; ``sheet`` names
    a sheet of a workbook (the first otherwise), ``member`` a table of a zip that holds several.
    Raises ``UnreadableFile`` with a whole sentence.
    """
    path = Path(path)
    container = look(path, limits=limits, member=member)
    if container.kind == "sheet":
        from toolbox_core.importing.sheets import open_sheet

        table = open_sheet(container, sheet=sheet, limits=limits)
    else:
        table = _open_text(container, encoding, delimiter, quotechar, limits)
    table.has_header, table.skip_rows, table.comment = header, skip_rows, comment
    try:
        table.read_header()
    except BaseException:
        table.__exit__()
        raise
    return table


def sheet_names(path: Path | str, *, limits: LimitSettings = DEFAULT_LIMITS) -> tuple[str, ...]:
    """The names of a workbook's sheets, empty ones too; none for a file of text. Raises ``UnreadableFile``."""
    container = look(Path(path), limits=limits, member="")
    if container.kind != "sheet":
        return ()
    from toolbox_core.importing.sheets import open_sheet

    with open_sheet(container, sheet=None, limits=limits) as table:
        return table.sheets


def read_row(
    path: Path,
    row_number: int,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    quotechar: str | None = None,
    header: bool = True,
    sheet: str | None = None,
    skip_rows: int = 0,
    comment: str = "",
    member: str = "",
    limits: LimitSettings = DEFAULT_LIMITS,
) -> list[str]:
    """The cells of one record, as in the file, for the page that shows a figure's source.

    Raises ``NotFound`` when the file has no such row. Hand over the same options as when the file was imported.
    """
    with open_table(
        path,
        encoding=encoding,
        delimiter=delimiter,
        quotechar=quotechar,
        header=header,
        sheet=sheet,
        skip_rows=skip_rows,
        comment=comment,
        member=member,
        limits=limits,
    ) as table:
        for number, cells in table.rows():
            if number == row_number:
                return cells
            if number > row_number:
                break
    raise NotFound(f"{path.name} has no row {row_number} with content.")


def unique_names(names: Sequence[str]) -> list[str]:
    """Column names without repetition: ``["Cap.", "Cap.", ""]`` becomes ``["Cap.", "Cap._2", "column_3"]``."""
    taken = {name for name in names if name}
    used: set[str] = set()
    unique = []
    for position, name in enumerate(names, start=1):
        candidate = base = name or f"column_{position}"
        count = 2
        while candidate in used or (candidate in taken and candidate != name):
            candidate = f"{base}_{count}"
            count += 1
        used.add(candidate)
        unique.append(candidate)
    return unique


def _open_text(
    container: Container,
    encoding: str | None,
    delimiter: str | None,
    quotechar: str | None,
    limits: LimitSettings,
) -> Table:
    resources = ExitStack()
    stream: list[TextIO] = []

    def records() -> Records:
        for text in stream:
            text.close()
        stream.clear()
        binary = resources.enter_context(open_stream(container, limits=limits))
        text = io.TextIOWrapper(binary, encoding=table.encoding, newline="")
        stream.append(text)
        return _text_records(_Lines(text, container.name, table.encoding, limits.line_bytes), table)

    table = Table(container, records, resources)
    if encoding is None:
        with open_stream(container, limits=limits) as binary:
            table.encoding_guess = sniff_chunks(iter(lambda: binary.read(CHUNK), b""))
        if not table.encoding_guess.encoding:
            raise UnreadableFile(f"The encoding of {container.name} is not known.", fix=table.encoding_guess.evidence)
    table.encoding = _known_encoding(encoding or (table.encoding_guess.encoding if table.encoding_guess else ""))
    if delimiter is None or quotechar is None:
        with open_stream(container, limits=limits) as binary:
            text = io.TextIOWrapper(binary, encoding=table.encoding, errors="replace", newline="")
            guess = sniff_delimiter(text.read(SAMPLE_CHARACTERS))
        if delimiter is None:
            table.delimiter_guess = guess
        quotechar = quotechar or guess.quotechar
        delimiter = delimiter or guess.delimiter
    if len(delimiter) != 1 or len(quotechar) != 1:
        raise InputError(
            f"The delimiter {delimiter!r} and the quotation mark {quotechar!r} must be one character each."
        )
    table.delimiter, table.quotechar = delimiter, quotechar
    return table


def _known_encoding(encoding: str) -> str:
    try:
        "".encode(encoding)
    except LookupError:
        raise InputError(
            f"There is no encoding called {encoding!r}.", fix="Use a name such as utf-8 or cp1252."
        ) from None
    # A byte order mark is never part of the first column's name, whether or not the caller knew of it.
    return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding


def _text_records(lines: _Lines, table: Table) -> Records:
    """Every record of a text, the header included. A record that breaks the rules of CSV becomes a ``Problem``."""
    reader = csv.reader(lines, delimiter=table.delimiter, quotechar=table.quotechar, strict=True)
    number = 0
    while True:
        number += 1
        began = lines.count + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, lines.count, _csv_problem(error, table.name, number, began, lines)
            continue
        if lines.zeros:
            lines.zeros = False
            yield number, lines.count, _problem(number, "nul-byte", f"Row {number} holds a zero byte; it is damaged.")
            continue
        yield number, lines.count, cells


class _Lines:
    """Lines of a text, each no longer than a limit, counted; errors of decoding become sentences with the place."""

    def __init__(self, text: TextIO, name: str, encoding: str, longest: int) -> None:
        self.count = 0
        self.zeros = False
        self.last = ""
        self._readline = text.readline
        self._name = name
        self._encoding = encoding
        self._longest = longest

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        try:
            line = self._readline(self._longest)
        except UnicodeDecodeError as error:
            place = self.count + 1 + error.object[: error.start].count(b"\n")
            name = self._encoding.removesuffix("-sig").upper()
            raise UnreadableFile(
                f"{self._name} is not {name}: byte {error.object[error.start]:#04x} in line {place} does not fit.",
                fix="Choose another encoding.",
            ) from None
        if not line:
            raise StopIteration
        self.count += 1
        if len(line) >= self._longest and line[-1] not in "\r\n":
            raise UnreadableFile(
                f"Line {self.count} of {self._name} is longer than {self._longest:,} characters; this is no table.",
                fix="Check the file, or raise [limits] line_bytes.",
            )
        if "\0" in line:
            self.zeros = True
        self.last = line
        return line


def _csv_problem(error: csv.Error, name: str, number: int, began: int, lines: _Lines) -> Problem:
    """What a record that is no CSV means; an endless quotation swallows the rest of the file and stops the reading."""
    reason = str(error)
    if "field larger" in reason:
        raise UnreadableFile(
            f"A cell in row {number} (line {began}) of {name} is longer than {csv.field_size_limit():,} characters; "
            f"perhaps a quotation mark is never closed.",
            fix="Correct that line, or choose another quotation mark.",
        )
    if "unexpected end" in reason:
        raise UnreadableFile(
            f"A quotation mark opened in row {number} (line {began}) of {name} is never closed, "
            f"so the rows after it cannot be told apart.",
            fix="Correct that line, or choose another quotation mark.",
        )
    message = (
        f"Row {number} (line {lines.count}) has a quotation mark in the wrong place, so its cells cannot be told apart."
    )
    return _problem(number, "bad-quotes", message, value=lines.last.strip())


def _ragged(number: int, line: int, cells: list[str], width: int) -> Problem:
    few = len(cells) < width
    message = f"Row {number} (line {line}) has {len(cells)} cells, but the table has {width} columns."
    return _problem(number, "too-few-cells" if few else "too-many-cells", message, value=" | ".join(cells))


def _problem(number: int, rule: str, message: str, *, value: str = "") -> Problem:
    return Problem(row=number, column="", value=shorten(value), rule=rule, message=message)
