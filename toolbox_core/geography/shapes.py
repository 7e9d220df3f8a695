"""What a region looks like on the earth: longitudes and latitudes in degrees (WGS 84), and how they are kept as text.

Kept are whole numbers of 0.00001 degrees (about one metre): exact in every database, and half as long as decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

Position = tuple[float, float]
"""Longitude and latitude in degrees, in this order, as in RFC 7946.

A longitude may pass 180 in a shape that crosses it.
"""

Ring = tuple[Position, ...]
"""A closed line; the first position is not repeated at the end."""

Polygon = tuple[Ring, ...]
"""The outer ring, then the holes."""

GRAIN = 100_000
"""Steps of one degree in which positions are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Areas and points of one region; both empty when the region has no shape."""

    polygons: tuple[Polygon, ...] = ()
    points: tuple[Position, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.polygons or self.points)

    def rings(self) -> Iterator[Ring]:
        """Every ring, holes too."""
        for polygon in self.polygons:
            yield from polygon

    def positions(self) -> Iterator[Position]:
        """Every position, of rings and points."""
        for ring in self.rings():
            yield from ring
        yield from self.points


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One region: its code (text, never a number), what it is called, its shape."""

    code: str
    label: str
    shape: Shape = Shape()


class _Kept(msgspec.Struct, array_like=True):
    """How a shape stands in the database: flat whole numbers, longitude and latitude in turn."""

    polygons: list[list[list[int]]]
    points: list[int]


def write_shape(shape: Shape) -> str:
    """The shape as text, positions rounded to ``GRAIN`` steps of a degree."""
    polygons = [[_flat(ring) for ring in polygon] for polygon in shape.polygons]
    return msgspec.json.encode(_Kept(polygons, _flat(shape.points))).decode()


def read_shape(text: str) -> Shape:
    """The shape of a text that ``write_shape`` wrote. Raises ``msgspec.DecodeError`` on any other."""
    kept = msgspec.json.decode(text, type=_Kept)
    return Shape(
        polygons=tuple(tuple(_pairs(ring) for ring in polygon) for polygon in kept.polygons),
        points=_pairs(kept.points),
    )


def signed_area(ring: Iterable[Position]) -> float:
    """The area inside a ring by the shoelace formula; above zero when it runs anticlockwise."""
    positions = list(ring)
    return (
        sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(positions, positions[1:] + positions[:1], strict=True)) / 2
    )


def _flat(positions: Iterable[Position]) -> list[int]:
    return [round(value * GRAIN) for position in positions for value in position]


def _pairs(values: list[int]) -> tuple[Position, ...]:
    return tuple((values[at] / GRAIN, values[at + 1] / GRAIN) for at in range(0, len(values), 2))
