"""Fiscal Data Package 0.3: its measures and dimensions mean the same in version 1, and what it leaves out is asked."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from toolbox_budget_portal.descriptor import parse_package
from toolbox_budget_portal.descriptor.upgrading import is_old, upgrade
from toolbox_budget_portal.exceptions import IncompleteDescriptor
from toolbox_core import DescriptorError

COLUMNS = ("year", "body", "body name", "unit", "where", "what", "project", "money", "spent")
OLD: dict[str, Any] = {
    "name": "old",
    "countryCode": "ES",
    "resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"name": name} for name in COLUMNS]}}],
    "mapping": {
        "measures": {
            "planned": {"source": "money", "currency": "EUR", "direction": "expenditure", "phase": "approved"},
            "real": {
                "source": "spent",
                "currency": "EUR",
                "factor": 1000.0,
                "direction": "expenditure",
                "phase": "paid",
            },
        },
        "dimensions": {
            "date": {"dimensionType": "datetime", "attributes": {"year": {"source": "year"}}},
            "who": {
                "dimensionType": "classification",
                "classificationType": "administrative",
                "attributes": {
                    "unit": {"source": "unit", "parent": "body"},
                    "body": {"source": "body"},
                    "name": {"source": "body name", "labelfor": "body"},
                },
            },
            "place": {"dimensionType": "location", "attributes": {"where": {"source": "where"}}},
            "fund": {
                "dimensionType": "classification",
                "classificationType": "fund",
                "attributes": {"fund": {"constant": "own"}},
            },
            "text": {"dimensionType": "fact", "attributes": {"what": {"source": "what"}}},
            "job": {"dimensionType": "activity", "attributes": {"job": {"source": "project"}}},
        },
    },
}


def changed(**changes: Any) -> dict[str, Any]:
    """The old descriptor with another first measure."""
    raw = copy.deepcopy(OLD)
    raw["mapping"]["measures"] = {"planned": {**raw["mapping"]["measures"]["planned"], **changes}}
    return raw


def two_currencies() -> dict[str, Any]:
    """The old descriptor with amounts in euros beside amounts in dollars."""
    raw = copy.deepcopy(OLD)
    raw["mapping"]["measures"]["real"]["currency"] = "USD"
    return raw


@pytest.mark.parametrize("key", ["mapping", "model"])
def test_measures_and_dimensions_become_column_types(key: str, tmp_path: Path) -> None:
    raw = copy.deepcopy(OLD)
    raw[key] = raw.pop("mapping")
    assert is_old(raw)
    package = parse_package(raw, tmp_path)
    (resource,) = package.resources
    types = {field.name: field.column_type.name for field in resource.fields if field.column_type}
    admin = "administrative-classification:generic"
    assert types == {
        "year": "date:fiscal-year",
        "body": f"{admin}:level1:code",
        "body name": f"{admin}:level1:label",
        "unit": f"{admin}:level2:code",
        "where": "geo-source:target:level1:code",
        "what": "unknown:string",
        "project": "activity:generic:program:code",
    }
    assert {field.name: (field.factor, dict(field.normalize)) for field in resource.fields if field.is_amount} == {
        "money": (1, {"phase": "approved", "direction": "expenditure"}),
        "spent": (1000, {"phase": "paid", "direction": "expenditure"}),
    }
    assert "mapping" not in package.raw
    assert package.raw["countryCode"] == "ES"
    assert not is_old(package.raw)


def test_it_is_imported_with_its_lines(write_package: Callable[..., Path], load: Callable[..., Any]) -> None:
    text = ",".join(COLUMNS) + "\n2023,01,Health,001,North,Beds,p1,10.50,2\n2024,01,Health,001,North,Beds,p1,12,3\n"
    top = {key: value for key, value in OLD.items() if key not in ("name", "resources")}
    outcome = load(write_package({"a.csv": text}, copy.deepcopy(OLD["resources"]), **top), year=None)
    assert {draft.fiscal_year: (draft.currency, draft.totals) for draft in outcome.drafts} == {
        2023: ("EUR", {"approved": {"expenditure": "10.50"}, "paid": {"expenditure": "2000.00"}}),
        2024: ("EUR", {"approved": {"expenditure": "12.00"}, "paid": {"expenditure": "3000.00"}}),
    }


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (changed(phase=None), "does not say its `phase`"),
        (changed(direction=""), "does not say its `direction`"),
        (changed(source="nothing"), "names the column 'nothing'"),
        (changed(resource="b"), "names the resource 'b'"),
        (changed(factor=0.5), "whole number"),
        (changed(direction="sideways"), "direction"),
        (two_currencies(), "another currency"),
        ({**OLD, "mapping": {"measures": {}}}, "no `measures`"),
        ({**OLD, "mapping": {"measures": [1], "dimensions": 7}}, "object of objects"),
        ({**OLD, "mapping": "a"}, "must be an object"),
        ({**OLD, "resources": [7]}, "must be an object"),
        ({**OLD, "resources": [{"schema": {}}]}, "describe its columns"),
    ],
)
def test_what_it_leaves_out_is_asked_and_never_guessed(
    raw: dict[str, Any], sentence: str, write_package: Callable[..., Path], load: Callable[..., Any]
) -> None:
    text = ",".join(COLUMNS) + "\n2024,01,Health,001,North,Beds,p1,10.50,2\n"
    top = {key: value for key, value in raw.items() if key not in ("name", "resources")}
    with pytest.raises(DescriptorError, match=sentence):
        load(write_package({"a.csv": text}, raw["resources"], **top))


def test_years_as_columns_and_a_period_of_one_year_say_the_year() -> None:
    raw = changed()
    del raw["mapping"]["dimensions"]["date"]
    raw["fiscalPeriod"] = {"start": "2019-01-01", "end": "2019-12-31"}
    (money,) = [field for field in upgrade(raw)["resources"][0]["schema"]["fields"] if "normalize" in field]
    assert money["normalize"]["fiscal year"] == 2019
    raw["resources"][0]["schema"]["fields"].append({"name": "2015-16"})
    raw["mapping"]["measures"]["planned"]["source"] = "2015-16"
    (money,) = [field for field in upgrade(raw)["resources"][0]["schema"]["fields"] if "normalize" in field]
    assert money["normalize"]["fiscal year"] == 2015


@pytest.mark.shared_data
def test_the_published_packages_of_that_version(shared_data: Path, tmp_path: Path, load: Callable[..., Any]) -> None:
    source = shared_data / "budget/es-madrid-2012-2015"
    (tmp_path / "madrid/data").mkdir(parents=True)
    shutil.copyfile(source / "datapackage.json", tmp_path / "madrid/datapackage.json")
    (table,) = source.glob("*.csv")
    shutil.copyfile(table, tmp_path / "madrid/data" / table.name)
    outcome = load(tmp_path / "madrid/datapackage.json", entity="madrid", year=2015)
    assert Decimal(outcome.drafts[0].totals["approved"]["expenditure"]) == 4650554218

    with pytest.raises(IncompleteDescriptor, match="does not say its `phase`"):
        load(shared_data / "budget/au-federal-2015-16/datapackage.json", entity="australia", year=None)
