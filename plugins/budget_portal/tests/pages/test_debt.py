"""What is owed: on its own page, on the year at a glance, as data; contradictions are shown, not hidden."""

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
year,instrument,residence,opening,borrowing,repayment,closing,interest
2023,bonds,domestic,100,20,10,110,4
2023,loans,foreign,50,0,10,40,2
2024,bonds,domestic,110,0,10,100,nfp
2024,loans,foreign,40,8,0,47.5,1.25
"""


@pytest.fixture
def publish_file(toolbox: Toolbox, tmp_path: Path) -> Callable[..., dict[str, object]]:
    """Load a file with a command of ``toolbox budget`` and publish it; returns what the command told."""

    def run(text: str, *command: str) -> dict[str, object]:
        path = tmp_path / "file.csv"
        path.write_text(text, encoding="utf-8")
        done = toolbox("budget", command[0], str(path), *command[1:], "--json")
        assert done.returncode == 0, done.stderr
        told: dict[str, object] = json.loads(done.stdout)
        assert toolbox("budget", "publish", str(told["version"])).returncode == 0
        return told

    return run


def test_from_the_file_to_the_page(
    town: str, toolbox: Toolbox, client: TestClient, publish_file: Callable[..., dict[str, object]]
) -> None:
    address = f"/budget/{town}/debt"
    assert client.get(address).status_code == 404
    assert "Debt at the end of the year" not in client.get(f"/budget/{town}/2024").text
    told = publish_file(FILE, "debt", "--entity", town, "--control-total", "147.50")
    assert told["years"] == [2023, 2024]
    assert told["problems"] == [
        {
            "row": 5,
            "rule": "debt-identity",
            "message": "2024: the closing stock is 0.5 less than opening, borrowing, repayment and other changes lead "
            "to.",
        }
    ]
    page = client.get(address).text.replace("\u00a0", " ")
    assert "At the end of 2024, Port Town owed 147.50 EUR. That is 2.50 EUR less than a year before." in page
    assert "2024: at the end stands 0.50 EUR less than the other figures lead to." in page
    assert ">not published<" in page, "interest of 2024, because one part does not give it"
    assert "per inhabitant" not in page, "nobody has published how many there are"
    assert 'id="debt-parts"' in page
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}.csv").text.removeprefix("\ufeff"))))
    assert [(row["closing"], row["difference"], row["interest"]) for row in rows] == [
        ("150.00", "0.00", "6.00"),
        ("147.50", "-0.50", ""),
    ]
    data = client.get(f"{address}.json").json()
    assert data["years"][1]["parts"][1]["source_row"] == 5
    assert client.get(f"{address}.xml").status_code == 404
    assert client.get(f"{address}?year=1999").status_code == 404


def test_the_year_at_a_glance_says_what_is_owed(
    town: str, client: TestClient, publish_file: Callable[..., dict[str, object]]
) -> None:
    publish_file(FILE, "debt", "--entity", town)
    publish_file("year,population\n2024,59\n", "yardstick", "--entity", town, "--kind", "population")
    publish_file("year,gdp\n2024,1475\n", "yardstick", "--entity", town, "--kind", "gdp")
    page = client.get(f"/budget/{town}/2024").text.replace("\u00a0", " ")
    assert "Debt at the end of the year" in page
    assert "147.50 EUR; 2.50 EUR less than a year before; 2.50 EUR per inhabitant; 10.0% of GDP" in page
    assert f'href="/budget/{town}/debt?year=2024"' in page
    assert "Debt at the end of the year" not in client.get(f"/budget/{town}/2021").text, "no debt is known for 2021"
    page = client.get(f"/budget/{town}/debt").text.replace("\u00a0", " ")
    assert "It is 2.50 EUR per inhabitant." in page
    assert "It is 10.0% of a year's gross domestic product." in page.replace("&#39;", "'")


def test_in_french_and_divided_by_what_the_reader_asks(
    town: str, client: TestClient, publish_file: Callable[..., dict[str, object]]
) -> None:
    publish_file(FILE, "debt", "--entity", town)
    page = client.get(f"/budget/{town}/debt?lang=fr&by=residence&year=2023").text
    assert "Dette de Port Town" in page
    assert "à l’étranger" in page
