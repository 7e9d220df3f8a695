"""What the cells of a file say about its columns: formats, distinct values, which column labels which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolbox_budget_portal.descriptor import words
from toolbox_core import (
    LimitSettings,
    NumberFormat,
    Presence,
    Table,
    UnreadableFile,
    open_table,
    presence,
    sniff_number_format,
)

LOOKED_AT = 50_000
"""Rows that a proposal is based on."""
_MONEY = r"(?:[^\w\s.,'()%-]|[A-Z]{3})?"
_NUMBER = re.compile(rf"[-−(]?\s*{_MONEY}\s*[-−]?[\d][\d.,'\s\u00a0\u202f]*\s*{_MONEY}\s*%?\)?-?")


@dataclass(slots=True)
class ColumnEvidence:
    """One column: its cells (of the rows looked at) and what they are."""

    name: str
    cells: list[str]
    distinct: int = 0
    filled: int = 0
    numbers: int = 0
    absent: dict[str, int] = field(default_factory=dict)
    number_format: NumberFormat | None = None
    leading_zeros: bool = False
    repeats: str = ""

    @property
    def is_numeric(self) -> bool:
        """Whether nearly all cells are numbers (or words for their absence)."""
        return self.numbers > 0 and self.numbers >= 0.9 * (self.filled - sum(self.absent.values()))

    @property
    def has_decimals(self) -> bool:
        """Whether numbers with a decimal or a thousands sign occur."""
        return self.number_format is not None and bool(self.number_format.decimal or self.number_format.group)

    @property
    def has_negatives(self) -> bool:
        """Whether a number is below zero."""
        return any(cell.strip().startswith(("-", "−", "(")) for cell in self.cells if any(map(str.isdigit, cell)))


@dataclass(slots=True)
class FileEvidence:
    """One file: how it is written and what its columns hold."""

    path: Path
    encoding: str
    encoding_evidence: str
    encoding_ambiguous: bool
    delimiter: str
    delimiter_evidence: str
    quotechar: str
    header: bool
    sheet: str
    columns: list[ColumnEvidence]
    rows_seen: int
    more_rows: bool
    first_rows: list[tuple[int, list[str]]]
    candidates: list[str] = field(default_factory=list)


def look_at(path: Path, limits: LimitSettings | None = None) -> FileEvidence:
    """Read a file's first rows and weigh them. Raises ``UnreadableFile``."""
    with _open(path, limits, header=False) as table:
        has_header = not _begins_with_data([cells for _, cells in table.sample(30)])
    with _open(path, limits, header=has_header) as table:
        return _weigh(path, table, header=has_header)


def _open(path: Path, limits: LimitSettings | None, *, header: bool) -> Table:
    return open_table(path, header=header) if limits is None else open_table(path, header=header, limits=limits)


def _begins_with_data(records: Sequence[list[str]]) -> bool:
    """Whether the first row is no header: it has plain numbers that are no years where its column has numbers too."""
    if not records:
        return False
    for at, name in enumerate(cell.strip() for cell in records[0]):
        if not _NUMBER.fullmatch(name) or words.column_year(name) is not None:
            continue
        if all(not cells[at].strip() or _NUMBER.fullmatch(cells[at].strip()) for cells in records[1:]):
            return True
    return False


def _weigh(path: Path, table: Table, *, header: bool) -> FileEvidence:
    columns: list[list[str]] = [[] for _ in table.columns]
    first_rows: list[tuple[int, list[str]]] = []
    seen, more = 0, False
    for number, cells in table.rows():
        if seen == LOOKED_AT:
            more = True
            break
        seen += 1
        if seen <= 20:
            first_rows.append((number, list(cells)))
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
    if not seen:
        raise UnreadableFile(f"{path} has a header and no rows.", fix="Export it again with its data.")
    found = [_column(name, cells) for name, cells in zip(table.columns, columns, strict=True)]
    _find_repeats(found)
    guess, delimiter = table.encoding_guess, table.delimiter_guess
    return FileEvidence(
        path=path,
        encoding=guess.encoding if guess else table.encoding,
        encoding_evidence=guess.evidence if guess else "",
        encoding_ambiguous=bool(guess and guess.ambiguous),
        delimiter=table.delimiter,
        delimiter_evidence=delimiter.evidence if delimiter else "",
        quotechar=table.quotechar,
        header=header,
        sheet=table.sheet,
        columns=found,
        rows_seen=seen,
        more_rows=more,
        first_rows=first_rows,
        candidates=[candidate.encoding for candidate in guess.candidates[:3]] if guess else [],
    )


def _column(name: str, cells: list[str]) -> ColumnEvidence:
    column = ColumnEvidence(name, cells)
    values = set(cells)
    column.distinct = len({value.strip() for value in values if value.strip()})
    for cell in cells:
        if not cell or cell.isspace():
            continue
        column.filled += 1
        found = Presence.VALUE if cell[0].isdigit() else presence(cell)
        if found is not Presence.VALUE:
            column.absent[cell.strip()] = column.absent.get(cell.strip(), 0) + 1
        elif _NUMBER.fullmatch(cell.strip()):
            column.numbers += 1
    column.leading_zeros = any(re.fullmatch(r"0\d+", value.strip()) for value in values)
    if column.is_numeric:
        column.number_format = sniff_number_format(cells)
    return column


def _find_repeats(columns: Sequence[ColumnEvidence]) -> None:
    """Mark a column whose cells all equal those of an earlier one; amounts may well agree, so they are left alone."""
    for at, column in enumerate(columns):
        if column.filled and not (column.is_numeric and words.is_amount_name(column.name)):
            twin = next((other for other in columns[:at] if other.cells == column.cells), None)
            column.repeats = twin.name if twin is not None else ""


def labels_of(code: ColumnEvidence, label: ColumnEvidence) -> float:
    """How far ``label`` depends on ``code``: the share of codes that always have the same label (0 to 1)."""
    known: dict[str, str] = {}
    differing: set[str] = set()
    for one, two in zip(code.cells, label.cells, strict=True):
        if known.setdefault(one, two) != two:
            differing.add(one)
    return 1 - len(differing) / len(known) if known else 0.0


def nested_in(inner: ColumnEvidence, outer: ColumnEvidence) -> float:
    """How far ``inner`` nests in ``outer``: the share of inner codes that stand under one outer code only (0 to 1)."""
    return labels_of(inner, outer)
