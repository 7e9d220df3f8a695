"""The pages, as a reader without JavaScript sees them."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("{{ cookiecutter.id }}")
ADDRESS = "/{{ cookiecutter.__command }}/"
{%- if cookiecutter.tables %}
VERSION = "/data/{{ cookiecutter.id }}/entries/versions/1"
{%- endif %}


def test_the_first_page_answers(client: TestClient) -> None:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
{%- if cookiecutter.tables %}


def test_the_list_and_its_conditions(published: int, client: TestClient) -> None:
    page = client.get(ADDRESS).text
    assert "Old lime" in page
    assert "Plane at the gate" in page
    narrowed = client.get(f"{ADDRESS}?kind=Lime").text
    assert "Old lime" in narrowed
    assert "Plane at the gate" not in narrowed
    assert client.get(f"{ADDRESS}?kind=Oak").status_code == 200


def test_an_entry_leads_to_where_it_comes_from(published: int, client: TestClient) -> None:
    page = client.get(f"{ADDRESS}001").text
    assert VERSION in page
    assert client.get(VERSION).status_code == 200


def test_an_entry_that_is_not_there(published: int, client: TestClient) -> None:
    assert client.get(f"{ADDRESS}999").status_code == 404
{%- endif %}
