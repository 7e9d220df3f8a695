"""Capital projects from the file to what everybody reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal.projects.services import import_projects
from toolbox_budget_portal.services import publish_version
from toolbox_core import InputError
from toolbox_core.config import Settings
from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
HEAD = (
    "code,name,status,location,latitude,longitude,planned end,expected end,estimate,cost,spent,line,department,ocid\n"
)
ROWS = {
    2023: "P/1,School,planned,Harbour,44.88,-18.9,2024-12-31,,1000,,,functional:1,Works,\n",
    2024: "P/1,School <b>,in construction,Harbour,44.88,-18.9,2024-12-31,2025-03-31,1000,1200,300,functional:1,Works,"
    "ocds-1\n"
    "P2,Road,finished,,,,,,500,500,500,functional:2,Roads,\n",
}


@pytest.fixture
def built(town: str, settings: Settings, database: Database, tmp_path: Path) -> str:
    """The town with the projects of two years."""
    for year, rows in ROWS.items():
        path = tmp_path / f"projects-{year}.csv"
        path.write_text(HEAD + rows, encoding="utf-8")
        with database.write() as session:
            version, _ = import_projects(session, settings.files, path, entity=town, fiscal_year=year, by="tests")
            publish_version(session, version, by="tests")
    return f"/budget/{town}/2024/projects"


def test_the_list_its_map_and_its_data(built: str, client: TestClient) -> None:
    page = unescape(client.get(built).text)
    assert "2 projects, to cost 1,700.00\u00a0EUR together." in page
    assert "90 days later than planned; 200.00\u00a0EUR (20.0%) dearer than estimated" in page
    assert 'id="projects-map"' in page
    assert "1 project has no place in the file." in page
    assert client.get(f"{built}/chart.svg").headers["content-type"].startswith("image/svg+xml")
    rows = client.get(f"{built}.csv").text.splitlines()
    assert rows[1].startswith("P/1,School <b>,,construction,in construction,Works,,functional:1,Harbour,,44.88,-18.9")
    data = client.get(f"{built}.geojson")
    assert data.headers["content-type"] == "application/geo+json"
    first, second = data.json()["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [-18.9, 44.88]}
    assert first["properties"]["cost"] == "1200.00"
    assert second["geometry"] is None
    assert client.get(f"{built}.json").json()["projects"][0]["name"] == "School <b>"
    assert client.get(f"{built}.xml").status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=scho", ["P/1"]),
        ("q=roads", ["P2"]),
        ("stage=finished", ["P2"]),
        ("department=Works", ["P/1"]),
        ("show=late", ["P/1"]),
        ("show=over", ["P/1"]),
        ("q=nothing", []),
    ],
)
def test_the_list_is_narrowed_by_its_address(built: str, client: TestClient, query: str, names: list[str]) -> None:
    assert client.get(f"{built}?{query}").status_code == 200
    assert [one["code"] for one in client.get(f"{built}.json?{query}").json()["projects"]] == names


def test_what_is_asked_for_wrongly_is_said(built: str, client: TestClient) -> None:
    for address in (f"{built}?stage=red", f"{built}?show=red", f"{built}?page=9", f"{built}/P9"):
        assert client.get(address).status_code == 404
    answer = client.get(built.replace("2024", "2021"))
    assert answer.status_code == 404
    assert "No capital projects" in answer.text


def test_one_project_with_its_money_its_line_and_its_years(built: str, client: TestClient) -> None:
    page = client.get(f"{built}/P/1").text
    text = unescape(re.sub(r"<[^>]+>", " ", page))
    assert "School &lt;b&gt;" in page
    assert "90 days later than planned." in text
    assert "/budget/town/2024/lines?functional=1" in unescape(page)
    assert f'href="{built.replace("2024", "2023")}/P/1"' in page, "what was said a year before"
    assert "ocds-1" in text
    assert 'id="project-map"' in page
    assert 'id="project-map"' not in client.get(f"{built}/P2").text
    assert client.get(f"{built}/P/1/chart.svg?chart=project-money").status_code == 200


def test_lines_and_years_lead_to_projects(built: str, client: TestClient) -> None:
    assert f'href="{built}"' in client.get("/budget/town/2024").text
    line = next(
        page
        for number in range(1, 11)
        if "What is built with it" in (page := client.get(f"/budget/town/2024/lines/1-{number}").text)
    )
    assert f"{built}/P" in line


def test_a_project_can_be_asked_about(built: str, client: TestClient) -> None:
    asked = re.search(r'href="([^"]*ask[^"]*capital[^"]*)"', client.get(f"{built}/P/1").text)
    assert asked is not None
    assert client.get(unescape(asked.group(1))).status_code == 200


def test_a_line_that_the_budget_does_not_have_is_refused(
    town: str, settings: Settings, database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "projects.csv"
    path.write_text("code,name,line\nP1,School,functional:99\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"projects\.csv, row 2: "), database.write() as session:
        import_projects(session, settings.files, path, entity=town, fiscal_year=2024)


def test_the_command(town: str, tmp_path: Path, toolbox: Callable[..., CompletedProcess[str]]) -> None:
    path = tmp_path / "projects.csv"
    path.write_text(HEAD + ROWS[2024], encoding="utf-8")
    said = toolbox("budget", "projects", str(path), "--entity", town, "--year", "2024").stdout
    assert "2 projects, 1 of them with a place on the map." in said
    assert "Next: toolbox budget publish" in said
