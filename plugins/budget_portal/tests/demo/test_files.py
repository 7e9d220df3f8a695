"""The demo files are valid packages, differ in format as real ones do, and are the same bytes every time."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from toolbox_budget_portal.demo.files import CITY, REPUBLIC, Entity, write_package
from toolbox_budget_portal.descriptor import read_package


@pytest.mark.parametrize("entity", [REPUBLIC, CITY], ids=lambda entity: entity.slug)
def test_the_descriptor_describes_the_files(tmp_path: Path, entity: Entity) -> None:
    made = write_package(tmp_path / "new", entity, 2024, 1)
    package = read_package(made.descriptor)
    for resource in package.resources:
        with package.file(resource).open(encoding=resource.encoding, newline="") as file:
            header = next(csv.reader(file, delimiter=resource.dialect.delimiter))
        assert header == [column.name for column in resource.fields]


@pytest.mark.parametrize("entity", [REPUBLIC, CITY], ids=lambda entity: entity.slug)
def test_the_files_add_up_to_the_control_totals(tmp_path: Path, entity: Entity) -> None:
    made = write_package(tmp_path / "new", entity, 2023, 1)
    for direction, name in (("expenditure", "spending"), ("revenue", "revenue")):
        with (tmp_path / "new" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=entity.delimiter))
        for phase, totals in made.totals.items():
            cells = (row[phase].replace(entity.decimal, ".") for row in rows if row[phase] != "nfp")
            assert sum(map(Decimal, cells)) == totals[direction]


def test_consolidation_entries_are_marked(tmp_path: Path) -> None:
    package = read_package(write_package(tmp_path / "new", CITY, 2021, 1).descriptor)
    assert {resource.name for resource in package.resources if resource.eliminated} == {
        "transfers-paid",
        "transfers-received",
    }


def test_a_year_without_accounts_has_only_the_plan(tmp_path: Path) -> None:
    made = write_package(tmp_path / "new", CITY, 2022, 1)
    assert list(made.totals) == ["approved", "adjusted"]


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_package(tmp_path / name, REPUBLIC, 2022, 3)
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
