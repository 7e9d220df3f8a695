"""From the round earth onto flat paper: an equirectangular projection, true to scale along the middle latitude.

``x = longitude × cos(middle latitude)``, ``y = latitude`` (Snyder, "Map Projections: A Working Manual", 1987, p. 90).
Areas on a map of a country stay comparable, which they do not in Web Mercator. Longitudes are turned so that the
drawing's edge lies in the widest stretch without any land: a country on both sides of the 180th meridian is drawn
in one piece.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from toolbox_core.geography.shapes import Position, Shape

WIDTH = 1600
"""Units across every drawing; few enough that a place needs no decimals, and fine enough for any screen."""

_TALLEST = 1.15
_MARGIN = 0.025
_LEAST_SPAN = 0.02
"""Degrees that are shown at least (two kilometres), so that a single point has a surrounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """Where a position lies on paper ``WIDTH`` units wide and ``height`` units high.

    ``latitude`` is the one along which distances are true; ``west`` the longitude at which the drawing may begin.
    """

    latitude: float
    west: float
    north: float
    left: float
    top: float
    scale: float
    height: int

    def place(self, position: Position, *, turn: float | None = None) -> tuple[float, float]:
        """Units from the left and from the top. ``turn`` is added to the longitude; without it the point is alone."""
        longitude, latitude = position
        turn = self.turn(longitude) if turn is None else turn
        across = (longitude + turn - self.west) * math.cos(math.radians(self.latitude))
        return self.left + across * self.scale, self.top + (self.north - latitude) * self.scale

    def turn(self, least: float) -> float:
        """How many degrees (a multiple of 360) bring a shape whose most western longitude is ``least`` into view."""
        return math.ceil((self.west - least) / 360 - 1e-12) * 360.0


def projection(shapes: Iterable[Shape]) -> Projection:
    """The projection that shows all ``shapes`` as large as the paper allows."""
    stretches: list[tuple[float, float]] = []
    south, north = math.inf, -math.inf
    for shape in shapes:
        for ring in (*shape.rings(), *((point,) for point in shape.points)):
            longitudes = [longitude for longitude, _ in ring]
            stretches.append((min(longitudes), max(longitudes)))
            south = min(south, *(latitude for _, latitude in ring))
            north = max(north, *(latitude for _, latitude in ring))
    if not stretches:
        south, north = -_LEAST_SPAN, _LEAST_SPAN
    west, span = _view(stretches)
    middle = max(-80.0, min(80.0, (south + north) / 2))
    narrowing = math.cos(math.radians(middle))
    across = max(span * narrowing, _LEAST_SPAN)
    down = max(north - south, _LEAST_SPAN)
    room = WIDTH * (1 - 2 * _MARGIN)
    scale = min(room / across, WIDTH * _TALLEST * (1 - 2 * _MARGIN) / down)
    height = math.ceil(down * scale + 2 * _MARGIN * WIDTH)
    return Projection(
        latitude=middle,
        west=west,
        north=north,
        left=(WIDTH - span * narrowing * scale) / 2,
        top=(height - (north - south) * scale) / 2,
        scale=scale,
        height=height,
    )


def _view(stretches: list[tuple[float, float]]) -> tuple[float, float]:
    """West edge and width in degrees of the narrowest view of all stretches of longitude on the circle."""
    if not stretches:
        return 0.0, 0.0
    if max(east - west for west, east in stretches) >= 360:
        return -180.0, 360.0
    around = sorted((west % 360, west % 360 + east - west) for west, east in stretches)
    reach = max(east for _, east in around) - 360  # what the last ones cover beyond the full turn
    widest, edge, end = 0.0, -180.0, reach
    for west, east in around:
        if west - end > widest:
            widest, edge = west - end, west
        end = max(end, east)
    if not widest:
        return -180.0, 360.0
    return (edge - 360 if edge >= 180 else edge), 360 - widest
