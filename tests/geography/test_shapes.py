"""Shapes as they are kept: what is written is read again, to the metre."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.geography.shapes import GRAIN, Shape, read_shape, signed_area, write_shape

POSITIONS = st.tuples(st.integers(-360 * GRAIN, 360 * GRAIN), st.integers(-90 * GRAIN, 90 * GRAIN)).map(
    lambda at: (at[0] / GRAIN, at[1] / GRAIN)
)
RINGS = st.lists(POSITIONS, min_size=3, max_size=8).map(tuple)
SHAPES = st.builds(
    lambda polygons, points: Shape(polygons=tuple(map(tuple, polygons)), points=tuple(points)),
    st.lists(st.lists(RINGS, min_size=1, max_size=3), max_size=3),
    st.lists(POSITIONS, max_size=3),
)


@given(SHAPES)
def test_what_is_kept_is_what_was_read(shape: Shape) -> None:
    assert read_shape(write_shape(shape)) == shape


def test_a_region_without_a_shape_is_false_and_has_no_position() -> None:
    assert not Shape()
    assert not list(Shape().positions())
    assert Shape(points=((1.0, 2.0),))


def test_another_text_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        read_shape('{"type": "Polygon"}')


def test_the_area_of_a_ring_has_the_sign_of_its_direction() -> None:
    square = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
    assert signed_area(square) == 4
    assert signed_area(square[::-1]) == -4
