"""XLSX: text stays text, numbers stay numbers, nothing runs, and the file says what it is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from toolbox_core.contracts import Column, DatasetDescription
from toolbox_core.exporting import xlsx
from toolbox_core.exporting.xlsx import stream_xlsx


def save(folder: Path, description: DatasetDescription, rows: Any, **options: str) -> Path:
    path = folder / "out.xlsx"
    path.write_bytes(b"".join(stream_xlsx(description, rows, **options)))
    return path


def sheet(path: Path, name: str = "data") -> list[list[Any]]:
    return python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()


def test_types_survive(tmp_path: Path, description: DatasetDescription, rows: tuple[Any, ...]) -> None:
    header, *body = sheet(save(tmp_path, description, rows))
    assert header == [column.name for column in description.columns]
    assert body[0][:5] == ["001", "Police & fire", 1234567.89, 3, 2024]
    assert str(body[0][5]) == "2024-01-31"
    assert body[0][7] is True
    assert body[1][1] == '=HYPERLINK("http://evil")'
    assert body[2][:2] == ["-003", 'two\nlines, "quoted"']


def test_numbers_that_a_spreadsheet_would_round_are_text(
    tmp_path: Path, description: DatasetDescription, rows: tuple[Any, ...]
) -> None:
    assert sheet(save(tmp_path, description, rows))[5][2:4] == ["99999999999999999.123456", "12345678901234567"]


def test_no_cell_is_a_formula_or_a_link(tmp_path: Path, description: DatasetDescription, rows: tuple[Any, ...]) -> None:
    with zipfile.ZipFile(save(tmp_path, description, rows)) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert not re.search(r"<f[ >]|<hyperlink", text)
    assert 'quotePrefix="1"' in styles


def test_the_second_sheet_says_what_the_data_are(
    tmp_path: Path, description: DatasetDescription, rows: tuple[Any, ...]
) -> None:
    about = dict(row[:2] for row in sheet(save(tmp_path, description, rows, source="https://x.example/d"), "about"))
    assert about["title"] == "Budget 2024, Port Sennen"
    assert about["licence"] == "CC-BY-4.0"
    assert about["source"] == "https://x.example/d"
    assert about["amount"] == "exact · number · EUR"


def test_the_header_row_is_frozen(tmp_path: Path, description: DatasetDescription) -> None:
    with zipfile.ZipFile(save(tmp_path, description, [])) as archive:
        assert 'state="frozen"' in archive.read("xl/worksheets/sheet1.xml").decode()


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(
    tmp_path: Path, describe: Callable[..., DatasetDescription], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "LAST_ROW", 10)
    path = save(tmp_path, describe([Column(name="n", type="integer")]), [(number,) for number in range(25)])
    names = python_calamine.CalamineWorkbook.from_path(str(path)).sheet_names
    assert names == ["data", "data 2", "data 3", "about"]
    values = [row[0] for name in names[:3] for row in sheet(path, name)[1:]]
    assert values == list(range(25))


def test_control_characters_and_endless_text(tmp_path: Path, describe: Callable[..., DatasetDescription]) -> None:
    rows = [("a\x00b\x0bc",), ("x" * 40_000,), ("",), (None,)]
    body = sheet(save(tmp_path, describe([Column(name="t")]), rows))[1:]
    assert len(body[1][0]) == 32_767
    assert "cut" in body[1][0]


def test_amounts_keep_their_cents(tmp_path: Path, describe: Callable[..., DatasetDescription]) -> None:
    amounts = [Decimal(cents) / 100 for cents in range(-500, 500, 7)]
    body = sheet(save(tmp_path, describe([Column(name="a", type="number")]), [(amount,) for amount in amounts]))[1:]
    assert [Decimal(repr(row[0])) for row in body] == amounts


def test_the_pieces_are_a_zip(description: DatasetDescription) -> None:
    assert zipfile.is_zipfile(io.BytesIO(b"".join(stream_xlsx(description, []))))
