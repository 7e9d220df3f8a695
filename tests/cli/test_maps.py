"""``toolbox maps``: add with the evidence told, list, remove."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def provinces(tmp_path: Path) -> Path:
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    features = [
        {"type": "Feature", "properties": {"id": f"P{n}", "name": name}, "geometry": geometry}
        for n, (name, geometry) in enumerate(
            [("North", {"type": "Polygon", "coordinates": [ring]}), ("South", None)], start=1
        )
    ]
    path = tmp_path / "provinces.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_adding_tells_what_was_taken_and_why(command: Any, provinces: Path) -> None:
    result = command("maps", "add", str(provinces), "--name", "provinces", "--licence", "CC0-1.0", "--source", "Survey")
    assert result.exit_code == 0, result.output
    assert "Each region's code is 'id', its name 'name'." in result.stdout
    assert "  id: 2 different values in 2 of 2 features (P1, P2)" in result.stdout
    assert "Feature 2 has no shape (null)" in result.stdout
    assert "provinces: 2 regions of 2 features, 1 without a shape; 3 of 3 points are drawn." in result.stdout
    [one] = command.json("maps", "list")["boundaries"]
    assert (one["name"], one["regions"], one["licence"], one["source"]) == ("provinces", 2, "CC0-1.0", "Survey")
    assert len(one["sha256"]) == 64
    assert "provinces  Provinces: 2 regions by id, from provinces.geojson (CC0-1.0)" in command("maps", "list").stdout


def test_json_replace_and_remove(command: Any, provinces: Path) -> None:
    answer = command.json("maps", "add", str(provinces), "--name", "p", "--code", "name", "--label", "id")
    assert (answer["code"], answer["label"], answer["regions"], answer["points"]) == ("name", "id", 2, 3)
    assert "already" in command.refused("maps", "add", str(provinces), "--name", "p")
    assert command("maps", "add", str(provinces), "--name", "p", "--replace").exit_code == 0
    assert "Survey" not in command("maps", "list").stdout
    assert "the original file stays" in command("maps", "remove", "p").stdout
    assert command("maps", "list").stdout.startswith("There are no boundaries.")
    assert "no boundaries called 'p'" in command.refused("maps", "remove", "p")


def test_many_regions_and_many_problems_are_told_briefly(command: Any, tmp_path: Path) -> None:
    features = [{"type": "Feature", "properties": {"id": n}, "geometry": None} for n in range(450)]
    path = tmp_path / "many.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    told = command("maps", "add", str(path), "--name", "many").stdout
    assert "… and 430 more of the kind no-shape." in told
    assert "So many regions make a heavy page" in told
    assert "cannot be read" in command.refused("maps", "add", str(tmp_path / "none.geojson"), "--name", "none")
