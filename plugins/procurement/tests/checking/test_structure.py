"""Additional, deprecated and empty fields, codes of open lists, repeated ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from toolbox_procurement import schema
from toolbox_procurement.checking.fields import fields_of_schema
from toolbox_procurement.checking.structure import Tell, check_structure

FIELDS = fields_of_schema(schema.standard().release_schema())


def _check(release: dict[str, Any], tell: Tell) -> None:
    check_structure(release, FIELDS, tell)


def test_a_good_release(told: Callable[..., list[str]]) -> None:
    assert told(_check) == []


@pytest.mark.parametrize(
    ("pointer", "value", "expected"),
    [
        ("/colour", "red", "field-additional /colour"),
        ("/awards/0/colour", "red", "field-additional /awards/colour"),
        ("/tender/title", "", "field-empty /tender/title"),
        ("/tender/items", [], "field-empty /tender/items"),
        ("/tender/amendment", {"id": "x"}, "field-deprecated /tender/amendment"),
        ("/tender/awardCriteria", "beauty", "code-not-in-open-codelist /tender/awardCriteria"),
        ("/tender/awardCriteria", "lowestCost", "code-deprecated /tender/awardCriteria"),
        ("/parties/0/roles", ["buyer", "king"], "code-not-in-open-codelist /parties/roles"),
        ("/awards", [{"id": 1}, {"id": "1"}], "duplicate-id /awards"),
    ],
)
def test_what_stands_out(told: Callable[..., list[str]], pointer: str, value: Any, expected: str) -> None:
    assert told(_check, pointer, value) == [expected]


@pytest.mark.parametrize("value", [0, False, "x"])
def test_zero_and_no_are_not_empty(told: Callable[..., list[str]], value: Any) -> None:
    assert told(_check, "/tender/hasEnquiries", value) == []


def test_pointers_are_exact(good: dict[str, Any]) -> None:
    good["awards"].append({"id": "b", "a/b~c": 1})
    heard: list[str] = []
    check_structure(good, FIELDS, lambda rule, path, value, pointer: heard.append(pointer))
    assert heard == ["/awards/1/a~1b~0c"]
