"""Capital projects as GeoJSON (RFC 7946), for the pages and the programming interface alike. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import msgspec

from toolbox_budget_portal.projects.dataset import COLUMNS
from toolbox_budget_portal.projects.queries import Project

MEDIA_TYPE = "application/geo+json"
_COORDINATES = ("latitude", "longitude")


def geojson(name: str, projects: Iterable[Project]) -> bytes:
    """A collection of points called ``name``: longitude before latitude, ``null`` for a project without a place.

    Coordinates are numbers with all their digits; amounts are texts, because programs read numbers as binary fractions.
    """
    features = [
        {
            "type": "Feature",
            "id": one.code,
            "geometry": None
            if one.longitude is None or one.latitude is None
            else {"type": "Point", "coordinates": [one.longitude, one.latitude]},
            "properties": {
                column.name: _plain(getattr(one, column.name)) for column in COLUMNS if column.name not in _COORDINATES
            },
        }
        for one in projects
    ]
    body = {"type": "FeatureCollection", "name": name, "features": features}
    return msgspec.json.Encoder(decimal_format="number").encode(body)


def _plain(value: Any) -> Any:
    return format(value, "f") if isinstance(value, Decimal) else value
