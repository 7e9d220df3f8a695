"""The budget years as open datasets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolbox_budget_portal import queries
from toolbox_core import NotFound
from toolbox_core.db import Database


def test_each_year_is_described(town: str, database: Database) -> None:
    with database.read() as session:
        described = queries.describe_datasets(session)
    assert [dataset.id for dataset in described] == [f"budget_portal/town-{year}" for year in (2024, 2023, 2021)]
    first = described[0]
    assert (first.version, first.row_count, first.publisher, first.landing) == (1, 10, "Port Town", "/budget/town/2024")
    assert [column.name for column in first.columns][:5] == [
        "fiscal_year",
        "direction",
        "elimination",
        "administrative_1_code",
        "administrative_1_label",
    ]
    assert [column.unit for column in first.columns if column.name == "amount_executed"] == ["EUR"]


def test_rows_are_exact_and_lead_to_their_source(town: str, database: Database) -> None:
    with database.read() as session:
        names = [column.name for column in queries.describe_datasets(session)[0].columns]
        rows = [dict(zip(names, row, strict=True)) for row in queries.dataset_rows(session, "town-2024")]
    assert len(rows) == 10
    fifth = rows[4]
    assert (fifth["functional_1_label"], fifth["functional_2_code"]) == ("Culture", "")
    assert (fifth["amount_approved"], fifth["amount_executed"]) == (Decimal("10.00"), None)
    assert fifth["presence"] == "executed:not-published"
    assert (fifth["source_file"], fifth["source_row"], fifth["elimination"]) == ("expenditure.csv", 6, False)
    net = sum(
        (-row["amount_executed"] if row["elimination"] else row["amount_executed"])
        for row in rows
        if row["direction"] == "expenditure" and row["amount_executed"] is not None
    )
    assert net == Decimal("1362.90")


def test_an_unpublished_dataset_is_not_found(town: str, database: Database) -> None:
    with database.read() as session:
        for slug in ("town-2022", "nowhere-2024", "town", "town-x"):
            with pytest.raises(NotFound, match="There is no published budget dataset"):
                list(queries.dataset_rows(session, slug))
