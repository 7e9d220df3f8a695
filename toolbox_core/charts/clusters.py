"""Circles on a map that never touch: those too close to be told apart, or hit, are drawn as one with their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolbox_core.charts.geometry import TARGET, percent, plain
from toolbox_core.contracts import ChartItem
from toolbox_core.geography.projecting import WIDTH, Projection
from toolbox_core.geography.shapes import Shape

_LEAST, _GREATEST = 4.0, TARGET / 2
"""Radii in pixels; what can be hit is never smaller than ``TARGET`` across."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something with a place on the earth, in degrees (WGS 84); ``item`` is what it is called and leads to."""

    longitude: float
    latitude: float
    item: ChartItem

    @property
    def shape(self) -> Shape:
        """The place as a shape."""
        return Shape(points=((self.longitude, self.latitude),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One circle: a single place, or several that lie too close together. ``across`` and ``down`` are shares.

    ``bounds`` are west, south, east and north of its places; ``href`` leads to the one place or to the list of all.
    """

    places: tuple[Place, ...]
    across: float
    down: float
    radius: float
    href: str = ""

    @property
    def item(self) -> ChartItem | None:
        """The one place's item; ``None`` for several."""
        return self.places[0].item if len(self.places) == 1 else None

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        longitudes = [place.longitude for place in self.places]
        latitudes = [place.latitude for place in self.places]
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)

    @property
    def x(self) -> str:
        """The middle, across."""
        return percent(self.across)

    @property
    def y(self) -> str:
        """The middle, down."""
        return percent(self.down)

    @property
    def r(self) -> str:
        """The radius for the attribute, in pixels."""
        return plain(self.radius)

    @property
    def hit(self) -> str:
        """The radius of what can be hit."""
        return plain(max(self.radius, TARGET / 2))


def clusters(
    places: Sequence[Place], on_paper: Projection, *, across: float, together: Callable[[Cluster], str] | None
) -> tuple[Cluster, ...]:
    """The circles for a map ``across`` pixels wide; the largest amounts come first and hold what lies around them.

    The middles of two circles are at least ``TARGET`` pixels apart at that width, and further at any greater one.
    """
    ratio = across / WIDTH
    largest = max((abs(_amount(place)) for place in places), default=Decimal(0))
    seats: list[tuple[float, float, list[Place]]] = []
    grid: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place in sorted(places, key=lambda place: (-abs(_amount(place)), place.item.label)):
        x, y = (units * ratio for units in on_paper.place((place.longitude, place.latitude)))
        column, row = int(x // TARGET), int(y // TARGET)
        near = [
            seat
            for beside in (-1, 0, 1)
            for above in (-1, 0, 1)
            for seat in grid[column + beside, row + above]
            if (seats[seat][0] - x) ** 2 + (seats[seat][1] - y) ** 2 < TARGET**2
        ]
        if near:
            closest = min(near, key=lambda seat: ((seats[seat][0] - x) ** 2 + (seats[seat][1] - y) ** 2, seat))
            seats[closest][2].append(place)
        else:
            grid[column, row].append(len(seats))
            seats.append((x, y, [place]))
    return tuple(_circle(x / across, y / (on_paper.height * ratio), tuple(m), largest, together) for x, y, m in seats)


def _circle(
    across: float,
    down: float,
    places: tuple[Place, ...],
    largest: Decimal,
    together: Callable[[Cluster], str] | None,
) -> Cluster:
    single = len(places) == 1
    share = float(abs(_amount(places[0])) / largest) if largest else 0.4
    radius = max(_LEAST, _GREATEST * share**0.5) if single else TARGET / 2
    circle = Cluster(places=places, across=across, down=down, radius=radius)
    href = places[0].item.href if single else together(circle) if together else ""
    return Cluster(places=places, across=across, down=down, radius=radius, href=href)


def _amount(place: Place) -> Decimal:
    return Decimal(0) if place.item.missing else Decimal(place.item.value)
