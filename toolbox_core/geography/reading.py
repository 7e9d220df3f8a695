"""Read regions from GeoJSON (RFC 7946): which property is the code, which the name, and what is wrong with the file.

Nothing is dropped silently: what is mended is a warning, what cannot be used an error with the feature's number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from toolbox_core.contracts import Problem
from toolbox_core.exceptions import InputError, UnreadableFile
from toolbox_core.geography.properties import PropertyEvidence, as_text, choose_properties
from toolbox_core.geography.shapes import Polygon, Position, Region, Ring, Shape

LARGEST = 128 << 20
"""Bytes of a file that is read: its coordinates stand in memory at once."""
LONGEST_CODE = 200
_LATITUDE, _LONGITUDE = 90.0, 360.0
"""Longitudes may pass 180 in shapes that cross it in one piece."""
_METRES = 1000.0
_KNOWN_SYSTEMS = ("CRS84", "4326", "WGS84", "WGS 84")
_CONVERT = "Convert it first, for instance with `ogr2ogr -t_srs EPSG:4326 out.geojson in.geojson`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a file says. ``features`` counts what it holds; ``codes`` and ``labels`` name the properties that were used.

    ``evidence`` tells of every property of the file; ``problems`` number features from 1.
    """

    regions: tuple[Region, ...]
    problems: tuple[Problem, ...]
    features: int
    codes: str
    labels: str
    evidence: tuple[PropertyEvidence, ...]

    @property
    def shapeless(self) -> tuple[Region, ...]:
        """Regions without a shape: they are known, and stand in tables only."""
        return tuple(region for region in self.regions if not region.shape)


@dataclass(slots=True)
class _Notes:
    """The problems of a file, each rule listed for its first features and counted for the rest."""

    problems: list[Problem] = field(default_factory=list)
    feature: int = 0

    def add(self, rule: str, message: str, value: object = "", *, column: str = "", error: bool = False) -> None:
        """Note one problem of the feature at hand."""
        self.problems.append(
            Problem(
                row=self.feature,
                column=column,
                value=str(value)[:200],
                rule=rule,
                message=message,
                severity="error" if error else "warning",
            )
        )


def read_geojson(path: Path, *, code: str = "", label: str = "") -> Reading:
    """Read the regions of a file; ``code`` and ``label`` name the properties, else the file's own evidence chooses.

    Raises ``UnreadableFile`` when it is no JSON, ``InputError`` when it is not GeoJSON in WGS 84 or no property of it
    can be the code.
    """
    features = _features(_load(path))
    properties = [_properties(feature) for feature in features]
    evidence, codes, labels = choose_properties(properties, code=code, label=label)
    notes = _Notes()
    found: dict[str, Region] = {}
    first: dict[str, int] = {}
    for number, (feature, named) in enumerate(zip(features, properties, strict=True), start=1):
        notes.feature = number
        text = as_text(named.get(codes))
        if not text:
            notes.add(
                "no-code", f"Feature {number} has no value in {codes!r}: it is left out.", column=codes, error=True
            )
            continue
        if len(text) > LONGEST_CODE:
            raise InputError(
                f"{codes!r} of feature {number} is too long for a code.", fix="Choose another with --code."
            )
        name = as_text(named.get(labels)) or text
        shape = _shape(feature.get("geometry"), notes)
        known = found.get(text)
        if known is None:
            found[text], first[text] = Region(code=text, label=name, shape=shape), number
        elif known.label == name:
            found[text] = _joined(known, shape)
            notes.add(
                "parts", f"Features {first[text]} and {number} have the same code {text} and name: one region.", text
            )
        else:
            raise InputError(
                f"The code {text} in {codes!r} stands for two regions: {known.label!r} (feature {first[text]}) "
                f"and {name!r} (feature {number}).",
                fix="Choose another property with --code, or mend the file.",
            )
    _refuse_other_systems(found.values())
    if not found:
        raise InputError(f"No feature of {path.name} has a value in {codes!r}.", fix="Choose another with --code.")
    return Reading(
        regions=tuple(found.values()),
        problems=tuple(notes.problems),
        features=len(features),
        codes=codes,
        labels=labels,
        evidence=evidence,
    )


def _load(path: Path) -> Any:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise UnreadableFile(
                f"{path.name} has {size:,} bytes; {LARGEST:,} are read at most.",
                fix="Make it lighter first, for instance with `mapshaper -simplify 10%`.",
            )
        return msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            f"{path.name} is no JSON: {error}.", fix="Boundaries are read from GeoJSON (RFC 7946) in UTF-8."
        ) from error


def _features(document: Any) -> list[dict[str, Any]]:
    """The features of a document, after its own words about what it is."""
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Topology":
        raise InputError(
            "This is TopoJSON, not GeoJSON.", fix="Convert it, for instance with `topo2geo` or mapshaper.org."
        )
    if kind == "Feature":
        features = [document]
    elif kind == "FeatureCollection" and isinstance(document.get("features"), list):
        features = document["features"]
    else:
        raise InputError(
            f"This is not GeoJSON with features: its type is {kind!r}.",
            fix="A FeatureCollection (or one Feature) with a code among the properties of each feature is needed.",
        )
    _check_system(document)
    wrong = next((n for n, one in enumerate(features, 1) if not isinstance(one, dict)), None)
    if wrong is not None:
        raise InputError(f"Feature {wrong} is not an object.")
    if not features:
        raise InputError("The file has no feature.")
    return features


def _check_system(document: dict[str, Any]) -> None:
    """Refuse a coordinate system that the file names and that is not WGS 84 (RFC 7946 knows no other)."""
    named = document.get("crs")
    inside = named.get("properties") if isinstance(named, dict) else None
    name = inside.get("name") if isinstance(inside, dict) else None
    if isinstance(name, str) and not any(known in name for known in _KNOWN_SYSTEMS):
        raise InputError(f"The file's coordinates are in {name}, not in WGS 84 longitude and latitude.", fix=_CONVERT)


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    """The feature's properties, with its ``id`` among them when it has one and no property is called so."""
    properties = feature.get("properties")
    named = dict(properties) if isinstance(properties, dict) else {}
    if feature.get("id") is not None:
        named.setdefault("id", feature["id"])
    return named


def _joined(region: Region, shape: Shape) -> Region:
    both = Shape(polygons=region.shape.polygons + shape.polygons, points=region.shape.points + shape.points)
    return Region(code=region.code, label=region.label, shape=both)


def _shape(geometry: Any, notes: _Notes) -> Shape:
    """The shape of one geometry; empty, with a note why, when it has none that can be drawn."""
    if geometry is None:
        notes.add("no-shape", f"Feature {notes.feature} has no shape (null): it stands in tables only.")
        return Shape()
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        shape = Shape()
        for one in geometry["geometries"]:
            part = _shape(one, notes)
            shape = Shape(polygons=shape.polygons + part.polygons, points=shape.points + part.points)
        return shape
    read: Callable[[Any, _Notes], Shape] | None = _KINDS.get(str(kind))
    if read is None:
        notes.add("no-area", f"Feature {notes.feature} is a {kind}, not an area or a point: it has no shape.", kind)
        return Shape()
    try:
        return read(geometry.get("coordinates"), notes)
    except (TypeError, ValueError, IndexError, OverflowError):
        notes.add("bad-coordinates", f"Feature {notes.feature} has coordinates that are no pairs of numbers.")
        return Shape()


def _polygon(rings: Any, notes: _Notes) -> tuple[Polygon, ...]:
    """One polygon, or none when its outer ring is no ring. A hole that is no ring is left out."""
    read = [_ring(ring, notes) for ring in rings]
    if not read or not read[0]:
        return ()
    return ((read[0], *(hole for hole in read[1:] if hole)),)


def _ring(positions: Any, notes: _Notes) -> Ring:
    """A ring without its last position, closed and unwrapped; empty when it has fewer than three corners."""
    ring: list[Position] = []
    turn = 0.0
    for at in positions:
        given, latitude = _number(at[0]), _number(at[1])
        longitude = given + turn
        if ring and abs(longitude - ring[-1][0]) > 180 and abs(given) <= _LONGITUDE:
            # A step of more than half the earth is the short way over the 180th meridian.
            step = -360.0 if longitude > ring[-1][0] else 360.0
            turn += step
            longitude += step
        if not ring or ring[-1] != (longitude, latitude):
            ring.append((longitude, latitude))
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    elif len(ring) > 2:
        notes.add("not-closed", f"A ring of feature {notes.feature} is not closed: it was closed.")
    if len(ring) < 3:
        notes.add("no-ring", f"A ring of feature {notes.feature} has fewer than three corners: it is left out.")
        return ()
    return tuple(ring)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    return float(value)


def _points(positions: Any) -> Shape:
    return Shape(points=tuple((_number(at[0]), _number(at[1])) for at in positions))


_KINDS: dict[str, Callable[[Any, _Notes], Shape]] = {
    "Polygon": lambda found, notes: Shape(polygons=_polygon(found, notes)),
    "MultiPolygon": lambda found, notes: Shape(polygons=tuple(p for one in found for p in _polygon(one, notes))),
    "Point": lambda found, _: _points([found]),
    "MultiPoint": lambda found, _: _points(found),
}


def _refuse_other_systems(regions: Any) -> None:
    """Refuse metres and coordinates in the other order, with the first position as the evidence."""
    outside: Counter[str] = Counter()
    example: tuple[str, Position] | None = None
    for region in regions:
        for longitude, latitude in region.shape.positions():
            if abs(longitude) <= _LONGITUDE and abs(latitude) <= _LATITUDE:
                continue
            example = example or (region.code, (longitude, latitude))
            turned = abs(longitude) <= _LATITUDE and abs(latitude) <= _LONGITUDE / 2
            outside["metres" if max(abs(longitude), abs(latitude)) > _METRES else "turned" if turned else "off"] += 1
    if example is None:
        return
    code, (longitude, latitude) = example
    shown = f"{longitude:g}, {latitude:g} in region {code}"
    if outside["metres"]:
        raise InputError(
            f"The coordinates are not longitude and latitude but look like metres of a projection ({shown}).",
            fix=_CONVERT,
        )
    if outside["turned"] and not outside["off"]:
        raise InputError(
            f"The coordinates seem to be in the wrong order, latitude before longitude ({shown}).",
            fix="GeoJSON has the longitude first (RFC 7946, section 3.1.1): turn them round.",
        )
    raise InputError(f"A position is not on the earth ({shown}).", fix="Longitudes go to 180, latitudes to 90.")
