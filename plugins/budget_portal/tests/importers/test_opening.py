"""Code lists of a package: joined by foreign keys, or naming the levels that codes imply."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_budget_portal.descriptor import read_package
from toolbox_budget_portal.importers import opening
from toolbox_budget_portal.importers.plan import FilePlan
from toolbox_core import DescriptorError, InputError

STEM = "functional-classification:generic"
FACTS: dict[str, Any] = {
    "name": "facts",
    "path": "facts.csv",
    "schema": {
        "fields": [
            {"name": "what", "columnType": f"{STEM}:code", "codeLevels": [2, 1], "codeLabels": "areas"},
            {"name": "amount", "type": "number", "columnType": "value"},
        ],
        "extraFields": [
            {"name": "phase", "columnType": "phase:id", "constant": "approved"},
            {"name": "direction", "columnType": "direction", "constant": "expenditure"},
        ],
    },
}


def plan(path: Path) -> FilePlan:
    """The plan of the first resource."""
    package = read_package(path)
    with opening.open_resource(package, package.resources[0]) as table:
        return opening.plan_resource(package, package.resources[0], table)


def test_beginnings_of_a_code_are_its_levels_and_a_list_names_them(write_package: Callable[..., Path]) -> None:
    areas = {
        "name": "areas",
        "path": "areas.csv",
        "schema": {
            "fields": [
                {"name": "one", "columnType": f"{STEM}:level1:code"},
                {"name": "two", "columnType": f"{STEM}:level2:code"},
                {"name": "name", "columnType": f"{STEM}:level2:label"},
            ]
        },
    }
    files = {"facts.csv": "what,amount\n13210,5\n", "areas.csv": "one,two,name\n1,,Safety\n1,3,Police\n# odd\n"}
    (kind,) = plan(write_package(files, [FACTS, areas])).kinds
    assert kind.expand(("13210", "")) == ("1", "Safety", "13", "Police", "13210", "")
    assert kind.expand(("1", "Own label")) == ("1", "Own label")
    assert kind.expand(("99", "")) == ("9", "", "99", "")


def test_a_list_without_labels_cannot_name_codes(write_package: Callable[..., Path]) -> None:
    areas = {"name": "areas", "path": "areas.csv", "schema": {"fields": [{"name": "x", "columnType": f"{STEM}:code"}]}}
    files = {"facts.csv": "what,amount\n1,5\n", "areas.csv": "x\n1\n"}
    with pytest.raises(DescriptorError, match="cannot name codes"):
        plan(write_package(files, [FACTS, areas]))


def test_a_list_that_is_not_there_is_named(write_package: Callable[..., Path]) -> None:
    with pytest.raises(DescriptorError, match="names the resource 'areas'"):
        plan(write_package({"facts.csv": "what,amount\n1,5\n"}, [FACTS]))


@pytest.mark.parametrize(("second", "refused"), [("Other", True), ("Safety", False)])
def test_a_code_that_means_two_things_is_refused(
    write_package: Callable[..., Path], second: str, refused: bool
) -> None:
    areas = {
        "name": "areas",
        "path": "areas.csv",
        "schema": {
            "fields": [{"name": "x", "columnType": f"{STEM}:code"}, {"name": "y", "columnType": f"{STEM}:label"}]
        },
    }
    files = {"facts.csv": "what,amount\n1,5\n", "areas.csv": f"x,y\n1,Safety\n1,{second}\n"}
    path = write_package(files, [FACTS, areas])
    if refused:
        with pytest.raises(InputError, match="has '1' twice with different meanings"):
            plan(path)
    else:
        plan(path)


def test_a_code_list_must_fit_into_memory(write_package: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LARGEST_CODE_LIST", 1)
    areas = {
        "name": "areas",
        "path": "areas.csv",
        "schema": {
            "fields": [{"name": "x", "columnType": f"{STEM}:code"}, {"name": "y", "columnType": f"{STEM}:label"}]
        },
    }
    files = {"facts.csv": "what,amount\n1,5\n", "areas.csv": "x,y\n1,a\n2,b\n"}
    with pytest.raises(InputError, match="more than 1 rows"):
        plan(write_package(files, [FACTS, areas]))
