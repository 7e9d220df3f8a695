"""Rows out of files: wide and long, with code lists, by year, with every fault listed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_budget_portal.descriptor import read_package
from toolbox_budget_portal.importers import fiscal, opening
from toolbox_budget_portal.models import SLOTS
from toolbox_budget_portal.rows import BudgetRow, MoreDigits
from toolbox_core import DescriptorError, Problem

ADMIN = "administrative-classification:generic"
DIRECTION = {"name": "direction", "columnType": "direction", "constant": "expenditure"}
PHASE = {"name": "phase", "columnType": "phase:id"}


def read(
    path: Path, *, year: int | None = 2024, digits: int = 2
) -> tuple[list[BudgetRow], list[Problem], fiscal.Counts]:
    """Read all files of amounts of a package."""
    package = read_package(path)
    rows: list[BudgetRow] = []
    problems: list[Problem] = []
    counts = fiscal.Counts()
    for resource in package.resources:
        if not resource.has_amounts:
            continue
        with opening.open_resource(package, resource) as table:
            plan = opening.plan_resource(package, resource, table)
            settings = fiscal.Settings(SLOTS.index, year=year, currency="EUR", digits=digits)
            reader = fiscal.FileReader(plan, settings)
            for lines, wrong in reader.read(table):
                rows += lines
                problems += wrong
            counts = reader.counts
    return rows, problems, counts


def amounts(row: BudgetRow) -> dict[str, int]:
    """The amounts that a row has, by slot."""
    return {slot: value for slot, value in zip(SLOTS, row.amounts, strict=True) if value is not None}


def test_a_wide_row_becomes_one_line(write_package: Callable[..., Path]) -> None:
    rows, problems, counts = read(write_package())
    assert (len(rows), problems, counts.read) == (4, [], 4)
    first = rows[0]
    assert (first.source_row, first.year, first.direction, first.eliminated) == (2, 2024, "expenditure", False)
    assert first.keys == (("001", "City Hall"), ("1", "Services"), ("1", "Staff"))
    assert amounts(first) == {"approved": 100050, "paid": 90025}
    assert (amounts(rows[2]), rows[2].presence) == ({"approved": -2010}, f"{SLOTS.index('paid')}:blank")


def test_a_row_with_a_bad_cell_is_refused_whole_with_every_bad_cell(
    write_package: Callable[..., Path], resource: Any
) -> None:
    text = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n1;;1;;1;;1.5;abc\n2;;1;;1;;2;2\n"
    rows, problems, counts = read(write_package({"spending.csv": text}))
    assert [row.source_row for row in rows] == [3]
    assert [(problem.row, problem.column, problem.value) for problem in problems] == [
        (2, "approved", "1.5"),
        (2, "paid", "abc"),
    ]
    assert counts.read == 2
    assert all(problem.source == "spending.csv" and problem.message.endswith(".") for problem in problems)


def test_ragged_rows_are_listed_and_blank_ones_counted(write_package: Callable[..., Path]) -> None:
    text = (
        "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"
        "1;;1;;1;;1;1;;\n1;;1;;1\n;;;;;;;\n\n1;;1;;1;;1;1;more\n2;;1;;1;;2;2\n"
    )
    rows, problems, counts = read(write_package({"spending.csv": text}))
    assert [row.source_row for row in rows] == [2, 7]
    assert [(problem.row, problem.rule) for problem in problems] == [(3, "too-few-cells"), (6, "too-many-cells")]
    assert counts.read == 4
    assert counts.blank == 2


def test_a_long_file_says_phase_direction_year_and_mark_row_by_row(write_package: Callable[..., Path]) -> None:
    text = (
        "year,kind,stage,who,transfer,amount,money\n"
        "2023,gasto,approved,1,no,10.00,EUR\n2024,ingreso,executed,1,,20.00,EUR\n"
        "2024,gasto,paid,2,yes,-3.00,EUR\n2024,loan,paid,2,yes,1,EUR\n2024,gasto,paid,2,?,1,EUR\n"
        "year,gasto,paid,2,no,1,EUR\n2024,gasto,paid,2,no,1,USD\n2024,gasto,bingo,2,no,1,EUR\n"
    )
    fields = [
        {"name": "year", "type": "integer", "columnType": "date:fiscal-year"},
        {"name": "kind", "columnType": "direction"},
        {"name": "stage", "columnType": "phase:id"},
        {"name": "who", "columnType": f"{ADMIN}:code"},
        {"name": "transfer", "columnType": "budgetary-transfers"},
        {"name": "amount", "type": "number", "columnType": "value"},
        {"name": "money", "columnType": "value-currency:code"},
    ]
    path = write_package({"a.csv": text}, [{"name": "a", "path": "a.csv", "schema": {"fields": fields}}])
    rows, problems, counts = read(path)
    assert [(row.source_row, row.direction, row.eliminated, amounts(row)) for row in rows] == [
        (3, "revenue", False, {"executed": 2000}),
        (4, "expenditure", True, {"paid": -300}),
    ]
    assert counts.other_years == 1
    assert [problem.row for problem in problems] == [5, 6, 7, 8, 9]
    every_year, _, _ = read(path, year=None)
    assert [row.year for row in every_year] == [2023, 2024, 2024]


def test_years_as_columns_become_one_line_per_year(write_package: Callable[..., Path]) -> None:
    fields = [
        {"name": "who", "columnType": f"{ADMIN}:code"},
        *(
            {"name": str(year), "type": "number", "normalize": {"phase": "approved", "year": year}}
            for year in (2023, 2024)
        ),
    ]
    schema = {"fields": fields, "extraFields": [PHASE, DIRECTION, {"name": "year", "columnType": "date:fiscal-year"}]}
    path = write_package({"a.csv": "who,2023,2024\nx,1,nfp\n"}, [{"name": "a", "path": "a.csv", "schema": schema}])
    rows, _, _ = read(path, year=None)
    assert [(row.year, amounts(row), row.presence) for row in rows] == [
        (2023, {"approved": 100}, ""),
        (2024, {}, f"{SLOTS.index('approved')}:not-published"),
    ]
    only, _, _ = read(path, year=2024)
    assert [row.year for row in only] == [2024]


def test_code_lists_are_joined_by_foreign_keys(write_package: Callable[..., Path]) -> None:
    facts = {
        "name": "facts",
        "path": "facts.csv",
        "schema": {
            "fields": [{"name": "buyer"}, {"name": "amount", "type": "number", "columnType": "value"}],
            "extraFields": [{**PHASE, "constant": "approved"}, DIRECTION],
            "foreignKeys": [{"fields": "buyer", "reference": {"resource": "buyers", "fields": "id"}}],
        },
    }
    buyers = {
        "name": "buyers",
        "path": "buyers.csv",
        "schema": {
            "fields": [
                {"name": "id", "columnType": f"{ADMIN}:code"},
                {"name": "name", "columnType": f"{ADMIN}:label"},
            ]
        },
    }
    files = {"facts.csv": "buyer,amount\nB1,5\nB9,7\n,1\n", "buyers.csv": "id,name\nB1,George\nB2,Lorraine\n"}
    rows, problems, _ = read(write_package(files, [facts, buyers]))
    assert [row.keys for row in rows] == [(("B1", "George"),), (("", ""),)]
    assert [(problem.row, problem.rule) for problem in problems] == [(3, "foreign-key")]


def test_two_columns_of_one_phase_are_refused(write_package: Callable[..., Path], resource: Any) -> None:
    raw = resource()
    raw["schema"]["fields"][7]["normalize"] = {"phase": "approved"}
    with pytest.raises(DescriptorError, match="two columns hold the phase 'approved'"):
        read(write_package(resources=[raw]))


def test_finer_amounts_than_expected_are_signalled(write_package: Callable[..., Path], resource: Any) -> None:
    text = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n1;;1;;1;;1,2345;2\n"
    with pytest.raises(MoreDigits):
        read(write_package({"spending.csv": text}))
    rows, _, _ = read(write_package({"spending.csv": text}), digits=4)
    assert amounts(rows[0]) == {"approved": 12345, "paid": 20000}


def test_a_whole_file_of_consolidation_entries(write_package: Callable[..., Path], resource: Any) -> None:
    rows, _, _ = read(write_package(resources=[resource(elimination=True)]))
    assert all(row.eliminated for row in rows)


def test_the_currency_is_read_once_or_refused(write_package: Callable[..., Path], resource: Any) -> None:
    assert fiscal.declared_currency(read_package(write_package())) == "EUR"
    other = resource(name="other")
    other["schema"]["extraFields"][3] = {"name": "currency", "columnType": "value-currency:code", "constant": "USD"}
    with pytest.raises(DescriptorError, match="several currencies"):
        fiscal.declared_currency(read_package(write_package(resources=[resource(), other])))
