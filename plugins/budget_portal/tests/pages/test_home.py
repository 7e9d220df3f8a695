"""The list of budgets, and the way to an entity's newest year."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")


def test_budgets_are_listed_with_their_figures_in_words(town: str, client: TestClient) -> None:
    page = client.get("/budget/")
    assert page.status_code == 200
    assert "Port Town planned to spend 1,660.50" in page.text
    assert 'href="/budget/town/2021"' in page.text
    assert 'href="/budget/town/compare"' in page.text


def test_without_budgets_the_page_says_so(client: TestClient) -> None:
    assert "No budget has been published yet" in client.get("/budget/").text


def test_an_entity_leads_to_its_newest_year(town: str, client: TestClient) -> None:
    reply = client.get("/budget/town")
    assert (reply.status_code, reply.headers["location"]) == (303, "/budget/town/2024")


def test_an_unknown_entity_is_answered_with_the_nearest(town: str, client: TestClient) -> None:
    page = client.get("/budget/tonw")
    assert page.status_code == 404
    assert "Did you mean town?" in page.text


def test_the_address_without_a_slash_leads_to_the_page(client: TestClient) -> None:
    assert client.get("/budget").headers["location"] == "/budget/"
