"""Bids are compared with those that they compete with: in the whole process, or in their lot."""

from __future__ import annotations

import json
from typing import Any

from toolbox_procurement.indicators.base import Process, SharedOptions
from toolbox_procurement.indicators.comparisons import Margin, PriceState, competitions, margins
from toolbox_procurement.indicators.shapes import decode


def _process(bids: list[Any], awards: list[Any], *, compat: bool = False) -> Process:
    release = decode(json.dumps({"ocid": "o", "bids": {"details": bids}, "awards": awards}).encode(), ids_as_text=True)
    assert release is not None
    return Process(release, 100, SharedOptions(compat=compat))


def _bid(who: str, amount: float, **fields: Any) -> dict[str, Any]:
    tenderers = [{"id": one} for one in who.split("+")]
    return {"status": "valid", "tenderers": tenderers, "value": {"amount": amount, "currency": "USD"}, **fields}


def _award(who: str, **fields: Any) -> dict[str, Any]:
    return {"status": "active", "suppliers": [{"id": one} for one in who.split("+")], **fields}


def _margins(process: Process) -> list[Margin]:
    return margins(process, PriceState()).get("USD", [])


def test_the_lowest_losing_bid_is_compared_with_the_lowest_of_the_winner() -> None:
    process = _process([_bid("WWWW", 12), _bid("WWWW", 10), _bid("LLLL", 15), _bid("MMMM", 11)], [_award("WWWW")])
    (found,) = _margins(process)
    assert (found.ratio, found.loser, found.winning_amount) == (0.1, ("MMMM",), 10)


def test_each_lot_has_its_own_competition() -> None:
    bids = [
        _bid("AAAA", 10, relatedLots=["1"]),
        _bid("BBBB", 12, relatedLots=["1"]),
        _bid("BBBB", 20, relatedLots=["2"]),
        _bid("AAAA", 22, relatedLots=["2"]),
        _bid("CCCC", 1, relatedLots=["1", "2"]),
    ]
    awards = [_award("AAAA", relatedLots=["1"]), _award("BBBB", relatedLots=["2"])]
    assert [(one.lot, round(one.ratio, 3)) for one in _margins(_process(bids, awards))] == [("1", 0.2), ("2", 0.1)]
    assert competitions(_process(bids, awards, compat=True)) == []
    assert competitions(_process(bids, [_award("AAAA"), _award("BBBB")])) == []


def test_consortia_compete_as_one_except_in_cardinals_way() -> None:
    bids, awards = [_bid("AAAA+BBBB", 10), _bid("CCCC", 11)], [_award("BBBB+AAAA")]
    (found,) = _margins(_process(bids, awards))
    assert found.winner == ("AAAA", "BBBB")
    assert _margins(_process(bids, awards, compat=True)) == []


def test_a_related_bid_names_the_winning_one() -> None:
    bids = [_bid("WWWW", 10, id="late"), _bid("WWWW", 12, id="won"), _bid("LLLL", 15)]
    (found,) = _margins(_process(bids, [_award("WWWW", relatedBid="won")]))
    assert found.winning_amount == 12


def test_a_lower_losing_bid_means_that_price_did_not_decide() -> None:
    assert _margins(_process([_bid("WWWW", 10), _bid("LLLL", 9)], [_award("WWWW")])) == []
    assert _margins(_process([_bid("WWWW", 0), _bid("LLLL", 9)], [_award("WWWW")])) == []


def test_states_join_and_keep_the_first_place_of_a_currency() -> None:
    first, second = PriceState(), PriceState()
    first.see("USD", 5)
    second.see("USD", 3)
    second.put("USD", "a", 1)
    first.merge(second)
    assert first.first == {"USD": 3}
    assert first.of("USD") == {"a": 1}
    assert first.of("EUR") == {}
