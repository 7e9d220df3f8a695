"""Where a process delivers: every way the standard has to say it, odd data, and the order of what counts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_procurement.places import MOST, Place, places_of


def location(**more: Any) -> dict[str, Any]:
    return {"geometry": {"type": "Point", "coordinates": [-19.5, 44.9]}, **more}


def with_item(**more: Any) -> dict[str, Any]:
    return {"tender": {"items": [{"id": "1", **more}]}}


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        ({}, ()),
        (with_item(deliveryAddress={"region": "Київська область", "locality": "Київ"}), (Place("Київська область"),)),
        (with_item(deliveryAddress={"region": " ", "locality": "Leeds"}), (Place("Leeds"),)),
        (with_item(deliveryAddress={"region": None, "postalCode": 50031}), (Place("50031"),)),
        (with_item(deliveryAddresses=[{"region": "UKG23"}, {"region": "UKG24"}]), (Place("UKG23"), Place("UKG24"))),
        ({"tender": {"deliveryAddresses": [{"region": "A"}]}}, (Place("A"),)),
        ({"contracts": [{"items": [{"deliveryAddress": {"region": "A"}}]}]}, (Place("A"),)),
        (with_item(deliveryLocation=location(description="Old Mill")), (Place("Old Mill", -19.5, 44.9),)),
        (with_item(deliveryLocation=location()), (Place("44.90, -19.50", -19.5, 44.9),)),
        (
            with_item(
                deliveryLocation=location(gazetteer={"scheme": "NUTS", "identifiers": ["UKG23"]}),
                deliveryAddress={"region": "Telford"},
            ),
            (Place("UKG23", -19.5, 44.9),),
        ),
        (with_item(deliveryLocation=location(), deliveryAddress={"region": "A"}), (Place("A", -19.5, 44.9),)),
        (
            with_item(deliveryLocation={"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 2]]]}}),
            (Place("1.00, 2.00", 2.0, 1.0),),
        ),
        (with_item(deliveryLocation={"geometry": {"type": "Point", "coordinates": [440720.5, 4474250]}}), ()),
        (with_item(deliveryLocation={"geometry": "here", "gazetteer": {"identifiers": "X"}}), ()),
        (with_item(deliveryLocation={"uri": "https://geonames.example/1"}), ()),
    ],
)
def test_what_a_release_says(release: dict[str, Any], expected: tuple[Place, ...]) -> None:
    assert places_of(release) == expected


def test_each_place_is_told_once_and_the_point_is_kept() -> None:
    release = with_item(deliveryAddress={"region": "A"})
    release["awards"] = [{"items": [{"deliveryAddress": {"region": "A"}, "deliveryLocation": location()}]}]
    release["contracts"] = [{"items": [{"deliveryAddress": {"region": "A"}}]}]
    assert places_of(release) == (Place("A", -19.5, 44.9),)


def test_a_framework_for_everywhere_is_cut_off() -> None:
    many = {"tender": {"deliveryAddresses": [{"region": f"Region {n}"} for n in range(MOST + 5)]}}
    assert len(places_of(many)) == MOST


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-400, 400) | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["items", "region", "geometry", "coordinates", "gazetteer", "identifiers"]),
            inner,
            max_size=3,
        )
        | st.dictionaries(
            st.sampled_from(["deliveryAddress", "deliveryAddresses", "deliveryLocation", "deliveryLocations", "items"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(["tender", "awards", "contracts"]), ANYTHING))
def test_odd_data_never_raise(release: dict[str, Any]) -> None:
    for place in places_of(release):
        assert place.area
        assert len(place.area) <= 128
        assert (place.longitude is None) == (place.latitude is None)
        assert place.longitude is None or abs(place.longitude) <= 180
