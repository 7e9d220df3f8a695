"""Points as RFC 7946 wants them, without a digit lost."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.projects.dataset import COLUMNS
from toolbox_budget_portal.projects.geojson import geojson
from toolbox_budget_portal.projects.queries import Project


def project(**told: object) -> Project:
    """A project of which nothing but ``told`` is known."""
    texts = {column.name: "" if column.type == "string" else None for column in COLUMNS}
    return Project(**{**texts, "code": "P1", "name": "School", "source_row": 2, **told})  # type: ignore[arg-type]


def test_amounts_are_texts_and_days_are_iso() -> None:
    body = json.loads(geojson("town-2024", [project(cost=Decimal("1E+3"), ended=date(2024, 5, 1))]))
    assert (body["type"], body["name"]) == ("FeatureCollection", "town-2024")
    (feature,) = body["features"]
    assert (feature["id"], feature["geometry"]) == ("P1", None)
    assert (feature["properties"]["cost"], feature["properties"]["ended"]) == ("1000", "2024-05-01")
    assert feature["properties"]["spent"] is None
    assert not {"latitude", "longitude"} & set(feature["properties"])


def test_half_a_place_is_no_place() -> None:
    assert json.loads(geojson("x", [project(latitude=Decimal(1))]))["features"][0]["geometry"] is None


@given(
    st.integers(-900_000_000, 900_000_000).map(lambda value: Decimal(value) / 10_000_000),
    st.integers(-1_800_000_000, 1_800_000_000).map(lambda value: Decimal(value) / 10_000_000),
)
def test_longitude_stands_before_latitude_with_every_digit(latitude: Decimal, longitude: Decimal) -> None:
    body = json.loads(geojson("x", [project(latitude=latitude, longitude=longitude)]), parse_float=Decimal)
    assert [Decimal(value) for value in body["features"][0]["geometry"]["coordinates"]] == [longitude, latitude]
