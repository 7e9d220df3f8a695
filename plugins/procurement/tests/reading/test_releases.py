"""Packages, records, lists and bare releases are recognised; every kind of dirt is a named, counted issue."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from toolbox_procurement.exceptions import ProcurementFileError
from toolbox_procurement.issues import Issues
from toolbox_procurement.reading.releases import ReleaseText, decoded, read_releases

RELEASE = {
    "ocid": "ocds-213czf-1",
    "id": "1",
    "date": "2021-01-01T00:00:00Z",
    "tag": ["tender"],
    "initiationType": "tender",
}
OTHER = {**RELEASE, "id": "2"}
PACKAGE = {
    "uri": "http://x.example",
    "version": "1.1",
    "extensions": ["http://e.example"],
    "releases": [RELEASE, OTHER],
}


def _read(path: Path) -> tuple[list[ReleaseText], Issues]:
    issues = Issues()
    return list(read_releases(path, issues)), issues


@pytest.mark.parametrize(
    ("value", "prefixes"),
    [
        (RELEASE, [""]),
        ([RELEASE, OTHER], ["/0", "/1"]),
        (PACKAGE, ["/releases/0", "/releases/1"]),
        ([PACKAGE], ["/0/releases/0", "/0/releases/1"]),
        ({"version": "1.1", "records": [{"ocid": "o", "releases": [RELEASE]}]}, ["/records/0/releases/0"]),
        ({"ocid": "o", "releases": [RELEASE, OTHER]}, ["/releases/0", "/releases/1"]),
        ({"results": [PACKAGE]}, ["/results/0/releases/0", "/results/0/releases/1"]),
    ],
    ids=["release", "list", "package", "packages", "record package", "record", "wrapped"],
)
def test_every_form_gives_its_releases(write: Callable[..., Path], value: Any, prefixes: list[str]) -> None:
    releases, _ = _read(write("file.json", value))
    assert [release.prefix for release in releases] == prefixes
    assert json.loads(bytes(releases[0].text)) == RELEASE


def test_a_package_tells_version_and_extensions(write: Callable[..., Path]) -> None:
    releases, issues = _read(write("file.json", PACKAGE))
    package = releases[0].package
    assert (package.kind, package.version, package.extensions) == ("release package", "1.1", ("http://e.example",))
    assert "releases" not in package.envelope
    assert issues.kinds == 0


def test_no_version_means_1_0_and_an_unknown_one_is_told(write: Callable[..., Path]) -> None:
    releases, _ = _read(write("file.json", {"releases": [RELEASE]}))
    assert releases[0].package.version == "1.0"
    releases, issues = _read(write("file.json", {"version": "3.7", "releases": [RELEASE]}))
    assert releases[0].package.version == "1.1"
    assert issues.count("version-unknown") == 1


def test_a_record_with_links_uses_its_compiled_release(write: Callable[..., Path]) -> None:
    linked = {
        "ocid": "o",
        "releases": [{"url": "http://x", "date": "2021", "tag": ["tender"]}],
        "compiledRelease": RELEASE,
    }
    releases, issues = _read(write("file.json", {"version": "1.1", "records": [linked]}))
    assert [(release.prefix, release.compiled) for release in releases] == [("/records/0/compiledRelease", True)]
    assert issues.count("record-linked") == 1


@pytest.mark.parametrize(
    ("value", "rule", "left"),
    [
        ({"version": "1.1", "releases": [None, RELEASE, "x"]}, "value-not-an-object", 1),
        ({"version": "1.1", "releases": RELEASE}, "list-expected", 1),
        ({"version": "1.1", "releases": None}, "list-expected", 0),
        ({"version": "1.1", "releases": []}, "package-empty", 0),
        ({"version": "1.1", "records": [{"ocid": "o"}]}, "record-not-mergeable", 0),
        ({"name": "nothing"}, "object-not-recognised", 0),
        ([1, RELEASE], "value-not-an-object", 1),
    ],
)
def test_dirt_is_told_and_the_rest_is_read(write: Callable[..., Path], value: Any, rule: str, left: int) -> None:
    releases, issues = _read(write("file.json", value))
    assert issues.count(rule) >= 1
    assert len(releases) == left


def test_a_broken_package_gives_the_entries_that_are_whole(write: Callable[..., Path]) -> None:
    text = json.dumps(PACKAGE).replace('"id": "2"', '"id": NaN')
    releases, issues = _read(write("file.json", text.encode()))
    assert issues.count("file-not-json") == 1
    values = [decoded(release, issues) for release in releases]
    assert values == [RELEASE, None]
    assert issues.count("line-not-json") == 1


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (b'{"ocid":"o","x":' + b"[" * 10_000 + b"]" * 10_000 + b"}", "nesting-too-deep"),
        (b'{"ocid":"o","x":' + b"9" * 5000 + b"}", "number-too-large"),
        (b'{"ocid":"o","x":}', "line-not-json"),
    ],
)
def test_a_release_that_cannot_be_decoded_is_told(write: Callable[..., Path], text: bytes, rule: str) -> None:
    releases, issues = _read(write("file.jsonl", text + b"\n" + json.dumps(RELEASE).encode() + b"\n"))
    found = [value for release in releases if (value := decoded(release, issues)) is not None]
    assert found == [RELEASE]
    assert issues.count(rule) == 1


def test_windows_1252_is_read_and_told() -> None:
    issues = Issues()
    release = ReleaseText('{"ocid": "café"}'.encode("cp1252"), None, 1)  # type: ignore[arg-type]
    assert decoded(release, issues) == {"ocid": "café"}
    assert issues.count("encoding-not-utf-8") == 1


def test_amounts_are_exact() -> None:
    release = ReleaseText(b'{"amount": 1234567890123.10}', None, 1)  # type: ignore[arg-type]
    assert decoded(release, Issues()) == {"amount": Decimal("1234567890123.10")}


def test_text_without_json_is_refused(write: Callable[..., Path]) -> None:
    with pytest.raises(ProcurementFileError, match="no JSON"):
        _read(write("file.json", b"id,name\n1,Roof\n"))


@pytest.mark.shared_data
def test_all_real_files_are_read_whole(official: Path) -> None:
    expected = {
        "fictional_example/1.1/ocds-213czf-000-00001.json": 6,
        "fictional_example/1.1/record/ocds-213czf-000-00001.json": 1,
        "fictional_example/1.1/record/ocds-213czf-000-00001-withversions.json": 1,
        "uk_contracts_finder/release_packages.jsonl": 100,
        "uk_contracts_finder/release_packages_supplier_ids_matched.jsonl": 73,
        "paraguay_dncp/releases.jsonl": 70,
        "paraguay_dncp/record_packages.jsonl": 10,
        "ukraine_prozorro/releases.jsonl": 11,
        "ukraine_prozorro/records.jsonl": 11,
    }
    for name, count in expected.items():
        releases, issues = _read(official / name)
        assert len([release for release in releases if decoded(release, issues)]) == count, name
