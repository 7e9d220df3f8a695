"""The projection: everything is on the paper, proportions are true along the middle, countries are in one piece."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.geography.projecting import WIDTH, projection
from toolbox_core.geography.shapes import Shape

PLACES = st.lists(st.tuples(st.floats(-180, 180), st.floats(-85, 85)), min_size=1, max_size=12)


def points(*positions: tuple[float, float]) -> Shape:
    return Shape(points=positions)


@given(PLACES)
def test_every_place_is_on_the_paper(places: list[tuple[float, float]]) -> None:
    paper = projection([points(*places)])
    for position in places:
        x, y = paper.place(position)
        assert -1e-6 <= x <= WIDTH + 1e-6
        assert -1e-6 <= y <= paper.height + 1e-6


@given(
    st.lists(st.tuples(st.integers(-180, 180), st.integers(-85, 85)), min_size=1, max_size=12),
    st.sampled_from([-360, 360]),
)
def test_turning_round_the_earth_changes_nothing(places: list[tuple[int, int]], turn: int) -> None:
    one = projection([points(*places)])
    other = projection([points(*((x + turn, y) for x, y in places))])
    assert other.height == one.height
    for x, y in places:
        assert other.place((x + turn, y)) == pytest.approx(one.place((x, y)), abs=1e-3)


def test_distances_are_true_along_the_middle() -> None:
    paper = projection([points((10, 59), (12, 61))])
    assert paper.latitude == 60
    (x1, _), (x2, _) = paper.place((10.5, 60)), paper.place((11.5, 60))
    (_, y1), (_, y2) = paper.place((11, 60.5)), paper.place((11, 59.5))
    assert (x2 - x1) / (y2 - y1) == pytest.approx(math.cos(math.radians(60)))


def test_north_is_above_and_east_is_to_the_right() -> None:
    paper = projection([points((10, 59), (12, 61))])
    assert paper.place((12, 61))[0] > paper.place((10, 59))[0]
    assert paper.place((12, 61))[1] < paper.place((10, 59))[1]


def test_a_country_on_both_sides_of_the_180th_meridian_is_in_one_piece() -> None:
    paper = projection([points((177.2, -18.3)), points((-179.9, -16.5))])
    left, right = paper.place((177.2, -18.3)), paper.place((-179.9, -16.5))
    assert 0 < left[0] < right[0] < WIDTH
    west_of = [((178.0, -17.0), (180.0, -17.0), (180.0, -18.0)), ((-180.0, -17.0), (-179.0, -17.0), (-180.0, -18.0))]
    paper = projection([Shape(polygons=((ring,),)) for ring in west_of])
    turns = [paper.turn(min(x for x, _ in ring)) for ring in west_of]
    edge = [paper.place(ring[at], turn=turn)[0] for ring, at, turn in zip(west_of, (1, 0), turns, strict=True)]
    assert edge[0] == pytest.approx(edge[1]), "the two halves touch"


def test_the_whole_earth_and_nothing_at_all() -> None:
    band = ((-180.0, -80.0), (180.0, -80.0), (180.0, 80.0), (-180.0, 80.0))
    paper = projection([Shape(polygons=((band,),))])
    assert paper.place((-180, 0), turn=0)[0] < paper.place((180, 0), turn=0)[0]
    assert projection([]).height > 0
    one = projection([points((2.35, 48.85))])
    assert one.place((2.35, 48.85)) == pytest.approx((WIDTH / 2, one.height / 2))
