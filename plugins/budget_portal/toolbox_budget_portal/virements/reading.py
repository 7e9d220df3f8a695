"""Reading a file of budget changes: every row understood, every act balanced, or nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from toolbox_budget_portal.side_tables.sheet import Columns, Field, each, read_sheet
from toolbox_budget_portal.virements.records import Move, read_place
from toolbox_core import InputError, LimitSettings, NumberFormat

FIELDS = (
    Field("date", ("date", "day", "fecha", "datum", "data"), needed=True),
    Field("act", ("act", "decision", "acte", "acto", "number"), needed=True),
    Field("from", ("from", "from line", "de", "origin"), needed=True),
    Field("to", ("to", "to line", "vers", "a", "destination"), needed=True),
    Field("amount", ("amount", "montant", "importe", "betrag"), needed=True, number=True),
    Field("reason", ("reason", "motif", "motivo", "grund")),
    Field("document", ("document", "url", "link")),
)
MOST = 50_000


@dataclass(frozen=True, slots=True)
class Reading:
    """The moves of a file, and how it was read."""

    moves: tuple[Move, ...]
    evidence: tuple[str, ...]
    dialect: Mapping[str, Any]
    encoding: str


def read(path: Path, *, columns: Columns | None = None, limits: LimitSettings | None = None) -> Reading:
    """The moves of a CSV file or workbook: date, act, from, to, amount, reason, document.

    ``columns`` says which column is which; else their names do. Days are written 2025-03-31. Raises ``InputError`` with
    the row for a cell that cannot be right, and for an act whose amounts taken and given differ: then nothing of the
    file is used.
    """
    sheet = read_sheet(path, FIELDS, most=MOST, chosen=columns, limits=limits)
    if not sheet.rows:
        raise InputError(f"{path.name} has no changes in it.")
    number = sheet.numbers("amount")
    moves = tuple(each(sheet.rows, lambda row: _move(sheet.name, row[0], partial(sheet.cell, row[1]), number)))
    check_balance(moves)
    acts = len({move.act for move in moves})
    evidence = (
        f"{len(moves)} moves by {acts} acts; every act takes as much as it gives.",
        f"Numbers: {number.evidence}",
    )
    return Reading(moves, evidence, sheet.dialect, sheet.encoding)


def _move(name: str, row: int, cell: Callable[[str], str], number: NumberFormat) -> Move:
    where = f"{name}, row {row}"
    try:
        day = date.fromisoformat(cell("date"))
    except ValueError:
        raise InputError(f"{where}: {cell('date')[:40]!r} is no day.", fix="Write 2025-03-31.") from None
    try:
        amount = number.parse(cell("amount"))
    except ValueError as error:
        raise InputError(f"{where}: {error}") from None
    if amount <= 0:
        raise InputError(
            f"{where}: a change of {amount} moves nothing.", fix="Write an amount above zero, from and to."
        )
    if not cell("act"):
        raise InputError(f"{where}: no act is named.", fix="Every change is decided by an act: name it.")
    if cell("document") and not cell("document").startswith(("https://", "http://")):
        raise InputError(f"{where}: {cell('document')[:60]!r} is no address.", fix="Write https://….")
    try:
        source, target = read_place(cell("from")), read_place(cell("to"))
    except InputError as error:
        raise InputError(f"{where}: {error}", fix=error.fix) from None
    if source is None and target is None:
        raise InputError(f"{where}: neither “from” nor “to” names a line.")
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
