"""Descriptors: what the specification allows is read, what cannot be meant is refused in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolbox_budget_portal.descriptor import parse_package, read_package
from toolbox_core import DescriptorError, UnreadableFile


def package(**resource: Any) -> dict[str, Any]:
    """A small descriptor with one resource."""
    base: dict[str, Any] = {
        "name": "spending",
        "path": "spending.csv",
        "schema": {"fields": [{"name": "amount", "type": "number", "columnType": "value"}]},
    }
    return {"name": "test", "resources": [{**base, **resource}]}


def test_the_specification_s_defaults_hold(tmp_path: Path) -> None:
    (resource,) = parse_package(package(), tmp_path).resources
    assert (resource.encoding, resource.dialect.delimiter, resource.dialect.quotechar) == ("utf-8", ",", '"')
    assert resource.dialect.header
    assert (resource.fields[0].decimal, resource.fields[0].group, resource.fields[0].bare_number) == (".", "", True)
    assert resource.missing == ("",)


def test_the_specification_s_first_example_is_read(tmp_path: Path) -> None:
    raw = {
        "name": "smith-budget-by-george",
        "resources": [
            {
                "name": "budget",
                "path": "week_of_1_7_oct.csv",
                "schema": {
                    "fields": [
                        {"name": "Who?", "type": "string", "columnType": "administrative-classification:generic:code"},
                        {"name": "What for?", "type": "string", "columnType": "functional-classification:generic:code"},
                        {"name": "Plan", "type": "number", "bareNumber": False, "normalize": {"Phase": "Plan"}},
                        {"name": "Actual", "type": "number", "bareNumber": False, "normalize": {"Phase": "Actual"}},
                    ],
                    "extraFields": [
                        {"name": "Amount", "type": "number", "columnType": "value", "normalizationTarget": True},
                        {"name": "Phase", "type": "string", "columnType": "phase:id"},
                        {"name": "Currency", "type": "string", "columnType": "value-currency:code", "constant": "USD"},
                    ],
                },
            }
        ],
    }
    (resource,) = parse_package(raw, tmp_path).resources
    assert [field.is_amount for field in resource.fields] == [False, False, True, True]
    assert resource.fields[2].normalize == {"Phase": "Plan"}


def test_a_folder_stands_for_its_descriptor(write_package: Callable[..., Path]) -> None:
    assert read_package(write_package().parent).name == "test"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "datapackage.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(package()).encode())
    assert read_package(path).name == "test"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"[" * 100_000, "not valid JSON"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "datapackage.json"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=sentence):
        read_package(path)


def test_a_missing_descriptor_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="toolbox budget inspect"):
        read_package(tmp_path / "nothing.json")


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ([], "is a JSON object"),
        ({}, "names no files"),
        ({"resources": []}, "names no files"),
        ({"resources": ["a.csv"]}, "not an object"),
        (package(path=""), "has no `path`"),
        (package(path=["a.csv", "b.csv"]), "split over several files"),
        (package(schema={}), "does not describe its columns"),
        (package(schema="schema.json"), "must be an object"),
        (package(encoding="klingon"), "there is no encoding"),
        (package(dialect={"delimiter": ";;"}), "one sign"),
        (package(dialect={"escapeChar": "#"}), "not supported"),
        (package(dialect={"headerRows": [1, 2]}), "must name one row"),
        (package(dialect={"header": "false"}), "must be true or false"),
        (package(elimination="no"), "must be true or false"),
        ({**package(), "columnTypes": [7]}, "no column type"),
        ({"resources": [*package()["resources"], *package()["resources"]]}, "names must differ"),
        ({"mapping": {}, "resources": [{"path": "a.csv"}]}, "must be an object"),
    ],
)
def test_descriptors_that_contradict_themselves(tmp_path: Path, raw: Any, sentence: str) -> None:
    with pytest.raises(DescriptorError, match=sentence):
        parse_package(raw, tmp_path)


@pytest.mark.parametrize(
    "path",
    ["../secret.csv", "/etc/passwd", "a/../../b.csv", "https://example.org/a.csv", "C:\\a.csv", "..\\a.csv", "a\0b"],
)
def test_paths_stay_inside_the_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(DescriptorError):
        parse_package(package(path=path), tmp_path)


def test_links_stay_inside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "package"
    folder.mkdir()
    (tmp_path / "outside.csv").write_text("amount\n1\n")
    (folder / "spending.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(DescriptorError, match="a link that leads to another place"):
        parse_package(package(), folder)


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ({"type": "number"}, "has no name"),
        ({"name": "a", "type": "nmber"}, "Did you mean 'number'"),
        ({"name": "a", "columnType": "valeu"}, "Did you mean 'value'"),
        ({"name": "a", "columnType": 3}, "must be text"),
        ({"name": "a", "decimalChar": ",", "groupChar": ","}, "both decimals and thousands"),
        ({"name": "a", "decimalChar": "ab"}, "one sign"),
        ({"name": "a", "decimalChar": ""}, "one sign"),
        ({"name": "a", "normalize": ["phase"]}, "must be an object"),
        ({"name": "a", "normalize": {"phase": "approved"}}, "no extra field"),
        ({"name": "a", "factor": 0.5}, "whole number"),
        ({"name": "a", "missingValues": "-"}, "must be a list"),
    ],
)
def test_fields_that_cannot_be_meant(tmp_path: Path, field: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DescriptorError, match=sentence):
        parse_package(package(schema={"fields": [field]}), tmp_path)


def test_a_misspelt_extra_field_gets_a_hint(tmp_path: Path) -> None:
    schema = {
        "fields": [{"name": "a", "type": "number", "normalize": {"phse": "approved"}}],
        "extraFields": [{"name": "phase", "columnType": "phase:id"}],
    }
    with pytest.raises(DescriptorError, match="Did you mean 'phase'"):
        parse_package(package(schema=schema), tmp_path)


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        ([{"name": "phase", "columnType": "phase:id", "constant": "x"}], "both constant and normalised"),
        (
            [
                {"name": "phase", "columnType": "phase:id"},
                {"name": "one", "columnType": "value", "normalizationTarget": True},
                {"name": "two", "columnType": "value", "normalizationTarget": True},
            ],
            "only one extra field",
        ),
    ],
)
def test_extra_fields_that_contradict_each_other(tmp_path: Path, extra: list[Any], sentence: str) -> None:
    schema = {"fields": [{"name": "a", "normalize": {"phase": "approved"}}], "extraFields": extra}
    with pytest.raises(DescriptorError, match=sentence):
        parse_package(package(schema=schema), tmp_path)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ({"fields": "amount"}, "without `fields` and `reference`"),
        ({"fields": "amount", "reference": {"resource": "nowhere", "fields": "a"}}, "which is not here"),
        ({"fields": "missing", "reference": {"resource": "spending", "fields": "amount"}}, "no column of"),
        ({"fields": ["a", "b"], "reference": {"resource": "spending", "fields": "amount"}}, "as many fields"),
    ],
)
def test_foreign_keys_that_lead_nowhere(tmp_path: Path, key: dict[str, Any], sentence: str) -> None:
    schema = {"fields": [{"name": "amount", "columnType": "value"}], "foreignKeys": [key]}
    with pytest.raises(DescriptorError, match=sentence):
        parse_package(package(schema=schema), tmp_path)


def test_version_two_s_missing_values_and_header_rows_are_read(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "a", "missingValues": [{"value": "x"}, "y"]}], "missingValues": ["", "-"]}
    raw = package(schema=schema, dialect={"headerRows": [3]}, licenses=[])
    (resource,) = parse_package(raw, tmp_path).resources
    assert (resource.fields[0].missing, resource.missing, resource.dialect.skip_rows) == (("x", "y"), ("", "-"), 2)


@pytest.mark.parametrize(
    ("top", "licence"),
    [
        ({"licenses": [{"name": "CC-BY-4.0"}]}, "CC-BY-4.0"),
        ({"license": "ODbL-1.0"}, "ODbL-1.0"),
        ({"licenses": []}, ""),
    ],
)
def test_the_licence_is_read(tmp_path: Path, top: dict[str, Any], licence: str) -> None:
    assert parse_package({**package(), **top}, tmp_path).licence == licence


def test_tab_separated_files_need_no_dialect(tmp_path: Path) -> None:
    (resource,) = parse_package(package(format="tsv"), tmp_path).resources
    assert resource.dialect.delimiter == "\t"
