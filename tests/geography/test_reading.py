"""Reading GeoJSON: what is mended is told, what cannot be used is refused with a way out."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_core.exceptions import InputError, ToolboxError
from toolbox_core.geography import reading as reading_module
from toolbox_core.geography.reading import Reading, read_geojson

SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]


def feature(code: Any, geometry: Any = None, name: str = "", **more: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": geometry} if isinstance(geometry, list) else geometry
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name or f"Region {code}"},
        "geometry": geometry,
        **more,
    }


def read(tmp_path: Path, *features: Any, document: Any = None, **options: str) -> Reading:
    path = tmp_path / "regions.geojson"
    whole = document if document is not None else {"type": "FeatureCollection", "features": list(features)}
    path.write_text(whole if isinstance(whole, str) else json.dumps(whole), encoding="utf-8")
    return read_geojson(path, **options)


def rules(found: Reading) -> list[str]:
    return [problem.rule for problem in found.problems]


def test_regions_with_their_codes_names_and_shapes(tmp_path: Path) -> None:
    two = {"type": "MultiPolygon", "coordinates": [SQUARE, [[[5, 5], [6, 5], [6, 6], [5, 5]]]]}
    found = read(
        tmp_path, feature("01", SQUARE), feature("02", two), feature("03", {"type": "Point", "coordinates": [3, 4, 9]})
    )
    assert [(one.code, one.label) for one in found.regions] == [
        ("01", "Region 01"),
        ("02", "Region 02"),
        ("03", "Region 03"),
    ]
    square, islands, place = (region.shape for region in found.regions)
    assert list(square.rings()) == [((0, 0), (1, 0), (1, 1), (0, 1))]
    assert len(islands.polygons) == 2
    assert list(place.points) == [(3, 4)]
    assert (found.codes, found.labels, found.features) == ("code", "name", 3)
    assert not found.problems


def test_one_feature_a_byte_order_mark_and_an_id_outside_of_the_properties(tmp_path: Path) -> None:
    alone = {"type": "Feature", "id": "XA1", "properties": None, "geometry": None}
    found = read(tmp_path, document="\ufeff" + json.dumps(alone))
    assert [(one.code, one.label) for one in found.regions] == [("XA1", "XA1")]


def test_a_region_without_a_shape_is_kept_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, feature("1", SQUARE), feature("2"))
    assert [one.code for one in found.shapeless] == ["2"]
    assert found.problems[0].message == "Feature 2 has no shape (null): it stands in tables only."


def test_rings_are_closed_and_broken_ones_left_out(tmp_path: Path) -> None:
    open_ring = [[[0, 0], [1, 0], [1, 1]], [[0, 0], [1, 1], [0, 0]]]
    found = read(tmp_path, feature("1", open_ring), feature("2", [[[0, 0], [0, 0]]]), feature("3", [[["a", 0]]]))
    assert rules(found) == ["not-closed", "no-ring", "no-ring", "bad-coordinates"]
    assert [bool(one.shape) for one in found.regions] == [True, False, False]


def test_lines_and_unknown_kinds_have_no_area(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
    both = {"type": "GeometryCollection", "geometries": [line, {"type": "Polygon", "coordinates": SQUARE}]}
    found = read(tmp_path, feature("1", line), feature("2", both))
    assert found.problems[0].message == "Feature 1 is a LineString, not an area or a point: it has no shape."
    assert [bool(one.shape) for one in found.regions] == [False, True]


def test_a_ring_over_the_180th_meridian_goes_the_short_way(tmp_path: Path) -> None:
    found = read(tmp_path, feature("FJ", [[[179, -17], [-179, -17], [-179, -18], [179, -18], [179, -17]]]))
    assert list(found.regions[0].shape.rings()) == [((179, -17), (181, -17), (181, -18), (179, -18))]


def test_parts_of_one_region_are_put_together_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, feature("1", SQUARE, "A"), feature("1", SQUARE, "A"), code="code")
    assert rules(found) == ["parts"]
    assert len(found.regions[0].shape.polygons) == 2


def test_one_code_for_two_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"stands for two regions: 'Alba' \(feature 1\) and 'Bora' \(feature 2\)"):
        read(tmp_path, feature("1", SQUARE, "Alba"), feature("1", SQUARE, "Bora"), code="code")


def test_a_feature_without_a_code_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, feature("1", SQUARE), feature(None, SQUARE), code="code")
    assert [(one.rule, one.severity, one.row) for one in found.problems] == [("no-code", "error", 2)]
    with pytest.raises(InputError, match=r"No feature of regions\.geojson has a value"):
        read(tmp_path, feature(None, SQUARE), code="code")
    with pytest.raises(InputError, match="too long for a code"):
        read(tmp_path, feature("x" * 201, SQUARE), code="code")


@pytest.mark.parametrize(
    ("ring", "words"),
    [
        (
            [[440720.5, 4474250.1], [440730, 4474250], [440730, 4474260]],
            "look like metres.*440720, 4.47425e\\+06 in region 1",
        ),
        ([[41, 173], [42, 173], [42, 174]], "latitude before longitude .41, 173 in region 1"),
        ([[400, 10], [401, 10], [401, 11]], "is not on the earth .400, 10"),
    ],
)
def test_other_coordinates_are_refused_with_a_hint(tmp_path: Path, ring: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(tmp_path, feature("1", [ring]))


def test_a_named_system_other_than_wgs_84_is_refused(tmp_path: Path) -> None:
    named = {"type": "FeatureCollection", "features": [feature("1", SQUARE)]}
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25830"}}
    with pytest.raises(InputError, match=r"EPSG::25830, not in WGS 84.*ogr2ogr"):
        read(tmp_path, document={**named, "crs": system})
    system["properties"] = {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}
    assert read(tmp_path, document={**named, "crs": system}).features == 1


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ([], "its type is None"),
        ({"type": "Topology"}, "TopoJSON"),
        ({"type": "Polygon"}, "its type is 'Polygon'"),
        ({"type": "FeatureCollection", "features": []}, "no feature"),
        ({"type": "FeatureCollection", "features": [3]}, "Feature 1 is not an object"),
    ],
)
def test_what_is_no_geojson_is_refused(tmp_path: Path, document: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(tmp_path, document=document)


def test_too_large_and_missing_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_geojson(tmp_path / "none.geojson")
    monkeypatch.setattr(reading_module, "LARGEST", 10)
    with pytest.raises(InputError, match="mapshaper"):
        read(tmp_path, feature("1", SQUARE))


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-400, 400)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "x", "coordinates"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "properties": st.dictionaries(st.sampled_from(["code", "name"]), ANYTHING, max_size=2) | ANYTHING,
                "geometry": st.fixed_dictionaries(
                    {
                        "type": st.sampled_from(["Polygon", "MultiPolygon", "Point", "MultiPoint"]),
                        "coordinates": ANYTHING,
                    }
                )
                | ANYTHING,
            }
        ),
        max_size=4,
    )
)
def test_whatever_comes_in_is_read_or_refused_in_words(tmp_path_factory: Any, features: list[Any]) -> None:
    path = tmp_path_factory.mktemp("any") / "any.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    with suppress(ToolboxError):
        found = read_geojson(path)
        assert len(found.regions) + sum(one.rule in {"no-code", "parts"} for one in found.problems) == len(features)
