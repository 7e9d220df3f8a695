"""Reading a file of budget changes: every row understood, every act balanced, or nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolbox_budget_portal.virements.records import Move, read_place
from toolbox_core import InputError, LimitSettings, Table, fold, open_table, sniff_number_format

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "day": ("date", "day", "fecha", "datum", "data"),
    "act": ("act", "decision", "acte", "acto", "number"),
    "source": ("from", "from line", "de", "origin"),
    "target": ("to", "to line", "vers", "a", "destination"),
    "amount": ("amount", "montant", "importe", "betrag"),
    "reason": ("reason", "motif", "motivo", "grund"),
    "document": ("document", "url", "link"),
}
NEEDED = ("day", "act", "source", "target", "amount")
MOST = 50_000


@dataclass(frozen=True, slots=True)
class Reading:
    """The moves of a file, and how it was read."""

    moves: tuple[Move, ...]
    evidence: tuple[str, ...]
    dialect: Mapping[str, Any]
    encoding: str


def read(path: Path, *, limits: LimitSettings | None = None) -> Reading:
    """The moves of a CSV file or workbook with the columns date, act, from, to, amount, reason, document.

    Days are written 2025-03-31. Raises ``InputError`` with the row for a cell that cannot be right, and for an act
    whose amounts taken and given differ: then nothing of the file is used.
    """
    options: dict[str, Any] = {} if limits is None else {"limits": limits}
    with open_table(path, **options) as table:
        places = _columns(table)
        problems: list[str] = []
        rows = []
        for row in table.rows(lambda problem: problems.append(problem.message)):
            rows.append(row)
            if len(rows) > MOST:
                raise InputError(f"{table.name} has more than {MOST:,} rows.", fix="Split it by fiscal year.")
        if problems:
            raise InputError(f"{table.name}: {problems[0]}")
        number = sniff_number_format(cells[places["amount"]] for _, cells in rows)
        moves = tuple(
            _move(table.name, row, cells, places, number) for row, cells in rows if any(map(str.strip, cells))
        )
        dialect = {
            "encoding": table.encoding,
            "delimiter": table.delimiter,
            "quotechar": table.quotechar,
            "header": True,
            "skip_rows": 0,
            "sheet": table.sheet,
            "comment": "",
        }
        encoding = table.encoding
    if not moves:
        raise InputError(f"{path.name} has no changes in it.")
    check_balance(moves)
    acts = len({move.act for move in moves})
    evidence = (
        f"{len(moves)} moves by {acts} acts; every act takes as much as it gives.",
        f"Numbers: {number.evidence}",
    )
    return Reading(moves, evidence, dialect, encoding)


def _columns(table: Table) -> dict[str, int]:
    names = [" ".join(fold(name).replace("_", " ").split()) for name in table.columns]
    found = {
        field: next((names.index(word) for word in words if word in names), -1) for field, words in COLUMNS.items()
    }
    missing = [COLUMNS[field][0] for field in NEEDED if found[field] < 0]
    if missing:
        raise InputError(
            f"{table.name} has no column {missing[0]!r}.",
            fix=f"Name the columns date, act, from, to, amount, reason, document. It has {', '.join(table.columns)}.",
        )
    return found


def _move(name: str, row: int, cells: Sequence[str], places: Mapping[str, int], number: Any) -> Move:
    def cell(field: str) -> str:
        return cells[places[field]].strip() if places[field] >= 0 else ""

    try:
        day = date.fromisoformat(cell("day"))
    except ValueError:
        raise InputError(f"{name}, row {row}: {cell('day')[:40]!r} is no day.", fix="Write 2025-03-31.") from None
    try:
        amount = number.parse(cell("amount"))
    except ValueError as error:
        raise InputError(f"{name}, row {row}: {error}") from None
    if amount <= 0:
        raise InputError(
            f"{name}, row {row}: a change of {amount} moves nothing.", fix="Write an amount above zero, from and to."
        )
    if not cell("act"):
        raise InputError(f"{name}, row {row}: no act is named.", fix="Every change is decided by an act: name it.")
    if cell("document") and not cell("document").startswith(("https://", "http://")):
        raise InputError(f"{name}, row {row}: {cell('document')[:60]!r} is no address.", fix="Write https://….")
    try:
        source, target = read_place(cell("source")), read_place(cell("target"))
    except InputError as error:
        raise InputError(f"{name}, row {row}: {error}", fix=error.fix) from None
    if source is None and target is None:
        raise InputError(f"{name}, row {row}: neither “from” nor “to” names a line.")
    return Move(day, cell("act"), source, target, amount, cell("reason"), cell("document"), row)


def check_balance(moves: Sequence[Move]) -> None:
    """Every act takes exactly as much as it gives. Raises ``InputError`` that names the act and the difference."""
    taken: dict[str, Decimal] = defaultdict(Decimal)
    given: dict[str, Decimal] = defaultdict(Decimal)
    for move in moves:
        if move.source is not None:
            taken[move.act] += move.amount
        if move.target is not None:
            given[move.act] += move.amount
    for act in dict.fromkeys(move.act for move in moves):
        if taken[act] != given[act]:
            difference = given[act] - taken[act]
            raise InputError(
                f"Act {act!r} does not balance: it takes {taken[act]:,f} and gives {given[act]:,f}, "
                f"{abs(difference):,f} too {'much' if difference > 0 else 'little'}.",
                fix="New money comes from somewhere: name the line of revenue as “from”, such as revenue economic:11.",
            )
