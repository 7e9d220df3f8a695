"""The same categories in several years."""

from __future__ import annotations

import csv
import html
import io

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")


def test_all_years_are_compared_and_the_hole_stays_a_hole(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/compare").text
    assert "No budget was published for 2022; the gap is shown, never filled." in page
    assert "No entries counted twice were published for 2021" in page
    assert 'class="gap"' in page
    assert "+512.40 (+54" in page.replace("\u00a0", " ") or "+" in page


def test_years_classification_and_phase_can_be_chosen(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/compare?years=2023,2024&by=economic&phase=approved&net=0").text
    assert "Spending by economic type, year by year" in page
    assert ">1,050.00<" in page
    assert ">1,760.50<" in page
    assert page == client.get("/budget/town/compare?years=2023,2024&by=economic&phase=approved&net=0").text


def test_a_category_can_be_compared_by_itself(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/compare?by=functional&path=2&years=2023&years=2024").text
    assert "<h1>Culture, year by year</h1>" in page
    assert "Not divided further" in page


def test_the_same_figures_come_as_csv_with_empty_cells_for_holes(town: str, client: TestClient) -> None:
    text = client.get("/budget/town/compare.csv?by=functional&net=0").text
    rows = {row["functional"]: row for row in csv.DictReader(io.StringIO(text))}
    assert list(rows["1"])[3:] == ["2021", "2022", "2023", "2024"]
    assert [rows["1"][year] for year in ("2021", "2022", "2023", "2024")] == ["650.50", "", "800.00", "1401.00"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("years=soon", "is not a year"),
        ("by=colour", "Budgets are not divided by"),
        ("by=functional&path=9", "has no functional category"),
        ("years=1999", "was published for these years"),
    ],
)
def test_wrong_questions_are_answered_helpfully(query: str, words: str, town: str, client: TestClient) -> None:
    page = client.get(f"/budget/town/compare?{query}")
    assert page.status_code == 404
    assert words in html.unescape(page.text)
