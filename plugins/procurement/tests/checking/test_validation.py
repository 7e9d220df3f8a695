"""Every verdict of the schema has a name in the catalogue, a path and a pointer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from toolbox_procurement import schema
from toolbox_procurement.checking.validation import Validation

VALIDATION = Validation(schema.standard(("bids", "lots")).release_schema())


def test_a_good_release(told: Callable[..., list[str]]) -> None:
    assert told(VALIDATION.check) == []


@pytest.mark.parametrize(
    ("pointer", "value", "expected"),
    [
        ("/awards/0", {"status": "active"}, "required-missing /awards/id"),
        ("/tender/title", 5, "type-wrong /tender/title"),
        ("/tender/status", "done", "code-not-in-closed-codelist /tender/status"),
        ("/tender/value/currency", "XYZ1", "code-not-in-closed-codelist /tender/value/currency"),
        ("/date", "yesterday", "format-wrong /date"),
        ("/tender/documents/0/url", "not an address", "format-wrong /tender/documents/url"),
        ("/ocid", "", "too-short /ocid"),
        ("/awards/0/items", [], "too-short /awards/items"),
        ("/awards/0/suppliers", [{"id": "S"}, {"id": "S"}], "entries-not-unique /awards/suppliers"),
        ("/bids", {"details": [{"id": "b", "identifiers": [{}]}]}, "too-short /bids/details/identifiers"),
    ],
)
def test_each_verdict(told: Callable[..., list[str]], pointer: str, value: Any, expected: str) -> None:
    assert told(VALIDATION.check, pointer, value) == [expected]


def test_a_wrong_type_in_a_codelist_is_told_as_a_type(told: Callable[..., list[str]]) -> None:
    assert set(told(VALIDATION.check, "/tender/status", 5)) == {"type-wrong /tender/status"}
