"""Compiling a resource and the file's real header into positions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_budget_portal.column_types import Taxonomy
from toolbox_budget_portal.descriptor import parse_package
from toolbox_budget_portal.descriptor.model import Resource
from toolbox_budget_portal.exceptions import IncompleteDescriptor
from toolbox_budget_portal.importers.plan import compile_plan, match_columns
from toolbox_core import DescriptorError

HEADER = ["body", "body_name", "function", "function_name", "chapter", "chapter_name", "approved", "paid"]


def parsed(raw: dict[str, Any]) -> Resource:
    """One resource, checked."""
    return parse_package({"resources": [raw]}, Path()).resources[0]


def test_columns_are_found_by_name_whatever_their_case_and_order(resource: Callable[..., dict[str, Any]]) -> None:
    columns = ["extra", *(name.upper() for name in reversed(HEADER))]
    assert match_columns(parsed(resource()), columns) == [8, 7, 6, 5, 4, 3, 2, 1]


def test_names_may_contain_any_sign(resource: Callable[..., dict[str, Any]]) -> None:
    raw = resource()
    raw["schema"]["fields"][0]["name"] = "body|code:1, 'x'"
    assert match_columns(parsed(raw), ["body|code:1, 'x'", *HEADER[1:]])[0] == 0


def test_a_repeated_name_is_matched_by_position(resource: Callable[..., dict[str, Any]]) -> None:
    raw = resource()
    raw["schema"]["fields"][1]["name"] = "body"
    assert match_columns(parsed(raw), ["body", "body_2", *HEADER[2:]]) == list(range(8))


def test_a_missing_column_is_named_with_the_nearest(resource: Callable[..., dict[str, Any]]) -> None:
    with pytest.raises(DescriptorError, match=r"no column 'approved'\. Did you mean 'aproved'"):
        match_columns(parsed(resource()), [*HEADER[:6], "aproved", "paid"])


def test_an_undescribed_column_may_be_missing(resource: Callable[..., dict[str, Any]]) -> None:
    raw = resource()
    raw["schema"]["fields"].append({"name": "remark"})
    assert match_columns(parsed(raw), HEADER)[-1] is None


def test_without_a_header_position_decides_and_the_number_must_fit(resource: Callable[..., dict[str, Any]]) -> None:
    raw = resource(dialect={"header": False})
    assert match_columns(parsed(raw), [f"column_{at}" for at in range(8)]) == list(range(8))
    with pytest.raises(DescriptorError, match="7 columns and no header"):
        match_columns(parsed(raw), [f"column_{at}" for at in range(7)])


def test_classifications_and_amounts_are_compiled(resource: Callable[..., dict[str, Any]]) -> None:
    plan = compile_plan(parsed(resource()), Taxonomy(), [*HEADER, "q"])
    assert {kind.kind: kind.columns for kind in plan.kinds} == {
        "administrative": (0, 1),
        "functional": (2, 3),
        "economic": (4, 5),
    }
    assert [(measure.at, measure.phase.constant) for measure in plan.measures] == [(6, "approved"), (7, "paid")]
    assert plan.notes == ("spending.csv: these columns stay in the original only: q.",)


def test_levels_are_ordered_whatever_the_order_of_columns() -> None:
    stem = "administrative-classification:generic:level"
    raw = {
        "path": "a.csv",
        "schema": {
            "fields": [
                {"name": "office", "columnType": f"{stem}3:code"},
                {"name": "ministry", "columnType": f"{stem}1:code"},
                {"name": "amount", "columnType": "value"},
            ],
            "extraFields": [
                {"name": "phase", "columnType": "phase:id", "constant": "approved"},
                {"name": "direction", "columnType": "direction", "constant": "revenue"},
            ],
        },
    }
    plan = compile_plan(parsed(raw), Taxonomy(), ["office", "ministry", "amount"])
    (kind,) = plan.kinds
    assert (kind.columns[0], kind.columns[2]) == (1, 0)


def test_a_constant_classification_is_a_column_of_its_own(resource: Callable[..., dict[str, Any]]) -> None:
    raw = resource()
    raw["schema"]["extraFields"].append({"name": "fund", "columnType": "fin-source:generic:code", "constant": "EU"})
    plan = compile_plan(parsed(raw), Taxonomy(), HEADER)
    fund = next(kind for kind in plan.kinds if kind.kind == "fund")
    assert plan.constants[fund.columns[0] - plan.width] == "EU"


def test_of_two_rival_trees_one_is_used_and_the_other_named(resource: Callable[..., dict[str, Any]]) -> None:
    raw = resource()
    raw["schema"]["fields"] += [
        {"name": "from", "columnType": "geo:source:code"},
        {"name": "to", "columnType": "geo:target:code"},
    ]
    plan = compile_plan(parsed(raw), Taxonomy(), [*HEADER, "from", "to"])
    geographic = next(kind for kind in plan.kinds if kind.kind == "geographic")
    assert geographic.columns[0] == 9
    assert "from" in plan.notes[0]


@pytest.mark.parametrize(("name", "sentence"), [("phase", "which phase"), ("direction", "expenditure or revenue")])
def test_an_amount_without_phase_or_direction_is_refused_with_the_way_out(
    resource: Callable[..., dict[str, Any]], name: str, sentence: str
) -> None:
    raw = resource()
    schema = raw["schema"]
    schema["extraFields"] = [entry for entry in schema["extraFields"] if entry["name"] != name]
    for entry in schema["fields"]:
        if entry.pop("normalize", None) is not None:
            entry["columnType"] = "value"
    if name != "phase":
        schema["extraFields"][0]["constant"] = "approved"
    with pytest.raises(IncompleteDescriptor, match=sentence) as error:
        compile_plan(parsed(raw), Taxonomy(), HEADER)
    assert "extraFields" in error.value.fix


def test_an_impossible_direction_is_refused(resource: Callable[..., dict[str, Any]]) -> None:
    raw = resource()
    raw["schema"]["extraFields"][2]["constant"] = "sideways"
    with pytest.raises(DescriptorError, match="'sideways' is neither expenditure nor revenue"):
        compile_plan(parsed(raw), Taxonomy(), HEADER)
