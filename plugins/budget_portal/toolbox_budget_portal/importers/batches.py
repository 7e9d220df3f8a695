"""Many rows of a file at once, column by column: the quick way for files in which only the cells differ by row.

Year, direction, phase, currency and elimination mark are then those of the column, and a column of plain amounts is
read in one go. What comes out is exactly what reading row by row gives, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from toolbox_budget_portal.rows import AmountReader, BudgetRow
from toolbox_core import Problem

SIZE = 50
"""Rows that are read at once: few enough for their cells to stay in the processor's cache, which thousands do not."""
SLOT_COUNT = 12

Row = tuple[int, list[str]]
Read = tuple[list[BudgetRow], list[Problem]]
"""Lines in the file's order, or everything that is wrong with one row; one of the two is empty."""
Complaint = Callable[[int, str, str, str], Problem]


@dataclass(frozen=True, slots=True)
class Amounts:
    """A column of amounts: where it is, its name, how its cells are read, and the slot that they are for."""

    at: int
    name: str
    reader: AmountReader
    slot: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """Columns of amounts whose year, direction and elimination mark are the same in every row."""

    year: int
    direction: str
    eliminated: bool
    columns: Sequence[Amounts]


def read_batch(
    batch: Sequence[Row],
    groups: Sequence[Fixed],
    keys: Sequence[Callable[[list[str]], tuple[str, ...]]],
    texts: tuple[int | None, int | None],
    complain: Complaint,
) -> Iterator[Read]:
    """The lines of the rows (one for each row and group), and in their place what is wrong with a row.

    ``texts``: where the line's own code and label are. ``complain(row number, column, cell, sentence)`` words a
    problem. Raises ``MoreDigits``.
    """
    numbers = [number for number, _ in batch]
    cells = [found for _, found in batch]
    classified: Sequence[tuple[Any, ...]] = list(zip(*(map(key, cells) for key in keys), strict=True))
    classified = classified or [()] * len(cells)
    codes, labels = (_texts(cells, at) for at in texts)
    wrong: dict[int, list[Problem]] = {}
    made: list[list[BudgetRow]] = []
    for group in groups:
        columns, absent = _amounts(numbers, cells, group, wrong, complain)
        same = repeat(group.year), repeat(group.direction), repeat(group.eliminated)
        amounts = zip(*columns, strict=False)
        rows = zip(numbers, *same, codes, labels, classified, amounts, repeat(""), strict=False)
        made.append(list(map(BudgetRow._make, rows)))
        for at, words in absent.items():
            made[-1][at] = made[-1][at]._replace(presence=words)
    if len(made) == 1 and not wrong:
        yield made[0], []
        return
    for at, lines in enumerate(zip(*made, strict=True)):
        if at in wrong:
            yield [], wrong[at]
        else:
            yield list(lines), []


def _texts(cells: Sequence[list[str]], at: int | None) -> Sequence[str]:
    return [""] * len(cells) if at is None else [found[at].strip() for found in cells]


def _amounts(
    numbers: Sequence[int],
    cells: Sequence[list[str]],
    group: Fixed,
    wrong: dict[int, list[Problem]],
    complain: Complaint,
) -> tuple[list[Any], dict[int, str]]:
    """The amounts of a group by slot, and why some are absent, by the row's place in the batch."""
    columns: list[Any] = [repeat(None)] * SLOT_COUNT
    absent: dict[int, str] = {}
    for one in group.columns:
        place, reader = one.at, one.reader
        column = [found[place] for found in cells]
        plain = reader.read_all(column)
        if plain is not None:
            columns[one.slot] = plain
        else:
            values: list[int | None] = [None] * len(cells)
            for at, text in enumerate(column):
                try:
                    value = reader.read(text)
                except ValueError as error:
                    wrong.setdefault(at, []).append(complain(numbers[at], one.name, text, str(error)))
                    continue
                if isinstance(value, int):
                    values[at] = value
                else:
                    word = f"{one.slot}:{value}"
                    absent[at] = f"{absent[at]};{word}" if at in absent else word
            columns[one.slot] = values
    return columns, absent
