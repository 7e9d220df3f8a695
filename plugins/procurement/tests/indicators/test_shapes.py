"""Releases are decoded typed; what does not fit its type is absent, and nothing else is lost."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_procurement.indicators.shapes import Release, decode, hundredths


def _decoded(value: Any, *, ids_as_text: bool = True) -> Release:
    found = decode(json.dumps(value).encode(), ids_as_text=ids_as_text)
    assert found is not None
    return found


def test_a_good_release() -> None:
    found = _decoded({"ocid": "o", "bids": {"details": [{"value": {"amount": 5, "currency": "USD"}}]}, "x": 1})
    assert found.bids is not None
    assert found.bids.details is not None
    assert found.bids.details[0].value is not None
    assert found.bids.details[0].value.amount == 5.0


def test_what_does_not_fit_is_absent() -> None:
    bids = {"details": [{"status": 5, "value": {"amount": "5", "currency": "USD"}}, None, {"status": "valid"}]}
    found = _decoded({"ocid": "o", "bids": bids, "tender": [], "awards": {"id": "a"}}, ids_as_text=False)
    assert found.bids is not None
    assert found.bids.details is not None
    assert [bid.status for bid in found.bids.details] == [None, None, "valid"], "entries keep their places"
    assert found.bids.details[0].value is not None
    assert found.bids.details[0].value.amount is None
    assert found.bids.details[0].value.currency == "USD"
    assert found.tender is None
    assert found.awards is None


def test_ids_and_single_objects_are_mended_unless_cardinal_would_not() -> None:
    value = {"ocid": "o", "buyer": {"id": 7}, "awards": {"id": 1, "suppliers": {"id": "s"}}}
    found = _decoded(value)
    assert found.buyer is not None
    assert found.buyer.id == "7"
    assert found.awards is not None
    assert found.awards[0].suppliers is not None
    strict = _decoded(value, ids_as_text=False)
    assert strict.buyer is not None
    assert strict.buyer.id is None


@pytest.mark.parametrize(("count", "kept"), [(1, 1), (1.0, 1.0), ("1", None), (True, None)])
def test_numbers_keep_their_kind(count: Any, kept: Any) -> None:
    found = _decoded({"ocid": "o", "buyer": {"id": 7}, "tender": {"numberOfTenderers": count}})
    assert found.tender is not None
    assert found.tender.numberOfTenderers == kept
    assert type(found.tender.numberOfTenderers) is type(kept)


def test_lines_that_are_no_objects() -> None:
    assert decode(b"[1]", ids_as_text=True) is None
    with pytest.raises(msgspec.DecodeError):
        decode(b"oops", ids_as_text=True)


def test_sums_are_whole_hundredths() -> None:
    assert sum(hundredths(amount) for amount in (0.1, 0.2)) == 30


_any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["details", "id", "value", "amount", "status", "suppliers"]), inner, max_size=3
        )
    ),
)


@given(st.dictionaries(st.sampled_from(["ocid", "buyer", "tender", "bids", "awards", "contracts", "parties"]), _any))
def test_any_object_decodes(value: dict[str, Any]) -> None:
    assert isinstance(_decoded(value), Release)
