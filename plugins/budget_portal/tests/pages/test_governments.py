"""Governments side by side: measured alike, matched by name, and what cannot be compared said plainly."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

if TYPE_CHECKING:
    from toolbox_core.config import Settings
    from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")

HEAD = "body;body_name;function;function_name;chapter;chapter_name;approved;paid\n"
EAST = "1;Hall;1;Schools;1;Staff;600;500,50\n1;Hall;2;Roads;1;Staff;400;\n"
WEST = "1;Hall;1;Roads;1;Staff;90;100\n1;Hall;7;Écoles;1;Staff;5;5\n1;Hall;9;schools;1;Staff;300;350\n"
PEOPLE = {"east": 100, "west": 50}


@pytest.fixture
def governments(
    write_package: Callable[..., Path],
    load: Callable[..., Any],
    publish: Callable[..., None],
    database: Database,
    settings: Settings,
    tmp_path: Path,
) -> Callable[..., None]:
    """Publish one year of a government of two or three purposes, with its population."""
    from toolbox_budget_portal.yardsticks.services import import_yardstick

    def run(slug: str, rows: str, *, people: int = 0, currency: str = "EUR", level: str = "") -> None:
        package = write_package({"spending.csv": HEAD + rows}, folder=slug)
        if currency != "EUR":
            package.write_text(package.read_text(encoding="utf-8").replace('"EUR"', f'"{currency}"'), encoding="utf-8")
        outcome = load(package, entity=slug, name=slug.title(), level=level)
        publish(outcome.version_id)
        if people:
            table = tmp_path / f"{slug}-people.csv"
            table.write_text(f"year,population\n2024,{people}\n", encoding="utf-8")
            with database.write() as session:
                version, _ = import_yardstick(
                    session, settings.files, table, entity=slug, kind="population", by="tests"
                )
            publish(version)

    return run


@pytest.fixture
def two(governments: Callable[..., None]) -> None:
    governments("east", EAST, people=PEOPLE["east"], level="region")
    governments("west", WEST, people=PEOPLE["west"], level="town")


def _records(client: TestClient, query: str) -> dict[tuple[str, str], dict[str, Any]]:
    answer = client.get(f"/budget/compare.json?{query}")
    assert answer.status_code == 200, answer.text
    return {(row["government"], row["label"] or row["part"]): row for row in answer.json()["records"]}


def test_amounts_per_inhabitant_are_matched_by_name_and_not_by_code(two: None, client: TestClient) -> None:
    rows = _records(client, "of=east,west&year=2024&by=functional&phase=approved&in=person")
    assert rows["east", "whole"]["value"] == "10.0000000000"  # 1,000 for 100 people
    assert rows["west", "whole"]["value"] == "7.9000000000"  # 395 for 50
    assert rows["east", "Schools"]["value"] == "6.0000000000"
    assert rows["west", "schools"]["value"] == "6.0000000000"
    assert rows["east", "Schools"]["common"] is rows["west", "schools"]["common"] is True
    assert rows["west", "Écoles"]["common"] is False

    page = html.unescape(client.get("/budget/compare?of=east&of=west&year=2024&phase=approved").text)
    assert "Code 1 means different things, so it is not compared. East: “Schools”; West: “Roads”" in page
    assert "What only some of them have" in page
    assert "These are governments of different levels (region, town)" in page
    assert "EUR per inhabitant" in page, "where everybody has been counted, that is the first thing to see"


def test_shares_and_amounts_as_in_the_files_come_from_the_same_address(two: None, client: TestClient) -> None:
    query = "of=east,west&year=2024&by=functional&phase=approved"
    shares = _records(client, f"{query}&in=share")
    assert shares["east", "Schools"]["value"] == "0.6000000000"
    nominal = _records(client, f"{query}&in=nominal")
    assert (nominal["east", "Roads"]["amount"], nominal["east", "Roads"]["value"]) == ("400.00", "400.00")
    text = client.get(f"/budget/compare.csv?{query}&in=nominal").text
    table = {(row["government"], row["label"]): row for row in csv.DictReader(io.StringIO(text))}
    assert table["west", "schools"]["amount"] == "300.00"


def test_a_phase_or_year_that_one_of_them_lacks_is_named(
    two: None, governments: Callable[..., None], client: TestClient
) -> None:
    governments("north", "1;Hall;1;Schools;1;Staff;10;\n")
    page = html.unescape(client.get("/budget/compare?of=east,west,north&year=2024&phase=paid").text)
    assert "This phase is not published by: North." in page
    page = html.unescape(client.get("/budget/compare?of=east,west,north&year=2024&phase=approved&in=person").text)
    assert "The number of inhabitants in 2024 is not known for: North." in page
    page = html.unescape(client.get("/budget/compare?of=east,west&year=2023").text)
    assert "Nothing is published for 2023 by: East, West." in page
    assert "Choose two or more governments" in page


def test_other_currencies_are_never_drawn_on_one_scale(
    two: None, governments: Callable[..., None], client: TestClient
) -> None:
    governments("far", "1;Hall;1;Schools;1;Staff;9000;1\n", currency="XAF")
    page = html.unescape(client.get("/budget/compare?of=east,far&year=2024&phase=approved&in=nominal").text)
    assert "different currencies (EUR, XAF)" in page
    assert 'class="table bars"' not in page
    assert "9,000" in page.replace("9,000.00", "9,000")
    shares = client.get("/budget/compare?of=east,far&year=2024&phase=approved&in=share").text
    assert 'class="table bars"' in shares


def test_a_dozen_governments_stand_in_one_table(governments: Callable[..., None], client: TestClient) -> None:
    names = [f"town-{number}" for number in range(12)]
    for number, slug in enumerate(names):
        governments(slug, f"1;Hall;1;Schools;1;Staff;{100 + number};1\n")
    query = f"of={','.join(names)}&year=2024&phase=approved&in=nominal"
    rows = _records(client, query)
    assert [rows[slug, "Schools"]["amount"] for slug in names] == [f"{100 + number}.00" for number in range(12)]
    page = client.get(f"/budget/compare?{query}").text
    assert page.count('<th scope="col" class="n">Town-') == 12
    assert 'class="reel"' in page
    assert client.get("/budget/compare").status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("of=nowhere", "There is no budget of 'nowhere' here."),
        ("of=east&year=soon", "is not a year"),
        ("of=east&by=colour", "Budgets are not divided by"),
        ("of=east&direction=up", "There is no direction"),
    ],
)
def test_wrong_questions_are_answered_helpfully(query: str, words: str, two: None, client: TestClient) -> None:
    page = client.get(f"/budget/compare?{query}")
    assert page.status_code == 404
    assert words in html.unescape(page.text)
