"""The entries for programs."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.plugins("{{ cookiecutter.id }}")
ADDRESS = "/api/v1/{{ cookiecutter.__command }}/entries"


def test_page_by_page(published: int, client: TestClient) -> None:
    first = client.get(ADDRESS, params={"limit": 2}).json()
    assert [item["code"] for item in first["items"]] == ["001", "002"]
    rest = client.get(ADDRESS, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert ([item["code"] for item in rest["items"]], rest["next_cursor"]) == (["010"], None)


def test_one_kind(published: int, client: TestClient) -> None:
    (item,) = client.get(ADDRESS, params={"kind": "Lime"}).json()["items"]
    assert item == {"code": "001", "name": "Old lime", "kind": "Lime", "since": "1891-03-01"}


def test_a_cursor_that_is_none(client: TestClient) -> None:
    assert client.get(ADDRESS, params={"cursor": "x"}).status_code == 400
