"""Numbers and texts that do not agree are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from toolbox_procurement.checking.consistency import check_consistency


def test_a_good_release(told: Callable[..., list[str]]) -> None:
    assert told(check_consistency) == []


@pytest.mark.parametrize(
    ("pointer", "value", "expected"),
    [
        ("/tender/numberOfTenderers", 4, "tenderers-count-differs /tender/numberOfTenderers"),
        ("/tender/value/amount", 500, "tender-far-from-budget /tender/value/amount"),
        ("/awards/0/value/amount", 900, "contracts-far-from-award /awards/value/amount"),
        (
            "/contracts/0/implementation/transactions/0/value/amount",
            91,
            "payments-exceed-contract /contracts/value/amount",
        ),
        (
            "/tender/documents/0/documentType",
            "contractSigned",
            "document-type-misplaced /tender/documents/documentType",
        ),
        ("/tender/title", "x" * 251, "text-too-long /tender/title"),
        ("/parties/0/name", "x" * 251, "text-too-long /parties/name"),
        ("/parties/0/contactPoint", {"email": "nobody"}, "email-wrong /parties/contactPoint/email"),
        ("/parties/0/identifier", {"id": "5"}, "identifier-without-scheme /parties/identifier/scheme"),
    ],
)
def test_each_disagreement(told: Callable[..., list[str]], pointer: str, value: Any, expected: str) -> None:
    assert told(check_consistency, pointer, value) == [expected]


@pytest.mark.parametrize("pointer", ["/tender", "/awards", "/contracts", "/planning", "/parties"])
@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [None, 5]])
def test_odd_shapes_do_not_stop_it(told: Callable[..., list[str]], pointer: str, value: Any) -> None:
    told(check_consistency, pointer, value)
