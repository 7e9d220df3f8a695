"""The facts of a compiled release, exact, and quiet about odd data."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from toolbox_procurement import rows
from toolbox_procurement.merging import Merger
from toolbox_procurement.schema import merge_rules

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["id", "value", "amount"]), below),
    max_leaves=8,
)
FIELDS = ("ocid", "date", "buyer", "parties", "planning", "tender", "bids", "awards", "contracts")


def facts(release: dict[str, Any]) -> rows.ProcessFacts:
    return rows.facts_of(release, msgspec.json.encode(release))


def test_the_facts_of_a_process(processes: Callable[[int], list[dict[str, Any]]]) -> None:
    compiled = Merger(merge_rules()).compiled(processes(1))
    assert compiled is not None
    found = facts(compiled)
    assert (found.ocid, found.title, found.stage, found.status) == (
        "ocds-t3st00-1",
        "Road number 1",
        "contract",
        "complete",
    )
    assert (found.amount, found.currency, found.value_from, found.value) == (Decimal(999), "EUR", "contract", 9_990_000)
    assert (found.tender_days, found.award_days, found.bidders, found.year) == (10, 12, 2, 2025)
    assert found.region == "North"
    assert found.main_class == "CPV:45"
    assert set(found.classes) == {"CPV:45", "CPV:452", "CPV:4523", "CPV:45233", "CPV:45233130"}
    roles = {party.name: set(party.roles) for party in found.parties.values()}
    assert roles == {"Ministry of Tests": {"buyer"}, "Firm 1": {"supplier"}}
    assert found.parties["XX-FIRM-1"].roles["supplier"] == (Decimal("900.05"), "EUR")


def test_a_consortium_is_given_no_shares() -> None:
    award = {"suppliers": [{"id": "long-1"}, {"id": "long-2"}], "value": {"amount": 10, "currency": "EUR"}}
    found = facts({"ocid": "o", "awards": [award]})
    assert found.value == 100_000
    assert [party.roles["supplier"] for party in found.parties.values()] == [(None, ""), (None, "")]


def test_several_currencies_are_not_summed() -> None:
    awards = [{"value": {"amount": 1, "currency": code}} for code in ("EUR", "USD")]
    found = facts({"ocid": "o", "awards": awards, "tender": {"value": {"amount": 7, "currency": "EUR"}}})
    assert (found.amount, found.value_from) == (Decimal(7), "tender")


def test_amounts_keep_their_cents() -> None:
    assert rows.units(Decimal("0.1")) == 1000
    assert rows.units(Decimal(10) ** 30) is None
    assert rows.amount_of({"amount": True, "currency": "EUR"}) is None
    assert rows.amount_of({"amount": 0.1, "currency": "EUR"}) == (Decimal("0.1"), "EUR")


def test_days() -> None:
    assert rows.day_of("2025-02-30T00:00:00Z") == ""
    assert rows.day_of("2012") == ""
    assert rows.days_between("2025-01-02", "2025-01-01") is None


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON)))
def test_odd_data_is_not_published_and_raises_nothing(release: dict[str, Any]) -> None:
    found = facts(release)
    assert found.stage in rows.STAGES
