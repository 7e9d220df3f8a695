"""Goals beside the money: all of them, one of them, and on the pages of the money they belong to."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")
Toolbox = Callable[..., CompletedProcess[str]]
FILE = """\
code,goal,indicator,unit,direction,baseline year,baseline,target year,target,countable,source,2023,2024
1,Streets are safe at night,Lamps that work,per cent,more,2021,80.5,2026,99,,https://example.org/lamps,85,91.25
2/21,Every child has a place,Places,places,more,2022,40,2025,60,yes,,50,62
2,People borrow books,Loans,loans,more,,,2027,1000,yes,,,
"""


@pytest.fixture
def goals(town: str, toolbox: Toolbox, tmp_path: Path) -> str:
    """The published goals of the town; returns the address of their page."""
    path = tmp_path / "goals.csv"
    path.write_text(FILE, encoding="utf-8")
    done = toolbox("budget", "goals", str(path), "--entity", town, "--kind", "functional", "--json")
    told = json.loads(done.stdout)
    assert told["status"] == {"reached": 1, "behind": 1, "not-measured": 1}
    assert toolbox("budget", "publish", str(told["version"])).returncode == 0
    return f"/budget/{town}/goals"


def test_nothing_before_they_are_published(town: str, client: TestClient) -> None:
    assert client.get(f"/budget/{town}/goals").status_code == 404
    assert client.get(f"/budget/{town}/goals/1-lamps-that-work").status_code == 404


def test_all_goals_and_those_of_one_standing(goals: str, client: TestClient) -> None:
    page = client.get(goals).text
    assert "Reached: 1, behind: 1, not measured: 1." in page
    assert "Every child has a place" in page
    page = client.get(f"{goals}?status=behind").text
    assert "Lamps that work" in page
    assert "Every child has a place" not in page
    assert client.get(f"{goals}?status=fine").status_code == 404
    assert "atteint" in client.get(f"{goals}?lang=fr").text


def test_one_goal_with_its_line_and_its_money(goals: str, client: TestClient) -> None:
    page = client.get(f"{goals}/2-21-places").text.replace("\u00a0", " ")
    assert "Newest value: 62 places in 2024. Target: 60 places by 2025." in page
    assert 'id="goal-chart"' in page
    assert ">46.67<" not in page, "a computed value is no more exact than the indicator's own"
    assert ">47<" in page, "the straight line in 2023"
    assert "41.90" in page, "spent in 2024"
    assert "0.68 EUR" in page, "41.90 divided by 62 places"
    assert "It is an average, not a price" in page
    assert client.get(f"{goals}/1-lamps-that-work").text.count("divided by it") == 0, "per cent cannot be counted"
    assert client.get(f"{goals}/nothing").status_code == 404


def test_the_pages_of_the_money_show_what_it_is_for(goals: str, town: str, client: TestClient) -> None:
    title = "What the money is meant to reach"
    category = client.get(f"/budget/{town}/2024/expenditure/functional/2").text
    assert category.count("goals/2-21-places") == 1
    assert "goals/2-loans" in category
    assert "goals/1-lamps" not in category
    assert title not in client.get(f"/budget/{town}/2024/expenditure/functional/3").text
    lines = {number: client.get(f"/budget/{town}/2024/lines/1-{number}").text for number in (1, 3)}
    assert "goals/1-lamps-that-work" in lines[1]
    assert "goals/2-21-places" in lines[3]
    assert "goals/2-loans" in lines[3]
    assert f'href="{goals}"' in client.get(f"/budget/{town}/2024").text


def test_goals_as_data(goals: str, client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"{goals}.csv").text.removeprefix("\ufeff"))))
    assert [(row["key"], row["newest"], row["expected"], row["status"]) for row in rows] == [
        ("1-lamps-that-work", "91.25", "91.6000000000", "behind"),
        ("2-21-places", "62", "53.3333333333", "reached"),
        ("2-loans", "", "", "not-measured"),
    ]
    data = client.get(f"{goals}.json").json()
    assert data["indicators"][0]["observed"][0] == {"year": 2023, "value": "85", "source_row": 2}
    assert client.get(f"{goals}.pdf").status_code == 404
