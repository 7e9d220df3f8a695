"""Simplifying: within the budget, no region lost, neighbours still touch, what is invisible goes."""

from __future__ import annotations

import math
import random

from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.geography.shapes import GRAIN, Position, Region, Shape, signed_area
from toolbox_core.geography.simplifying import simplify


def region(code: str, *rings: list[Position]) -> Region:
    return Region(code=code, label=code, shape=Shape(polygons=tuple((tuple(ring),) for ring in rings)))


def wavy(seed: int, count: int) -> list[Position]:
    """A border from (1, 0) to (1, 1), on the grid."""
    chance = random.Random(seed)
    inner = [(1 + chance.uniform(-0.05, 0.05), n / count) for n in range(1, count)]
    return [(round(x * GRAIN) / GRAIN, round(y * GRAIN) / GRAIN) for x, y in [(1.0, 0.0), *inner, (1.0, 1.0)]]


def neighbours(seed: int = 1, count: int = 200) -> tuple[Region, Region]:
    border = wavy(seed, count)
    return region("A", [(0.0, 0.0), *border, (0.0, 1.0)]), region("B", [*border[::-1], (2.0, 0.0), (2.0, 1.0)])


def corners(one: Region) -> set[Position]:
    return {position for ring in one.shape.rings() for position in ring}


@given(st.integers(0, 1000), st.integers(20, 300), st.integers(10, 120))
def test_two_neighbours_keep_one_border(seed: int, count: int, points: int) -> None:
    light = simplify(neighbours(seed, count), points=points)
    a, b = (corners(one) for one in light.regions)
    inside = {at for at in a | b if 0.5 < at[0] < 1.5}
    assert inside == a & b, "each point of the border belongs to both sides"
    assert light.points <= max(points, 12)
    for one in light.regions:
        [[ring]] = one.shape.polygons
        assert abs(signed_area(ring)) > 0.8


@given(st.integers(3, 400), st.integers(1, 50))
def test_a_region_never_loses_its_area(count: int, points: int) -> None:
    circle = [(math.cos(2 * math.pi * n / count), math.sin(2 * math.pi * n / count)) for n in range(count)]
    light = simplify([region("island", circle), region("far", [(9.0, 0.0), (9.001, 0.0), (9.0, 0.001)])], points=points)
    for one in light.regions:
        [[ring]] = one.shape.polygons
        assert len(set(ring)) >= 3
        assert signed_area(ring)


def test_islands_and_holes_too_small_to_be_seen_go_and_are_counted() -> None:
    land = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    speck = [(11.0, 1.0), (11.001, 1.0), (11.0, 1.001)]
    hole = ((5.0, 5.0), (5.0, 5.001), (5.001, 5.0))
    with_hole = Shape(polygons=((tuple(land), hole), (tuple(speck),)))
    light = simplify([Region(code="A", label="A", shape=with_hole), region("islet", speck)])
    assert light.specks == 2
    assert [len(one.shape.polygons) for one in light.regions] == [1, 1], "a region that is a speck stays"


def test_an_enclave_and_its_hole_stay_one_line() -> None:
    around = [(0.0, 0.0), (3.0, 0.0), (3.0, 3.0), (0.0, 3.0)]
    turns = [2 * math.pi * n / 90 for n in range(90)]
    inner = [(round(1.5 + math.cos(t), 5), round(1.5 + math.sin(t), 5)) for t in turns]
    outer = Shape(polygons=((tuple(around), tuple(inner[30:] + inner[:30])[::-1]),))
    light = simplify([Region(code="O", label="O", shape=outer), region("I", inner)], points=24)
    hole = light.regions[0].shape.polygons[0][1]
    assert set(hole) == corners(light.regions[1])
    assert light.points <= 24 < light.before


def test_a_straight_border_needs_its_ends_only() -> None:
    square = [(n / 100, 0.0) for n in range(101)] + [(1.0, 1.0), (0.0, 1.0)]
    light = simplify([region("A", square)])
    assert (light.before, light.points) == (103, 4)


def test_regions_without_areas_are_left_alone() -> None:
    place = Region(code="P", label="P", shape=Shape(points=((1.0, 2.0),)))
    nowhere = Region(code="N", label="N")
    light = simplify([place, nowhere])
    assert light.regions == (place, nowhere)
    assert light.points == 0
