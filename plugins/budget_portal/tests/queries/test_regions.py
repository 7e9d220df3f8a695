"""Which boundaries a budget's places are drawn on: those that know half of them, and never by numbers alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolbox_budget_portal import queries
from toolbox_budget_portal.queries.records import Node
from toolbox_core import add_boundaries, read_geojson

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")


def places(*named: tuple[str, str]) -> list[Node]:
    return [Node(n, "geographic", code, label, code, 1) for n, (code, label) in enumerate(named)]


@pytest.mark.parametrize(
    ("named", "matches"),
    [
        ([("01", "Norra"), ("02", "Vale")], 2),
        ([("01", "Norra"), ("02", "Something else")], 2),
        ([("01", "Wages"), ("02", "Goods")], None),
        ([("1", "NORRA"), ("2", "Vale")], 2),
        ([("01", "Norra"), ("7", "x"), ("8", "y")], None),
        ([("9", "Elsewhere")], None),
    ],
)
def test_a_set_must_know_half_and_more_than_numbers(
    database: Database, settings: Settings, tmp_path: Path, named: list[tuple[str, str]], matches: int | None
) -> None:
    features = [
        {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": None}
        for code, name in (("01", "Norra"), ("02", "Vale"), ("03", "Tarn"))
    ]
    path = tmp_path / "regions.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    with database.write() as session:
        assert queries.regions_of(session, places(*named)) is None, "nothing is loaded yet"
        add_boundaries(session, settings.files, path, read_geojson(path), slug="regions", by="test")
        found = queries.regions_of(session, places(*named))
    assert (found[1].found if found else None) == matches
