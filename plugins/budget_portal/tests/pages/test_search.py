"""Finding a part of the budget."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("budget_portal")


def test_a_category_is_found_without_its_accent_and_marked(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/search?q=EDUCACION").text
    assert "1 result" in page
    assert "<mark>Educación</mark>" in page
    assert 'href="/budget/town/2024/expenditure/functional/2/21"' in page


def test_groups_narrow_the_results(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/search?q=transfers").text
    assert "direction=revenue&amp;kind=economic" in page
    narrowed = client.get("/budget/town/search?q=transfers&direction=revenue&kind=economic").text
    assert "1 result" in narrowed


def test_nothing_found_says_what_to_try(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/search?q=<script>").text
    assert "Nothing found for “&lt;script&gt;”" in page
    assert "Accents and capitals do not matter" in page


def test_an_empty_search_shows_the_form_alone(town: str, client: TestClient) -> None:
    page = client.get("/budget/town/search")
    assert page.status_code == 200
    assert "result" not in page.text.split("<main")[1]


def test_the_search_of_all_budgets_leads_to_the_only_entity(
    town: str,
    client: TestClient,
    write_package: Callable[..., Path],
    load: Callable[..., Any],
    publish: Callable[..., None],
) -> None:
    reply = client.get("/budget/search?q=staff")
    assert (reply.status_code, reply.headers["location"]) == (303, "/budget/town/search?q=staff")
    publish(load(write_package()).version_id)
    page = client.get("/budget/search?q=staff").text
    assert "Port Town" in page
    assert 'href="/budget/testville/search?q=staff"' in page
