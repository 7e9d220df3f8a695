"""Maps: classes that part no equal amounts, holes named, light drawings, names only where they fit."""

from __future__ import annotations

import math
import random
import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.charts.clusters import Place
from toolbox_core.charts.geometry import STEPS, WIDE, text_width
from toolbox_core.charts.maps import TONES, Method, point_map, region_map
from toolbox_core.contracts import ChartItem
from toolbox_core.geography.projecting import WIDTH
from toolbox_core.geography.shapes import Region, Shape
from toolbox_core.geography.simplifying import simplify


def box(code: str, x: float, y: float, width: float = 1.0, height: float = 1.0) -> Region:
    ring = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Region(code=code, label=f"Region {code}", shape=Shape(polygons=((ring,),)))


def row(count: int) -> list[Region]:
    return [box(str(n), float(n), 45.0) for n in range(count)]


def item(code: str, value: Any) -> ChartItem:
    return ChartItem(label=f"Region {code}", value=value, shown=str(value), href=f"/{code}", missing=value is None)


def data(*values: Any) -> dict[str, ChartItem]:
    return {str(n): item(str(n), value) for n, value in enumerate(values)}


@given(
    st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=30),
    st.sampled_from(["quantile", "interval"]),
    st.integers(1, 5),
)
def test_greater_amounts_are_never_paler_and_equal_ones_alike(
    values: list[Decimal], method: Method, classes: int
) -> None:
    drawn = region_map(row(len(values)), data(*values), method=method, classes=classes)
    tones = {area.region.code: TONES.index(area.tone) for area in drawn.areas}
    ordered = sorted(range(len(values)), key=lambda n: values[n])
    for one, other in pairwise(ordered):
        assert tones[str(one)] <= tones[str(other)]
        if values[one] == values[other]:
            assert tones[str(one)] == tones[str(other)]
    assert sum(one.count for one in drawn.classes) == len(values)
    assert len(drawn.classes) <= classes
    for lower, upper in pairwise(drawn.classes):
        assert lower.greatest.value < upper.least.value


def test_quantiles_share_the_regions_and_intervals_the_amounts() -> None:
    amounts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100]
    by_count = region_map(row(10), data(*amounts))
    assert [one.count for one in by_count.classes] == [2, 2, 2, 2, 2]
    by_width = region_map(row(10), data(*amounts), method="interval")
    assert [(one.tone, one.count) for one in by_width.classes] == [("g1", 9), ("g5", 1)]
    assert [one.tone for one in region_map(row(2), data(4, 4)).classes] == ["g3"], "one class has the middle tone"


def test_missing_zero_and_unknown_are_three_things() -> None:
    drawn = region_map(row(4), {**data(0, None, 7), "99": item("99", 5)})
    tones = {area.region.code: area.tone for area in drawn.areas}
    assert (tones["1"], tones["3"]) == ("gap", "gap")
    assert tones["0"] in TONES
    assert [region.code for region in drawn.without_data] == ["3"]
    assert [one.label for one in drawn.unplaced] == ["Region 99"]
    assert len(drawn.items) == 4
    shapeless = [*row(1), Region(code="5", label="Nowhere")]
    assert [one.label for one in region_map(shapeless, {"5": item("5", 1)}).unplaced] == ["Region 5"]


def test_an_enclave_lies_on_what_surrounds_it() -> None:
    drawn = region_map([box("in", 1, 1, 0.5, 0.5), box("out", 0, 0, 3, 3)], {"in": item("in", 1)})
    assert [area.region.code for area in drawn.areas] == ["out", "in"]


def test_a_path_is_the_ring() -> None:
    [area] = region_map(row(1), data(5)).areas
    found = re.fullmatch(r"M(\d+) (\d+)l([-\d ]+)z", area.path)
    assert found
    steps = [int(number) for number in re.findall(r"-?\d+", found[3])]
    assert len(steps) == 6
    corners = [(int(found[1]), int(found[2]))]
    for across, down in zip(steps[::2], steps[1::2], strict=True):
        corners.append((corners[-1][0] + across, corners[-1][1] + down))
    assert max(x for x, _ in corners) - min(x for x, _ in corners) <= WIDTH
    assert corners[0][0] == corners[3][0], "the left edge is upright"


def test_names_stand_inside_their_region_from_the_width_where_they_fit() -> None:
    one = ChartItem(label="A rather long name of a province", value=5, shown="5.2 million", href="/1")
    drawn = region_map([box("1", 0, 45, 2, 1), box("2", 2, 45, 0.05, 1)], {"1": one, "2": item("2", 30_000)})
    wide = next(area for area in drawn.areas if area.region.code == "1")
    assert [line.text for line in wide.lines] == [one.label, "5.2 million"]
    widths = {name: width for width, name in STEPS}
    for line, size in zip(wide.lines, (12.0, 13.0), strict=True):
        room = widths[line.fit] * (2 / 2.05 * 0.95)
        assert text_width(line.text, size) <= room
    assert 0 < float(wide.x.rstrip("%")) < 100
    slim = next(area for area in drawn.areas if area.region.code == "2")
    assert not slim.lines, "there is no room"


def test_a_horseshoe_has_its_name_on_the_land() -> None:
    ring = ((0, 0), (10, 0), (10, 10), (7, 10), (7, 3), (3, 3), (3, 10), (0, 10))
    region = Region(code="U", label="U", shape=Shape(polygons=((ring,),)))
    [area] = region_map([region], {"U": item("U", 12)}).areas
    assert area.lines
    assert float(area.y.rstrip("%")) > 70, "in the base, not in the bay"


def test_point_regions_are_discs() -> None:
    place = Region(code="P", label="P", shape=Shape(points=((2.0, 46.0),)))
    drawn = region_map([*row(1), place], {"P": item("P", 3)})
    assert "a67 67" in next(area.path for area in drawn.areas if area.region.code == "P")


def country(regions: int, detail: int) -> list[Region]:
    """A grid of regions with ragged borders that neighbours share, ``detail`` points to a side."""
    side = math.isqrt(regions)
    chance = random.Random(3)
    edges: dict[tuple[tuple[int, int], tuple[int, int]], list[tuple[float, float]]] = {}

    def edge(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[float, float]]:
        if (end, start) in edges:
            return edges[end, start][::-1]
        steps = [n / detail for n in range(detail + 1)]
        points = [
            (
                start[0] + (end[0] - start[0]) * step + chance.uniform(-0.1, 0.1) * (0 < step < 1),
                45 + start[1] + (end[1] - start[1]) * step + chance.uniform(-0.1, 0.1) * (0 < step < 1),
            )
            for step in steps
        ]
        edges[start, end] = points
        return points

    found = []
    for x in range(side):
        for y in range(side):
            corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
            ring = [p for a, b in zip(corners, corners[1:] + corners[:1], strict=True) for p in edge(a, b)[:-1]]
            found.append(Region(code=f"{x}-{y}", label=f"R {x}-{y}", shape=Shape(polygons=((tuple(ring),),))))
    return found


def test_the_drawing_of_a_detailed_country_is_light() -> None:
    detailed = country(100, 300)
    light = simplify(detailed)
    assert light.before > 100_000
    drawn = region_map(light.regions, {one.code: item(one.code, n) for n, one in enumerate(light.regions)})
    assert 10_000 < sum(len(area.path) for area in drawn.areas) < 45_000


def test_places_over_a_backdrop() -> None:
    places = [
        Place(longitude=0.5, latitude=45.5, item=item("a", 5)),
        Place(longitude=3.5, latitude=45.5, item=item("b", 1)),
    ]
    drawn = point_map(places, row(4), unplaced=[item("c", 2)])
    assert {area.tone for area in drawn.areas} == {"sunk"}
    assert not drawn.classes
    assert len(drawn.wide) == len(drawn.narrow) == 2
    assert [one.label for one in drawn.items] == ["Region a", "Region b", "Region c"]
    assert [one.label for one in drawn.unplaced] == ["Region c"]
    assert drawn.width == WIDTH
    assert float(drawn.wide[0].x.rstrip("%")) == pytest.approx(2.5 + 95 * 0.125)


def test_nothing_at_all_is_no_map() -> None:
    drawn = point_map([])
    assert not drawn.areas
    assert not drawn.wide
    assert region_map([], {}).areas == ()
    assert WIDE <= 640
