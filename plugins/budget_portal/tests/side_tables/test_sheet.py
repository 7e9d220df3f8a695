"""Columns of a side table's file: found by their names, or as a person says; cells without the spaces around them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.side_tables.sheet import Field, each, guess, read_sheet
from toolbox_core import InputError

FIELDS = (
    Field("day", ("date", "fecha"), needed=True),
    Field("amount", ("amount", "importe"), needed=True),
    Field("reason", ("reason", "motivo del gasto")),
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """A CSV file of this text."""

    def run(text: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return run


def test_columns_are_known_by_their_names_in_several_languages(write: Callable[[str], Path]) -> None:
    sheet = read_sheet(write("Importe;Motivo_del gasto;FECHA\n1,50; Snow ;2024-01-02\n; ;\n"), FIELDS, most=9)
    assert sheet.at == {"day": 2, "amount": 0, "reason": 1}
    assert [row for row, _ in sheet.rows] == [2], "a row without a word in it is none"
    cells = sheet.rows[0][1]
    assert (sheet.cell(cells, "reason"), sheet.column("day")) == ("Snow", "FECHA")
    assert str(sheet.numbers("amount").parse("1,50")) == "1.50"
    assert (sheet.dialect["delimiter"], sheet.dialect["encoding"]) == (";", sheet.encoding)


def test_what_a_person_says_wins_and_what_is_not_chosen_is_not_read(write: Callable[[str], Path]) -> None:
    path = write("date,amount,paid\n2024-01-02,1,2\n")
    sheet = read_sheet(path, FIELDS, most=9, chosen={"day": "date", "amount": "paid"})
    assert (sheet.column("amount"), sheet.column("reason")) == ("paid", "")
    assert sheet.cell(sheet.rows[0][1], "reason") == ""
    with pytest.raises(InputError, match=r"has no column 'date'.*Name the columns date, amount, reason"):
        read_sheet(path, FIELDS, most=9, chosen={"amount": "paid"})
    with pytest.raises(InputError, match=r"has no column 'sum'"):
        read_sheet(path, FIELDS, most=9, chosen={"day": "date", "amount": "sum"})


def test_a_field_that_there_is_not_is_a_mistake_of_the_programmer(write: Callable[[str], Path]) -> None:
    sheet = read_sheet(write("date,amount\n2024-01-02,1\n"), FIELDS, most=9)
    with pytest.raises(KeyError):
        sheet.cell(sheet.rows[0][1], "colour")


def test_long_files_and_ragged_rows_are_refused_without_the_words_of_the_row(write: Callable[[str], Path]) -> None:
    with pytest.raises(InputError, match="more than 1 rows"):
        read_sheet(write("date,amount\n2024-01-02,1\n2024-01-03,1\n"), FIELDS, most=1)
    ragged = write("date,amount\n2024-01-02,1,Zebedee\n")
    with pytest.raises(InputError, match=r"row 2: the row has not as many cells") as silent:
        read_sheet(ragged, FIELDS, most=9, silent=True)
    assert "Zebedee" not in str(silent.value)
    with pytest.raises(InputError, match=r"table\.csv: "):
        read_sheet(ragged, FIELDS, most=9)


@given(st.lists(st.text(max_size=8), max_size=6))
def test_guessing_names_only_columns_that_there_are(columns: list[str]) -> None:
    found = guess(columns, FIELDS)
    assert set(found) <= {field.key for field in FIELDS}
    assert set(found.values()) <= set(columns)


def test_every_faulty_row_is_told_of_and_the_long_rest_is_counted() -> None:
    def read(row: int) -> int:
        if row % 2:
            raise InputError(f"Row {row} is odd.", fix="Make it even.")
        return row

    assert each([2, 4], read) == [2, 4]
    with pytest.raises(InputError, match=r"^Row 3 is odd\. Make it even\.$"):
        each([2, 3], read)
    with pytest.raises(InputError, match=r"^30 rows cannot be right\.\nRow 1 is odd\.\n(.*\n)*… and 10 more\.") as many:
        each(range(60), read)
    assert many.value.fix == "Make it even."
