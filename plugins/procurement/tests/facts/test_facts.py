"""The tables of facts are what the official schema and codelists say."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from toolbox_procurement import facts, schema


def _plain(value: Any, root: dict[str, Any]) -> Any:
    """A schema without prose, with references resolved and orders that mean nothing removed."""
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1]
        beside = {key: kept for key, kept in value.items() if key != "$ref"}
        return _plain({**root["definitions"].get(name, {"type": "object"}), **beside}, root)
    found: dict[str, Any] = {}
    for key, part in value.items():
        if key == "properties":
            found[key] = {name: _plain(one, root) for name, one in part.items()}
        elif key in ("enum", "required") or (key == "type" and isinstance(part, list)):
            found[key] = sorted(part, key=str)
        elif key == "patternProperties":
            found[key] = "languages"
        elif key == "deprecated":
            found[key] = part["deprecatedVersion"]
        elif key != "definitions" and (key not in ("title", "description", "$schema", "id") or isinstance(part, dict)):
            found[key] = _plain(part, root)
    if found.get("type") and len(found["type"]) == 1:
        found["type"] = found["type"][0]
    return found


@pytest.mark.shared_data
@pytest.mark.parametrize("extensions", [(), ("bids",), ("lots",), ("bids", "lots")])
def test_the_generated_schema_is_the_official_one(official: Path, extensions: tuple[str, ...]) -> None:
    theirs = json.loads((official / "schema/1.1/release-schema.json").read_text())
    for name in extensions:
        patch = json.loads((official / f"schema/extensions/{name}/release-schema.json").read_text())
        theirs = schema.patched(theirs, patch)
    ours = schema.standard(extensions).release_schema()
    assert _plain(ours, ours) == _plain(theirs, theirs)


@pytest.mark.shared_data
@pytest.mark.parametrize("folder", ["schema/1.1/codelists", "schema/extensions/bids/codelists"])
def test_codelists_hold_the_official_codes(official: Path, folder: str) -> None:
    for path in (official / folder).glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        ours = facts.codelists()[path.stem]
        assert set(ours.ordered) == {row["Code"] for row in rows}, path.stem
        assert ours.deprecated == {row["Code"]: row["Deprecated"] for row in rows if row.get("Deprecated")}


@pytest.mark.shared_data
def test_every_registered_extension_is_known_by_its_address(official: Path) -> None:
    with (official / "schema/extensions/registry/extension_versions.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            assert schema.extension_id(row["Base URL"] + "extension.json") == row["Id"]


def test_a_field_line_is_read() -> None:
    found = facts.objects("ocds_1_1")["Tender"].fields
    assert found["id"].required
    assert found["id"].versioned
    assert found["status"].codelist == "tenderStatus"
    assert found["status"].closed
    assert found["title"].translatable
    assert found["amendment"].deprecated == "1.1"
    assert found["items"].is_list
    assert found["items"].is_reference


def test_every_reference_leads_to_an_object() -> None:
    known = schema.everything().objects
    missing = {
        field.type
        for found in known.values()
        for field in found.fields.values()
        if field.is_reference and field.type not in known
    }
    assert missing == {"SubmissionTerms"}, "an object of an extension that has no facts here; it is left open"


def test_every_codelist_that_a_field_names_exists() -> None:
    named = {field.codelist for found in schema.everything().objects.values() for field in found.fields.values()}
    assert named - {""} <= set(facts.codelists())


def test_a_patch_adds_to_an_object_and_leaves_the_rest() -> None:
    base = facts.objects("ocds_1_1")
    found = facts.extended(base, facts.objects("extension_lots"))
    assert "lots" in found["Tender"].fields
    assert "title" in found["Tender"].fields
    assert "lots" not in base["Tender"].fields
