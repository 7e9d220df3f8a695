"""Fewer points for the same picture, and neighbours that still touch.

Visvalingam and Whyatt, "Line generalisation by repeated elimination of points" (1993): the point whose triangle with
its neighbours is smallest goes first. Borders are cut where three lines meet, as TopoJSON does, and each piece is
simplified once for both sides, so that no gap opens between two regions. The number of points is a budget for all
regions together: the drawing of a set is light however detailed the file was.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from itertools import pairwise

from toolbox_core.geography.shapes import GRAIN, Position, Region, Ring, Shape, signed_area

POINTS = 5000
"""Points that all regions of a set may have together; a drawing of them has some 30 kB."""
_FINEST = 1600.0
"""Parts of the whole width below which nothing can be seen."""

_MOST = 1e300
"""Above every area and below infinity, which stands for points that must stay."""

Arc = tuple[Position, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Simplified:
    """Regions fit to draw: ``points`` of ``before`` points are left, ``specks`` islands and holes too small to be seen.

    Every region that had an area still has one.
    """

    regions: tuple[Region, ...]
    points: int
    before: int
    specks: int


@dataclass(slots=True)
class _Line:
    """One piece of border: its points, how much each matters, and how many rings walk along it."""

    points: Arc
    weights: list[float]
    uses: int = 0


def simplify(regions: Sequence[Region], *, points: int = POINTS) -> Simplified:
    """Make the areas of ``regions`` light: about ``points`` points in all, more only when every area needs them."""
    grained = [_grained(region) for region in regions]
    every = [position for region in grained for ring in region.shape.rings() for position in ring]
    if not every:
        return Simplified(regions=tuple(grained), points=0, before=0, specks=0)
    before = len(every)
    narrowing = math.cos(math.radians(max(-80.0, min(80.0, sum(lat for _, lat in every) / before))))
    extent = _extent(every, narrowing)
    visible = [_visible(region, (extent / _FINEST) ** 2 / narrowing) for region in grained]
    specks = sum(1 for region in grained for _ in region.shape.rings()) - sum(
        1 for region in visible for _ in region.shape.rings()
    )
    joints = _joints(ring for region in visible for ring in region.shape.rings())
    lines: dict[Arc, _Line] = {}
    for region in visible:
        for ring in region.shape.rings():
            arcs = [_canonical(arc) for arc in _cut(ring, joints)]
            for arc in arcs:
                line = lines.get(arc)
                if line is None:
                    line = lines[arc] = _Line(arc, _weights(arc, narrowing))
                line.uses += 1
            _secure([lines[arc] for arc in arcs])
    least = _threshold(lines.values(), points, finest=(extent / _FINEST) ** 2 / 4)
    kept = {
        arc: tuple(point for point, weight in zip(line.points, line.weights, strict=True) if weight > least)
        for arc, line in lines.items()
    }
    light = tuple(_rebuilt(region, joints, kept) for region in visible)
    return Simplified(
        regions=light,
        points=sum(len(ring) for one in light for ring in one.shape.rings()),
        before=before,
        specks=specks,
    )


def _grained(region: Region) -> Region:
    """The region with positions on the grid in which they are kept, and no position twice in a row."""
    polygons = []
    for polygon in region.shape.polygons:
        rings = [
            _without_repeats((round(x * GRAIN) / GRAIN, round(y * GRAIN) / GRAIN) for x, y in ring) for ring in polygon
        ]
        if len(rings[0]) >= 3:
            polygons.append((rings[0], *(hole for hole in rings[1:] if len(hole) >= 3)))
    points = tuple((round(x * GRAIN) / GRAIN, round(y * GRAIN) / GRAIN) for x, y in region.shape.points)
    return replace(region, shape=Shape(polygons=tuple(polygons), points=points))


def _without_repeats(positions: Iterable[Position]) -> Ring:
    ring: list[Position] = []
    for position in positions:
        if not ring or ring[-1] != position:
            ring.append(position)
    while len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    return tuple(ring)


def _extent(positions: Sequence[Position], narrowing: float) -> float:
    """The longer side of what is drawn, in degrees of latitude."""
    longitudes, latitudes = [longitude for longitude, _ in positions], [latitude for _, latitude in positions]
    across = min(max(longitudes) - min(longitudes), 360.0) * narrowing
    return max(across, max(latitudes) - min(latitudes), 1 / GRAIN)


def _visible(region: Region, least: float) -> Region:
    """The region without islands and holes below ``least`` square degrees; its largest area always stays."""
    if not region.shape.polygons:
        return region
    largest = max(region.shape.polygons, key=lambda polygon: abs(signed_area(polygon[0])))
    polygons = tuple(
        (polygon[0], *(hole for hole in polygon[1:] if abs(signed_area(hole)) >= least))
        for polygon in region.shape.polygons
        if polygon is largest or abs(signed_area(polygon[0])) >= least
    )
    return replace(region, shape=replace(region.shape, polygons=polygons))


def _joints(rings: Iterable[Ring]) -> set[Position]:
    """The positions where a border changes its neighbours: there the lines are cut."""
    around: dict[Position, frozenset[Position]] = {}
    joints: set[Position] = set()
    for ring in rings:
        for before, at, after in zip((ring[-1], *ring[:-1]), ring, (*ring[1:], ring[0]), strict=True):
            neighbours = frozenset((before, after))
            if around.setdefault(at, neighbours) != neighbours:
                joints.add(at)
    return joints


def _cut(ring: Ring, joints: set[Position]) -> Iterator[Arc]:
    """The pieces of a ring from joint to joint; a ring without any is one piece from its least position to itself."""
    cuts = [index for index, position in enumerate(ring) if position in joints]
    if not cuts:
        cuts = [min(range(len(ring)), key=lambda index: ring[index])]
    turned = ring[cuts[0] :] + ring[: cuts[0]] + (ring[cuts[0]],)
    places = [cut - cuts[0] for cut in cuts] + [len(ring)]
    for start, end in pairwise(places):
        yield turned[start : end + 1]


def _canonical(arc: Arc) -> Arc:
    """The same piece for whoever walks it in either direction."""
    return min(arc, arc[::-1])


def _weights(arc: Arc, narrowing: float) -> list[float]:
    """How much each point matters: the area it adds, never less than that of a point removed before it. Ends stay."""
    flat = [(x * narrowing, y) for x, y in arc]
    weights = [math.inf] * len(arc)
    before = list(range(-1, len(arc) - 1))
    after = list(range(1, len(arc) + 1))
    current = [math.inf] + [_triangle(flat[i - 1], flat[i], flat[i + 1]) for i in range(1, len(arc) - 1)] + [math.inf]
    heap = [(current[i], i) for i in range(1, len(arc) - 1)]
    heapify(heap)
    least = 0.0
    while heap:
        area, index = heappop(heap)
        if area != current[index] or weights[index] != math.inf:
            continue  # an older entry of a point whose neighbours have gone since
        least = max(least, area)
        weights[index] = least
        one, other = before[index], after[index]
        after[one], before[other] = other, one
        for neighbour in (one, other):
            if 0 < neighbour < len(arc) - 1:
                current[neighbour] = _triangle(flat[before[neighbour]], flat[neighbour], flat[after[neighbour]])
                heappush(heap, (current[neighbour], neighbour))
    return weights


def _triangle(a: Position, b: Position, c: Position) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def _secure(lines: Sequence[_Line]) -> None:
    """Make sure that the ring of these pieces keeps three corners, whatever else goes."""
    corners = len({end for line in lines for end in (line.points[0], line.points[-1])})
    if corners >= 3:
        return
    inner = [(line.weights[index], line, index) for line in lines for index in range(1, len(line.points) - 1)]
    inner.sort(key=lambda one: -one[0])
    for _, line, index in inner[: 3 - corners]:
        line.weights[index] = math.inf


def _threshold(lines: Iterable[_Line], points: int, *, finest: float) -> float:
    """The weight above which points stay, so that at most ``points`` are left (more only to save every area), and none
    that cannot be seen.
    """
    weights = sorted((weight for line in lines for weight in line.weights[:-1] * line.uses), reverse=True)
    if len(weights) <= points:
        return finest
    return min(max(finest, weights[points]), _MOST)


def _rebuilt(region: Region, joints: set[Position], kept: dict[Arc, Arc]) -> Region:
    polygons = tuple(tuple(_walked(ring, joints, kept) for ring in polygon) for polygon in region.shape.polygons)
    return replace(region, shape=replace(region.shape, polygons=polygons))


def _walked(ring: Ring, joints: set[Position], kept: dict[Arc, Arc]) -> Ring:
    """The ring again from its simplified pieces, each walked in the ring's own direction."""
    walked: list[Position] = []
    for arc in _cut(ring, joints):
        canonical = _canonical(arc)
        line = kept[canonical] if canonical == arc else kept[canonical][::-1]
        walked.extend(line[:-1])
    return tuple(walked)
