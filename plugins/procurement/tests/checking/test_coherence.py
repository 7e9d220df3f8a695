"""Dates, statuses and amounts that contradict one another are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from toolbox_procurement.checking.coherence import check_coherence


def test_a_good_release(told: Callable[..., list[str]]) -> None:
    assert told(check_coherence) == []


@pytest.mark.parametrize(
    ("pointer", "value", "expected"),
    [
        ("/tender/tenderPeriod/endDate", "2020-12-01T00:00:00Z", "period-reversed /tender/tenderPeriod"),
        ("/tender/datePublished", "2021-07-01T00:00:00Z", "date-after-release /tender/datePublished"),
        ("/tender/tenderPeriod/startDate", "1900-01-01T00:00:00Z", "date-implausible /tender/tenderPeriod/startDate"),
        ("/awards/0/date", "2021-01-15T00:00:00Z", "timeline-order /awards/date"),
        ("/contracts/0/dateSigned", "2021-02-15T00:00:00Z", "timeline-order /contracts/dateSigned"),
        ("/tender/procurementMethod", "direct", ""),
        ("/tender/status", "cancelled", "award-before-end /tender/status"),
        ("/awards/0/status", "cancelled", "contract-of-inactive-award /contracts/awardID"),
        ("/contracts/0/dateSigned", None, "transaction-unsigned /contracts/dateSigned"),
        ("/tender/value/amount", -5, "amount-negative /tender/value/amount"),
        ("/tender/value/amount", 0, "amount-zero /tender/value/amount"),
        ("/tender/value/amount", 99999999, "amount-placeholder /tender/value/amount"),
        ("/tender/value/amount", 6e9, "amount-extreme /tender/value/amount"),
        ("/tender/value", {"amount": 5}, "currency-missing /tender/value"),
        ("/tender/value/currency", "USD", "currency-differs "),
    ],
)
def test_each_contradiction(told: Callable[..., list[str]], pointer: str, value: Any, expected: str) -> None:
    assert told(check_coherence, pointer, value) == ([expected] if expected else [])


def test_a_direct_award_with_competition(told: Callable[..., list[str]], good: dict[str, Any]) -> None:
    good["tender"]["procurementMethod"] = "direct"
    assert told(check_coherence, "/tender/numberOfTenderers", 3) == [
        "direct-with-competition /tender/procurementMethod"
    ]


def test_a_milestone_that_was_not_met(told: Callable[..., list[str]], good: dict[str, Any]) -> None:
    good["contracts"][0]["implementation"]["milestones"] = [{"id": "m", "status": "notMet", "dateMet": "2021-05-01"}]
    assert told(check_coherence) == ["milestone-met-date /contracts/implementation/milestones/dateMet"]


def test_a_payment_before_the_signature(told: Callable[..., list[str]]) -> None:
    pointer = "/contracts/0/implementation/transactions/0/date"
    assert told(check_coherence, pointer, "2021-03-05T00:00:00Z") == [
        "timeline-order /contracts/implementation/transactions/date"
    ]


@pytest.mark.parametrize("pointer", ["/tender", "/awards", "/contracts", "/date", "/tender/tenderPeriod"])
@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [None, 5]])
def test_odd_shapes_do_not_stop_it(told: Callable[..., list[str]], pointer: str, value: Any) -> None:
    told(check_coherence, pointer, value)
