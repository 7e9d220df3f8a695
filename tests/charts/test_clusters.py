"""Circles: none too close to another, nothing lost, the larger amount the larger circle."""

from __future__ import annotations

import itertools
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.charts.clusters import Place, clusters
from toolbox_core.charts.geometry import NARROW, TARGET, WIDE
from toolbox_core.contracts import ChartItem
from toolbox_core.geography.projecting import projection


def place(label: str, longitude: float, latitude: float, value: int | None = 1) -> Place:
    item = ChartItem(label=label, value=value, shown=str(value), href=f"/{label}", missing=value is None)
    return Place(longitude=longitude, latitude=latitude, item=item)


PLACES = st.lists(
    st.tuples(st.floats(-5, 5), st.floats(40, 45), st.none() | st.integers(-10, 1000)), min_size=1, max_size=60
)


@given(PLACES, st.sampled_from([NARROW, WIDE]))
def test_no_two_circles_are_too_close_and_every_place_is_in_one(
    given_places: list[tuple[float, float, int | None]], across: float
) -> None:
    places = [place(str(n), x, y, value) for n, (x, y, value) in enumerate(given_places)]
    paper = projection(one.shape for one in places)
    circles = clusters(places, paper, across=across, together=None)
    down = across * paper.height / 1600
    for one, other in itertools.combinations(circles, 2):
        apart = math.hypot((one.across - other.across) * across, (one.down - other.down) * down)
        assert apart >= TARGET - 1e-6
        assert one.radius + other.radius <= TARGET
    assert sorted(int(p.item.label) for circle in circles for p in circle.places) == list(range(len(places)))
    assert all(float(circle.hit) * 2 >= TARGET for circle in circles)


def test_areas_are_amounts() -> None:
    places = [place("a", 0, 40, 100), place("b", 3, 40, 25), place("c", 6, 40, None)]
    one, other, missing = clusters(places, projection(p.shape for p in places), across=WIDE, together=None)
    assert (one.radius, other.radius) == (12, 6)
    assert missing.radius == 4
    assert [circle.href for circle in (one, other, missing)] == ["/a", "/b", "/c"]
    assert Decimal(one.r) == 12


def test_several_at_one_place_lead_to_their_list() -> None:
    places = [place("a", 0, 40, 3), place("b", 0.001, 40, 5), place("c", 6, 43, 1)]
    together = clusters(places, projection(p.shape for p in places), across=WIDE, together=lambda c: f"/in/{c.bounds}")
    assert [p.item.label for p in together[0].places] == ["b", "a"]
    assert together[0].item is None
    assert together[0].href == "/in/(0, 40, 0.001, 40)"
    assert (together[1].item is not None, together[1].x, together[1].y[-1]) == (True, "97.5%", "%")
    assert clusters(places, projection(p.shape for p in places), across=WIDE, together=None)[0].href == ""


def test_amounts_of_zero_have_circles_too() -> None:
    places = [place("a", 0, 40, 0)]
    [only] = clusters(places, projection(p.shape for p in places), across=WIDE, together=None)
    assert only.radius == pytest.approx(12 * 0.4**0.5)
