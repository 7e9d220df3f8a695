"""Awards, pairs, contracts and shares of a market."""

from __future__ import annotations

import json
from typing import Any

from toolbox_procurement.indicators.base import Options, Outcome, Process, SharedOptions
from toolbox_procurement.indicators.markets import Market, awarded, contracted, pairs
from toolbox_procurement.indicators.shapes import decode


def _process(value: dict[str, Any]) -> Process:
    release = decode(json.dumps({"ocid": "o", **value}).encode(), ids_as_text=True)
    assert release is not None
    return Process(release, 0, SharedOptions())


def _award(amount: float, *suppliers: str, **fields: Any) -> dict[str, Any]:
    value = {"amount": amount, "currency": "USD"}
    return {"status": "active", "value": value, "suppliers": [{"id": one} for one in suppliers], **fields}


class _ByBuyer(Market):
    code = "X"

    def market(self, process: Process) -> str | None:
        return process.buyer


def test_only_awards_to_one_supplier_with_an_amount_count() -> None:
    awards = [_award(5, "AAAA", date="2026"), _award(5, "AAAA", "BBBB"), _award(0, "AAAA"), {"status": "pending"}]
    assert list(awarded(_process({"awards": awards}))) == [("AAAA", 5.0, "USD", "2026")]


def test_pairs_are_in_order_and_few() -> None:
    few = {"tender": {"tenderers": [{"id": name} for name in ("CCCC", "AAAA", "BBBB")]}}
    assert list(pairs(_process(few))) == [("AAAA", "BBBB"), ("AAAA", "CCCC"), ("BBBB", "CCCC")]
    many = {"tender": {"tenderers": [{"id": f"firm-{number}"} for number in range(40)]}}
    assert list(pairs(_process(many))) == []


def test_contracts_of_an_award_are_added() -> None:
    contract = {"awardID": "1", "value": {"amount": 3.1, "currency": "USD"}}
    contracts = [
        contract,
        contract,
        {**contract, "status": "cancelled"},
        {**contract, "value": {"amount": 9, "currency": "EUR"}},
    ]
    value = {"awards": [_award(5, "AAAA", id="1"), _award(5, "AAAA", id="2")], "contracts": contracts}
    assert list(contracted(_process(value))) == [("1", 5.0, "USD", 6.2)]


def test_shares_of_a_market_do_not_depend_on_the_order() -> None:
    market = _ByBuyer(Options({"minimum_awards": 2}, {}, SharedOptions()))
    processes = [
        _process({"buyer": {"id": "BUYER"}, "awards": [_award(amount, name)]})
        for amount, name in ((0.1, "AAAA"), (0.2, "AAAA"), (0.3, "BBBB"))
    ]
    first, second = market.start(), market.start()
    for process in processes:
        market.fold(first, process)
    for process in reversed(processes):
        part = market.start()
        market.fold(part, process)
        market.merge(second, part)
    assert first == second
    assert list(market.markets(first, "USD", Outcome())) == [("BUYER", {"AAAA": 0.5, "BBBB": 0.5}, 3)]
    empty = Outcome()
    assert list(market.markets(first, "EUR", empty)) == []
    assert empty.gap
