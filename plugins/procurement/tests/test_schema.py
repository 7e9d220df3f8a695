"""Schemas and merge rules are generated, extensions recognised, and given schema files refused in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from toolbox_procurement import schema
from toolbox_procurement.exceptions import SchemaFileError


@pytest.mark.shared_data
def test_verdicts_equal_those_of_the_official_schema(official: Path) -> None:
    theirs = jsonschema_rs.Draft4Validator(json.loads((official / "schema/1.1/release-schema.json").read_text()))
    ours = jsonschema_rs.Draft4Validator(schema.standard().release_schema())
    seen = set()
    for release in _releases(official):
        expected = sorted((list(error.instance_path), str(error.kind)) for error in theirs.iter_errors(release))
        found = sorted((list(error.instance_path), str(error.kind)) for error in ours.iter_errors(release))
        assert [path for path, _ in found] == [path for path, _ in expected]
        seen.add(bool(expected))
    assert seen == {True, False}


def _releases(official: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in (official / "fictional_example/1.1").glob("*.json"):
        found += json.loads(path.read_text())["releases"]
    for name in (
        "uk_contracts_finder/release_packages.jsonl",
        "paraguay_dncp/releases.jsonl",
        "ukraine_prozorro/releases.jsonl",
    ):
        for line in (official / name).read_text(encoding="utf-8").splitlines():
            value = json.loads(line)
            found += value.get("releases", [value])
    return found


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["release-package", "record-package"])
def test_package_schemas_ask_for_what_the_official_ones_ask_for(official: Path, name: str) -> None:
    theirs = json.loads((official / f"schema/1.1/{name}-schema.json").read_text())
    ours = schema.standard().package_schema(name.title().replace("-", ""))
    assert set(ours["required"]) == set(theirs["required"])
    assert set(ours["properties"]) == set(theirs["properties"])


@pytest.mark.shared_data
def test_merge_rules_are_those_of_the_official_schema(official: Path) -> None:
    theirs = json.loads((official / "schema/1.1/release-schema.json").read_text())
    assert schema.merge_rules(()) == schema.rules_from_schema(theirs)


def test_extensions_are_recognised_by_address_and_only_known_ones_apply() -> None:
    bids = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json"
    enquiries = (
        "https://raw.githubusercontent.com/open-contracting-extensions/ocds_enquiry_extension/master/extension.json"
    )
    assert schema.extension_id(bids) == "bids"
    assert schema.extension_id(enquiries) == "enquiries"
    assert schema.extension_id("https://example.org/mine/extension.json") is None
    assert schema.known_extensions([enquiries, None, bids, 7]) == ("bids",)


def test_translated_fields_are_allowed_by_their_language_tag() -> None:
    properties = {
        "properties": {},
        "patternProperties": schema.standard().release_schema()["definitions"]["Tender"]["patternProperties"],
        "additionalProperties": False,
    }
    validator = jsonschema_rs.Draft4Validator(properties)
    assert validator.is_valid({"title_fr": "Toit", "description_pt-BR": "Telhado", "title_zh-Hant-TW": "x"})
    assert not validator.is_valid({"title_": "x"})
    assert not validator.is_valid({"status_fr": "x"})


def test_a_schema_that_holds_itself_ends() -> None:
    tree: dict[str, Any] = {
        "properties": {"part": {"$ref": "#/definitions/Part"}},
        "definitions": {"Part": {"type": "object"}},
    }
    tree["definitions"]["Part"]["properties"] = {
        "part": {"$ref": "#/definitions/Part"},
        "codes": {"type": "array", "items": {"type": "string"}},
    }
    assert schema.rules_from_schema(tree) == {"part": (schema.MERGE, {"codes": (schema.WHOLE, {})})}


@pytest.mark.parametrize("content", [b"not json", b"[1]", b"\xff\xfe{"])
def test_a_file_that_is_no_schema_is_refused(write: Callable[..., Path], content: bytes) -> None:
    with pytest.raises(SchemaFileError):
        schema.read_schema_file(write("schema.json", content))


def test_a_missing_schema_file_and_one_without_properties_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemaFileError, match="cannot be read"):
        schema.read_schema_file(tmp_path / "nowhere.json")
    with pytest.raises(SchemaFileError, match="properties"):
        schema.rules_from_schema({"type": "object"})


def test_a_merge_patch_removes_and_adds() -> None:
    assert schema.patched({"a": 1, "b": {"c": 2, "d": 3}}, {"a": None, "b": {"c": 4}, "e": {"f": 5}}) == {
        "b": {"c": 4, "d": 3},
        "e": {"f": 5},
    }
