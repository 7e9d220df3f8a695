"""Workbooks, read in a jailed child: the cells as a person sees them, and no harm from a hostile file."""

from __future__ import annotations

import subprocess
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from toolbox_core.config import LimitSettings
from toolbox_core.exceptions import UnreadableFile
from toolbox_core.importing.sheets import messages
from toolbox_core.importing.tables import open_table, read_row, sheet_names


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "budget.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Spending")
        sheet.write_row(0, 0, ["code", "label", "amount", "day"])
        sheet.write_string(1, 0, "001")
        sheet.write_string(1, 1, "Línea")
        sheet.write_number(1, 2, 1234567.89)
        sheet.write_datetime(1, 3, date(2024, 1, 31), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_number(3, 2, 0.1 + 0.2)
        sheet.write_string(3, 0, "002")
        book.add_worksheet("Revenue").write_row(0, 0, ["x"])
    return path


def test_sheets_are_listed_though_one_is_empty(workbook: Path, tmp_path: Path) -> None:
    assert sheet_names(workbook) == ("Spending", "Revenue")
    text = tmp_path / "budget.csv"
    text.write_text("a,b\n1,2\n", encoding="utf-8")
    assert sheet_names(text) == ()


def test_cells_are_what_a_person_sees(workbook: Path) -> None:
    with open_table(workbook) as table:
        assert (table.sheet, table.sheets) == ("Spending", ("Spending", "Revenue"))
        assert table.columns == ["code", "label", "amount", "day"]
        assert list(table.rows()) == [
            (2, ["001", "Línea", "1234567.89", date(2024, 1, 31).isoformat()]),
            (4, ["002", "", "0.3", ""]),
        ]
        assert table.blank_rows == 1


def test_a_relative_path_is_found_from_another_folder(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workbook.parent)
    with open_table(Path(workbook.name)) as table:
        assert table.sheet == "Spending"


def test_a_sheet_is_chosen_by_name(workbook: Path) -> None:
    with open_table(workbook, sheet="Revenue") as table:
        assert table.columns == ["x"]
    with pytest.raises(UnreadableFile, match="no sheet 'Nothing', only Spending, Revenue"):
        open_table(workbook, sheet="Nothing")


def test_a_table_that_does_not_begin_in_the_first_cell(tmp_path: Path) -> None:
    path = tmp_path / "late.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 1, ["code", "name"])
        sheet.write_row(3, 1, ["001", "x"])
    with open_table(path) as table:
        assert table.columns == ["column_1", "code", "name"]
        assert list(table.rows()) == [(4, ["", "001", "x"])]


def test_one_row_for_the_source_page(workbook: Path) -> None:
    assert read_row(workbook, 4)[0] == "002"


def test_a_workbook_inside_a_zip(workbook: Path, tmp_path: Path) -> None:
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(workbook, "in/budget.xlsx")
    with open_table(path) as table:
        assert table.name == "budget.xlsx"
        assert len(list(table.rows())) == 2


def test_a_damaged_workbook_is_one_sentence(workbook: Path, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data[: len(data) // 2] if name.endswith("sheet1.xml") else data)
    with pytest.raises(UnreadableFile, match="could not be read as a workbook"), open_table(path) as table:
        list(table.rows())
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 3000)
    with pytest.raises(UnreadableFile, match="could not be read as a workbook"):
        open_table(tmp_path / "old.xls")


def _stuffed(workbook: Path, path: Path, rows: int, length: int = 500) -> Path:
    """A workbook whose sheet inflates to many cells."""
    row = b'<row><c t="inlineStr"><is><t>' + b"x" * length + b"</t></is></c></row>"
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if not name.endswith("sheet1.xml"):
                target.writestr(name, source.read(name))
        with target.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for _ in range(0, rows, 1000):
                sheet.write(row * 1000)
            sheet.write(b"</sheetData></worksheet>")
    return path


def test_a_workbook_that_inflates_is_refused_by_its_declared_size(workbook: Path, tmp_path: Path) -> None:
    path = _stuffed(workbook, tmp_path / "bomb.xlsx", 1000)
    with pytest.raises(UnreadableFile, match="too much"):
        open_table(path, limits=LimitSettings(inflated_bytes=400_000))


def test_a_workbook_that_needs_too_much_memory_only_kills_its_reader(
    workbook: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = _stuffed(workbook, tmp_path / "large.xlsx", 100_000)
    limits = LimitSettings(parse_memory_bytes=64 << 20)
    with pytest.raises(UnreadableFile, match="ran out of memory or time"):
        open_table(path, limits=limits)
    assert "memory" in caplog.text, "the reader's last words are for the administrator"


def test_a_reader_that_takes_too_much_processor_time_is_ended(workbook: Path, tmp_path: Path) -> None:
    path = _stuffed(workbook, tmp_path / "slow.xlsx", 2_000_000, length=1)
    began = time.monotonic()
    with pytest.raises(UnreadableFile, match="memory or time"):
        open_table(path, limits=LimitSettings(parse_seconds=1, parse_memory_bytes=4 << 30, inflation_ratio=10_000))
    assert time.monotonic() - began < 60, "it must not go on for as long as the whole file needs"


def test_a_silent_reader_is_given_up() -> None:
    with subprocess.Popen(["sleep", "60"], stdout=subprocess.PIPE) as child:
        with pytest.raises(UnreadableFile, match="memory or time"):
            next(messages(child, "x.xlsx", 0.1))
        child.kill()


def test_no_reader_is_left_behind(workbook: Path) -> None:
    with open_table(workbook) as table:
        next(table.rows())
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(workbook) not in listing


@pytest.mark.shared_data
def test_a_real_workbook(shared_data: Path) -> None:
    path = shared_data / "procurement" / "india_himachal_pradesh" / "hp_health_procurement_flat.xlsx"
    with open_table(path) as table:
        assert len(table.columns) == 58
        assert sum(1 for _ in table.rows()) == 3791
        assert not table.problem_count


def test_an_open_document_sheet(tmp_path: Path) -> None:
    path = tmp_path / "budget.ods"
    cells = ["code", "amount"], ["001", "12.5"]
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in cells
    )
    content = (
        '<?xml version="1.0"?><office:document-content office:version="1.2"'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Budget">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    with open_table(path) as table:
        assert table.sheets == ("Budget",)
        assert list(table.rows()) == [(2, ["001", "12.5"])]


def test_an_empty_first_sheet_points_to_the_others(tmp_path: Path) -> None:
    path = tmp_path / "late.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Cover")
        book.add_worksheet("Spending").write_row(0, 0, ["code"])
    with pytest.raises(UnreadableFile, match=r"The sheet 'Cover' of late\.xlsx holds no rows") as caught:
        open_table(path)
    assert caught.value.fix == "Choose another sheet: Spending."


def test_a_word_document_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "budget.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    with pytest.raises(UnreadableFile, match="is a document, not a table"):
        open_table(path)
