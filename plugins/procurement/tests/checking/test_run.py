"""A whole file is checked; the verdict is that of the official schema; dirt never stops it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from toolbox_procurement.checking.run import check_file
from toolbox_procurement.exceptions import SchemaFileError


def _package(*releases: Any, **fields: Any) -> dict[str, Any]:
    envelope = {"uri": "https://example.org/p", "version": "1.1", "publishedDate": "2021-07-01T00:00:00Z"}
    return {**envelope, "publisher": {"name": "City"}, "releases": list(releases), **fields}


def _found(path: Path) -> dict[str, int]:
    return {f"{issue.rule} {issue.path}": issue.count for issue in check_file(path).issues.sorted()}


def test_a_good_package(write: Callable[..., Path], good: dict[str, Any]) -> None:
    report = check_file(write("p.json", _package(good)))
    assert report.valid
    assert report.to_dict()["issues"] == []
    assert report.counts == {"packages": 1, "releases": 1, "processes": 1, "errors": 0, "warnings": 0, "infos": 0}


def test_pointers_lead_into_the_file(write: Callable[..., Path], good: dict[str, Any]) -> None:
    good["awards"][0]["status"] = "odd"
    report = check_file(write("p.json", _package(good)))
    (issue,) = report.to_dict()["issues"]
    assert (issue["rule"], issue["path"], issue["count"]) == ("code-not-in-closed-codelist", "/awards/status", 1)
    assert issue["samples"][0]["pointer"] == "/releases/0/awards/0/status"
    assert not report.valid


def test_the_envelope_is_checked(write: Callable[..., Path], good: dict[str, Any]) -> None:
    found = _found(write("p.json", _package(good, publishedDate="soon", colour="red", license="")))
    assert found["format-wrong /publishedDate"] == 1
    assert found["field-additional /colour"] == 1
    assert found["field-empty /license"] == 1
    del good["ocid"]
    assert "required-missing /ocid" in _found(write("q.json", _package(good)))


def test_extensions(write: Callable[..., Path], good: dict[str, Any]) -> None:
    good["bids"] = {"details": [{"id": "b", "status": "valid"}]}
    bids = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json"
    enquiries = (
        "https://raw.githubusercontent.com/open-contracting-extensions/ocds_enquiry_extension/master/extension.json"
    )
    assert _found(write("p.json", _package(good))) == {"field-additional /bids": 1}
    assert _found(write("p.json", _package(good, extensions=[bids]))) == {}
    found = _found(write("p.json", _package(good, extensions=[bids, enquiries, "https://example.org/e.json", "x"])))
    assert found["extension-not-checked /extensions"] == 1
    assert found["extension-not-known /extensions"] == 1
    assert found["extension-invalid /extensions"] == 1


def test_a_schema_file_adds_fields_or_replaces_the_schema(write: Callable[..., Path], good: dict[str, Any]) -> None:
    good["colour"] = "red"
    path = write("p.json", _package(good))
    extension = write("extension.json", {"properties": {"colour": {"type": "integer"}}})
    (issue,) = check_file(path, (extension,)).issues.sorted()
    assert (issue.rule, issue.path) == ("type-wrong", "/colour")
    whole = write("whole.json", {"properties": {"ocid": {"type": "string"}}, "required": ["colour"]})
    assert check_file(path, (whole,)).valid
    with pytest.raises(SchemaFileError):
        check_file(path, (write("bad.json", b"no"),))


def test_old_releases_are_upgraded_first(write: Callable[..., Path], good: dict[str, Any]) -> None:
    del good["parties"]
    good["buyer"] = {"name": "City", "identifier": {"scheme": "X", "id": "1"}}
    good["contracts"] = []
    package = _package(good)
    del package["version"]
    found = _found(write("p.json", package))
    assert found["version-1.0 /version"] == 1
    assert "field-deprecated /buyer/identifier" not in found
    assert found.keys() & {"required-missing /version"} == set()
    assert "version-1.0 /parties" in _found(write("bare.json", good))


@pytest.mark.parametrize("body", [None, 5, [], "x", {"releases": 7}, {"ocid": None, "tag": 5}])
def test_dirt_never_stops_it(write: Callable[..., Path], good: dict[str, Any], body: Any) -> None:
    report = check_file(write("p.jsonl", [body, good], lines=True))
    assert report.counts["releases"] >= 1
    assert not report.valid


def test_a_value_that_is_too_deep_is_told(write: Callable[..., Path], good: dict[str, Any]) -> None:
    lines = json.dumps(good).encode() + b'\n{"ocid":"ocds-213czf-2","x":' + b"[" * 400 + b"]" * 400 + b"}\n"
    report = check_file(write("deep.jsonl", lines))
    assert report.issues.count("nesting-too-deep") == 1
    assert report.counts["releases"] == 2


@pytest.mark.shared_data
def test_the_verdict_on_real_releases_is_that_of_the_official_schema(
    official: Path, write: Callable[..., Path]
) -> None:
    theirs = jsonschema_rs.Draft4Validator(
        json.loads((official / "schema/1.1/release-schema.json").read_text()), validate_formats=True
    )
    rules = {
        "required-missing",
        "type-wrong",
        "code-not-in-closed-codelist",
        "format-wrong",
        "too-short",
        "entries-not-unique",
    }
    for line in (official / "uk_contracts_finder/release_packages.jsonl").read_text(encoding="utf-8").splitlines():
        release = json.loads(line)["releases"][0]
        report = check_file(write("r.json", release))
        ours = sum(issue.count for issue in report.issues.sorted() if issue.rule in rules)
        assert ours == len(list(theirs.iter_errors(release)))


@pytest.mark.shared_data
def test_every_real_file_is_checked_to_its_end(official: Path) -> None:
    counts = {
        "fictional_example/1.1/ocds-213czf-000-00001.json": (1, 6, 1),
        "paraguay_dncp/releases.jsonl": (0, 70, 12),
        "paraguay_dncp/record_packages.jsonl": (10, 10, 10),
        "ukraine_prozorro/records.jsonl": (0, 11, 11),
    }
    for name, expected in counts.items():
        found = check_file(official / name).counts
        assert (found["packages"], found["releases"], found["processes"]) == expected, name
    assert check_file(official / "fictional_example/1.1/ocds-213czf-000-00001.json").valid
