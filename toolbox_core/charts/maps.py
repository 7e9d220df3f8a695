"""Maps: regions shaded by an amount, places as circles. Drawn from coordinates alone: no tiles, no script.

Land is drawn on a canvas of ``projecting.WIDTH`` units that grows with its place on the page; words and circles lie
above it and keep their size: their places are percentages. Circles that would touch are drawn as one that says how
many they are. Regions are shaded in classes, whose limits are amounts of the data themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from toolbox_core.charts.clusters import Cluster, Place, clusters
from toolbox_core.charts.geometry import NARROW, STEPS, WIDE, Line, percent, text_width
from toolbox_core.contracts import ChartItem
from toolbox_core.geography.projecting import WIDTH, Projection, projection
from toolbox_core.geography.shapes import Position, Region

TONES = ("g1", "g2", "g3", "g4", "g5")
"""Classes of the style sheet, from the palest to the darkest, each with a texture of its own."""
NO_DATA, BACKDROP = "gap", "sunk"
Method = Literal["quantile", "interval"]
_ROWS = 24
"""Rows in which the widest room for a name is looked for."""
_BETTER = 1.08
"""How much wider a room must be to be taken instead of one nearer to the middle."""
_VALUE_SIZE, _NAME_SIZE = 13.0, 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One region as drawn. ``item`` is what is known of it, ``None`` when there are no data; ``tone`` its class.

    ``x`` and ``y`` are the percentages of the middle of its ``lines``.
    """

    region: Region
    item: ChartItem | None
    tone: str
    path: str
    x: str = ""
    y: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def label(self) -> str:
        """What it is called."""
        return self.item.label if self.item else self.region.label


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadeClass:
    """One class: its tone, the items with the least and the greatest amount, and how many regions are in it."""

    tone: str
    least: ChartItem
    greatest: ChartItem
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """Land, its classes, circles for two widths, and everything that is not on the map.

    ``latitude`` is where distances are true. ``without_data`` are regions of which nothing is known, ``unplaced``
    items without a region or place on the map. ``items`` are the rows of the equal table.
    """

    height: int
    latitude: Decimal
    areas: tuple[Area, ...]
    classes: tuple[ShadeClass, ...]
    method: Method
    wide: tuple[Cluster, ...]
    narrow: tuple[Cluster, ...]
    items: tuple[ChartItem, ...]
    without_data: tuple[Region, ...]
    unplaced: tuple[ChartItem, ...]

    @property
    def width(self) -> int:
        """Units across."""
        return WIDTH


def region_map(
    regions: Sequence[Region], items: Mapping[str, ChartItem], *, method: Method = "quantile", classes: int = 5
) -> Map:
    """Shade ``regions`` by ``items``, ``{code: item}``; an item's value is a ``Decimal`` or an ``int``.

    ``method`` ``quantile`` puts about equally many regions into each class, ``interval`` makes classes of equal width.
    Equal amounts are always in the same class. Items that are ``missing`` and regions without an item are hatched.
    """
    drawn = [region for region in regions if region.shape]
    known = {region.code for region in drawn}
    shaded = {code: item for code, item in items.items() if code in known and not item.missing}
    tones, described = _classes(shaded, method, min(classes, len(TONES)))
    on_paper = projection(region.shape for region in drawn)
    areas = tuple(
        _area(region, items.get(region.code), tones.get(region.code, NO_DATA), on_paper)
        for region in _large_first(drawn)
    )
    return Map(
        height=on_paper.height,
        latitude=Decimal(f"{on_paper.latitude:.1f}"),
        areas=areas,
        classes=described,
        method=method,
        wide=(),
        narrow=(),
        items=tuple(items.values()),
        without_data=tuple(region for region in regions if region.code not in items),
        unplaced=tuple(item for code, item in items.items() if code not in known),
    )


def point_map(
    places: Sequence[Place],
    regions: Sequence[Region] = (),
    *,
    unplaced: Iterable[ChartItem] = (),
    together: Callable[[Cluster], str] | None = None,
) -> Map:
    """Draw ``places`` as circles whose area is their amount, over ``regions`` as a backdrop.

    ``together`` gives the address of the list of what a circle for several places holds; without it the circle leads
    to the equal table. ``unplaced`` are items that have no place: they stand in the table and are named.
    """
    drawn = [region for region in regions if region.shape]
    on_paper = projection([*(region.shape for region in drawn), *(place.shape for place in places)])
    without = tuple(unplaced)
    return Map(
        height=on_paper.height,
        latitude=Decimal(f"{on_paper.latitude:.1f}"),
        areas=tuple(_area(region, None, BACKDROP, on_paper) for region in _large_first(drawn)),
        classes=(),
        method="quantile",
        wide=clusters(places, on_paper, across=WIDE, together=together),
        narrow=clusters(places, on_paper, across=NARROW, together=together),
        items=(*(place.item for place in places), *without),
        without_data=(),
        unplaced=without,
    )


def _large_first(regions: Iterable[Region]) -> list[Region]:
    """In the order of drawing: an enclave lies on what surrounds it."""
    return sorted(regions, key=lambda region: -_spread(region))


def _spread(region: Region) -> float:
    positions = list(region.shape.positions())
    longitudes, latitudes = [longitude for longitude, _ in positions], [latitude for _, latitude in positions]
    return (max(longitudes) - min(longitudes)) * (max(latitudes) - min(latitudes))


def _classes(
    items: Mapping[str, ChartItem], method: Method, most: int
) -> tuple[dict[str, str], tuple[ShadeClass, ...]]:
    """The tone of each code, and the classes that have regions, palest first."""
    ordered = sorted(items.items(), key=lambda pair: (Decimal(pair[1].value), pair[0]))
    distinct = sorted({Decimal(item.value) for item in items.values()})
    count = min(most, len(distinct))
    numbers: dict[str, int] = {}
    for place, (code, item) in enumerate(ordered):
        value = Decimal(item.value)
        if place and value == Decimal(ordered[place - 1][1].value):
            numbers[code] = numbers[ordered[place - 1][0]]
        elif method == "quantile":
            numbers[code] = place * count // len(ordered)
        else:
            width = distinct[-1] - distinct[0]
            numbers[code] = min(count - 1, int((value - distinct[0]) * count / width)) if width else 0
    described: list[ShadeClass] = []
    tones: dict[str, str] = {}
    used = sorted(set(numbers.values()))
    for number in used:
        members = [(code, item) for code, item in ordered if numbers[code] == number]
        # An empty class of equal width keeps its tone free; quantiles that fall together are drawn far apart.
        step = number if method == "interval" else used.index(number)
        steps = count if method == "interval" else len(used)
        tone = TONES[step * (len(TONES) - 1) // (steps - 1)] if steps > 1 else TONES[2]
        tones.update((code, tone) for code, _ in members)
        described.append(ShadeClass(tone=tone, least=members[0][1], greatest=members[-1][1], count=len(members)))
    return tones, tuple(described)


def _area(region: Region, item: ChartItem | None, tone: str, on_paper: Projection) -> Area:
    rings = [_placed(ring, on_paper) for ring in region.shape.rings()]
    path = "".join(_path(ring) for ring in rings)
    path += "".join(_disc(*on_paper.place(point)) for point in region.shape.points)
    if not rings or item is None or item.missing:
        return Area(region=region, item=item, tone=tone, path=path)
    x, y, room = _widest(rings)
    lines = _lines(item, room / WIDTH)
    return Area(
        region=region,
        item=item,
        tone=tone,
        path=path,
        x=percent(x / WIDTH),
        y=percent(y / on_paper.height),
        lines=lines,
    )


def _placed(ring: Sequence[Position], on_paper: Projection) -> list[tuple[int, int]]:
    turn = on_paper.turn(min(longitude for longitude, _ in ring))
    return [(round(x), round(y)) for x, y in (on_paper.place(position, turn=turn) for position in ring)]


def _path(ring: Sequence[tuple[int, int]]) -> str:
    """A closed path of whole numbers: the first place, then steps."""
    steps = []
    x, y = ring[0]
    for to_x, to_y in ring[1:]:
        if (to_x, to_y) != (x, y):
            steps.append(f"{to_x - x}{'' if to_y < y else ' '}{to_y - y}")
            x, y = to_x, to_y
    moves = " ".join(steps).replace(" -", "-")
    return f"M{ring[0][0]} {ring[0][1]}l{moves or '0 0'}z"


def _disc(x: float, y: float) -> str:
    """A region that is a point is drawn as a disc, large enough for a finger on a telephone."""
    radius = round(WIDTH / NARROW * 12)
    arc = f"a{radius} {radius} 0 1 0"
    return f"M{round(x) - radius} {round(y)}{arc} {2 * radius} 0{arc}-{2 * radius} 0z"


def _widest(rings: Sequence[Sequence[tuple[int, int]]]) -> tuple[float, float, float]:
    """Middle and width of the widest upright room inside the area, two lines of text high."""
    ys = [y for ring in rings for _, y in ring]
    top, bottom = min(ys), max(ys)
    half = WIDTH / WIDE * _VALUE_SIZE
    best = (float(rings[0][0][0]), (top + bottom) / 2, 0.0)
    for row in sorted(range(1, _ROWS), key=lambda row: abs(row - _ROWS / 2)):
        y = top + (bottom - top) * row / _ROWS + 0.37  # beside whole numbers, so that no corner lies on the row
        spans = [_spans(rings, y + shift) for shift in (-half, 0.0, half)]
        for left, right in _common(spans):
            if right - left > best[2] * _BETTER:
                best = ((left + right) / 2, y, right - left)
    return best


def _spans(rings: Sequence[Sequence[tuple[int, int]]], y: float) -> list[tuple[float, float]]:
    """Where a row lies inside the area (the even-odd rule, so that holes are left out)."""
    crossings = []
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (y1 > y) != (y2 > y):
                crossings.append(x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    crossings.sort()
    return list(zip(crossings[::2], crossings[1::2], strict=True))


def _common(spans: Sequence[Sequence[tuple[float, float]]]) -> list[tuple[float, float]]:
    """What several rows have in common."""
    common = list(spans[0])
    for row in spans[1:]:
        common = [(max(a, c), min(b, d)) for a, b in common for c, d in row if min(b, d) > max(a, c)]
    return common


def _lines(item: ChartItem, share: float) -> tuple[Line, ...]:
    """The amount, and above it the name, each from the width on where it fits."""
    value = _fit((text_width(item.shown, _VALUE_SIZE, bold=True) + 6) / share) if share and item.shown else None
    if value is None:
        return ()
    name = _fit((text_width(item.label, _NAME_SIZE) + 6) / share)
    lines = [Line(text=item.shown, y=1.1 if name is not None else 0.35, style="b", fit=value)]
    if name is not None:
        lines.insert(0, Line(text=item.label, y=-0.15, style="q", fit=max(name, value)))
    return tuple(lines)


def _fit(needed: float) -> str | None:
    """The class of the smallest width, up to the widest that a map has, at which so many pixels fit."""
    return next((name for width, name in STEPS if needed <= width <= WIDE), None)
