"""Cleaning does what Cardinal's does, and tells what stays wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toolbox_procurement.exceptions import ProcurementSettingsError
from toolbox_procurement.indicators.settings import Settings, read_settings
from toolbox_procurement.issues import Issues
from toolbox_procurement.preparing import Preparer, prepared


@pytest.mark.shared_data
def test_every_official_case(official: Path) -> None:
    paths = sorted((official / "cardinal/prepare").glob("*.ini"))
    assert len(paths) >= 4
    for path in paths:
        lines = path.with_suffix(".jsonl").read_bytes().splitlines()
        found = b"".join(line + b"\n" for line, _ in prepared(lines, read_settings(path), Issues()))
        assert found == path.with_suffix(".output").read_bytes(), path.stem


def _prepared(release: dict[str, Any], **sections: dict[str, str]) -> tuple[dict[str, Any], list[Any]]:
    settings = Settings(sections={name.replace("__", "."): keys for name, keys in sections.items()})
    ((line, rows),) = prepared([json.dumps(release).encode()], settings, Issues())
    return json.loads(line), rows


def test_what_is_not_set_is_told_with_its_place() -> None:
    bid = {"value": {"amount": 0}, "items": [{"classification": {"id": "1"}}]}
    _, rows = _prepared({"ocid": "o", "bids": {"details": [bid]}, "awards": [{"status": "odd"}]})
    assert rows == [
        (1, "o", "/bids/details[]/value/amount", "0", "", "is zero"),
        (1, "o", "/bids/details[]/value/currency", "0", "", "not set"),
        (1, "o", "/bids/details[]/items[]/classification/scheme", "0.0", "", "not set"),
        (1, "o", "/bids/details[]/status", "0", "", "not set"),
        (1, "o", "/awards[]/status", "0", "odd", "invalid"),
    ]


def test_amounts_are_redacted() -> None:
    bids = {
        "details": [{"status": "valid", "value": {"amount": amount, "currency": "USD"}} for amount in (99999999, 5.5)]
    }
    found, _ = _prepared({"bids": bids}, redactions={"amount": "0|99999999.0"})
    assert [bid["value"] for bid in found["bids"]["details"]] == [
        {"currency": "USD"},
        {"amount": 5.5, "currency": "USD"},
    ]


def test_auctions_become_bids() -> None:
    auctions = [{"stages": [{"id": 1, "bids": [{"id": "a"}]}, {"bids": [{"id": "b"}]}]}, {"id": 2}]
    found, _ = _prepared(
        {"auctions": auctions}, modifications={"move_auctions": "true"}, defaults={"bid_status": "valid"}
    )
    assert [bid["id"] for bid in found["bids"]["details"]] == ["a", "b"]
    assert found["auctions"][0]["stages"] == [{"id": 1}, {}]
    _, rows = _prepared({"auctions": auctions, "bids": {}}, modifications={"move_auctions": "true"})
    assert rows[0][5].startswith("not moved")


def test_award_status_follows_cancelled_contracts() -> None:
    release = {
        "awards": [{"id": 1, "status": "active"}, {"id": 2, "status": "active"}],
        "contracts": [
            {"awardID": 1, "status": "cancelled"},
            {"awardID": 2, "status": "cancelled"},
            {"awardID": "2", "status": "active"},
        ],
    }
    found, _ = _prepared(release, corrections={"award_status_by_contract_status": "true"})
    assert [award["status"] for award in found["awards"]] == ["cancelled", "active"]


def test_method_details_are_split() -> None:
    release = {"tender": {"procurementMethodDetails": "Minor purchase - goods - 3"}}
    found, _ = _prepared(release, modifications={"split_procurement_method_details": "-"})
    assert found["tender"]["procurementMethodDetails"] == "Minor purchase"


def test_numbers_keep_their_digits() -> None:
    ((line, _),) = prepared([b'{"x":1234567890123456789012.10,"y":5.0}'], Settings(), Issues())
    assert line == b'{"x":1234567890123456789012.10,"y":5.0}'


def test_lines_that_are_no_objects_are_told() -> None:
    issues = Issues()
    assert list(prepared([b"[1]", b"oops", b"  "], Settings(), issues)) == []
    assert issues.count("value-not-an-object") == 1
    assert issues.count("line-not-json") == 1


@pytest.mark.parametrize("sections", [{"redactions": {"amount": "much"}}, {"defaults": {"party_roles": "perhaps"}}])
def test_settings_that_cannot_be_used_are_refused(sections: dict[str, dict[str, str]]) -> None:
    with pytest.raises(ProcurementSettingsError):
        Preparer(Settings(sections=sections))
