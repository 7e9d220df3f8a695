"""Each repair mends what it names, tells it, and stays away when it is switched off."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from toolbox_procurement.repairs import REPAIRS, repair

CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "object-made-list": ({"tender": {"items": {"a": 1}}}, {"tender": {"items": [{"a": 1}]}}, "/tender/items"),
    "id-made-text": ({"awards": [{"id": 7}]}, {"awards": [{"id": "7"}]}, "/awards/0/id"),
    "currency-capitals": ({"value": {"currency": "mdl"}}, {"value": {"currency": "MDL"}}, "/value/currency"),
    "amount-placeholder-left-out": ({"value": {"amount": 99999999}}, {"value": {}}, "/value/amount"),
    "date-placeholder-left-out": ({"tender": {"endDate": "1900-01-01"}}, {"tender": {}}, "/tender/endDate"),
    "identifier-padded": (
        {"identifier": {"scheme": "GB-COH", "id": "1234"}},
        {"identifier": {"scheme": "GB-COH", "id": "00001234"}},
        "/identifier/id",
    ),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_repair(rule: str) -> None:
    before, after, pointer = copy.deepcopy(CASES[rule])
    told: list[tuple[Any, ...]] = []
    assert repair(copy.deepcopy(before), lambda *what: told.append(what)) == after
    assert [entry[:2] for entry in told] == [(rule, pointer)]
    assert repair(copy.deepcopy(before), lambda *what: told.append(what), frozenset({rule})) == before
    assert len(told) == 1


def test_every_repair_has_a_case() -> None:
    assert {*CASES, "upgraded-from-1.0"} == set(REPAIRS)


def test_what_is_right_is_left_alone() -> None:
    release = {"date": "1970-01-01", "value": {"currency": "MNX", "amount": 99999998}, "id": "1", "tenderers": []}
    assert repair(copy.deepcopy(release), lambda *what: pytest.fail(str(what))) == release
