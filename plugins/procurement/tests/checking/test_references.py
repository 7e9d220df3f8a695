"""References lead to one party or award each, of the right name and role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from toolbox_procurement.checking.references import check_references


def test_a_good_release(told: Callable[..., list[str]]) -> None:
    assert told(check_references) == []


@pytest.mark.parametrize(
    ("pointer", "value", "expected"),
    [
        ("/ocid", "1", ["ocid-prefix /ocid"]),
        ("/ocid", None, ["ocid-missing /ocid"]),
        ("/buyer", {"id": "X"}, ["reference-unknown-party /buyer/id"]),
        ("/buyer", {"name": "City"}, ["reference-without-id /buyer/id"]),
        ("/buyer/name", "Town", ["reference-name-differs /buyer/name"]),
        ("/parties/0/roles", ["payer"], ["role-missing /buyer/id"]),
        ("/contracts/0/awardID", "z", ["reference-unknown-award /contracts/awardID"]),
        ("/awards", [{"id": "a"}, {"id": "a"}], ["reference-ambiguous-award /contracts/awardID"]),
        (
            "/relatedProcesses",
            [{"scheme": "ocid", "identifier": "5"}],
            ["related-process-id /relatedProcesses/identifier"],
        ),
    ],
)
def test_each_fault(told: Callable[..., list[str]], pointer: str, value: Any, expected: list[str]) -> None:
    assert told(check_references, pointer, value) == expected


def test_two_parties_of_one_id(told: Callable[..., list[str]], good: dict[str, Any]) -> None:
    good["parties"].append({"id": "B", "name": "Other"})
    assert "reference-ambiguous-party /buyer/id" in told(check_references)


def test_a_release_without_parties_refers_to_those_of_another(
    told: Callable[..., list[str]], good: dict[str, Any]
) -> None:
    del good["parties"]
    assert told(check_references) == []


@pytest.mark.parametrize("pointer", ["/buyer", "/tender", "/awards", "/contracts", "/parties"])
@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [None, 5]])
def test_odd_shapes_do_not_stop_it(told: Callable[..., list[str]], pointer: str, value: Any) -> None:
    told(check_references, pointer, value)
