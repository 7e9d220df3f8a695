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
        ("/parties/0/contactPoint", {"telephone": "nobody"}, "telephone-wrong /parties/contactPoint/telephone"),
        ("/parties/0/contactPoint", {"telephone": "+44 1"}, "telephone-wrong /parties/contactPoint/telephone"),
        ("/tender/documents/0/format", "pdf", "media-type-wrong /tender/documents/format"),
        ("/tender/documents/0/language", "english", "language-wrong /tender/documents/language"),
        ("/language", "EN", "language-wrong /language"),
        ("/parties/0/identifier", {"id": "5", "scheme": "Company register"}, "scheme-form /parties/identifier/scheme"),
        ("/parties/0/identifier", {"id": "5"}, "identifier-without-scheme /parties/identifier/scheme"),
    ],
)
def test_each_disagreement(told: Callable[..., list[str]], pointer: str, value: Any, expected: str) -> None:
    assert told(check_consistency, pointer, value) == [expected]


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/parties/0/contactPoint", {"telephone": "(021) 415-4000 ext. 12 / 013 415 4001"}),
        ("/tender/documents/0/format", "offline/print"),
        ("/tender/documents/0/format", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("/language", "pt-BR"),
        ("/parties/0/identifier", {"id": "5", "scheme": "XI-LEI"}),
    ],
)
def test_what_is_written_well_is_not_told(told: Callable[..., list[str]], pointer: str, value: Any) -> None:
    assert told(check_consistency, pointer, value) == []


@pytest.mark.parametrize("pointer", ["/tender", "/awards", "/contracts", "/planning", "/parties"])
@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [None, 5]])
def test_odd_shapes_do_not_stop_it(told: Callable[..., list[str]], pointer: str, value: Any) -> None:
    told(check_consistency, pointer, value)
