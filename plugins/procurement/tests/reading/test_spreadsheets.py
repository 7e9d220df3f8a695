"""Flat tables become releases: typed, joined over sheets, damage named."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from toolbox_procurement.exceptions import ProcurementFileError
from toolbox_procurement.issues import Issues
from toolbox_procurement.reading.releases import decoded, read_releases
from toolbox_procurement.reading.spreadsheets import is_spreadsheet, read_flat

FLAT = (
    "ocid,id,date,tag,tender/title,tender/ value/amount,tender/numberOfTenderers,tender/hasEnquiries,"
    "awards/0/id,awards/0/suppliers/0/name\n"
    "o1,r1,2025-01-01T00:00:00Z,tender;award,Bridge,1234.50,3,Yes,a,North Ltd\n"
    "o1,r1,,,,,,,b,South Ltd\n"
    ",r2,,,,,,,,\n"
    "o2,r1,,,Gate,many,,,,\n"
)


def test_rows_of_one_release_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "flat.csv"
    path.write_text(FLAT, encoding="utf-8")
    issues = Issues()
    first, second = (decoded(release, issues) for release in read_releases(path, issues))
    assert first == {
        "ocid": "o1",
        "id": "r1",
        "date": "2025-01-01T00:00:00Z",
        "tag": ["tender", "award"],
        "tender": {
            "title": "Bridge",
            "value": {"amount": pytest.approx(1234.5)},
            "numberOfTenderers": 3,
            "hasEnquiries": True,
        },
        "awards": [
            {"id": "a", "suppliers": [{"name": "North Ltd"}]},
            {"id": "b", "suppliers": [{"name": "South Ltd"}]},
        ],
    }
    assert second is not None
    assert second["tender"]["value"]["amount"] == "many"
    assert issues.count("ocid-missing") == 1
    assert issues.count("heading-mended") == 1


def test_sheets_are_joined_and_empty_ones_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Empty")
        for name, rows in (
            ("Releases", [["ocid", "id", "buyer/name"], ["o1", "1", "City"]]),
            (
                "Items",
                [["ocid", "id", "tender/items/0/id", "tender/items/0/quantity"], ["o1", 1, "x", 2], ["o1", 1, "y", 3]],
            ),
            ("Notes", [["tender/title"], ["lost"]]),
            ("Meta", [["version", "1.1"], ["publisher/name", "The City"]]),
        ):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    issues = Issues()
    found = read_flat(path, issues)
    assert [one.value for one in found.releases] == [
        {
            "ocid": "o1",
            "id": "1",
            "buyer": {"name": "City"},
            "tender": {"items": [{"id": "x", "quantity": 2}, {"id": "y", "quantity": 3}]},
        }
    ]
    assert found.envelope == {"version": "1.1", "publisher": {"name": "The City"}}
    assert issues.count("sheet-without-ocid") == 1
    assert next(iter(read_releases(path, issues))).package.envelope["publisher"] == {"name": "The City"}


def test_headings_that_contradict_are_told(tmp_path: Path) -> None:
    path = tmp_path / "flat.csv"
    path.write_text("ocid,tender,tender/title\no1,x,y\n", encoding="utf-8")
    issues = Issues()
    assert read_flat(path, issues).releases[0].value == {"ocid": "o1", "tender": "x"}
    assert issues.count("heading-conflict") == 1


def test_a_table_without_ocid_is_no_contract_data(tmp_path: Path) -> None:
    path = tmp_path / "flat.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ProcurementFileError, match="no column named ocid"):
        read_flat(path, Issues())


def test_json_is_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text('{"releases": []}', encoding="utf-8")
    assert not is_spreadsheet(path)
    assert not is_spreadsheet(tmp_path / "missing.csv")


def test_the_official_workbook(official: Path) -> None:
    issues = Issues()
    found = read_flat(official / "fictional_example/flattened/ocds-213czf-000-00001-02-tender.xlsx", issues)
    (release,) = found.releases
    assert release.value["tender"]["hasEnquiries"] is False
    assert release.value["tender"]["items"][0]["classification"]["id"] == "45233130"
    assert release.value["tender"]["value"]["amount"] == 1_100_000
