"""Files of capital projects: what is understood, and what is refused with its row."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox_budget_portal.projects.reading import _coordinates, read
from toolbox_core import InputError

HEAD = "code;name;status;latitude;longitude;planned end;estimate;cost;line\n"


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str, name: str = "projects.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_row_becomes_a_project(put: Callable[..., Path]) -> None:
    found = read(put(HEAD + "001;School;Travaux;44,885;-18,960;2026-05-31;1.200.000,50;1.250.000,00;economic:6\n"))
    (one,) = found.projects
    assert (one.code, one.name, one.stage, one.row) == ("001", "School", "construction", 2)
    assert (one.latitude_e7, one.longitude_e7) == (448850000, -189600000)
    assert one.days["planned_end"] == date(2026, 5, 31)
    assert one.amounts["estimate"] == Decimal("1200000.50")
    assert one.amounts["spent"] is None
    assert str(one.place) == "economic:6"
    assert found.evidence[0] == "1 projects, 1 of them with a place on the map."


def test_names_of_columns_in_french(put: Callable[..., Path]) -> None:
    text = "Code projet;Intitulé;Statut;Coût total;Fin prévue\nA1;École;En cours;5000;2027-01-01\n"
    (one,) = read(put(text)).projects
    assert (one.name, one.stage, one.amounts["cost"]) == ("École", "construction", Decimal(5000))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (";School;;;;;;;", "needs a code and a name"),
        ("1;;;;;;;;", "needs a code and a name"),
        ("1;School;;-190;44;;;;", "exchanged"),
        ("1;School;;190;444;;;;", "lies nowhere"),
        ("1;School;;500000;4400000;;;;", "not metres"),
        ("1;School;;0;0;;;;", "in the ocean"),
        ("1;School;;44;;;;;", "are degrees"),
        ("1;School;;north;east;;;;", "are degrees"),
        ("1;School;;;;31.5.2026;;;", "is no day"),
        ("1;School;;;;;much;5;", "is no amount"),
        ("1;School;;;;;;;colour:5", "does not say"),
        ("1;School;;;;;;;\n1;Again;;;;;;;", "stands in row 2, too"),
    ],
)
def test_a_cell_that_cannot_be_right_is_refused(put: Callable[..., Path], row: str, words: str) -> None:
    with pytest.raises(InputError) as refused:
        read(put(HEAD + row + "\n"))
    assert words in f"{refused.value} {refused.value.fix}"


def test_words_that_are_not_known_are_told(put: Callable[..., Path]) -> None:
    found = read(put(HEAD + "1;School;waiting;;;;;;\n"))
    assert found.projects[0].stage == "other"
    assert "waiting" in found.evidence[-1]


def test_a_file_without_projects_or_without_a_column(put: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="no projects"):
        read(put(HEAD))
    with pytest.raises(InputError, match="no column 'name'"):
        read(put("code;colour\n1;red\n"))


def test_geojson_gives_its_points(put: Callable[..., Path]) -> None:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [-18.96, 44.885]},
            "properties": {"code": "P1", "name": "School", "cost": 1000.5, "status": "planned"},
        },
        {"type": "Feature", "geometry": None, "properties": {"code": "P2", "name": "Road", "cost": None}},
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    first, second = read(put(text, "projects.geojson")).projects
    assert (first.latitude_e7, first.longitude_e7, first.row) == (448850000, -189600000, 1)
    assert first.amounts["cost"] == Decimal("1000.5")
    assert (second.latitude_e7, second.amounts["cost"], second.row) == (None, None, 2)


@pytest.mark.parametrize("text", ["", "[]", "5", '{"features": 5}', "{", '{"features": [5, {"properties": {"a": 1}}]}'])
def test_what_is_no_geojson_is_refused(put: Callable[..., Path], text: str) -> None:
    with pytest.raises(InputError):
        read(put(text, "projects.geojson"))


@given(st.text(max_size=12), st.text(max_size=12))
def test_no_coordinates_break_it(latitude: str, longitude: str) -> None:
    try:
        north, east = _coordinates("here", latitude.strip(), longitude.strip())
    except InputError:
        return
    assert north is None or (abs(north) <= 900_000_000 and east is not None and abs(east) <= 1_800_000_000)
