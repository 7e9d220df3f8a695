"""Column by column gives what row by row gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.descriptor import read_package
from toolbox_budget_portal.importers import batches, fiscal, opening
from toolbox_budget_portal.models import SLOTS
from toolbox_budget_portal.rows import AmountReader, BudgetRow, MoreDigits
from toolbox_core import Problem

CELLS = st.sampled_from(
    ["", "-", "nfp", "0", "1,50", "-2,25", "1.000,00", "x", "12", "€ 3", " 4,00 ", "5,00\n6,00", "-9,00"]
)
MISSING = st.sampled_from([(), ("-9,00",), ("x",)])


def complain(number: int, column: str, text: str, sentence: str) -> Problem:
    return Problem(row=number, column=column, value=text, rule="not-readable", message=sentence, source="a.csv")


@given(
    cells=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), missing=MISSING, factor=st.sampled_from([1, 1000])
)
def test_a_batch_is_read_as_its_rows_are(cells: list[tuple[str, str]], missing: tuple[str, ...], factor: int) -> None:
    reader = AmountReader(decimal=",", group=".", bare=True, missing=missing, factor=factor, digits=2)
    columns = [batches.Amounts(1, "approved", reader, 1), batches.Amounts(2, "paid", reader, 7)]
    group = batches.Fixed(2024, "expenditure", False, columns)
    batch: list[batches.Row] = [(number, ["a", *pair]) for number, pair in enumerate(cells, start=2)]
    lines: list[BudgetRow] = []
    problems: list[list[Problem]] = []
    for found, wrong in batches.read_batch(batch, [group], [lambda row: (row[0],)], (None, 0), complain):
        lines += found
        problems += [wrong] if wrong else []
    expected: list[BudgetRow] = []
    refused: list[list[Problem]] = []
    for number, row in batch:
        amounts: list[int | None] = [None] * len(SLOTS)
        absent, wrong = [], []
        for one in columns:
            try:
                value = reader.read(row[one.at])
            except ValueError as error:
                wrong.append(complain(number, one.name, row[one.at], str(error)))
                continue
            if isinstance(value, int):
                amounts[one.slot] = value
            else:
                absent.append(f"{one.slot}:{value}")
        if wrong:
            refused.append(wrong)
        else:
            line = BudgetRow(number, 2024, "expenditure", False, "", "a", (("a",),), tuple(amounts), ";".join(absent))
            expected.append(line)
    assert lines == expected
    assert problems == refused


@given(texts=st.lists(CELLS, min_size=1, max_size=5), missing=MISSING)
def test_many_cells_at_once_are_the_same_amounts_or_none_at_all(texts: list[str], missing: tuple[str, ...]) -> None:
    reader = AmountReader(decimal=",", group=".", bare=True, missing=missing, factor=10, digits=2)
    found = reader.read_all(texts)
    if found is not None:
        assert found == [reader.read(text) for text in texts]
    try:
        plain = all(isinstance(reader.read(text), int) and text[-3:-2] == "," for text in texts)
    except (ValueError, MoreDigits):
        plain = False
    if plain and not missing and not any(sign in "".join(texts) for sign in ". \n"):
        assert found is not None, "a column of plain amounts is read in one go"


def test_rows_keep_their_order_across_batches_problems_and_blanks(write_package: Callable[..., Path]) -> None:
    head = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"
    body = [f"001;City;1;A;1;B;{number},00;1,00" for number in range(2, 3 * batches.SIZE)]
    body[10], body[batches.SIZE] = "001;City;1;A;1;B;ten;1,00", ";;;;;;;"
    path = write_package({"spending.csv": head + "\n".join(body) + "\n"})
    package = read_package(path)
    resource = package.resources[0]
    seen: list[Any] = []
    with opening.open_resource(package, resource) as table:
        settings = fiscal.Settings(SLOTS.index, year=2024, currency="EUR")
        reader = fiscal.FileReader(opening.plan_resource(package, resource, table), settings)
        for lines, problems in reader.read(table):
            seen += [line.source_row for line in lines] or [-problems[0].row]
    numbers = [number for number in range(2, 3 * batches.SIZE) if number != batches.SIZE + 2]
    assert seen == [-number if number == 12 else number for number in numbers]
    assert (reader.counts.read, reader.counts.blank) == (len(numbers), 1)
