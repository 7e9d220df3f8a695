"""Every view by every measure: in one year's prices, per inhabitant, as a share; and frank where that is unknown."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from toolbox_budget_portal import services
from toolbox_budget_portal.yardsticks.services import import_yardstick
from toolbox_core.config import Settings
from toolbox_core.db import Database

pytestmark = pytest.mark.plugins("budget_portal")
TABLES = {
    "population": "year,population\n2023,100\n2024,200\n",
    "inflation": "year,change\n2022,10\n2023,25\n2024,100\n",
    "gdp": "year,gdp\n2024,100000\n",
}


@pytest.fixture
def measured(town: str, settings: Settings, database: Database, tmp_path: Path) -> str:
    """The town with people, prices and an economy."""
    with database.write() as session:
        for kind, text in TABLES.items():
            path = tmp_path / f"{kind}.csv"
            path.write_text(text)
            version, _ = import_yardstick(session, settings.files, path, entity=town, kind=kind, by="tests")
            services.publish_version(session, version, by="tests")
    return town


def test_a_category_by_every_measure(measured: str, client: TestClient) -> None:
    """Services were spent 1,401.00 in 2024, of which 80 counted twice: 1,321 net, of 1,362.90 in all."""
    address = f"/budget/{measured}/2024/expenditure/functional/1"
    plain = client.get(address).text
    for name in ("in prices of 2024", "per inhabitant", "share of the total", "share of GDP"):
        assert name in plain
    assert "1,321.00\u00a0EUR" in plain
    person = client.get(f"{address}?in=person").text
    assert "6.61\u00a0EUR per inhabitant" in person  # 1,321 / 200 = 6.605
    assert "Population of Port Town" in person
    assert "population.csv" in person
    assert "96.93% of the total" in client.get(f"{address}?in=share").text
    assert "1.32% of GDP" in client.get(f"{address}?in=gdp").text
    before = client.get(f"/budget/{measured}/2023/expenditure/functional/1?in=real&net=0").text
    assert "1,600.00\u00a0EUR in prices of 2024" in before  # 800 × 2


def test_years_are_compared_in_one_year_s_prices(measured: str, client: TestClient) -> None:
    address = f"/budget/{measured}/compare?in=real&net=0&unit=exact"
    page = client.get(address).text
    assert "EUR in prices of 2024" in page
    assert "Prices of each year." not in page
    assert "1,788.88" in page  # 650.50 of 2021 × 1.1 × 1.25 × 2 = 1,788.875


def test_a_measure_without_a_yardstick_is_told(measured: str, client: TestClient) -> None:
    page = client.get(f"/budget/{measured}/2021?in=person").text
    assert "No population has been published for 2021; amounts are shown as they are." in page
    page = client.get(f"/budget/{measured}/2021").text
    assert "per inhabitant" not in page


def test_without_tables_there_is_no_switch(town: str, client: TestClient) -> None:
    assert "per inhabitant" not in client.get(f"/budget/{town}/2024").text


def test_the_overview_and_the_lines_follow(measured: str, client: TestClient) -> None:
    page = client.get(f"/budget/{measured}/2024?in=person").text
    assert "EUR per inhabitant" in page
    assert "in=person" in page  # Links keep the measure.
    lines = client.get(f"/budget/{measured}/2024/lines?in=gdp").text
    assert "share of GDP" in lines


def test_parts_of_the_overview_are_shares_of_their_side_and_the_whole_stays_money(
    measured: str, client: TestClient
) -> None:
    """1,321 of 1,362.90 spent is 96.93 %; the headline, of which all are shares, is 1,362.90."""
    assert "share of the total" in client.get(f"/budget/{measured}/2024").text
    page = client.get(f"/budget/{measured}/2024?in=share").text
    figures, parts = page.split('id="expenditure"')[0], page.split('id="expenditure"')[1]
    assert "1,362.90" in figures
    assert "96.93%" in parts
    assert client.get(f"/budget/{measured}/2024/chart.svg?in=share&chart=map-expenditure").status_code == 200


def test_nominal_figures_stay_exact(measured: str, client: TestClient) -> None:
    """The table of every phase and the data are as in the files, whatever is shown above."""
    page = client.get(f"/budget/{measured}/2024?in=gdp").text
    assert "1,442.90" in page
    data = client.get(f"/budget/{measured}/2024/expenditure/functional/1.json?in=gdp").json()
    assert Decimal(data["total"]["amounts"]["executed"]) == Decimal("1401.00")


def test_the_data_of_a_comparison_are_what_its_chart_shows(measured: str, client: TestClient) -> None:
    address = f"/budget/{measured}/compare.csv?by=functional&net=0"
    assert client.get(address).text.splitlines()[1].startswith("1,Services,1,650.50,,800.00,1401.00")
    rows = client.get(f"{address}&in=person").text.splitlines()
    assert rows[1].startswith("1,Services,1,,,8.0000000000,7.0050000000")


def test_money_still_flows_when_it_is_divided(measured: str, client: TestClient) -> None:
    page = client.get(f"/budget/{measured}/2024?in=person&net=0").text
    assert 'id="flow-chart"' in client.get(f"/budget/{measured}/2024?net=0").text
    assert 'id="flow-chart"' in page
