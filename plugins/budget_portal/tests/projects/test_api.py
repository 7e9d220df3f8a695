"""Programs get every project with all its figures, and what stands out, as the pages tell it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal.projects.api import FindingShape, Kind, ProjectsResult, Stage
from toolbox_budget_portal.projects.dataset import COLUMNS
from toolbox_budget_portal.projects.services import import_projects
from toolbox_budget_portal.projects.stages import KINDS, STAGES
from toolbox_budget_portal.services import publish_version
from toolbox_core.config import Settings
from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
HEAD = "code,name,status,department,latitude,longitude,planned end,expected end,estimate,cost,spent\n"
ROWS = {
    2023: "P1,School,planned,Works,44.88,-18.9,2024-12-31,,1000,,\n",
    2024: "P1,School,in construction,Works,44.88,-18.9,2024-12-31,2025-03-31,1000,1200.50,300\n"
    "P2,Road,on the way,Roads,,,,,500,500,\n",
}


@pytest.fixture
def address(town: str, settings: Settings, database: Database, tmp_path: Path) -> str:
    """Where the projects of a town with two published years are asked for."""
    for year, rows in ROWS.items():
        path = tmp_path / f"projects-{year}.csv"
        path.write_text(HEAD + rows, encoding="utf-8")
        with database.write() as session:
            version, _ = import_projects(session, settings.files, path, entity=town, fiscal_year=year, by="tests")
            publish_version(session, version, by="tests")
    return f"/api/v1/budget/projects/{town}"


def test_the_newest_year_is_told_without_being_named(address: str, client: TestClient) -> None:
    answer = msgspec.json.decode(client.get(address).content, type=ProjectsResult)
    assert (answer.fiscal_year, answer.total, answer.currency, answer.file) == (2024, 2, "EUR", "projects-2024.csv")
    school, road = answer.data
    assert (school.cost, school.spent, school.latitude) == (Decimal("1200.50"), Decimal(300), Decimal("44.88"))
    assert school.findings == [
        FindingShape(kind="late", days=90, amount=None, share=None),
        FindingShape(kind="over", days=None, amount=Decimal("200.50"), share=Decimal("0.2005")),
    ]
    assert (road.stage, road.status, road.latitude, road.spent) == ("other", "on the way", None, None)
    assert road.findings == []
    assert road.source_row == 3


def test_an_earlier_year_says_what_it_said(address: str, client: TestClient) -> None:
    answer = client.get(f"{address}?year=2023").json()
    assert [(one["code"], one["stage"], one["cost"]) for one in answer["data"]] == [("P1", "planned", None)]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("q=scho", ["P1"]),
        ("stage=other", ["P2"]),
        ("department=Roads", ["P2"]),
        ("show=late", ["P1"]),
        ("show=beyond", []),
    ],
)
def test_a_question_narrows_the_answer_and_the_whole_stays_told(
    address: str, client: TestClient, asked: str, codes: list[str]
) -> None:
    answer = client.get(f"{address}?{asked}").json()
    assert [one["code"] for one in answer["data"]] == codes
    assert answer["total"] == 2


def test_the_same_as_csv_and_geojson(address: str, client: TestClient) -> None:
    table = client.get(f"{address}?format=csv&stage=construction")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(table.text))
    assert list(row) == [column.name for column in COLUMNS]
    assert row["cost"] == "1200.50"
    points = client.get(f"{address}?format=geojson")
    assert points.headers["content-type"] == "application/geo+json"
    assert [one["geometry"] for one in points.json()["features"]] == [
        {"type": "Point", "coordinates": [-18.9, 44.88]},
        None,
    ]


@pytest.mark.parametrize("asked", ["stage=red", "show=red", "format=xml", "year=soon", "colour=red"])
def test_what_cannot_be_asked_is_refused(address: str, client: TestClient, asked: str) -> None:
    assert client.get(f"{address}?{asked}").status_code == 400


def test_what_there_is_not_is_said(address: str, town: str, client: TestClient) -> None:
    assert client.get("/api/v1/budget/projects/nowhere").status_code == 404
    missing = client.get(f"{address}?year=2021")
    assert missing.status_code == 404
    assert "for 2021" in missing.text


def test_the_words_that_may_be_asked_are_those_that_there_are() -> None:
    assert get_args(Stage) == STAGES
    assert get_args(Kind) == KINDS
