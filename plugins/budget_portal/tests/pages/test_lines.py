"""Lists of lines, and one line with its source row."""

from __future__ import annotations

import csv
import html
import io

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")


@pytest.mark.parametrize(
    ("show", "title", "amount"),
    [
        ("unbudgeted", "Spent without a budget, 2024", "62.00"),
        ("over", "Beyond what was approved, 2024", "500.75"),
        ("negative", "Below zero, 2024", "−20.10"),
        ("all", "All budget lines, 2024", "900.25"),
    ],
)
def test_lists_show_their_lines(show: str, title: str, amount: str, town: str, client: TestClient) -> None:
    page = client.get(f"/budget/town/2024/lines?show={show}").text
    assert title in page
    assert amount in page


def test_a_line_shows_its_source_row_as_it_stands_in_the_file(town: str, client: TestClient) -> None:
    page = html.unescape(client.get("/budget/town/2024/lines/1-1").text)
    assert "Row 2 of expenditure.csv" in page
    assert "1000,50" in page, "the raw cell"
    assert "1,000.50\u00a0EUR" in page, "the amount read from it"
    assert "/data/files/" in page


def test_what_is_not_for_publication_is_said_and_is_not_zero(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/2024/lines/1-5").text
    assert "not published (not for publication)" in page


def test_the_same_line_in_other_years_is_linked(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/2024/lines/1-4").text
    assert 'href="/budget/town/2023/lines/1-2"' in page
    assert "sum of 2 lines" in page


def test_a_consolidation_entry_says_that_it_is_one(town: str, client: TestClient) -> None:
    pages = [client.get(f"/budget/town/2024/lines/1-{number}").text for number in range(1, 11)]
    assert sum("counted twice, left out of net figures" in page for page in pages) == 2


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/budget/town/2024/lines/1-999", "has no line 999"),
        ("/budget/town/2024/lines/9-1", "was never published"),
        ("/budget/town/2024/lines/first", "is not the address of a budget line"),
        ("/budget/town/2024/lines?show=odd", "There are all, unbudgeted, over, negative"),
        ("/budget/town/2024/lines?page=9", "The list has 1 pages"),
    ],
)
def test_wrong_addresses_are_answered_helpfully(address: str, words: str, town: str, client: TestClient) -> None:
    page = client.get(address)
    assert page.status_code == 404
    assert words in html.unescape(page.text)


def test_a_list_can_be_taken_along_whole(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/2024/lines?show=over&functional=1").text
    assert 'href="/budget/town/2024/lines.csv?direction=expenditure&amp;show=over&amp;functional=1"' in page
    reply = client.get("/budget/town/2024/lines.csv?show=all")
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert [row["executed"] for row in rows] == ["900.25", "500.75", "80.00", "62.00", "0.00", "-20.10", ""]
    assert rows[0]["functional_label"] == "Roads & paths"
    assert rows[4]["administrative_label"] == "Park"
    assert client.get("/budget/town/2024/lines.csv?functional=9").status_code == 404


def test_an_empty_list_says_so(town: str, client: TestClient) -> None:
    assert "There is no such line" in client.get("/budget/town/2021/lines?show=over").text
