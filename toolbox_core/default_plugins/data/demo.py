"""The invented land of the demo: regions of the Republic of Aldora, districts of its city, as a mapping agency's file.

Corners are named and borders drawn between them with invented bends, the same for both neighbours.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from toolbox_core.config import FileStore
from toolbox_core.geography.reading import read_geojson
from toolbox_core.services.boundaries import add_boundaries, find_boundaries

Corner = tuple[float, float]
BY: Final = "Demo"
LICENCE: Final = "CC0-1.0"
ORIGIN: Final = "Aldora Land Survey (invented)"
_BENDS: Final = 5
"""How often a border is halved: 31 bends between two corners."""

LAND: Final[Mapping[str, Corner]] = {
    "a": (-22.6, 46.7), "b": (-21.7, 47.0), "c": (-20.7, 46.9), "d": (-19.7, 47.05), "e": (-18.9, 46.6),
    "f": (-18.75, 45.95), "g": (-19.05, 45.35), "h": (-18.85, 44.8), "i": (-19.7, 44.4), "j": (-20.6, 44.2),
    "k": (-21.5, 44.4), "l": (-22.3, 44.7), "m": (-22.65, 45.3), "n": (-22.45, 46.0),
    "p": (-21.4, 46.2), "q": (-20.2, 46.2), "r": (-21.55, 45.4), "s": (-20.5, 45.4), "t": (-19.75, 45.65),
    "u": (-20.85, 44.85),
    "v": (-21.9, 43.75), "w": (-21.3, 43.9), "x": (-21.1, 43.6), "y": (-21.7, 43.45),
    "z": (-20.6, 43.7), "o": (-20.15, 43.75), "ö": (-20.3, 43.45),
}  # fmt: skip
REGIONS: Final = (
    ("NO", "Norra", ("abcpn",)),
    ("SE", "Sennen", ("stghi",)),
    ("LO", "Lough", ("cdeqp",)),
    ("AL", "Aldor", ("rukjis",)),
    ("TA", "Tarn", ("pqtsr",)),
    ("WE", "Westmark", ("nprm",)),
    ("VA", "Vale", ("mrukl",)),
    ("OS", "Ostrand", ("qefgt",)),
    ("SI", "Southern Isles", ("vwxy", "zoö")),
)
"""Code, name and the corners of each island, in order."""
CITY: Final[Mapping[str, Corner]] = {
    "a": (-18.985, 44.905), "b": (-18.955, 44.912), "c": (-18.93, 44.895), "d": (-18.938, 44.868),
    "e": (-18.968, 44.86), "f": (-18.992, 44.88),
    "g": (-19.03, 44.945), "h": (-18.95, 44.955), "i": (-18.88, 44.93), "j": (-18.875, 44.845),
    "k": (-18.95, 44.815), "l": (-19.045, 44.85),
}  # fmt: skip
DISTRICTS: Final = (
    ("D1", "Old Town", ("abcdef",)),
    ("D2", "Harbour Quay", ("cijd",)),
    ("D3", "Lantern Hill", ("bhic",)),
    ("D4", "Saltmarsh", ("djke",)),
    ("D5", "Kingsferry", ("eklf",)),
    ("D6", "Northgate", ("aghb",)),
    ("D7", "Elder Park", ("flga",)),
)


def load_demo(session: Session, files: FileStore, workdir: Path) -> None:
    """Load both sets of boundaries, unless they are there."""
    for slug, title, corners, regions in (
        ("aldora-regions", "Regions of Aldora", LAND, REGIONS),
        ("port-sennen-districts", "Districts of Port Sennen", CITY, DISTRICTS),
    ):
        if find_boundaries(session, slug) is not None:
            continue
        path = workdir / f"{slug}.geojson"
        path.write_text(json.dumps(geojson(corners, regions), ensure_ascii=False), encoding="utf-8")
        add_boundaries(
            session,
            files,
            path,
            read_geojson(path),
            slug=slug,
            title=title,
            licence=LICENCE,
            origin=ORIGIN,
            by=BY,
        )


def geojson(corners: Mapping[str, Corner], regions: Sequence[tuple[str, str, tuple[str, ...]]]) -> dict[str, Any]:
    """The regions as a collection of features, the same at every making."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": code, "name": name},
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [[_ring(corners, island)] for island in islands],
                },
            }
            for code, name, islands in regions
        ],
    }


def _ring(corners: Mapping[str, Corner], island: str) -> list[Corner]:
    ring = [
        position
        for start, end in zip(island, island[1:] + island[0], strict=True)
        for position in _border(corners, start, end)[:-1]
    ]
    return [*ring, ring[0]]


def _border(corners: Mapping[str, Corner], start: str, end: str) -> list[Corner]:
    """The bends from one corner to another: midpoints moved aside by chance, again and again, at half the reach."""
    first, last = min(start, end), max(start, end)
    chance = random.Random(f"{first}{last}{corners[first]}")  # noqa: S311 - an invented coast, nothing secret
    line = [corners[first], corners[last]]
    reach = 0.17
    for _ in range(_BENDS):
        finer = [line[0]]
        for (x1, y1), (x2, y2) in pairwise(line):
            aside = chance.uniform(-reach, reach)
            finer += [((x1 + x2) / 2 + (y2 - y1) * aside, (y1 + y2) / 2 - (x2 - x1) * aside), (x2, y2)]
        line = finer
    line = [(round(x, 5), round(y, 5)) for x, y in line]
    return line if start == first else line[::-1]
