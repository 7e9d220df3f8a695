"""Boundaries: kept with where they come from, replaced on purpose only, matched with what data call them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from toolbox_core.config import FileStore, Settings
from toolbox_core.db import Database
from toolbox_core.db.generation import generations
from toolbox_core.exceptions import InputError, NotFound
from toolbox_core.geography.reading import read_geojson
from toolbox_core.services.audit import entries
from toolbox_core.services.boundaries import (
    add_boundaries,
    best_boundaries,
    boundary_sets,
    find_boundaries,
    remove_boundaries,
)
from toolbox_core.services.provenance import source_path


@pytest.fixture
def files(settings: Settings) -> FileStore:
    return settings.files


def geojson(path: Path, *codes: str, names: str = "Region {}") -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": names.format(code)},
            "geometry": None
            if code == "none"
            else {"type": "Polygon", "coordinates": [[[n, 0], [n + 1, 0], [n + 1, 1], [n, 1], [n, 0]]]},
        }
        for n, code in enumerate(codes)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def add(session: Session, files: FileStore, path: Path, slug: str, **more: Any) -> None:
    add_boundaries(session, files, path, read_geojson(path), slug=slug, by="ada", **more)


def test_a_set_keeps_its_file_its_licence_and_who_added_it(
    database: Database, files: FileStore, tmp_path: Path
) -> None:
    path = geojson(tmp_path / "provinces.geojson", "02", "01", "none")
    with database.write() as session:
        before = generations(session)[1]
        add(session, files, path, "provinces", licence="CC-BY-4.0", origin="Land Registry")
        assert generations(session)[1] > before, "pages are made anew"
    with database.read() as session:
        [one] = boundary_sets(session)
        assert (one.slug, one.title, one.licence, one.origin) == (
            "provinces",
            "Provinces",
            "CC-BY-4.0",
            "Land Registry",
        )
        assert (one.codes, one.labels, one.added_by) == ("code", "name", "ada")
        assert one.report["regions"] == 3
        assert one.report["shapeless"] == 1
        assert one.report["problems"] == {"no-shape": 1}
        assert source_path(files, one.file).read_bytes() == path.read_bytes()
        assert entries(session, target="provinces")[0].action == "map.add"
        found = find_boundaries(session, "provinces")
        assert found is not None
        assert [(region.code, bool(region.shape)) for region in found.regions] == [
            ("02", True),
            ("01", True),
            ("none", False),
        ]
        assert find_boundaries(session, "others") is None


def test_a_name_is_taken_until_it_is_replaced_or_removed(database: Database, files: FileStore, tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", "1")
    other = geojson(tmp_path / "b.geojson", "1", "2")
    with database.write() as session:
        add(session, files, path, "areas")
        with pytest.raises(InputError, match="already"):
            add(session, files, other, "areas")
        with pytest.raises(InputError, match="no short name"):
            add(session, files, other, "The Areas")
        add(session, files, other, "areas", replace=True, title="All areas")
    with database.write() as session:
        found = find_boundaries(session, "areas")
        assert found is not None
        assert (found.title, len(found.regions)) == ("All areas", 2)
        with pytest.raises(NotFound, match="There are: areas"):
            remove_boundaries(session, "area", by="ada")
        remove_boundaries(session, "areas", by="ada")
        assert not boundary_sets(session)
        assert entries(session, target="areas")[0].action == "map.remove"


def test_the_set_that_knows_most_is_chosen(database: Database, files: FileStore, tmp_path: Path) -> None:
    with database.write() as session:
        assert best_boundaries(session, {"1": ""}) is None
        add(session, files, geojson(tmp_path / "few.geojson", "1", "2", names="Land {}"), "few")
        add(session, files, geojson(tmp_path / "many.geojson", "1", "2", "3", "4"), "many")
        best = best_boundaries(session, {"1": "", "2": ""})
        assert best is not None
        assert best[0].slug == "few", "of two that know equally much, the one with fewer regions"
        best = best_boundaries(session, {"1": "", "3": "", "x": "REGION 4", "y": ""})
        assert best is not None
        assert best[0].slug == "many"
        assert (dict(best[1].by_code), dict(best[1].by_name), best[1].unknown) == (
            {"1": "1", "3": "3"},
            {"x": "4"},
            ("y",),
        )
        assert best_boundaries(session, {"y": ""}) is None
