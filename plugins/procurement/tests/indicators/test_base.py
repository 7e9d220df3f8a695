"""The view of a process knows who bid, who won, and how organizations are told apart across processes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolbox_procurement.indicators.base import (
    AWARDS,
    BIDS,
    CONTRACTS,
    DIRECT,
    PERIOD,
    VALID,
    VALUE,
    Indicator,
    Options,
    Process,
    SharedOptions,
)
from toolbox_procurement.indicators.run import registered
from toolbox_procurement.indicators.shapes import decode


def _process(value: dict[str, Any], **shared: Any) -> Process:
    release = decode(json.dumps({"ocid": "o", **value}).encode(), ids_as_text=True)
    assert release is not None
    return Process(release, 0, SharedOptions(**shared))


def test_submitted_valid_and_final() -> None:
    statuses = ["invited", "withdrawn", "pending", "valid", "disqualified", None]
    value = {"bids": {"details": [{"status": status} for status in statuses]}, "awards": [{"status": "active"}]}
    process = _process(value)
    assert [bid.status for bid in process.submitted] == ["pending", "valid", "disqualified"]
    assert len(process.valid) == 1
    assert process.final
    assert not _process({**value, "awards": [{"status": "pending"}]}).final
    assert not _process({"awards": []}).final


@pytest.mark.parametrize(
    ("party", "reference", "key"),
    [
        ({"id": "1", "name": "Acme", "identifier": {"scheme": "GB-COH", "id": "0123"}}, {"id": "1"}, "GB-COH-0123"),
        ({"id": "1", "name": "ACME  Ltd"}, {"id": "1"}, "acme ltd"),
        ({"id": "GB-COH-0123", "name": "Acme"}, {"id": "GB-COH-0123"}, "GB-COH-0123"),
        ({}, {"id": "2", "name": "Bolt"}, "bolt"),
        ({}, {"id": "2"}, "2"),
        ({}, {"name": "Bolt"}, None),
    ],
)
def test_organizations_are_known_across_processes(party: Any, reference: Any, key: str | None) -> None:
    value = {"parties": [party], "buyer": reference}
    assert _process(value).buyer == key
    assert _process(value, compat=True).buyer == reference.get("id")


def test_the_procuring_entity_stands_in_for_the_buyer() -> None:
    value = {"tender": {"procuringEntity": {"id": "entity"}}}
    assert _process(value).buyer == "entity"
    assert _process(value, compat=True).buyer is None


def test_bidders_are_stated_counted_or_from_statistics() -> None:
    assert _process({"tender": {"numberOfTenderers": 3}}).bidder_count == 3
    assert _process({"tender": {"tenderers": [{"id": "aaaa"}, {"id": "bbbb"}]}}).bidder_count == 2
    assert _process({"bids": {"statistics": [{"measure": "bidders", "value": 4}]}}).bidder_count == 4
    assert _process({}).bidder_count is None


def test_the_item_class_is_the_most_frequent() -> None:
    items = [{"classification": {"scheme": "CPV", "id": code}} for code in ("45000000", "33000000", "33100000")]
    assert _process({"tender": {"items": items}}).item_class == "CPV:33"
    assert _process({"awards": [{"items": items[:1]}]}).item_class == "CPV:45"
    assert _process({}).item_class is None


def test_prices_are_compared_unless_the_settings_say_otherwise() -> None:
    value = {"tender": {"procurementMethodDetails": "Lottery"}}
    assert _process(value).prices_compared
    assert not _process(value, no_price_comparison=frozenset({"Lottery"})).prices_compared
    assert not _process(value, price_comparison=frozenset({"Auction"})).prices_compared
    assert not _process({}, price_comparison=frozenset({"Auction"})).prices_compared


def test_the_parts_of_a_process() -> None:
    assert _process({"tender": {"procurementMethod": "open", "value": {"amount": 0, "currency": "USD"}}}).parts == 0
    tender = {
        "procurementMethod": "direct",
        "tenderPeriod": {"endDate": "2026-01-01"},
        "value": {"amount": 5, "currency": "USD"},
    }
    assert _process({"tender": tender}).parts == DIRECT + PERIOD + VALUE
    assert _process({"bids": {"details": [{"status": "pending"}]}}).parts == BIDS
    assert _process({"bids": {"details": [{"status": "valid"}]}}).parts == BIDS + VALID
    assert _process({"awards": [{"status": "active"}], "contracts": [{}]}).parts == AWARDS + CONTRACTS
    assert _process({"awards": [{"status": "cancelled"}]}).parts == 0


def test_the_year_is_that_of_the_tender_the_award_or_the_release() -> None:
    assert _process({"tender": {"tenderPeriod": {"startDate": "2024-05-01"}}, "date": "2026-01-01"}).year == "2024"
    assert _process({"date": "2026-01-01"}).year == "2026"
    assert _process({}).year == ""


def test_the_base_leaves_the_steps_to_the_modules() -> None:
    base = Indicator(Options({}, {}, SharedOptions()))
    assert base.start() == {}
    for step in (lambda: base.fold({}, _process({})), lambda: base.merge({}, {}), lambda: base.finish({}, "")):
        with pytest.raises(NotImplementedError):
            step()


def test_every_indicator_has_its_words() -> None:
    for code, kind in registered().items():
        for words in ("name", "summary", "method", "example", "why", "innocent", "source", "output"):
            assert getattr(kind, words), f"{code}: {words}"
        assert set(kind.settings) == set(kind.defaults), code
        assert kind.needs, code
        assert not any(word in kind.summary.lower() for word in ("corrupt", "fraud", "crime")), f"{code}: neutral words"
