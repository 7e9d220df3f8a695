"""Releases as flat tables, which read back as the releases they were."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolbox_procurement.cli import procurement
from toolbox_procurement.flattening import Flattener, csv_files, rows_of, write_workbook
from toolbox_procurement.issues import Issues
from toolbox_procurement.reading.releases import decoded, read_releases
from toolbox_procurement.reading.spreadsheets import read_flat

RELEASE: dict[str, Any] = {
    "ocid": "ocds-1",
    "id": "r1",
    "tag": ["award", "contract"],
    "tender": {"id": "t", "value": {"amount": Decimal("12.50"), "currency": "EUR"}, "hasEnquiries": False},
    "awards": [
        {"id": "a1", "suppliers": [{"id": "s1", "name": "=Firm"}, {"id": "s2", "name": "Other"}]},
        {"id": "a2", "suppliers": [{"id": "s1", "name": "=Firm"}]},
    ],
}


def trimmed(value: Any) -> Any:
    """A value without blanks at the ends of its texts: cells of a table are read without them."""
    if isinstance(value, dict):
        return {name: trimmed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [trimmed(inner) for inner in value]
    return value.strip() if isinstance(value, str) else value


@pytest.fixture
def flattener(tmp_path: Path) -> Iterator[Flattener]:
    with closing(Flattener(tmp_path)) as made:
        yield made


def test_one_table_for_each_list() -> None:
    assert list(rows_of(RELEASE)) == [
        (
            "releases",
            {
                "ocid": "ocds-1",
                "id": "r1",
                "tag": "award;contract",
                "tender/id": "t",
                "tender/value/amount": Decimal("12.50"),
                "tender/value/currency": "EUR",
                "tender/hasEnquiries": "false",
            },
        ),
        ("awards", {"ocid": "ocds-1", "id": "r1", "awards/0/id": "a1"}),
        *(
            (
                "awards_suppliers",
                {
                    "ocid": "ocds-1",
                    "id": "r1",
                    "awards/0/id": "a1",
                    "awards/0/suppliers/0/id": number,
                    "awards/0/suppliers/0/name": name,
                },
            )
            for number, name in (("s1", "=Firm"), ("s2", "Other"))
        ),
        ("awards", {"ocid": "ocds-1", "id": "r1", "awards/0/id": "a2"}),
        (
            "awards_suppliers",
            {
                "ocid": "ocds-1",
                "id": "r1",
                "awards/0/id": "a2",
                "awards/0/suppliers/0/id": "s1",
                "awards/0/suppliers/0/name": "=Firm",
            },
        ),
    ]


def test_a_workbook_reads_back_as_the_same_releases(flattener: Flattener, tmp_path: Path) -> None:
    flattener.add(RELEASE)
    path = tmp_path / "tables.xlsx"
    write_workbook(flattener, path)
    issues = Issues()
    assert [one.value for one in read_flat(path, issues).releases] == [RELEASE]
    assert issues.sorted() == []


@pytest.mark.parametrize("number", ["01-planning", "02-tender", "03-tenderAmendment", "04-award", "05-contract"])
def test_the_standard_s_own_example_comes_back_whole(
    official: Path, flattener: Flattener, tmp_path: Path, number: str
) -> None:
    issues = Issues()
    source = official / "fictional_example" / "1.1" / f"ocds-213czf-000-00001-{number}.json"
    releases = [decoded(one, issues) for one in read_releases(source, issues)]
    for release in releases:
        assert release is not None
        flattener.add(release)
    path = tmp_path / "tables.xlsx"
    write_workbook(flattener, path)
    assert [one.value for one in read_flat(path, issues).releases] == [trimmed(one) for one in releases]


def test_every_row_of_a_csv_file_names_its_release(flattener: Flattener, tmp_path: Path) -> None:
    flattener.add(RELEASE)
    flattener.add({"ocid": "ocds-2", "id": "r2", "awards": [{"id": 7, "title": "Söme; text", "value": {"amount": 3}}]})
    written = {}
    for name, pieces in csv_files(flattener):
        path = tmp_path / name
        path.write_bytes(b"".join(pieces()))
        with path.open(encoding="utf-8", newline="") as stream:
            written[name] = list(csv.DictReader(stream))
    assert list(written) == ["releases.csv", "awards.csv", "awards_suppliers.csv"]
    assert [row["awards/0/id"] for row in written["awards.csv"]] == ["a1", "a2", "7"]
    assert written["awards.csv"][2]["awards/0/title"] == "Söme; text"
    assert written["awards.csv"][2]["awards/0/value/amount"] == "3"
    assert written["awards_suppliers.csv"][0]["awards/0/suppliers/0/name"] == "'=Firm", "no spreadsheet may run it"
    assert {row["ocid"] for rows in written.values() for row in rows} == {"ocds-1", "ocds-2"}


def test_long_and_equal_names_of_sheets_stay_apart(flattener: Flattener, tmp_path: Path) -> None:
    deep: dict[str, Any] = {"ocid": "o", "id": "r"}
    deep["contracts"] = [
        {"implementation": {"transactionsOfAnExtension": [{"id": "1"}], "transactionsOfAnExtra": [{"id": "2"}]}}
    ]
    flattener.add(deep)
    path = tmp_path / "tables.xlsx"
    write_workbook(flattener, path)
    assert len(read_flat(path, Issues()).releases) == 1


_plain = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=5)
_any = st.recursive(
    _plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abci/d", min_size=1), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["ocid", "id", "tender", "awards", "x"]), _any))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_no_shape_stops_it(release: dict[str, Any]) -> None:
    rows = list(rows_of(release))
    assert rows[0][0] == "releases"
    assert all(not isinstance(cell, dict | list) for _, row in rows for cell in row.values())


def test_the_command_writes_a_folder_or_a_workbook(official: Path, tmp_path: Path) -> None:
    source = str(official / "ukraine_prozorro" / "releases.jsonl")
    said = CliRunner().invoke(procurement, ["flatten", source, str(tmp_path / "out")])
    assert (said.exit_code, "releases: 11" in said.stdout) == (0, True)
    assert len(list((tmp_path / "out").glob("*.csv"))) == said.stdout.count(": ")
    assert CliRunner().invoke(procurement, ["flatten", source, str(tmp_path / "out.xlsx")]).exit_code == 0
    assert (tmp_path / "out.xlsx").read_bytes().startswith(b"PK")
