"""What the budget portal adds to the site's own pages: the first page, the catalogue, health."""

from __future__ import annotations

import html

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")


def test_the_first_page_shows_of_every_hundred_and_the_newest_year(town: str, client: TestClient) -> None:
    page = html.unescape(client.get("/").text)
    assert "Of every 100 EUR spent in 2024" in page
    assert 'href="/budget/town/2024"' in page
    assert "What was the money spent on?" in page


def test_without_budgets_the_first_page_stands(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "Of every 100" not in page.text


def test_each_year_is_an_open_dataset_with_downloads(town: str, client: TestClient) -> None:
    assert "Budget 2024, Port Town" in client.get("/data/").text
    text = client.get("/data/budget_portal/town-2024.csv").text
    assert len(text.splitlines()) == 11
    assert "'=1+1" in text or '"=1+1' not in text, "a formula is made harmless"


def test_the_sums_are_part_of_the_health_report(town: str, client: TestClient) -> None:
    report = client.get("/health/ready").json()
    assert report["status"] == "ok", report
