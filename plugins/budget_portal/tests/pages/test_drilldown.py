"""One category: treemap, equal table, lines, data."""

from __future__ import annotations

import csv
import html
import io
import re
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")
ROOT = "/budget/town/2024/expenditure"


def test_a_category_shows_children_shares_and_the_way_up(town: str, client: TestClient) -> None:
    page = client.get(f"{ROOT}/functional/1").text
    assert "<h1>Services</h1>" in page
    assert f'href="{ROOT}/functional"' in page
    assert f'href="{ROOT}/functional/1/1~2F1"' in page, "a slash inside a code is part of the code"
    assert "96.9%" in page


def test_an_address_with_a_slash_inside_a_code_leads_there(town: str, client: TestClient) -> None:
    page = client.get(f"{ROOT}/functional/1/1~2F1")
    assert page.status_code == 200
    assert "Roads &amp; paths" in page.text
    assert "900.25" in page.text


def test_amounts_below_zero_are_in_the_table_and_beside_the_chart(town: str, client: TestClient) -> None:
    page = client.get(f"{ROOT}/economic?functional=2").text
    assert "Below zero, so without an area:" in page
    assert "−20.10" in page
    assert "below zero" in page


def test_what_is_not_divided_further_has_a_row(town: str, client: TestClient) -> None:
    assert "Not divided further" in client.get(f"{ROOT}/functional/2").text


def test_a_leaf_lists_its_lines(town: str, client: TestClient) -> None:
    page = client.get(f"{ROOT}/functional/2/21").text
    assert "2 budget lines" in page
    assert "/budget/town/2024/lines/1-3" in page


def test_a_view_can_be_narrowed_and_widened_again(town: str, client: TestClient) -> None:
    page = html.unescape(client.get(f"{ROOT}/economic?functional=2&administrative=002/A").text)
    assert "purpose: Culture" in page
    assert "department: Desk" in page
    links = [unquote(link) for link in re.findall(r'class="chips".*?</p>', page, re.DOTALL)]
    assert "administrative=002/A" in links[0]
    assert f"{ROOT}/functional?administrative=002/A" in unquote(page), "see this by purpose drops the purpose"


def test_the_phase_can_be_chosen(town: str, client: TestClient) -> None:
    page = client.get(f"{ROOT}/functional/1?phase=approved").text
    assert "1,400.50" in page.replace("\u00a0", " ")
    assert f"{ROOT}/functional/1/12?phase=approved" in page


def test_csv_and_json_hold_the_same_exact_figures(town: str, client: TestClient) -> None:
    table = client.get(f"{ROOT}/functional.csv")
    assert table.headers["content-disposition"] == 'attachment; filename="town-2024-expenditure-functional.csv"'
    rows = list(csv.DictReader(io.StringIO(table.text)))
    document = client.get(f"{ROOT}/functional.json").json()
    assert [row["executed"] for row in rows] == [item["amounts"]["executed"] for item in document["items"]]
    assert document["total"]["amounts"]["executed_net"] == "1362.90"
    assert rows[0]["executed_eliminated"] == "80.00"
    below = client.get(f"{ROOT}/functional/2.json").json()
    assert [(item["code"], item["lines"]) for item in below["items"]] == [("21", 2), ("", 1)]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"{ROOT}/functional/9", "has no functional category"),
        (f"{ROOT}/colour", "is divided by"),
        ("/budget/town/2024/income/economic", "It has expenditure and revenue"),
        ("/budget/town/2023/expenditure/functional/3", "It is there in 2024"),
        (f"{ROOT}/economic?functional=9", "has no functional category"),
    ],
)
def test_wrong_addresses_are_answered_helpfully(address: str, words: str, town: str, client: TestClient) -> None:
    page = client.get(address)
    assert page.status_code == 404
    assert words in html.unescape(page.text)
