"""Where a process delivers: the places that its compiled release names, each once. Pure: no database, no language.

OCDS says so in ``deliveryAddress`` and ``deliveryLocation`` of items (the location extension), and in
``deliveryAddresses`` and ``deliveryLocations`` of items, tenders and contracts (profiles built upon it). A gazetteer's
identifier (such as an NUTS code) comes before the region's name, that before the locality, that before the post code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

Release = dict[str, Any]
MOST: Final = 50
"""Places of one process that are kept; a framework for a whole country may name hundreds."""
_LONGEST: Final = 128


@dataclass(frozen=True, slots=True)
class Place:
    """One place of delivery. ``area`` is what the data call it; longitude and latitude are degrees or ``None``."""

    area: str
    longitude: float | None = None
    latitude: float | None = None


def places_of(release: Release) -> tuple[Place, ...]:
    """The places of delivery of a compiled release, each area once, the first ``MOST``; those with a point first."""
    found: dict[str, Place] = {}
    for holder in _holders(release):
        for place in _places(holder):
            known = found.get(place.area)
            if known is None or known.longitude is None:
                found[place.area] = place
    return tuple(found.values())[:MOST]


def _holders(release: Release) -> Iterator[Release]:
    """Everything that may say where something is delivered: tender, awards, contracts, and their items."""
    for one in (release.get("tender"), *_list(release, "awards"), *_list(release, "contracts")):
        if isinstance(one, dict):
            yield one
            yield from _list(one, "items")


def _places(holder: Release) -> Iterator[Place]:
    """A holder's places. One address and one location beside it are the same place."""
    addresses = [*_list(holder, "deliveryAddresses"), *_one(holder, "deliveryAddress")]
    locations = [*_list(holder, "deliveryLocations"), *_one(holder, "deliveryLocation")]
    if len(addresses) == 1 and len(locations) == 1:
        point = _point(locations[0].get("geometry"))
        area = _gazetteer(locations[0]) or _address(addresses[0]) or _described(locations[0], point)
        if area:
            yield Place(area, *(point or (None, None)))
        return
    for address in addresses:
        if area := _address(address):
            yield Place(area)
    for location in locations:
        point = _point(location.get("geometry"))
        if area := _gazetteer(location) or _described(location, point):
            yield Place(area, *(point or (None, None)))


def _address(address: Release) -> str:
    return next((text for key in ("region", "locality", "postalCode") if (text := _text(address.get(key)))), "")


def _gazetteer(location: Release) -> str:
    gazetteer = location.get("gazetteer")
    identifiers = gazetteer.get("identifiers") if isinstance(gazetteer, dict) else None
    return next((text for one in identifiers if (text := _text(one))), "") if isinstance(identifiers, list) else ""


def _described(location: Release, point: tuple[float, float] | None) -> str:
    """The location's description; without one the point itself, to a hundredth of a degree (about a kilometre)."""
    return _text(location.get("description")) or (f"{point[1]:.2f}, {point[0]:.2f}" if point else "")


def _point(geometry: Any) -> tuple[float, float] | None:
    """Longitude and latitude of a GeoJSON geometry: a point, or the middle of what the others span."""
    if not isinstance(geometry, dict):
        return None
    positions = list(_positions(geometry.get("coordinates"), 0))
    if not positions:
        return None
    longitudes, latitudes = [x for x, _ in positions], [y for _, y in positions]
    middle = (min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2
    return middle if abs(middle[0]) <= 180 and abs(middle[1]) <= 90 else None


def _positions(value: Any, depth: int) -> Iterator[tuple[float, float]]:
    """Every pair of numbers in nested lists, as deep as a MultiPolygon goes."""
    if not isinstance(value, list) or depth > 4:
        return
    if len(value) >= 2 and all(isinstance(one, int | float | Decimal) and one == one for one in value[:2]):  # noqa: PLR0124 - not NaN
        yield float(value[0]), float(value[1])
        return
    for one in value:
        yield from _positions(one, depth + 1)


def _text(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return " ".join(value.replace("\0", "").split())[:_LONGEST] if isinstance(value, str) else ""


def _one(holder: Release, key: str) -> list[Release]:
    found = holder.get(key)
    return [found] if isinstance(found, dict) else []


def _list(holder: Release, key: str) -> list[Release]:
    found = holder.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
